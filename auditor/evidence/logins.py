"""Logins through somebody else, as the settings of frameworks name them: `github`, `google_oauth2`, `azure-ad`."""

from __future__ import annotations

import re
from typing import Final

from auditor.evidence.notes import Notes
from auditor.location import Location

_HOW: Final = re.compile(r"_(?:oauth\d?|oidc|openid(?:_connect)?|v\d|ad|ad_v\d|activedirectory(?:_v\d)?|graph)\Z")
"""How a login is made, behind the name of whom it goes through."""
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,40}\Z")
_PROVIDERS: Final = re.compile(r"\bsocialProviders\s*:\s*\{")
_STEP: Final = re.compile(r"[{}]|(?<![\w$.])(\w{1,40})\s{0,20}:")
_LONGEST: Final = 20_000
"""No list of logins is longer."""


def read_login(notes: Notes, name: str, place: int | Location) -> None:
    """Note through whom people sign in, by the name that a framework has for it."""
    if not _NAME.match(name):
        return
    plain = name.lower().replace("-", "_")
    while (bare := _HOW.sub("", plain)) != plain:
        plain = bare
    notes.add(notes.who.config(f"auth.external.{plain}"), "config", name, place)


def read_providers(notes: Notes, code: str, offset: int) -> None:
    """Note through whom people sign in by the keys right below `socialProviders` in a script."""
    for found in _PROVIDERS.finditer(code):
        depth = 1
        for step in _STEP.finditer(code, found.end(), found.end() + _LONGEST):
            if step[1] is None:
                depth += 1 if step[0] == "{" else -1
                if not depth:
                    break
            elif depth == 1:
                read_login(notes, step[1], offset + step.start(1))
