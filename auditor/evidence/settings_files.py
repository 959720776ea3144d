"""Settings that code ships as data: whom they tell it to ask. Only hosts are read, and the names of their keys.

An address of a product is *used* where its key says that it is asked (`url`, `endpoint`, `host` …), in settings that
are not those of a test or a developer; another is *configured*. Somebody whom the catalog does not know is
*configured*: what a setting offers is often left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.notes import LIMIT, Notes
from auditor.evidence.observation import DEVELOPMENT
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found

_FILE: Final = re.compile(
    r"(?:^|/)(?:[\w-]*[._-])?(?:config|configuration|settings|defaults?|application|appsettings|bootstrap|production|prod"
    r"|overrides|endpoints|providers|constants)(?:[._-][\w.-]*)?\.(?:json5?|ya?ml|toml|ini|cfg|conf|properties)\Z"
    r"|(?:^|/)(?:config|configs|conf|settings|environments)/(?:[\w.-]+/){0,4}[\w.-]+"
    r"\.(?:json5?|ya?ml|toml|ini|cfg|conf|properties)\Z",
    re.IGNORECASE,
)
_NEVER: Final = re.compile(
    r"(?:^|/)(?:\.[\w-]+|locales?|i18n|translations?|lang|languages|docs?|schemas?|openapi|swagger|migrations|dataflows"
    r"|policy|seeds?|data)/"
    r"|(?:^|/)(?:ts|js)config[\w.-]*\.json\Z|schema[\w.-]*\.json\Z|(?:^|/)(?:setup\.cfg|composer\.json|deno\.jsonc?|"
    r"turbo\.json|nx\.json|angular\.json|lerna\.json|renovate[\w.-]*|mkdocs\.ya?ml|_config\.ya?ml|\.[\w.-]+)\Z",
    re.IGNORECASE,
)
"""What others read, or what tells people of addresses and no program."""
_DEVELOPER: Final = re.compile(
    r"(?:^|[/._-])(?:dev|development|local|testing|tests?|ci|sample|example|dist)(?=[/._-])", re.I
)
_PAIR: Final = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:\"([\w.$:/ -]{1,80})\"|'([\w.$:/ -]{1,80})'|([\w.$-]{1,80}))[ \t]*[:=][ \t]*[\"']?"
    r"((?:https?:|wss?:)?//[^\s\"',;]{1,600}|(?:[\w-]{1,63}\.){1,8}[a-z]{2,20}(?=[\"'\s,;]|\Z))",
    re.MULTILINE,
)
_INLINE: Final = re.compile(r"[{,][ \t]*\"([\w.$:/ -]{1,80})\"[ \t]*:[ \t]*\"((?:https?:|wss?:)?//[^\s\"',;]{1,600})\"")
_ASKED: Final = re.compile(
    r"(?:\A|[_.:$-]|(?<=[a-z]))(?:ur[il]s?|endpoint|host|hostname|server|base|api|base_?ur[il]|api_?ur[il]|server_?ur[il]|webhook|dsn|origin"
    r"|proxy|script|cdn|address|gateway)\Z",
    re.IGNORECASE,
)
_TOLD: Final = re.compile(
    r"(?:docs?|help|home|homepage|site|website|support|info|repo|repository|bugs|license|readme|legal|privacy|terms|schema"
    r"|link|href|logo|icon|image|author|about|contact|changelog|issues?)[_-]?(?:page)?[_-]?(?:ur[il]s?|link)?\Z",
    re.IGNORECASE,
)
"""Keys whose addresses are for people."""


class SettingsFiles:
    """Whom settings in JSON, YAML, TOML and the like tell a program to ask."""

    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return _FILE.search(path) is not None and _NEVER.search(path) is None

    def see(self, file: File) -> Iterator[Found]:
        notes = Notes(file, self.who)
        if _DEVELOPER.search(file.path):
            notes.grade = DEVELOPMENT
        for pattern in (_PAIR, _INLINE):
            for found in pattern.finditer(file.text, 0, LIMIT):
                *keys, value = found.groups()
                _read(notes, next(key for key in keys if key), value, found.start(found.re.groups))
        yield from notes.found
        yield from notes.cut(LIMIT)

    def finish(self) -> Iterable[Found]:
        return ()


def _read(notes: Notes, key: str, value: str, offset: int) -> None:
    if _TOLD.search(key):
        return
    asked = _ASKED.search(key) is not None
    if "//" not in value:
        who = notes.who.host(value, requested=True) if asked else None
        if who is not None and who.product is not None:
            notes.add(who, "host", value.lower(), offset)
        return
    answer = notes.who.url(value, requested=False)
    if answer is not None:
        who, host = answer
        notes.add(who, "host", host, offset, weak=not asked or who.product is None)
