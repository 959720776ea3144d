"""A row that tells two versions of a rule apart: one that was refused before and passes now, or the other way round.

The real rows of both revisions are asked first, then rows made of the words of the two rules and of those beside them.
A difference is only reported with the row that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from auditor.attributes.asking import Words
from auditor.attributes.rows import Rows
from auditor.changes.making import plain
from auditor.declarations.policy import Rule
from auditor.facts.register import SUBJECTS, rows_of
from auditor.graph.world import Worlds
from auditor.rules.compile import Policy, words_of
from auditor.rules.made_rows import made_rows
from auditor.rules.masks import Masks
from auditor.rules.match import Compiler, Match
from auditor.rules.reaches import reach_violations
from auditor.rules.violations import CompiledRule, Violation, violations

MOST_ROWS: Final = 2_000
"""So many real rows that either version may refuse are looked at in a deployment."""
REFUSED, UNDECIDED, PASSES = 2, 1, 0
SAID: Final = {REFUSED: "refused", UNDECIDED: "undecided", PASSES: "passed"}
SAYS: Final = {REFUSED: "is refused", UNDECIDED: "is undecided", PASSES: "passes"}


class Shown(NamedTuple):
    """In words, a row that shows that a rule is looser than before, and one that shows that it is stricter."""

    looser: str | None = None
    tighter: str | None = None

    @property
    def whole(self) -> bool:
        return self.looser is not None and self.tighter is not None

    def with_(self, row: str, was: int, now: int) -> Shown:
        if was == now:
            return self
        said = f"{row} was {SAID[was]} before and {SAYS[now]} now"
        if was > now:
            return self if self.looser else self._replace(looser=said)
        return self if self.tighter else self._replace(tighter=said)


def compare_rows(name: str, before: Worlds, after: Worlds, old: Policy, new: Policy) -> Shown:
    """Look for rows that tell the two versions of a rule apart. Each revision's rows are asked in its own words, where
    both versions can be read in them."""
    shown = Shown()
    versions = before.workspace.rules[name], after.workspace.rules[name]
    for worlds in (after, before):
        words = words_of(worlds.workspace)
        both = tuple(_compiled(worlds, words, name, version) for version in versions)
        was, now = both
        if was is None or now is None or was.subject != now.subject:
            continue
        for row, old_state, new_state in _states(was, now, worlds, words):
            shown = shown.with_(row, old_state, new_state)
            if shown.whole:
                return shown
    return shown


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


def _states(was: CompiledRule, now: CompiledRule, worlds: Worlds, words: Words) -> Iterator[tuple[str, int, int]]:
    """Rows that either version may refuse, in words, and what each says of them."""
    if SUBJECTS[was.subject].listed:
        yield from _real(was, now, worlds)
    else:
        yield from _reaching(was, now, worlds)
    for row, said in made_rows(was, now, worlds.workspace, words):
        yield (
            f"a {was.subject} made for the comparison, {_text(said)},",
            _state(violations(was, row)),
            _state(violations(now, row)),
        )


def _text(said: Mapping[str, Any]) -> str:
    return str(plain(dict(said)))


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
