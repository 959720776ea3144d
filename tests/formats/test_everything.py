"""The fixed audit really holds every kind of finding, so that a format tried on it is tried on all of them."""

from collections import Counter

from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED
from tests.formats.everything import MANY, everything, many

BATTERY = (
    "<script>alert(1)</script>", "]]>", '"double"', "'single'", "\\N", "%0A::error::x", "=cmd()", "`tick`", "| pipe",
    "\u202e", "\x1b[31m", "\x00", "\U0001f9ba", "\n::error file=x::forged", "\n# heading\n", "\r\n",
)  # fmt: skip


def test_it_holds_every_kind_of_finding() -> None:
    found = everything().findings
    assert {(finding.state, finding.severity) for finding in found} >= {
        (VIOLATED, "error"), (VIOLATED, "warning"), (VIOLATED, "note"), (UNDECIDED, "error"), (UNDECIDED, "warning"),
        (WAIVED, "error"),
    }  # fmt: skip
    assert all(finding.missing for finding in found if finding.state == UNDECIDED)
    assert {finding.rule for finding in found} >= {
        "carries-nothing", "expired-waiver", "open-question", "same-product", "store-keeps-nothing",
        "unenforced-promise", "unlisted-purpose", "unsourced", "unused-vendor", "unused-waiver",
    }  # fmt: skip
    assert {finding.deployments for finding in found} >= {("enterprise_eu", "standard"), ("standard",)}
    assert {finding.section for finding in found} >= {"flows", "vendors", "reach", "promises", "waivers"}
    assert any(len(finding.witness) > 2 for finding in found)
    partly = next(finding for finding in found if finding.rule == "edge-keeps-nothing")
    assert partly.states == (("enterprise_eu", VIOLATED), ("standard", WAIVED))


def test_its_promises_have_every_status() -> None:
    kept = {promise.id: promise.status for promise in everything().promises}
    assert kept == {
        "asked": "not_enforced", "broken": "broken", "forgotten": "not_checked", "kept": "kept",
        "not-checked": "not_checked", "not-enforced": "not_enforced", "undecided": "undecided", "waived": "waived",
    }  # fmt: skip


def test_its_texts_and_its_file_names_are_hostile() -> None:
    workspace = everything().workspace
    waiver = workspace.waivers["notes-to-the-model"]
    rule = workspace.rules["edge-keeps-nothing"]
    assert workspace.organization is not None
    texts = [
        workspace.organization.name, workspace.vendors["model"].name, workspace.vendors["model"].labels["owner"],
        workspace.titles["data"]["customer_data"], workspace.promises["kept"].says, workspace.promises["kept"].source,
        workspace.promises["not-enforced"].not_enforced, workspace.promises["asked"].question,
        rule.title, rule.because[1], rule.resolve,
        waiver.reason, waiver.owner, waiver.approved_by, waiver.ticket,
    ]  # fmt: skip
    for text in texts:
        assert [word for word in BATTERY if word not in str(text)] == []
    assert len(workspace.rules["nothing-for-sale"].title) == 10_000
    assert {finding.location.file for finding in everything().findings} >= {
        "dataflows/company.yaml", "dataflows/nested/deeper/flows.yaml", "dataflows/Größe #1 50% \U0001f9ba.yaml",
        "policy/promises.yaml", "policy/accepted/waivers #2.yaml",
    }  # fmt: skip


def test_the_large_one_has_as_many_findings_as_it_says() -> None:
    counts = Counter((finding.state, finding.severity) for finding in many().findings)
    assert counts == {
        (state, severity): MANY // 4 for state in (VIOLATED, UNDECIDED) for severity in ("error", "warning")
    }
