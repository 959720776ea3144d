"""Small random workspaces, always valid, rich in what makes two readings of the format differ.

Every scalar is text, as the format reads YAML; `dump` writes them so that it stays text.
"""

import datetime
import json
import random
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.reference import drawn_waivers
from tests.reference.drawn_parts import (
    CONTROLS,
    PERIODS,
    PURPOSES,
    STATUSES,
    VENDORS,
    deployment,
    kind,
    labels,
    organization,
    region,
    vendor,
)
from tests.reference.drawn_rules import Pools, policy
from tests.reference.writer import Entry, Writer

AS_OF = datetime.date(2026, 11, 23)
SYSTEMS = ["web_app", "redactor", "image_cache", "worker"]


@st.composite
def workspaces(
    draw: st.DrawFn, vendor_system_keys: bool = False, waivers: bool = False, reach: bool = False
) -> tuple[Entry, Entry]:
    """A valid workspace: what `dataflows/` and `policy/` say.

    With `vendor_system_keys` a vendor that is a system may also have controls, `produces` and `strips`;
    with `waivers` about half of what the reference finds is waived, more or less; with `reach` data comes
    a longer way, and some rules are about that.
    """
    writer = Writer(lambda low, high: draw(st.integers(low, high)))
    return _workspace(writer, vendor_system_keys, waivers, reach)


def workspace_of(
    seed: int, vendor_system_keys: bool = False, waivers: bool = False, reach: bool = False
) -> tuple[Entry, Entry]:
    """The same, from a seed: much faster, for thousands of them, but it does not shrink."""
    return _workspace(Writer(random.Random(seed).randint), vendor_system_keys, waivers, reach)


def _workspace(write: Writer, vendor_system_keys: bool, waivers: bool, reach: bool) -> tuple[Entry, Entry]:
    flows: Entry = {"organization": organization(write)}
    _trees(write, flows)
    deployments = write.some(["standard", "enterprise_eu", "uk"])
    if deployments:
        flows["deployments"] = {name: deployment(write) for name in deployments}
    vendors = write.some(list(VENDORS), most=5)
    entries: dict[str, Entry] = {name: vendor(write, name, flows) for name in vendors}
    for name in vendors:
        others = [other for other in vendors if other != name]
        write.rarely(entries[name], "subprocessors", partial(write.some, others), unknown=True)
        if vendor_system_keys and "kind" in entries[name]:
            _work(write, entries[name], flows)
    _retire_one(write, entries)
    systems: dict[str, Entry] = {"plant_user": {"kind": "person", "title": "Plant worker"}}
    for name in write.some(SYSTEMS, least=1):
        systems[name] = _system(write, flows, vendors)
    flows["systems"] = systems
    if entries:
        flows["vendors"] = entries
    flows["flows"] = _flows(write, flows, reach)
    notices = _notices(write, vendors)
    if notices:
        flows["notices"] = notices
    rules = policy(write, Pools(flows), reach)
    waived = drawn_waivers.waivers(write, flows, rules, AS_OF) if waivers else {}
    return flows, rules | ({"waivers": waived} if waived else {})


def _trees(write: Writer, flows: Entry) -> None:
    """Categories, subjects, purposes and kinds, each below or beside those written before it."""
    subjects = write.some(["worker", "visitor"], most=2)
    subjects += ["worker.night"] if "worker" in subjects and write.chance(2) else []
    if subjects:
        flows["subjects"] = {name: {"title": f"People: {name}"} for name in subjects}
    categories: dict[str, Entry] = {}
    for word in ["customer", "photo", "log", "note", "person", "raw", "index"][: write.number(2, 7)]:
        parent = write.pick(["", "", *categories])
        entry: Entry = {"title": f"The {word}"}
        name = f"{parent}.{word}" if parent else word
        others = [other for other in categories if not name.startswith(other + ".")]
        if others and write.chance(3):
            entry["is"] = write.some(others, least=1, most=2)
        if subjects:
            write.rarely(entry, "subjects", lambda: write.some(subjects, most=2), unknown=True)
        write.rarely(entry, "sensitive", lambda: write.pick(["true", "false"]), unknown=True)
        categories[name] = entry
    flows["data"] = categories
    flows["purposes"] = {
        "triage": {"title": "Categorization", "is": [write.pick(["ml", "service.database", "service"])]}
    }
    if write.chance(2):
        flows["kinds"] = {"vector_store": {"title": "Vector store", "is": ["database", "ai_model"]}}


def _retire_one(write: Writer, vendors: dict[str, Entry]) -> None:
    """ "A vendor may be `retired` only when ... no chain of another names it." Its own chain ends too."""
    named = {one for entry in vendors.values() for one in _chain(entry)}
    free = [name for name in vendors if name not in named]
    if free and write.chance(5):
        entry = vendors[write.pick(free)]
        entry["status"] = "retired"
        entry.pop("subprocessors", None)


def _chain(entry: Entry) -> list[str]:
    chain = entry.get("subprocessors", [])
    return chain if isinstance(chain, list) else []


def _work(write: Writer, entry: Entry, flows: Entry) -> None:
    """What a system does to the data that passes."""
    if write.chance(3):
        entry["strips"] = write.some(list(flows["data"]), least=1, most=2)
    if write.chance(3):
        entry["produces"] = write.some(_listed(flows), least=1, most=2)
    write.rarely(entry, "controls", lambda: write.some(CONTROLS), unknown=True)


def _system(write: Writer, flows: Entry, vendors: list[str]) -> Entry:
    entry: Entry = {"kind": kind(write, flows)}
    write.fact(entry, "vendor", lambda: write.pick([*vendors, *vendors, "none"]))
    if entry.get("vendor") in vendors:
        write.rarely(entry, "own", lambda: write.pick(["true", "false"]))
    write.fact(entry, "region", lambda: region(write, flows))
    write.fact(entry, "retention", lambda: write.pick(PERIODS))
    write.rarely(entry, "purposes", lambda: write.some(PURPOSES), unknown=True)
    write.rarely(entry, "labels", lambda: labels(write))
    _work(write, entry, flows)
    return entry


def _listed(flows: Entry) -> list[str]:
    """Categories, and `.*` of those that have something below."""
    names: list[str] = list(flows["data"])
    above = {name.rpartition(".")[0] for name in names}
    above |= {parent for entry in flows["data"].values() for parent in entry.get("is", [])}
    return [*names, *[f"{name}.*" for name in names if name in above]]


def _flows(write: Writer, workspace: Entry, reach: bool) -> dict[str, Entry]:
    """One to nine flows, then those of a longer way; at what is retired they are retired, the first is live."""
    vendors = workspace.get("vendors", {})
    named = {one for entry in vendors.values() for one in _chain(entry)}
    ends = [*workspace["systems"], *[name for name in vendors if "kind" in vendors[name] or name in named]]

    def retired(end: str) -> bool:
        run_by = workspace["systems"].get(end, {}).get("vendor", end)
        return bool(vendors.get(run_by, {}).get("status") == "retired")

    found: dict[str, Entry] = {}
    for number in range(write.number(1, 9)):
        choice = [end for end in ends if number or not retired(end)] * 4 + ["unknown"]
        entry: Entry = {"from": write.pick(choice), "to": write.pick(choice), "data": _data(write, workspace)}
        found[f"flow-{number}"] = entry
        _details(write, entry, workspace)
        if retired(entry["from"]) or retired(entry["to"]) or (number and write.chance(12)):
            entry["status"] = "retired"
    for entry in _long_way(write, workspace, [end for end in ends if not retired(end)]) if reach else ():
        found[f"flow-{len(found)}"] = entry
    return found


def _long_way(write: Writer, workspace: Entry, ends: list[str]) -> Iterator[Entry]:
    """Flows one after the other, and at times one past them all."""
    stops = write.some(ends, least=min(3, len(ends)), most=5)
    listed = _listed(workspace)
    for start, end in pairwise(stops):
        data = "inherited" if start != stops[0] and write.chance(2) else write.some(listed, least=1, most=2)
        yield {"from": start, "to": end, "data": data}
    if len(stops) > 2 and write.chance(3):
        yield {"from": stops[0], "to": stops[-1], "data": _data(write, workspace)}


def _data(write: Writer, workspace: Entry) -> Any:
    if write.chance(2):
        return write.pick(["inherited", "inherited", "inherited", "unknown"])
    return write.some(_listed(workspace), least=0 if write.chance(10) else 1)


def _details(write: Writer, entry: Entry, workspace: Entry) -> None:
    """What may be said of a flow beside its ends and its data."""
    if write.chance(4):
        entry["without"] = write.some(list(workspace["data"]), least=1, most=2)
    write.rarely(entry, "retention", lambda: write.pick(PERIODS), unknown=True)
    write.fact(entry, "purposes", lambda: write.some(PURPOSES))
    write.rarely(entry, "region", lambda: region(write, workspace), unknown=True)
    write.fact(entry, "controls", lambda: write.some(CONTROLS))
    triggers = ["user_request", "scheduled", "event", "continuous"]
    write.rarely(entry, "trigger", lambda: write.pick(triggers), unknown=True)
    if workspace.get("deployments") and write.chance(3):
        entry["deployments"] = write.some(list(workspace["deployments"]), least=1)
    write.rarely(entry, "status", lambda: write.pick(STATUSES))
    write.rarely(entry, "labels", lambda: labels(write))


def _notices(write: Writer, vendors: list[str]) -> dict[str, Entry]:
    """No two on one day: which of them came first would be a matter of taste."""
    found: dict[str, Entry] = {}
    for sent in write.some(["2026-04-03", "2026-04-04", "2026-09-01", "2026-11-20"]) if vendors else []:
        entry: Entry = {"sent": sent, "vendors": write.some(vendors, least=1, most=2)}
        about = ["added", "added", "removed", "changed", "published"]
        write.rarely(entry, "about", partial(write.pick, about))
        write.rarely(entry, "effective", lambda: write.pick(["2026-05-03", "2026-12-20"]), unknown=True)
        write.rarely(entry, "channel", lambda: write.pick(["email", "portal"]), unknown=True)
        write.rarely(entry, "bounced", lambda: write.pick(["0", "2"]), unknown=True)
        found[f"notice-{sent}"] = entry
    return found


def dump(dataflows: Entry, policy: Entry, directory: Path) -> None:
    """Write a workspace; JSON is YAML in which every scalar is quoted, so `NO` and `1.10` stay text."""
    for folder, content in (("dataflows", dataflows), ("policy", policy)):
        (directory / folder).mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (directory / folder / "all.yaml").write_text(text + "\n", encoding="utf-8")
