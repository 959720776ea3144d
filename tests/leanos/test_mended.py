"""The mended LeanOS is the same company under the same policy, and has answered everything."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from auditor.audit import Audit, audit
from tests.leanos.sources import MENDED, ROOT, written
from tests.reference.workspaces import AS_OF

TOP, ANSWERED = written(ROOT / "dataflows"), written(MENDED / "dataflows")

# What the mended workspace says otherwise than the page, and why.
OTHERWISE = {
    "systems/web_app/region": "vercel/iad1 is one of the two regions that US East may be",
    "systems/web_app/produces": "it writes the messages, now that it is known who hands them over",
    "vendors/supabase/retention": "an end is known",
    "flows/email-sending/purposes": "two of the five kinds are handed over by Supabase, in a flow of their own",
}


@pytest.fixture(scope="module")
def audited(shared: Any) -> Audit:
    return audit(shared, AS_OF)


def test_nothing_is_found(audited: Audit) -> None:
    assert audited.findings == ()
    assert not audited.gate_closed
    assert audited.summary.missing_facts == 0


def test_every_promise_that_rules_enforce_is_kept(audited: Audit) -> None:
    others = {kept.id: kept.status for kept in audited.promises if kept.status != "kept"}
    assert others == {
        "notice-subscription": "not_enforced",
        "objection": "not_enforced",
        "page-date": "not_enforced",
        "proposed-scheduled": "not_enforced",
    }


def test_its_policy_is_that_of_the_top_and_answers() -> None:
    files = {path.relative_to(ROOT / "policy").as_posix() for path in (ROOT / "policy").rglob("*.y*ml")}
    own = written(MENDED / "policy")
    assert own["extends"] == ["../../../policy/promises", "../../../policy/rules"]
    assert {file for file in files if not file.startswith(("promises/", "rules/"))} == {"questions.yaml"}
    assert set(own) == {"extends", "promises"}
    asked = written(ROOT / "policy")["promises"]
    asked = {name: promise for name, promise in asked.items() if "question" in promise}
    answers = {name: promise.pop("answer") for name, promise in own["promises"].items()}
    assert own["promises"] == asked
    assert all(answer.endswith(".") and "\n" not in answer for answer in answers.values())


def differing(route: str, top: Any, mended: Any) -> Iterator[str]:
    """The facts that the page gives and the mended workspace does not give in the same way."""
    if top == "unknown":
        return
    if isinstance(top, dict) and isinstance(mended, dict):
        for key, said in top.items():
            if key != "wording":
                yield from differing(f"{route}/{key}", said, mended.get(key))
    elif top != mended:
        yield route


def test_it_says_all_that_the_page_says() -> None:
    found = [
        route.lstrip("/")
        for section in TOP
        if section != "documents"
        for route in differing(section, TOP[section], ANSWERED.get(section))
    ]
    assert sorted(found) == sorted(OTHERWISE)


def test_it_leaves_nothing_unknown() -> None:
    for file in MENDED.rglob("*.yaml"):
        assert not re.search(r"\bunknown\b", file.read_text(encoding="utf-8")), file.name


def test_what_is_invented_looks_invented() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in MENDED.rglob("*.yaml"))
    assert all(host.endswith(".example") for host in re.findall(r"https://([^/\s,}]+)", text))
    for vendor in ANSWERED["vendors"].values():
        assert "Example" in vendor["legal_name"]
        assert "Example" in vendor["address"]
