"""The three answers, ordered so that Kleene's *and* is `min` and *or* is `max`."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Final


class Answer(IntEnum):
    """Whether something is so. UNKNOWN is an answer: nobody declared what decides it."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    @property
    def word(self) -> str:
        return self.name.lower()


NO: Final = Answer.NO
MAYBE: Final = Answer.UNKNOWN
YES: Final = Answer.YES

_TURNED = (YES, MAYBE, NO)


def turned(answer: Answer) -> Answer:
    """Kleene's *not*."""
    return _TURNED[answer]


def truth(value: bool) -> Answer:
    return YES if value else NO


class Unknown(Enum):
    """A fact that is written `unknown`, on purpose. Not written at all is None."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


class Nothing(Enum):
    """A thing that is said not to be there, in one word: `none`."""

    NONE = "none"


NOTHING: Final = Nothing.NONE
