"""A row that tells two versions of a rule apart: one that was refused before and passes now, or the other way round.

The real rows of both revisions are asked first, then rows made of the words of the two rules and of those beside them.
A difference is only reported with the row that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from auditor.attributes.asking import Words
from auditor.attributes.rows import Rows
from auditor.changes.making import plain
from auditor.declarations.policy import Rule
from auditor.facts.register import SUBJECTS, rows_of
from auditor.graph.world import Worlds
from auditor.rules.compile import words_of
from auditor.rules.made_rows import made_rows
from auditor.rules.masks import Masks
from auditor.rules.match import Compiler, Match
from auditor.rules.reaches import reach_violations
from auditor.rules.violations import CompiledRule, Violation, violations

MOST_ROWS: Final = 2_000
"""So many real rows that either version may refuse are looked at in a deployment."""
REFUSED, UNDECIDED, PASSES = 2, 1, 0
SAID: Final = {REFUSED: "was refused", UNDECIDED: "was undecided", PASSES: "passed"}
SAYS: Final = {REFUSED: "is refused", UNDECIDED: "is undecided", PASSES: "passes"}


class Shown(NamedTuple):
    """In words, a row that shows that a rule is looser than before, and one that shows that it is stricter. A real row
    says more than one that was made, and a refused one that passes more than one that is undecided."""

    looser: str | None = None
    tighter: str | None = None


class _Best:
    """The best rows so far, by what they show."""

    def __init__(self) -> None:
        self.shown: dict[bool, tuple[bool, int, str]] = {}

    def add(self, row: str, is_real: bool, was: int, now: int) -> None:
        if was == now:
            return
        best = self.shown.get(was > now)
        if best is None or (is_real, abs(was - now)) > best[:2]:
            self.shown[was > now] = (is_real, abs(was - now), f"{row} {SAID[was]} before and {SAYS[now]} now")

    @property
    def whole(self) -> bool:
        return all(self.shown.get(looser, (False, 0, ""))[1] == REFUSED for looser in (True, False))


def compare_rows(name: str, before: Worlds, after: Worlds) -> Shown:
    """Look for rows that tell the two versions of a rule apart. Each revision's rows are asked in its own words, where
    both versions can be read in them."""
    best = _Best()
    versions = before.workspace.rules[name], after.workspace.rules[name]
    for worlds in (after, before):
        words = words_of(worlds.workspace)
        was, now = (_compiled(worlds, words, name, version) for version in versions)
        if was is None or now is None or was.subject != now.subject:
            continue
        for row, is_real, old_state, new_state in _states(was, now, worlds, words):
            best.add(row, is_real, old_state, new_state)
            if best.whole:
                break
    return Shown(*(best.shown[looser][2] if looser in best.shown else None for looser in (True, False)))


def _compiled(worlds: Worlds, words: Words, name: str, rule: Rule) -> CompiledRule | None:
    """A version of a rule in the words of a workspace; None where it names some that are not known there."""
    compiler = Compiler(words, worlds.workspace.merged, expects=False)
    scope = rule.forbid if rule.forbid is not None else rule.for_
    if scope is None or len(scope) != 1:
        return None
    subject, asked = next(iter(scope.items()))
    if subject not in SUBJECTS:
        return None
    match = compiler.match(subject, asked, ("rules", name))
    required = None
    if rule.require is not None:
        found = compiler.match(subject, rule.require, ("rules", name))
        required = Match(subject, found.conditions)
    return None if compiler.problems else CompiledRule(name, subject, match, required)


def _states(was: CompiledRule, now: CompiledRule, worlds: Worlds, words: Words) -> Iterator[tuple[str, bool, int, int]]:
    """Rows that either version may refuse, in words; whether they are real; and what each version says of them."""
    real = _real(was, now, worlds) if SUBJECTS[was.subject].listed else _reaching(was, now, worlds)
    for name, old, new in real:
        yield name, True, old, new
    for row, said in made_rows(was, now, worlds.workspace, words):
        name = f"a {was.subject} made for the comparison, {plain(dict(said))},"
        yield name, False, _state(violations(was, row)), _state(violations(now, row))


def _state(found: list[Violation]) -> int:
    if not found:
        return PASSES
    return REFUSED if any(violation.violated for violation in found) else UNDECIDED


def _real(was: CompiledRule, now: CompiledRule, worlds: Worlds) -> Iterator[tuple[str, int, int]]:
    """The rows of a workspace, in each of its deployments."""
    if was.scope.active != now.scope.active:  # of different worlds: only made rows can be put to both
        return
    active = was.scope.active
    for deployment in worlds.workspace.deployments:
        rows = Rows(worlds)
        table = rows_of(was.subject, rows, worlds.workspace, deployment, active)
        for row, _ in islice(Masks([was, now], active).candidates(table), MOST_ROWS):
            name = f"{was.subject} {row.id} in {deployment}"
            yield name, _state(violations(was, row)), _state(violations(now, row))


def _reaching(was: CompiledRule, now: CompiledRule, worlds: Worlds) -> Iterator[tuple[str, int, int]]:
    """What gets from one system to another, where either version refuses it."""
    for deployment in worlds.workspace.deployments:
        rows, world = Rows(worlds), worlds.of(deployment)
        found = [
            {
                f"{violation.value} from {violation.row.id.replace('..', ' to ')}": REFUSED
                if violation.violated
                else UNDECIDED
                for violation in reach_violations(rule, rows, world).violations
            }
            for rule in (was, now)
        ]
        for name in sorted(found[0].keys() | found[1].keys()):
            yield f"{name} in {deployment}", found[0].get(name, PASSES), found[1].get(name, PASSES)
