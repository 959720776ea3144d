"""Each vendor with what is declared of it, what it gets, and what nobody declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from auditor.attributes.rows import Rows
from auditor.audit import Audit
from auditor.diagrams.matrix import Matrix
from auditor.diagrams.picture import SIGNS, Verdict
from auditor.diagrams.verdicts import verdicts
from auditor.explain.parts import Known
from auditor.explain.thing import facts_of
from auditor.facts.register import SUBJECTS
from auditor.formats.html.flows import valued
from auditor.formats.html.words import VERDICTS, anchor
from auditor.text.plain import shown
from auditor.vocabulary.answers import UNKNOWN

IN_WORDS: Final = {"legal_name": "legal name", "address": "address", "website": "website"}
"""What is printed as it is declared."""
_SHOWN: Final = (
    "relation", "kind", "country", "region", "purposes", "trains_on_data", "dpa", "mechanism", "subprocessors",
    "certifications", "notice_days", "active_from", "evidenced",
)  # fmt: skip
_HEADINGS: Final = {
    "relation": "relation to us", "kind": "what it is", "country": "established in", "region": "processes in",
    "purposes": "may be used for", "trains_on_data": "trains on data", "dpa": "agreement signed",
    "mechanism": "ground for transfers", "notice_days": "days of notice", "active_from": "used from",
    "evidenced": "facts with evidence",
}  # fmt: skip
_MAY_BE_MISSING: Final = ("legal_name", "address")


class Missing(NamedTuple):
    """A fact that is not known, and where it would be written."""

    heading: str
    places: tuple[str, ...]


class Entry(NamedTuple):
    """A vendor of the page."""

    id: str
    anchor: str
    name: str
    status: str
    state: str
    sign: str
    verdict: str
    rules: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    gets: tuple[tuple[str, str], ...]
    unknown: tuple[Missing, ...]
    location: str


def entries(audit: Audit, matrix: Matrix) -> tuple[Entry, ...]:
    """All vendors but the retired ones, by name."""
    rows = Rows(audit.worlds)
    judged = verdicts(audit.findings)
    live = [name for name, vendor in audit.workspace.vendors.items() if vendor.status != "retired"]
    found = [_entry(audit, rows, judged, matrix, name) for name in live]
    return tuple(sorted(found, key=lambda entry: (entry.name.lower(), entry.id)))


def _entry(audit: Audit, rows: Rows, judged: Mapping[str, Verdict], matrix: Matrix, name: str) -> Entry:
    vendor = audit.workspace.vendors[name]
    verdict = judged.get(f"vendors/{name}", Verdict())
    attributes = SUBJECTS["vendor"].attributes
    where = {deployment: [rows.get("vendor", name, audit.worlds.of(deployment))] for deployment in audit.deployments}
    known = list(facts_of(audit, [attributes[key] for key in _SHOWN], where))
    return Entry(
        name,
        anchor("vendor", name),
        shown(vendor.name) if isinstance(vendor.name, str) else f"{name}, name unknown",
        "status unknown" if vendor.status in (None, UNKNOWN) else str(vendor.status),
        verdict.state,
        SIGNS.get(verdict.state, "✓"),
        VERDICTS[verdict.state],
        verdict.rules,
        tuple(_facts(audit, name, known)),
        _gets(matrix, name),
        tuple(_unknown(audit, name, known)),
        shown(str(audit.workspace.merged.at(("vendors", name), key=True))),
    )


def _gets(matrix: Matrix, vendor: str) -> tuple[tuple[str, str], ...]:
    """The categories that get there, and how."""
    if vendor not in matrix.head:
        return ()
    column = matrix.head.index(vendor)
    return tuple((category, cells[column]) for category, cells in matrix.rows if cells[column])


def _facts(audit: Audit, name: str, known: Iterable[Known]) -> Iterator[tuple[str, str]]:
    vendor = audit.workspace.vendors[name]
    for key, heading in IN_WORDS.items():
        text = getattr(vendor, key)
        if isinstance(text, str):
            yield heading, shown(text)
    together: dict[str, list[str]] = {}
    for one in known:
        if one.values or one.may:
            only = f" (only in {', '.join(one.deployments)})" if one.deployments != audit.deployments else ""
            together.setdefault(heading_of(one.attribute), []).append(valued(one) + only)
        elif not one.unknown and one.attribute in ("subprocessors", "certifications", "purposes"):
            together.setdefault(heading_of(one.attribute), []).append("none")
    yield from ((heading, "; ".join(told)) for heading, told in together.items())


def _unknown(audit: Audit, name: str, known: Iterable[Known]) -> Iterator[Missing]:
    vendor = audit.workspace.vendors[name]
    for key in ("name", *_MAY_BE_MISSING):
        if not isinstance(getattr(vendor, key), str):
            yield Missing(IN_WORDS.get(key, key), (f"vendors/{name}/{key}",))
    together: dict[str, dict[str, None]] = {}
    for one in known:
        if one.unknown:
            places = together.setdefault(heading_of(one.attribute), {})
            places.update((missing.place, None) for missing in one.missing)
    yield from (Missing(heading, tuple(places)) for heading, places in together.items())


def heading_of(attribute: str) -> str:
    """What the page calls a fact."""
    return _HEADINGS.get(attribute, attribute)
