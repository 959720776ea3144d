"""Code of any language as its strings and comments show it: what can be seen without parsing.

A language is a few patterns. Every pattern goes forward and none has choices that overlap, so that no input is slow.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from auditor.evidence.logins import read_login
from auditor.evidence.notes import Notes


class Language(NamedTuple):
    """How a language is read. `skip` finds strings (group `string`, or `raw`) and comments; `imports` finds modules
    in code whose strings are still there; `env` finds the names of variables, `login` those of whom people sign in
    through."""

    name: str
    skip: re.Pattern[str]
    imports: re.Pattern[str] | None
    env: re.Pattern[str]
    ecosystem: str | None = None
    login: re.Pattern[str] | None = None


_DOUBLE: Final = r'"(?P<string>[^"\\\n]*+(?:\\.[^"\\\n]*+){0,100}+)"'
_SINGLE: Final = r"'(?P<single>[^'\\\n]*+(?:\\.[^'\\\n]*+){0,100}+)'"
_HASH: Final = r"\#[^\n]*"
_SLASHES: Final = r"//[^\n]*"
_BLOCK: Final = r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
_NAME: Final = r"[\"']([A-Z_][A-Z0-9_]{2,99})[\"']"


def _of(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.DOTALL)


PYTHON: Final = Language(
    "python",
    _of(r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)', r"'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\Z)", _HASH, _DOUBLE, _SINGLE),
    re.compile(r"^[ \t]*(?:import|from)[ \t]+([A-Za-z_][\w.]{0,200})", re.MULTILINE),
    re.compile(rf"\b(?:environ(?:\.get)?|getenv|env)[ \t]*[(\[][ \t]*{_NAME}"),
)
GO: Final = Language(
    "go",
    _of(_SLASHES, _BLOCK, r"`(?P<raw>[^`]*)`", _DOUBLE, r"'[^'\n]{0,10}'"),
    re.compile(r"^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?\"([\w.-]+\.[\w./-]{1,200})\"[ \t]*$", re.MULTILINE),
    re.compile(r"\b(?:Getenv|LookupEnv|GetEnv)\([ \t]*\"([A-Z_][A-Z0-9_]{2,99})\""),
)
RUBY: Final = Language(
    "ruby",
    _of(r"(?m:^=begin\b.*?(?:^=end\b|\Z))", r"(?<!\\)\#(?!\{)[^\n]*", _DOUBLE, _SINGLE),
    re.compile(r"^[ \t]*require[ \t(]+[\"']([\w/.-]{1,200})[\"']", re.MULTILINE),
    re.compile(rf"\bENV(?:\.fetch|\.dig)?[ \t]*[(\[][ \t]*{_NAME}"),
    "rubygems",
    re.compile(r"^[ \t]*(?:provider|config\.omniauth)[ \t(]+:([a-z]\w{1,40})", re.MULTILINE),
)
PHP: Final = Language(
    "php",
    _of(_SLASHES, _HASH, _BLOCK, _DOUBLE, _SINGLE),
    None,
    re.compile(rf"\b(?:getenv|env|\$_ENV|\$_SERVER)[ \t]*[(\[][ \t]*{_NAME}"),
    login=re.compile(r"\bSocialite::(?:driver|with)\([ \t]*[\"']([a-z][\w-]{1,40})[\"']"),
)
OTHER: Final = Language(
    "other",
    _of(_SLASHES, _BLOCK, _DOUBLE, r"'[^'\n]{0,10}'"),
    None,
    re.compile(rf"\b(?:getenv|getProperty|GetEnvironmentVariable|env::var|env!|System\.get_env)[ \t]*\([ \t]*{_NAME}"),
)
"""Java, Kotlin, C#, Rust, Swift, Dart, Scala: hosts and variables only."""

_CALL: Final = re.compile(
    r"(?:\b(?:http|client|requests|session|httpx|axios|Faraday|HTTParty|RestClient|Http|conn)(?:\.|::|->)"
    r"(?:[Gg]et|[Pp]ost|POST|GET|[Pp]ut|PUT|[Pp]atch|[Dd]elete|[Nn]ew|NewRequest|baseUrl|start|request)"
    r"|\b(?:urlopen|NewRequest|NewRequestWithContext|file_get_contents|curl_init|URI|URI\.parse))"
    r"[ \t]*\(?[^()\n]{0,40}\Z"
    r"|\b\w*(?:api_url|apiUrl|ApiUrl|API_URL|base_url|baseUrl|baseURL|BaseURL|BASE_URL|endpoint|Endpoint|ENDPOINT|API_BASE)"
    r"[\"']?[ \t]*(?::=|=>|[:=])[ \t]*\Z"
)


def read_plain(notes: Notes, language: Language, stop: int) -> None:
    """Note what a file shows up to a character: imports, variables, hosts."""
    text = notes.file.text
    code: list[str] = []
    done = 0
    for found in language.skip.finditer(text, 0, stop):
        group = found.lastgroup
        code.append(text[done : found.start()])
        done = found.end()
        if group is None:
            code.append(_blank(found[0]))
            continue
        code.append(found[0])
        value = found[group]
        if "//" in value[:24] and " " not in value[:60]:
            before = text[max(0, found.start() - 90) : found.start()]
            notes.url(value, found.start(group), requested=_CALL.search(before) is not None)
    code.append(text[done:stop])
    _read_names(notes, language, "".join(code))


def _read_names(notes: Notes, language: Language, code: str) -> None:
    """Note imports and variables in code without comments, whose places are those of the text."""
    for found in language.env.finditer(code):
        notes.env(found[1], found.start(1))
    for found in language.login.finditer(code) if language.login else ():
        read_login(notes, found[1], found.start(1))
    for found in language.imports.finditer(code) if language.imports else ():
        name = found[1]
        if language.ecosystem:
            gem = name.replace("/", "-")
            who = notes.who.package(language.ecosystem, name) or notes.who.package(language.ecosystem, gem)
        else:
            who = notes.who.module(language.name, name)
        if who is not None and who.product is not None:
            notes.add(who, "import", name, found.start(1))


def _blank(comment: str) -> str:
    """A comment as space of the same length that has the same lines."""
    return "\n".join(" " * len(line) for line in comment.split("\n"))
