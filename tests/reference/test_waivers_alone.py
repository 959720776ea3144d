"""The reference's waivers against the format's own sentences, by hand."""

import datetime

import pytest
import yaml

from tests.reference.evaluator import evaluate

FLOWS = """
data: {photo: {title: p}}
deployments: {asia: {title: a}, europe: {title: e}}
systems: {user: {kind: person}, app: {kind: application, vendor: none, region: {asia: US}}}
flows: {f: {from: user, to: app, data: [photo]}}
"""
RULE = "r: {because: [x], forbid: {flow: {data: photo, region: US}}"
WAIVER = "finding: r@flows/f/data=photo, expires: 2026-12-31"
FOUND = "r@flows/f/data=photo"
UNUSED, EXPIRED = "unused-waiver@waivers/w", "expired-waiver@waivers/w"


@pytest.mark.parametrize(
    ("rule", "waiver", "day", "wanted"),
    [
        ("}", "", "2026-12-31", {FOUND: "waived"}),
        ("}", "", "2027-01-01", {FOUND: "violated", EXPIRED: "violated"}),
        ("}", ", state: violated", "2026-11-23", {FOUND: "undecided"}),
        ("}", ", state: undecided", "2026-11-23", {FOUND: "violated"}),
        ("}", ", deployments: [asia]", "2026-11-23", {FOUND: "undecided"}),
        ("}", ", deployments: [asia], state: undecided", "2026-11-23", {FOUND: "violated", UNUSED: "violated"}),
        (", waivable: false}", "", "2026-11-23", {FOUND: "violated", UNUSED: "violated"}),
        (", on_unknown: ignore}", ", state: violated", "2026-11-23", {FOUND: "waived"}),
    ],
)
def test_a_waiver_covers_no_more_than_it_says(rule: str, waiver: str, day: str, wanted: dict[str, str]) -> None:
    policy = f"{{rules: {{{RULE}{rule}}}, waivers: {{w: {{{WAIVER}{waiver}}}}}}}"
    read = [yaml.load(text, Loader=yaml.BaseLoader) for text in (FLOWS, policy)]
    found = evaluate(read[0], read[1], datetime.date.fromisoformat(day))
    assert {name: state for name, (state, _, _) in found.items()} == wanted
