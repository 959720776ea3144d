"""What every part of the report is written with: the audit, the width, and the lines about a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from auditor.audit import Audit
from auditor.findings.finding import WAIVED, Finding
from auditor.graph.witness import hops
from auditor.location import Location, Route
from auditor.text.lines import ARROW, ERROR, GUTTER, ID, LABEL, NOTE, PLAIN, WARNING, Line, Span, line, wrapped
from auditor.text.plain import counted, shown
from auditor.workspace.merge import FOLDERS
from auditor.workspace.model import Flow

Note = tuple[str, tuple[Span, ...]]
"""What is said of a finding in a line of its own: a label, and the text."""

SEVERITY: Final = {"error": ERROR, "warning": WARNING, "note": NOTE}
"""The role of what is as severe as this."""
MOST_IDS: Final = 10
"""So many findings of one rule, about one thing or one missing fact, are shown."""
MOST_HOPS: Final = 20
SHORT: Final = 80
TITLE: Final = 200
LONG: Final = 500
"""The most characters that are shown of a value, a title and a text that a person wrote."""


class Sheet:
    """An audit, and the width in columns that it is written for."""

    def __init__(self, audit: Audit, width: int) -> None:
        self.audit = audit
        self.workspace = audit.workspace
        self.width = width

    @cached_property
    def flows(self) -> dict[str, Flow]:
        return {flow.id: flow for flow in self.workspace.flows}

    def title(self, finding: Finding) -> str:
        """What its rule says."""
        return shown(self._title(finding), TITLE)

    def what(self, finding: Finding) -> str:
        """What was found, without what its rule says."""
        return shown(finding.message[len(self._title(finding)) + 2 :], LONG)

    def _title(self, finding: Finding) -> str:
        rule = self.workspace.rules.get(finding.rule)
        return rule.title if rule is not None else finding.message.partition(": ")[0]

    def place(self, route: Route, *, key: bool = False) -> Location | None:
        """Where the value at a route, or its key, stands; None of what is no entry that a person writes."""
        written = any(route[0] in sections for sections in FOLDERS.values())
        return self.workspace.merged.at(route, key=key) if written else None

    def text(self, lead: Line, text: str | Iterable[Span], hanging: int) -> Iterator[Line]:
        """A text over as many lines as it needs."""
        spans = [Span(PLAIN, shown(text, LONG))] if isinstance(text, str) else text
        return wrapped(lead, spans, self.width, hanging)

    def note(self, margin: str, label: str, text: str | Iterable[Span]) -> Iterator[Line]:
        """A line below a frame: `= because: …`."""
        lead = line(Span(GUTTER, f"{margin} = "), Span(LABEL, f"{label}: "))
        return self.text(lead, text, len(margin) + 3)

    def notes(self, margin: str, notes: Iterable[Note]) -> Iterator[Line]:
        for label, text in notes:
            yield from self.note(margin, label, text)

    def ids(self, margin: str, findings: Sequence[Finding]) -> Iterator[Line]:
        """The ids of findings, each whole on its line, with what is true of it alone; too many are counted."""
        alone = self.alone(findings)
        for finding in findings[:MOST_IDS]:
            yield line(Span(GUTTER, f"{margin} = "), Span(LABEL, "id: "), Span(ID, shown(finding.id)))
            for label, text in alone.get(finding.id, ()):
                lead = line(" " * (len(margin) + 7), Span(LABEL, f"{label}: "))
                yield from self.text(lead, text, len(margin) + 9)
        if len(findings) > MOST_IDS:
            yield line(Span(GUTTER, f"{margin} = "), f"and {counted(len(findings) - MOST_IDS, 'more finding')}")

    def common(self, findings: Sequence[Finding]) -> tuple[Note, ...]:
        """What is true of all findings that are shown: how the data got there, and in which deployments."""
        notes = [self._notes(finding) for finding in findings[:MOST_IDS]]
        return tuple(note for note in notes[0] if all(note in other for other in notes))

    def alone(self, findings: Sequence[Finding]) -> dict[str, tuple[Note, ...]]:
        common = self.common(findings)
        return {
            finding.id: tuple(note for note in self._notes(finding) if note not in common)
            for finding in findings[:MOST_IDS]
        }

    def _notes(self, finding: Finding) -> tuple[Note, ...]:
        notes: list[Note] = []
        if len(finding.witness) > 1 or (finding.witness and finding.section != "flows"):
            notes.append(("witness", tuple(self._drawn(finding.witness))))
        where = self._where(finding)
        if where is not None:
            notes.append(where)
        return tuple(notes)

    def _drawn(self, witness: Iterable[str]) -> Iterator[Span]:
        """A chain as arrows between systems. Of a very long one, both ends."""
        steps = list(hops(witness, self.flows))
        left_out = len(steps) - MOST_HOPS
        for number, step in enumerate(steps):
            if 0 <= number - MOST_HOPS // 2 < left_out:
                if number == MOST_HOPS // 2:
                    yield Span(PLAIN, f" ... {counted(left_out, 'more flow')} ... ")
                continue
            if number == 0 or number - MOST_HOPS // 2 == left_out > 0:
                yield Span(PLAIN, shown(step.source))
            name = step.flow
            if step.vendor is not None:
                name = "via subprocessor" if step.vendor == step.source else f"via subprocessor of {step.vendor}"
            yield Span(ARROW, f" --{shown(name)}--> ")
            yield Span(PLAIN, shown(step.target))

    def _where(self, finding: Finding) -> Note | None:
        """The deployments that have a finding, where that says something new; the state in each where it differs."""
        states = dict(finding.states)
        if len(set(states.values())) > 1:
            told = ", ".join(f"{name} {state}" for name, state in finding.states)
            if WAIVED in states.values() and finding.waiver is not None:
                until = self.workspace.waivers[finding.waiver].expires.isoformat()
                told += f"; waived by {finding.waiver} until {until}"
            return "in", (Span(PLAIN, told),)
        if finding.section in ("deployments", "organization") or set(states) == set(self.audit.deployments):
            return None
        return "only in", (Span(PLAIN, ", ".join(states)),)
