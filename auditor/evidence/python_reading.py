"""What a module of Python shows: imports, variables of the environment, hosts, policies."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import Final

from auditor.evidence.csp import directive, is_policy, read_policy, read_source
from auditor.evidence.logins import read_login
from auditor.evidence.notes import Notes
from auditor.location import Location

_VARIABLE: Final = re.compile(r"[A-Z_][A-Z0-9_]{2,99}\Z")
_FIELD: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_]{2,99}\Z")
_CLASS: Final = re.compile(r"[a-z_]\w*(?:\.\w+)*\.[A-Z]\w+\Z")
"""The dotted path of a class, by which settings name what is to be loaded."""
_LOADED: Final = re.compile(r"(?:\w*_)?(?:APPS|BACKENDS?|MIDDLEWARE)\Z")
_PATH: Final = re.compile(r"[a-z_]\w*(?:\.\w+){0,9}\Z")
"""What is listed under such a name is loaded: the dotted path of a module."""
_BARE: Final = re.compile(r"[a-z][\w-]{1,30}(?:\.[a-z0-9-]{1,63}){1,6}(?=/|\Z)")
_SETTINGS_FILE: Final = re.compile(r"(?:^|/)(?:[\w-]*settings[\w-]*|[\w-]*config[\w-]*)(?:/[\w/]+)?\.py\Z")
_PROVIDERS: Final = re.compile(r"(?:SOCIALACCOUNT|OAUTH|SOCIAL_AUTH)_PROVIDERS\Z")
_SEND_NAME: Final = re.compile(
    r"(?:API|BASE|ENDPOINT|INGEST|WEBHOOK|BACKEND|SERVER|TELEMETRY|PREFIX|(?:AUTH|POST|TOKEN)_UR[IL])", re.I
)
_COMPARES: Final = frozenset(("startswith", "endswith", "match", "replace", "removeprefix", "index", "find"))
_SEND_ARGUMENT: Final = re.compile(
    r"(?:base_url|api_base|api_url|endpoint|endpoint_url|api_host|server_url|host|dsn|webhook_url|ingest\w*)\Z"
)
_REQUESTS: Final = frozenset((
    "get", "post", "put", "patch", "delete", "head", "options", "request", "urlopen", "Request", "stream", "fetch",
    "ws_connect", "create_connection", "ServerProxy", "HTTPConnection", "HTTPSConnection",
))  # fmt: skip
_ASKS: Final = re.compile(r"(?:\A|_)(?:fetch|request|download)(?:_|\Z)|_(?:get|post)\Z")
"""The name of a function that asks what it is given."""
_SHOWN: Final = frozenset((
    "description", "doc", "example", "examples", "help", "help_text", "label", "placeholder", "sample", "title",
    "verbose_name",
))  # fmt: skip
"""Arguments that people read: what stands there is an example."""
_SETTINGS: Final = ("BaseSettings", "Settings")


_VISITED: Final = frozenset((
    ast.AnnAssign, ast.Assign, ast.Attribute, ast.AugAssign, ast.Call, ast.ClassDef, ast.Compare, ast.Dict, ast.Import,
    ast.ImportFrom, ast.Subscript,
))  # fmt: skip
"""What `_visit` looks at."""
_LEAVES: Final = frozenset((ast.Name, ast.alias))
_NO_NODES: Final = frozenset(("arg", "attr", "ctx", "id", "kind", "module", "name", "op", "ops", "type_comment"))


_FIELDS: Final = {
    kind: tuple(name for name in reversed(kind._fields) if name not in _NO_NODES)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of a node that may hold others of which something is seen, the last one first."""


class PythonReader:
    """Walks a tree without recursion. `asked` holds strings that a request goes to, `compared` those that are
    only looked for, `sources` those of a policy, `named` those that have a name."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.asked: set[int] = set()
        self.compared: set[int] = set()
        self.sources: set[int] = set()
        self.named: dict[str, ast.expr] = {}
        self.waiting: list[ast.AST] = []

    def read(self, tree: ast.Module) -> None:
        waiting = self.waiting = [tree]
        while waiting:
            node = waiting.pop()
            kind = type(node)
            if kind is ast.Constant or kind is ast.JoinedStr:
                self._text(node)  # type: ignore[arg-type]
                continue
            if kind in _LEAVES or ((kind is ast.Expr or kind is ast.If) and self._is_left_out(node)):
                continue
            if kind in _VISITED:
                self._visit(node)
            for field in _FIELDS[kind]:
                held = getattr(node, field, None)
                if isinstance(held, list):
                    waiting += [one for one in reversed(held) if isinstance(one, ast.AST)]
                elif isinstance(held, ast.AST):
                    waiting.append(held)

    def _is_left_out(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Expr):
            return isinstance(node.value, ast.Constant | ast.JoinedStr)  # a docstring, or a string as a comment
        if isinstance(node, ast.If) and _dotted(node.test).endswith("TYPE_CHECKING"):
            self.waiting.extend(reversed(node.orelse))
            return True
        return False

    def _visit(self, node: ast.AST) -> None:
        match node:
            case ast.Import():
                for alias in node.names:
                    self._module(alias.name, node)
            case ast.ImportFrom(level=0, module=str(module)):
                for alias in node.names:
                    self._module(f"{module}.{alias.name}", node)
            case ast.Call():
                self._call(node)
            case ast.Subscript(slice=ast.Constant(value=str(name))) if _dotted(node.value).endswith("environ"):
                self._env(name, node.slice)
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                self._assign(name, _base(value))
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                self._listed(name, value)
            case ast.Attribute(value=ast.Name(id="settings"), attr=name) if name.isupper():
                self._env(name, node)
            case ast.Compare():
                self.compared |= {id(side) for side in (node.left, *node.comparators)}
            case ast.Dict():
                self.compared |= {id(key) for key in node.keys}
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        self._policy(key.value, value)
            case ast.ClassDef():
                self._settings(node)

    def _assign(self, name: str, value: ast.expr) -> None:
        if name.isupper():
            self._listed(name, value)
        if _SEND_NAME.search(name):
            self._ask([value])
        elif isinstance(value, ast.Constant | ast.JoinedStr):
            self.named[name] = value

    def _listed(self, name: str, value: ast.expr) -> None:
        """What settings load, through whom they let people sign in, and whose settings they hold."""
        if _LOADED.match(name) and isinstance(value, ast.List | ast.Tuple):
            for one in value.elts:
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and _PATH.match(one.value):
                    self._module(one.value, one)
        elif _PROVIDERS.match(name) and isinstance(value, ast.Dict):
            for key in value.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    read_login(self.notes, key.value, self._place(key))
        elif _SETTINGS_FILE.search(self.notes.file.path):
            who = self.notes.who.env(name)
            if who is not None and who.product is not None:
                self.notes.add(who, "env", name, self._place(value), weak=True)

    def _policy(self, key: str, value: ast.expr) -> None:
        """The sources of a policy that a mapping holds by its directives."""
        name = directive(key)
        for source in value.elts if name and isinstance(value, ast.List | ast.Tuple) else ():
            if isinstance(source, ast.Constant) and isinstance(source.value, str):
                self.sources.add(id(source))
                read_source(self.notes, name or "", source.value.strip("'"), self._place(source))

    def _module(self, name: str, node: ast.stmt | ast.expr) -> None:
        who = self.notes.who.module("python", name)
        if who is not None:
            self.notes.add(who, "import", name, self._place(node))

    def _call(self, node: ast.Call) -> None:
        called = _dotted(node.func)
        last = called.rpartition(".")[2]
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and _reads_env(called):
            self._env(first.value, first)
        if called.lower().endswith("oauth.register"):
            named = [first, *(word.value for word in node.keywords if word.arg == "name")]
            for one in named:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    read_login(self.notes, one.value, self._place(one))
        if last in _REQUESTS or last.endswith("Client") or _ASKS.search(last):
            self._ask([*node.args[:2], *(word.value for word in node.keywords if word.arg in ("url", "uri"))])
        elif last in _COMPARES:
            self.compared |= {id(argument) for argument in node.args}
        self.compared |= {id(word.value) for word in node.keywords if word.arg in _SHOWN}
        self._ask([word.value for word in node.keywords if word.arg and _SEND_ARGUMENT.match(word.arg)])

    def _ask(self, arguments: list[ast.expr]) -> None:
        for argument in map(_base, arguments):
            self.asked.add(id(argument))
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "//" not in argument.value:
                self._host(argument, argument.value, asked=True)
            if isinstance(argument, ast.Name) and argument.id in self.named:
                value = self.named[argument.id]
                self.notes.url(_written(value), self._place(value), requested=True)

    def _env(self, name: str, node: ast.expr, *, weak: bool = False) -> None:
        if _VARIABLE.match(name):
            self.notes.env(name, self._place(node), weak=weak)

    def _settings(self, node: ast.ClassDef) -> None:
        """The fields of settings that are read from the environment by their names: declared, and no use."""
        if not any(_dotted(base).rpartition(".")[2].endswith(_SETTINGS) for base in node.bases):
            return
        for field in node.body:
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and _FIELD.match(field.target.id)
            ):
                self._env(field.target.id.upper(), field.target, weak=True)
                for word in field.value.keywords if isinstance(field.value, ast.Call) else ():
                    if word.arg in ("env", "alias", "validation_alias") and isinstance(word.value, ast.Constant):
                        self._env(str(word.value.value), word.value, weak=True)

    def _text(self, node: ast.Constant | ast.JoinedStr) -> None:
        if isinstance(node, ast.Constant):
            if not isinstance(node.value, str):
                return
            if "." in node.value and len(node.value) < 200 and _CLASS.match(node.value):
                self._module(node.value, node)
            if not ("//" in node.value[:24] or "-src " in node.value):
                if "." in node.value and id(node) not in self.compared:
                    self._host(node, node.value)
                return
        else:
            self.waiting.extend(part.value for part in node.values if isinstance(part, ast.FormattedValue))
        value = _written(node)
        if "-src " in value and is_policy(value):
            read_policy(self.notes, value, self._place(node))
        elif "//" in value[:24] and " " not in value[:60] and id(node) not in self.sources:
            weak = id(node) in self.compared
            self.notes.url(value, self._place(node), requested=id(node) in self.asked, weak=weak)

    def _host(self, node: ast.Constant, text: str, *, asked: bool = False) -> None:
        """A product's host whose scheme stands elsewhere."""
        bare = _BARE.match(text, 0, 300)
        if bare is None:
            return
        who = self.notes.who.host(bare[0], requested=True) if asked else self.notes.who.bare(bare[0])
        if who is not None and who.product is not None:
            self.notes.add(who, "host", bare[0], self._place(node))

    def _place(self, node: ast.expr | ast.stmt) -> Location:
        """The place of a node. Python counts columns in bytes."""
        column = node.col_offset
        if column and not self.notes.file.text.isascii():
            lines = self._lines
            line = lines[node.lineno - 1] if node.lineno <= len(lines) else ""
            column = len(line.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))
        return self.notes.file.line(node.lineno, column + 1)

    @cached_property
    def _lines(self) -> list[str]:
        return self.notes.file.text.split("\n")


def _reads_env(called: str) -> bool:
    """Whether what is called reads a variable of the environment."""
    last = called.rpartition(".")[2].lower()
    owner = called.rpartition(".")[0].lower()
    return "env" in last or last in ("config", "get_secret") or owner.endswith(("environ", "env", "config"))


def _dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of attributes; of what is called first, nothing."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
    return ".".join(reversed(names))


def _base(node: ast.expr) -> ast.expr:
    """What a text begins with: of `"…".format()`, `"…" % x` and `"…" + x`, the string."""
    for _ in range(10):
        if isinstance(node, ast.BinOp):
            node = node.left
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            node = node.func.value
        else:
            break
    return node


def _written(node: ast.expr) -> str:
    """The text of a string; what is filled in is `{}`."""
    if isinstance(node, ast.Constant):
        return node.value[:2_000] if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return "".join(str(part) for part in parts)[:2_000]
    return ""
