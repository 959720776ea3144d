"""Declarations for what a scan saw and nobody declared: a first draft of `dataflows/`, to review and complete."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditor.evidence.listed import Observed
from auditor.evidence.observation import DEVELOPMENT, USED
from auditor.evidence.seen import Seen, SeenVendor
from auditor.text.plain import shown
from auditor.workspace.merge import RESERVED
from auditor.workspace.model import Workspace
from auditor.writing.style import Data, block

UNKNOWN = "unknown"
APP = "application"
HEAD = """\
# Seen in the files of this repository. Each `unknown` is a question for somebody who knows: answer it, or leave it, and
# the rules that ask for it stay undecided. Save what is right below dataflows/.
"""


def suggest(workspace: Workspace, observed: Observed) -> str:
    """YAML for the vendors that are used or configured, and that nobody declares."""
    seen = observed.seen
    wanted = [
        one for one in seen.vendors.values()
        if one.grade != DEVELOPMENT and not observed.declared.listed(one).vendors
    ]  # fmt: skip
    if not wanted:
        return "# Every vendor that was seen is declared.\n"
    taken = {*workspace.vendors, *workspace.nodes, *workspace.merged.sections.get("systems", ())}
    new = [name for name in (_free(APP, taken),) if not _ours(workspace)]
    ours = _ours(workspace) or new[0]
    taken |= {ours}
    flows = set(workspace.merged.sections.get("flows", ()))
    names: dict[str, str] = {}
    for one in wanted:
        names[one.id] = _free(_id(one.id), taken)
        taken.add(names[one.id])
    lines = [HEAD.rstrip()]
    if workspace.organization is None:
        lines += _section("organization", {"name": UNKNOWN})
    lines += ["vendors:"]
    for one in wanted:
        lines += [f"  # {line}" for line in _proof(one)]
        lines += block({names[one.id]: _vendor(one, seen)}, 2)
    if new:
        lines += _section("systems", {ours: {"kind": APP, "title": "Our application", "vendor": UNKNOWN}})
    lines += _section(
        "flows",
        {
            _free(f"{ours}-to-{name}", flows): {
                "from": ours, "to": name, "data": UNKNOWN, "purposes": UNKNOWN, "retention": UNKNOWN,
            }
            for name in names.values()
        },
    )  # fmt: skip
    return "\n".join(lines) + "\n"


def _section(name: str, entries: Mapping[str, Data]) -> list[str]:
    return [f"{name}:", *block(entries, 2)]


def _ours(workspace: Workspace) -> str | None:
    """The system that data would go from, where it is clear which."""
    found = [
        node.id for node in workspace.nodes.values() if node.section == "systems" and APP in (node.kinds or ())
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _proof(vendor: SeenVendor) -> Iterator[str]:
    """What proves it, in comments: names and places, never a line of a file."""
    for one in vendor.sightings[:3]:
        yield shown(f"{one.location.file}:{one.location.line}: {one.signal} {one.text}")
    if vendor.grade != USED:
        yield "configured, without a use that was seen: is it used?"


def _vendor(vendor: SeenVendor, seen: Seen) -> dict[str, Data]:
    product = vendor.product
    places = [one.region for one in seen.regions.values() if one.vendor == vendor.id and one.region is not None]
    told = all(one.region is not None for one in seen.regions.values() if one.vendor == vendor.id)
    region: Data = (places[0] if len(places) == 1 else places) if places and told else UNKNOWN
    kinds = list(product.kinds) if product else []
    return {
        "name": vendor.name,
        "catalog": product.id if product else "none",
        "kind": (kinds[0] if len(kinds) == 1 else kinds) if kinds else UNKNOWN,
        "legal_name": (product.legal_name if product else None) or UNKNOWN,
        "country": (product.country if product else None) or UNKNOWN,
        "region": region,
        "status": "active" if vendor.grade == USED else UNKNOWN,
        "relation": UNKNOWN,
        "dpa": UNKNOWN,
        "transfer": UNKNOWN,
        "trains_on_data": UNKNOWN,
    }


def _id(name: str) -> str:
    word = "-".join(re.findall("[a-z0-9]+(?:_[a-z0-9]+)*", name.lower())) or "recipient"
    return word if re.search("[a-z]", word) and word not in RESERVED else f"recipient-{word}"


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
