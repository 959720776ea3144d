"""What a report of changes is made from, and what it says of each change, whatever the format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from auditor.changes.letters import Letter, letters
from auditor.changes.records import Change, Value
from auditor.text.plain import counted, shown, some
from auditor.workspace.merge import DEFAULT_DEPLOYMENT
from auditor.workspace.model import Workspace

MOST: Final = 500
"""So many characters of a text that a person wrote are shown."""
WORDS: Final = 8
NOTHING: Final = "Nothing changed in meaning."


class Report(NamedTuple):
    """The changes that are shown, from one revision to another; `names` are what those are called. `workspace` is the
    newer one."""

    changes: Sequence[Change]
    workspace: Workspace
    names: tuple[str, str]


class Block(NamedTuple):
    """The changes of one vendor; of what has none, those of one thing."""

    title: str
    changes: tuple[Change, ...]


def blocks(report: Report, *, material: bool) -> list[Block]:
    """The changes that customers must be told of, or the others, together by what they are about."""
    together: dict[tuple[bool, str], list[Change]] = {}
    for change in report.changes:
        if change.material == material:
            together.setdefault((change.vendor is None, _about(change)), []).append(change)
    return [Block(_title(report, name, found), tuple(found)) for (_, name), found in sorted(together.items())]


def _about(change: Change) -> str:
    return f"vendors/{change.vendor}" if change.vendor is not None else _thing(change)


def _thing(change: Change) -> str:
    return f"{change.section}/{change.thing}" if change.thing else change.section


def _title(report: Report, name: str, changes: list[Change]) -> str:
    section, _, thing = name.partition("/")
    if section != "vendors":
        return name
    vendor = report.workspace.vendors.get(thing)
    called = vendor.name if vendor is not None else next((one.before for one in changes if one.thing == thing), None)
    return f"{name} ({shown(called, MOST)})" if isinstance(called, str) else name


def head(report: Report) -> str:
    """What is compared, and how much changed."""
    us = report.workspace.organization
    who = shown(us.name, MOST) if us is not None and isinstance(us.name, str) else "The workspace"
    number, told = len(report.changes), sum(change.material for change in report.changes)
    said = f"{who}: {counted(number, 'change')} from {shown(report.names[0])} to {shown(report.names[1])}"
    must = f"customers must be told of {told:,}" if told else "customers need not be told of any"
    return f"{said}, as of {report.workspace.as_of.isoformat()}; {must}"


def said(change: Change) -> str:
    """What happened, in a few words. Where the thing is not what its block is about, it is named."""
    what = _SAID.get(change.type, "{attribute}: {before} -> {after}").format(
        attribute=shown(change.attribute or ""),
        before=_value(change.before),
        after=_value(change.after),
        data=some(change.data, WORDS) or "nothing",
        purposes=some(change.purposes, WORDS),
        note=shown(change.note, MOST),
    )
    thing = "" if _thing(change) == _about(change) else f"{_thing(change)}: "
    return f"{thing}{what}"


_SAID: Final = {
    "vendor_added": "added",
    "vendor_removed": "removed",
    "system_added": "added",
    "system_removed": "removed",
    "flow_added": "added, a flow of {data}",
    "flow_removed": "removed, a flow of {data}",
    "data_added": "gets {data}, which it did not get before",
    "data_removed": "no longer gets {data}",
    "region_changed": "region: {before} -> {after}",
    "purposes_added": "is used for {purposes}, too",
    "purposes_removed": "is no longer used for {purposes}",
    "retention_changed": "retention: {before} -> {after}",
    "at_rest_added": "keeps {data}, which was only in transit",
    "transfer_changed": "the ground for transfers: {before} -> {after}",
    "control_removed": "without the control {note} that it had",
    "control_added": "has the control {note}",
    "status_changed": "status: {before} -> {after}",
    "subprocessor_added": "passes on all that reaches it to {note}, which it did not",
    "subprocessor_removed": "no longer passes on what reaches it to {note}",
    "deployment_added": "added: {after}",
    "deployment_removed": "removed: {before}",
    "measure_added": "added: {after}",
    "measure_removed": "removed: {before}",
    "notice_added": "a notice: {after}",
    "notice_removed": "the notice is gone: {before}",
    "promise_added": "promised: {after}",
    "promise_removed": "no longer promised: {before}",
    "rule_added": "added: {after}",
    "rule_removed": "removed: {before}",
    "rule_loosened": "refuses less: {before} -> {after}",
    "rule_tightened": "refuses more: {before} -> {after}",
    "waiver_added": "accepted: {after}",
    "waiver_removed": "no longer accepted: {before}",
    "waiver_widened": "covers more, {attribute}: {before} -> {after}",
}
"""What is said of each type; of the others what was and what is."""
_IN_NOTE: Final = ("control_removed", "control_added", "subprocessor_added", "subprocessor_removed")
"""Types whose note is said already."""


def _value(value: Value) -> str:
    if value is None:
        return "not written"
    if isinstance(value, str):
        return shown(value, MOST)
    return shown(some(value, WORDS), MOST) if value else "none"


def remarks(report: Report, change: Change) -> Iterator[tuple[str, str]]:
    """What else there is to say of a change: a label, and the text."""
    yield ("material" if change.material else "not material"), shown(change.why, MOST)
    if change.note and change.type not in _IN_NOTE:
        yield "how", shown(change.note, MOST)
    if change.type in ("vendor_added", "system_added", "status_changed") and change.data:
        facts = (("gets", change.data), ("for", change.purposes), ("in", change.region))
        yield "what", "; ".join(f"{label} {some(words, WORDS)}" for label, words in facts if words)
    where = customers(report, change.deployments)
    if where:
        yield "touches", where
    if change.includes:
        yield "stands for", some(change.includes, WORDS)
    if change.prospect is not None:
        yield "when", change.prospect.says


def customers(report: Report, deployments: Iterable[str]) -> str:
    """The deployments, each with the plans that are served from it."""
    told = []
    for name in deployments:
        entry = report.workspace.deployments.get(name)
        plans = entry.plans if entry is not None and isinstance(entry.plans, tuple) else ()
        told.append(f"{name} ({some(plans, WORDS)})" if plans else name)
    return "" if told == [DEFAULT_DEPLOYMENT] else some(told, WORDS)


def to_send(report: Report) -> list[Letter]:
    """The notices that nobody sent."""
    return letters(report.changes, report.workspace)


def whom(letter: Letter) -> str:
    """Whom a notice is about."""
    return letter.vendor or "about no vendor"


def says(letter: Letter) -> str:
    """What a notice tells."""
    return "; ".join(dict.fromkeys(f"{said(change)} ({shown(change.why, MOST)})" for change in letter.changes))
