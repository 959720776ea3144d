"""What the policy makes of materiality: rules add to the default, and only one that asks for `material` narrows it."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.comparison import Base, compared
from auditor.graph.world import Worlds
from auditor.opening import open_workspace
from tests.changes.test_changes import COMPANY, TODAY
from tests.reference.workspaces import dump


def notice(**match: Any) -> dict[str, Any]:
    """A rule that requires a notice of some changes."""
    return {
        "title": "Told ahead", "because": ["we promised to tell"],
        "for": {"change": match}, "require": {"notice_days": {"at_least": "30"}},
    }  # fmt: skip


RULES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "none: the default": ({}, {"region_changed.vendors.host", "purposes_added.flows.in"}),
    "one of a type takes nothing from the default": (
        {"names": notice(type="vendor_changed")},
        {"region_changed.vendors.host", "purposes_added.flows.in", "vendor_changed.host.name"},
    ),
    "one that asks for material narrows it": (
        {"purposes": notice(material="true", type="purposes_added")},
        {"purposes_added.flows.in"},
    ),
    "what one narrows and another adds": (
        {"purposes": notice(material="true", type="purposes_added"), "names": notice(type="vendor_changed")},
        {"purposes_added.flows.in", "vendor_changed.host.name"},
    ),
    "a rule that requires no notice says nothing of it": (
        {"never": {"title": "Never", "because": ["we promised it"], "forbid": {"change": {"material": "true"}}}},
        {"region_changed.vendors.host", "purposes_added.flows.in"},
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_what_customers_must_be_told_of(name: str, tmp_path: Path) -> None:
    rules, wanted = RULES[name]
    before: dict[str, Any] = yaml.load(COMPANY, yaml.BaseLoader)
    after = copy.deepcopy(before)
    after["vendors"]["host"]["region"] = "US"
    after["vendors"]["host"]["name"] = "Hoster"
    after["flows"]["in"]["purposes"] = ["service", "advertising"]
    opened = []
    for folder, dataflows in (("before", before), ("after", after)):
        dump(dataflows, {"rules": rules}, tmp_path / folder)
        opened.append(open_workspace(tmp_path / folder, TODAY))
    found = compared(Base(*opened[0]), Worlds(opened[1][0]), opened[1][1])
    assert {change.id for change in found.changes} >= {*wanted, "vendor_changed.host.name"}
    assert {change.id for change in found.changes if change.material} == wanted
