"""Where a violation stands, what it is about, what it waits for, and how the data got there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.attributes.cell import Carried, Cell
from auditor.attributes.rows import TableRow
from auditor.facts.change import ChangeRow
from auditor.facts.reach import DATA, ReachRow
from auditor.facts.register import OBSERVED, SUBJECTS
from auditor.graph.world import retention
from auditor.location import Location, Related, Route
from auditor.rules.cells import UNKNOWN_TEXT
from auditor.rules.judge import Leaf
from auditor.rules.violations import Violation, carried_values
from auditor.vocabulary.answers import MAYBE, NO, YES
from auditor.workspace.merge import Merged
from auditor.workspace.model import Workspace


def section_of(row: TableRow) -> tuple[str, str]:
    """The section and the id that name a row in findings."""
    section = SUBJECTS[row.subject].section
    return section, "" if section == "organization" else row.id


def home_of(row: TableRow) -> Route:
    """The entry in which a row is declared."""
    if row.subject == "system":
        return (row.node.section, row.id)
    if isinstance(row, ReachRow):
        return tuple(str(step) for step in row.fact(DATA).place[:2])
    if isinstance(row, ChangeRow):
        return row.change.route[:2]
    section, name = section_of(row)
    return (section, name) if name else (section,)


def location_of(merged: Merged, row: TableRow, leaf: Leaf | None) -> Location:
    """The offending value; of a missing or derived value the key of the thing that lacks it."""
    if leaf is None or leaf.fact is None:
        return merged.at(home_of(row), key=True)
    fact = leaf.fact
    value = leaf.values[0].text if leaf.values else ""
    for place in (fact.place, *fact.also):
        written = merged.value(place)
        if fact.also and (written == value or (isinstance(written, list) and value in written)):
            return merged.at(_entry(merged, row, place, value))
    if fact.lacking:
        return merged.at(fact.place, key=True)
    return merged.at(_entry(merged, row, fact.place, value))


def place_of(merged: Merged, violation: Violation) -> Location:
    """Where a violation stands: of what a scan saw, where the value stands that has a place of its own."""
    leaf = violation.leaf
    if violation.row.subject in OBSERVED:
        for asked in (leaf, *violation.leaves):
            for value in asked.values if asked is not None and asked.fact is not None else ():
                seen = merged.marked((*asked.fact.place, value.text)) if asked and asked.fact else None
                if seen is not None and (asked is leaf or value.answer is not NO):
                    return seen
    return location_of(merged, violation.row, leaf)


def _entry(merged: Merged, row: TableRow, place: Route, value: str) -> Route:
    """The place of one entry, where the place is a list that names it or a `x.*` above it."""
    written = merged.value(place)
    if not isinstance(written, list):
        return place
    for number, word in enumerate(written):
        if word == value:
            return (*place, number)
    tree = row.workspace.data
    for number, word in enumerate(written):
        if isinstance(word, str) and word.endswith(".*") and word[:-2] in tree and value in tree.leaves(word[:-2]):
            return (*place, number)
    return place


def related_of(merged: Merged, violation: Violation, location: Location) -> tuple[Related, ...]:
    """The rule, the vendor and the category, each where it is declared."""
    row: TableRow = violation.row
    found = [Related(merged.at(("rules", violation.rule), key=True), "the rule")]
    vendor = _vendor(row, violation.leaf)
    if vendor is not None and vendor in row.workspace.vendors:
        found.append(Related(merged.at(("vendors", vendor), key=True), f"the vendor {vendor}"))
    carried = carried_values(violation)
    if carried is not None and carried[1] in row.workspace.data:
        found.append(Related(merged.at(("data", carried[1]), key=True), f"the category {carried[1]}"))
    return tuple(related for related in found if related.location != location)


def _vendor(row: TableRow, leaf: Leaf | None) -> str | None:
    """The vendor that a row is about: of a flow, the one at the end that is asked for, else at its destination."""
    if row.subject == "vendor":
        return row.id
    if isinstance(row, ChangeRow):
        return row.change.vendor
    if row.subject in OBSERVED:
        return _observed_vendor(row)
    node = None
    if row.subject == "system":
        node = row.node
    elif isinstance(row, ReachRow):
        node = row.workspace.nodes.get(row.target)
    elif row.subject == "flow":
        flow = row.world.flows[row.id]
        end = flow.source if leaf is not None and leaf.path.startswith("from") else flow.target
        node = row.workspace.nodes[end] if isinstance(end, str) else None
    return node.vendor if node is not None and isinstance(node.vendor, str) else None


def _observed_vendor(row: TableRow) -> str | None:
    """The first of the declared vendors that a scan saw."""
    if row.rows.observed is None or row.subject == "observed_table":
        return None
    seen, declared = row.rows.observed
    name = row.id if row.subject == "observed_vendor" else seen.regions[row.id].vendor
    return next(iter(declared.listed(seen.vendors[name]).vendors), None)


def witness_of(violation: Violation) -> Sequence[str]:
    """The shortest chain that brings the category of a violation to its row."""
    if isinstance(violation.row, ReachRow):
        return tuple(edge.id for edge in violation.row.chain)
    carried = carried_values(violation)
    if carried is None or isinstance(violation.row, ChangeRow):
        return ()
    leaf, value = carried
    bit = _bit(leaf, value)
    return _chain(leaf, bit) if bit else ()


def _bit(leaf: Leaf, value: str) -> int:
    """The bit of the joined sets that stands for a value of a leaf; 0 where there is none."""
    row: TableRow = leaf.row
    cell = leaf.fact.cell if leaf.fact else None
    if not isinstance(cell, Carried):
        return 0
    parts = row.parts
    if value != UNKNOWN_TEXT:
        return parts.join(parts.tree.bit(value), 0, 0) if value in parts.tree else 0
    condition = leaf.condition
    wanted = condition.tests[0].prepared[1] if condition and condition.tests[0].prepared else parts.full
    turned = bool(condition and condition.tests[0].turned)
    possible = parts.split(cell.sure | cell.doubted)[2]
    fitting = (possible & ~wanted if turned else possible & wanted) or possible
    return parts.join(0, 0, fitting & -fitting)


def _chain(leaf: Leaf, bit: int) -> Sequence[str]:
    if leaf.fact is None or leaf.condition is None:
        return ()
    return chain_of(leaf.row, leaf.condition.attribute.name, leaf.fact.cell, bit)


def chain_of(row: TableRow, attribute: str, cell: Cell | Carried, bit: int) -> Sequence[str]:
    """By which chain a category (one bit of a joined set) comes to be in an attribute of a row."""
    spread, witnesses = row.world.spread, row.world.spread.witnesses
    if row.subject == "flow":
        return witnesses.flow(spread.position[row.id], bit)
    systems = systems_of(row)
    if attribute == "holds":
        # Kept for certain, and not only because a retention may say so?
        sure = isinstance(cell, Carried) and bool(cell.sure & bit)
        return spread.rest.by(systems, bit, YES if sure else MAYBE)[0]
    return witnesses.system(systems, bit)


def systems_of(row: TableRow) -> list[int]:
    """The systems, by number, that a row about a system or a vendor stands for."""
    names = [row.id] if row.subject == "system" else [node.id for node in row.world.run_by.get(row.id, ())]
    return [row.world.spread.number[name] for name in names]


def missing_of(workspace: Workspace, violation: Violation) -> tuple[str, ...]:
    """The places where the facts that an undecided violation waits for would be written."""
    if violation.violated:
        return ()
    routes: dict[Route, None] = {}
    for leaf in violation.leaves:
        if leaf.answer is MAYBE and leaf.fact is not None:
            routes.update(dict.fromkeys(missing_at(workspace, leaf)))
    return _named(routes)


def undeclared_of(violation: Violation) -> tuple[str, ...]:
    """The places where the fact would be written whose absence is the violation."""
    leaf = violation.leaf
    if not violation.violated or violation.value != UNKNOWN_TEXT or leaf is None or leaf.fact is None:
        return ()
    return _named(leaf.fact.missing or (leaf.fact.place,))


def _named(routes: Iterable[Route]) -> tuple[str, ...]:
    return tuple("/".join(str(step) for step in route) for route in routes)


def missing_at(workspace: Workspace, leaf: Leaf) -> tuple[Route, ...]:
    """The places where one would write what a leaf that is undecided waits for."""
    fact = leaf.fact
    assert fact is not None
    if not isinstance(fact.cell, Carried) or isinstance(leaf.row, ReachRow | ChangeRow):
        return fact.missing or (fact.place,)
    routes: list[Route] = []
    for value in leaf.values:
        if value.answer is MAYBE:
            routes += _origin(workspace, leaf, _bit(leaf, value.text))
    return tuple(routes)


def _origin(workspace: Workspace, leaf: Leaf, bit: int) -> list[Route]:
    """Where data that is named too broadly, or not at all, sets out; and what leaves open whether it stays."""
    row: TableRow = leaf.row
    spread = row.world.spread
    routes: list[Route] = []
    cell = leaf.fact.cell if leaf.fact else None
    if isinstance(cell, Carried) and cell.doubted & ~cell.sure & bit:
        for name in spread.rest.by(systems_of(row), bit, MAYBE)[1]:
            flow = row.world.flows[name]
            routes.append((*retention(workspace, flow)[1], "retention"))
    origin = spread.origin(_chain(leaf, bit))
    if origin is None:
        return routes
    broad = _is_broad(leaf, bit)
    return [*routes, origin] if broad or not routes else routes


def _is_broad(leaf: Leaf, bit: int) -> bool:
    """Is the category itself undecided, beside whether it is kept?"""
    row: TableRow = leaf.row
    declared = row.parts.split(bit)[0]
    if not declared or leaf.condition is None or leaf.condition.tests[0].prepared is None:
        return True
    inside = bool(declared & leaf.condition.tests[0].prepared[1])
    return not inside and not leaf.condition.tests[0].turned
