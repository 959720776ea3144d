"""Where something was written, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

Route = tuple[str | int, ...]
"""The keys and list positions that lead to a value: ("flows", "a-to-b", "data", 0)."""

SUGGESTIONS_PER_RUN = 20


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file. `line` and `column` count from 1; `file` is relative to the workspace, with `/`.

    `length` is how many characters of that line are meant; two places are the same whatever it is.
    """

    file: str
    line: int
    column: int
    length: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Related(NamedTuple):
    """Another place that a message is about, and what stands there."""

    location: Location
    message: str


class Problem(NamedTuple):
    """One thing that keeps the input from being audited.

    `word` is the word that is not known and `candidates` are the words that would be; the hint
    "did you mean" is made from them when all problems of a run are known.
    """

    message: str
    location: Location | None
    hint: str | None = None
    word: str | None = None
    candidates: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()


def _no_line(location: Location) -> str:
    return ""


class InvalidInput(Exception):
    """The input cannot be audited. `problems` holds every reason, sorted by place; `line_of` gives the
    text of a line, of files that were read."""

    def __init__(self, problems: Iterable[Problem], line_of: Callable[[Location], str] = _no_line) -> None:
        self.problems = settle(problems)
        self.line_of = line_of
        super().__init__(f"{len(self.problems)} problems in the input")


def settle(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by place, drop repetitions, and give each distinct wrong word one suggestion."""
    settled: list[Problem] = []
    suggested: set[str] = set()
    for problem in sorted(dict.fromkeys(problems), key=_by_place):
        word = problem.word
        if word and problem.candidates and word not in suggested and len(suggested) < SUGGESTIONS_PER_RUN:
            suggested.add(word)
            near = nearest(word, problem.candidates)
            if near is not None:
                said = f"did you mean `{near}`?"
                problem = problem._replace(hint=f"{said} {problem.hint}" if problem.hint else said)
        settled.append(problem)
    return tuple(settled)


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `word`, or None when nothing is near."""
    import difflib  # only on the way to an error

    folded = {candidate.lower(): candidate for candidate in sorted(candidates, reverse=True)}
    near = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.65)
    return folded[near[0]] if near else None


def _by_place(problem: Problem) -> tuple[bool, str, int, int, str]:
    place = problem.location
    if place is None:
        return (False, "", 0, 0, problem.message)
    return (True, place.file, place.line, place.column, problem.message)
