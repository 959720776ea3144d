"""What a script shows: imports, variables of the environment, hosts, policies, snippets of vendors."""

from __future__ import annotations

import re

from auditor.evidence import script_names as names
from auditor.evidence.csp import directive, is_policy, read_policy, read_source
from auditor.evidence.logins import read_login, read_providers
from auditor.evidence.notes import Notes
from auditor.evidence.observation import CONFIGURED, Sighting
from auditor.evidence.script_lexer import Literal, Script, lex

Named = dict[str, tuple[int, str]]
"""Constants that hold an address: where the address stands, and what it is."""


def read_script(notes: Notes, start: int, stop: int) -> None:
    """Note what a part of a file shows, read as JavaScript or TypeScript."""
    script = lex(notes.file.text, start, stop)
    _read_env(notes, script)
    read_providers(notes, script.code, script.start)
    read_snippets(notes, script.code, start)
    _Literals(notes, script).read()


class _Literals:
    """Goes through the literals of a script, each with the code before it."""

    def __init__(self, notes: Notes, script: Script) -> None:
        self.notes, self.script, self.text = notes, script, notes.file.text
        self.named: Named = {}
        self.directive: str | None = None
        self.last = script.start
        self.budget = 3 * len(script.code)  # templates in templates: each character is looked at a few times, not more
        self.weak_env = _is_schema(notes.file.path, script.code)
        self.modules: dict[str, int] = {}  # product -> where in the notes its import is
        self.elsewhere: list[str | None] = []  # to whom clients are pointed

    def read(self) -> None:
        for literal in self.script.literals:
            length = 200_000 if self.budget > 0 else 600
            value = self.text[literal.start : min(literal.end, literal.start + length)]
            self.budget -= len(value)
            if value:
                self._read(literal, value)
            self.last = literal.end + 1
        self._read_named()
        self._drop_pointed_elsewhere()

    def _read(self, literal: Literal, value: str) -> None:
        before = self.script.before(literal.start - 1)
        if before.endswith(("from", "import", "(")) and names.IMPORT.search(before):
            self._module(literal, value)
            return
        if self._policy(literal, value):
            return
        short = value[:12].replace("\\/", "/")
        if "//" in short:
            self._address(literal, value.replace("\\/", "/"), before)
        elif before.endswith((":", "=")) and names.HOST.match(value) and names.HOST_KEY.search(before):
            self._add_host(literal, value)
        elif (
            len(value) < 300
            and "." in value
            and (bare := names.BARE.match(value))
            and not names.COMPARES.search(before)
        ):
            self.notes.add(self.notes.who.bare(bare[0]), "host", bare[0], literal.start)
        elif (
            len(value) < 40
            and before.endswith(("(", ":"))
            and names.LOGIN.search(self.script.before(literal.start - 1, 300))
        ):
            read_login(self.notes, value, literal.start)
        elif names.VARIABLE.match(value) and names.READ.search(before):
            self.notes.env(value, literal.start, weak=self.weak_env)
        elif before.endswith(",") and names.GTAG.match(value) and "gtag" in self.script.before(literal.start - 1, 200):
            self._tag_of_google(value, literal.start)
        elif len(value) > 40:
            self._inner(literal, value)

    def _is_login(self, literal: Literal) -> bool:
        return names.LOGIN.search(self.script.before(literal.start - 1, 300)) is not None

    def _module(self, literal: Literal, name: str) -> None:
        if name.startswith((".", "/", "@/", "~/", "#", "node:")) or self._is_types_only(literal):
            return
        who = self.notes.who.module("javascript", name)
        if who is None or who.product is None:
            return
        self.modules.setdefault(who.product, len(self.notes.found))
        self.notes.add(who, "import", _package(name), literal.start)

    def _is_types_only(self, literal: Literal) -> bool:
        code, at = self.script.code, literal.start - 1 - self.script.start
        floor = max(0, at - 20_000, self.last - self.script.start)
        begin = max(code.rfind("import", floor, at), code.rfind("export", floor, at))
        return begin >= 0 and names.TYPES.match(code[begin:at]) is not None

    def _policy(self, literal: Literal, value: str) -> bool:
        """Whether a literal is of a policy: one whole, the key of a directive, or a source below one."""
        self._follow_keys(literal)
        if "-src " in value and is_policy(value):
            read_policy(self.notes, value, literal.start)
            return True
        named = directive(value) if "-" in value or "S" in value else None
        if named is not None:
            self.directive = named
            return True
        if self.directive is not None:
            for word in value.split()[:200]:
                read_source(self.notes, self.directive, word.strip("'"), literal.start)
        return self.directive is not None

    def _follow_keys(self, literal: Literal) -> None:
        """A directive lasts from its key to the end of its list."""
        begin = self.script.start
        code = self.script.code[max(self.last, literal.start - 300) - begin : literal.start - 1 - begin]
        if self.directive and ("]" in code or "}" in code or ";" in code or "\n\n" in code):
            self.directive = None
        if "Src" in code:
            keys = [directive(word) for word in names.SOURCES.findall(code)]
            self.directive = next((key for key in reversed(keys) if key), None)

    def _address(self, literal: Literal, value: str, before: str) -> None:
        if " " in value[:60] or (before.endswith(("=", ":", "{", "(")) and names.HREF.search(before)):
            return
        pointed = names.SEND_KEY.search(before) is not None
        requested = pointed or names.CALL.search(before) is not None or names.SRC.search(before) is not None
        requested = requested or self._is_default(before) or self._is_option(literal, before)
        requested = requested or names.TAG.search(self.script.before(literal.start - 1, 600)) is not None
        constant = names.CONSTANT.search(before)
        if constant is not None and not requested:
            self.named[constant[1]] = literal.start, value
        weak = names.COMPARES.search(before) is not None
        who = self.notes.url(value, literal.start, requested=requested and not weak, weak=weak)
        if pointed and who is not None and re.search(r"(?:base_?url|apiBase)\W*\Z", before, re.IGNORECASE):
            self.elsewhere.append(who.product)

    def _is_default(self, before: str) -> bool:
        variable = names.DEFAULT.search(before)
        return variable is not None and names.TOLD.search(variable[1]) is None

    def _is_option(self, literal: Literal, before: str) -> bool:
        after = literal.end + 1 - self.script.start
        return (
            names.OPTION.search(before) is not None and names.REQUEST_OPTIONS.match(self.script.code, after) is not None
        )

    def _add_host(self, literal: Literal, host: str) -> None:
        who = self.notes.who.host(host, requested=True)
        asked = names.ASKED_WITH.match(self.script.code, literal.end + 1 - self.script.start)
        if who is not None and (who.product is not None or asked):
            self.notes.add(who, "host", host.lower(), literal.start)

    def _tag_of_google(self, value: str, offset: int) -> None:
        kind = names.GTAG.match(value)
        if kind is not None:
            answer = self.notes.who.url(f"https://www.googletagmanager.com/gtag/js?id={kind[1]}-", requested=True)
            self.notes.add(answer and answer[0], "config", "gtag", offset)

    def _inner(self, literal: Literal, value: str) -> None:
        """A script or a page inside a literal, as snippets of vendors are pasted."""
        if "//" not in value and "(" not in value:
            return
        read_snippets(self.notes, value, literal.start)
        if "<script" in value or "<iframe" in value or "function(" in value or ".src" in value:
            for found in names.INNER.finditer(value):
                loaded = names.TAG.search(value, max(0, found.start() - 200), found.start()) is not None
                self.notes.url(found[0][1:], literal.start + found.start() + 1, requested=loaded)

    def _read_named(self) -> None:
        """Of constants that hold an address, those that a request is made to."""
        for name, (offset, value) in self.named.items():
            asked = re.compile(rf"\b{name}\b")
            for found in asked.finditer(self.script.code):
                before = (
                    self.script.before(found.start() + self.script.start)
                    .removesuffix("`")
                    .removesuffix("${")
                    .rstrip("`")
                )
                if names.CALL.search(before) or names.SEND_KEY.search(before):
                    self.notes.url(value, offset, requested=True)
                    break

    def _drop_pointed_elsewhere(self) -> None:
        """An SDK whose clients here all have a base URL at somebody else proves nothing about its maker."""
        for product, index in sorted(self.modules.items(), key=lambda item: -item[1]):
            foreign = [other for other in self.elsewhere if other != product]
            if product not in ("openai", "anthropic") or not foreign:
                continue
            made = len(
                re.findall(
                    r"\b(?:new\s+(?:Azure)?OpenAI|new\s+Anthropic|create(?:OpenAI|Anthropic))\b", self.script.code
                )
            )
            if len(foreign) >= made:
                self.notes.found[index] = _weaker(self.notes.found[index])


def read_snippets(notes: Notes, code: str, offset: int) -> None:
    """Note names of vendors' scripts that are called or set."""
    if notes.who.snippet_words.isdisjoint(names.WORD.findall(code)):
        return  # the expression is slow, and few files have such a name
    for found in notes.who.snippets.finditer(code):
        start, end = found.span()
        ahead = code[start - 1 : start] if start else ""
        if ahead.isalnum() or ahead in ("_", "$"):
            continue
        if ahead == "." and not code[max(0, start - 11) : start].endswith(("window.", "globalThis.", "self.", "w.")):
            continue
        if names.AFTER.match(code, end):
            notes.add(notes.who.config(found[0]), "config", found[0], offset + start)


def _read_env(notes: Notes, script: Script) -> None:
    weak = _is_schema(notes.file.path, script.code)
    for found in names.ENV.finditer(script.code):
        notes.env(found[1], script.start + found.start(1), weak=weak)
    for found in names.UNPACK.finditer(script.code) if ".env" in script.code else ():
        begin = script.code.rfind("{", max(0, found.start() - 5_000), found.start())
        for name in re.finditer(r"(?:[{,]\s*)([A-Z_][A-Z0-9_]{2,99})\b", script.code[max(begin, 0) : found.start()]):
            notes.env(name[1], script.start + begin + name.start(1), weak=weak)


def _is_schema(path: str, code: str) -> bool:
    """Whether a script lists the variables that there are: that is configuration, and no use."""
    if names.SCHEMA_FILE.search(path) is not None:
        return True
    return ("Env" in code or "envsafe" in code) and names.SCHEMA.search(code) is not None


def _weaker(seen: Sighting) -> Sighting:
    return seen._replace(grade=CONFIGURED)


def _package(name: str) -> str:
    """The package of an import, without the path in it."""
    if "://" in name:
        return name.split("?")[0]
    return "/".join(name.split("/")[: 2 if name.startswith(("@", "npm:@", "jsr:@")) else 1])
