"""How long data is kept: none < a period < until_deleted < indefinite, and `kept` for who knows how long."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from auditor.vocabulary.answers import MAYBE, NO, YES, Answer, truth

_SECONDS: Final = {
    "s": 1,
    "min": 60,
    "h": 3_600,
    "d": 86_400,
    "mo": 365 * 86_400 // 12,
    "y": 365 * 86_400,
}
_PERIOD = re.compile(r"([0-9]{1,9})([a-z]+)")
WORDS: Final = ("none", "until_deleted", "indefinite", "kept")


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """A retention as it was written. `period` makes each once, so they are compared by identity.

    `seconds` is None for the words that name no length.
    """

    text: str
    seconds: int | None

    def same(self, wanted: Period) -> Answer:
        """Is this the wanted retention? `kept` does not say how long, so it may be any but none."""
        if self.text == "kept" and wanted.text != "kept":
            return NO if wanted.seconds == 0 else MAYBE
        if self.seconds is None or wanted.seconds is None:
            return truth(self.text == wanted.text)
        return truth(self.seconds == wanted.seconds)

    def at_most(self, limit: Period) -> Answer:
        if self.text == "kept":
            return MAYBE
        return truth(self.seconds is not None and self.seconds <= (limit.seconds or 0))

    def at_least(self, limit: Period) -> Answer:
        if self.text == "indefinite":
            return YES
        if self.seconds is None:
            return MAYBE
        return truth(self.seconds >= (limit.seconds or 0))

    @property
    def at_rest(self) -> bool:
        return self.seconds != 0


class NotAPeriod(ValueError):
    """`hint` says what would be one."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@cache
def period(text: str) -> Period:
    """Read `30d`, `18mo`, `none`, `until_deleted` … 1y = 12mo = 365d. Raises NotAPeriod."""
    if text in WORDS:
        return Period(text, 0 if text == "none" else None)
    found = _PERIOD.fullmatch(text)
    if not found:
        raise NotAPeriod(
            f"`{text}` is not a period",
            "none, 90s, 15min, 12h, 30d, 18mo, 7y, until_deleted, indefinite or kept",
        )
    number, unit = found.groups()
    if unit == "m":
        raise NotAPeriod(f"`{text}` may be minutes or months", f"write {number}min or {number}mo")
    if unit not in _SECONDS:
        raise NotAPeriod(
            f"`{text}` has no unit of time that is known: `{unit}`", "the units are s, min, h, d, mo and y"
        )
    if not int(number):
        raise NotAPeriod(f"`{text}` is no time at all", "write none")
    return Period(text, int(number) * _SECONDS[unit])
