"""Three answers. "Every answer is yes, no or unknown (Kleene)"."""

from collections.abc import Iterable

YES = "yes"
NO = "no"
UNKNOWN = "unknown"


def both(answers: Iterable[str]) -> str:
    """And: no beats unknown beats yes; of nothing, yes."""
    given = list(answers)
    if NO in given:
        return NO
    return UNKNOWN if UNKNOWN in given else YES


def either(answers: Iterable[str]) -> str:
    """Or: yes beats unknown beats no; of nothing, no."""
    given = list(answers)
    if YES in given:
        return YES
    return UNKNOWN if UNKNOWN in given else NO


def negate(answer: str) -> str:
    """Not: unknown stays unknown."""
    return {YES: NO, NO: YES, UNKNOWN: UNKNOWN}[answer]
