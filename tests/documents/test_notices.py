"""Notices about proposed vendors: read back by other people's readers, they say what is declared and no more."""

import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.audit import Audit, audit
from auditor.cli.main import main
from auditor.documents import notices
from auditor.documents.files import Asked
from auditor.workspace.notices import first_notice
from tests.documents.company import DATAFLOWS, HOSTILE, audited
from tests.documents.readers import from_html, from_markdown
from tests.reference.workspaces import AS_OF

ROOT = Path(__file__).resolve().parents[2]
NOT_STATED = "not stated"
US = DATAFLOWS["organization"]
VENDORS = DATAFLOWS["vendors"]


def written(found: Audit, root: Path) -> dict[str, bytes]:
    return {file.name: file.make() for file in notices.files(found, Asked(root))}


def of_company(root: Path, vendor: dict[str, Any] | None = None, us: dict[str, Any] | None = None, **more: Any) -> Any:
    """The notices of the company with these facts of its proposed vendor, and of itself."""
    vendors = {**VENDORS, "later": {**VENDORS["later"], **(vendor or {})}}
    return written(audited(root, organization={**US, **(us or {})}, vendors=vendors, **more), root)


def told(raw: bytes) -> dict[str, str]:
    """The fields of a notice in Markdown."""
    text = raw.decode().partition("\n## For the ledger")[0]
    pairs = (said.split("\n") for said in from_markdown(text).paragraphs)
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def mail(raw: bytes) -> EmailMessage:
    read = email.message_from_bytes(raw, policy=default)
    assert isinstance(read, EmailMessage)
    assert not read.defects
    return read


def body(read: EmailMessage, kind: str) -> str:
    part = read.get_body((kind,))
    assert part is not None
    text = part.get_content().replace("\r\n", "\n")
    assert isinstance(text, str)
    return text


def test_leanos_says_what_is_declared_of_razorpay() -> None:
    found = written(audit(ROOT, AS_OF), ROOT)
    assert sorted(found) == sorted(
        f"notice-razorpay-{name}.{kind}"
        for name in ("standard", "enterprise_eu", "enterprise_us")
        for kind in ("md", "eml")
    )
    assert told(found["notice-razorpay-standard.md"]) == {
        "Who": "Razorpay", "Legal name": NOT_STATED, "Address": NOT_STATED, "Country": NOT_STATED,
        "Relation": "Subprocessor",
        "Purposes": "Payment processing for paid subscriptions and converting pilots",
        "Data": "Customer billing email, Payment method tokens, Invoice metadata, Card numbers",
        "Data subjects": "Workspace users and administrators", "Where data is processed": "India",
        "Transfer to other countries": NOT_STATED, "Mechanisms for transfers that are agreed with it": NOT_STATED,
        "From when": "Not before 23 December 2026",
        "How you authorise subprocessors": "General written authorisation", "Time to object": NOT_STATED,
        "What follows an objection": "Customers who object to a new subprocessor may terminate the affected service "
        "under Section 14 of the Terms of Service with a pro-rata refund.",
        "How to object or to answer": "founder@getleanos.com", "Where the list stands": NOT_STATED,
    }  # fmt: skip
    assert written(audit(ROOT, AS_OF), ROOT) == found


def test_the_mail_is_a_draft_that_says_the_same(tmp_path: Path) -> None:
    found = of_company(tmp_path)
    read = mail(found["notice-later-eu.eml"])
    assert (read["X-Unsent"], read["Date"], read["To"]) == ("1", None, None)
    assert str(read["From"]) == "Deck <privacy@deck.example>"
    assert str(read["Subject"]).endswith("Deck: notice that Later Pay is to be added")
    assert read["X-Auditor-As-Of"] == AS_OF.isoformat()
    fields = told(found["notice-later-eu.md"])
    page, tags, _ = from_html(body(read, "html"))
    assert not tags & {"script", "img", "iframe"}
    for label, said in fields.items():
        assert f"{label}: {said}\n" in body(read, "plain")
        assert page.paragraphs[page.paragraphs.index(label) + 1] == said


def test_the_day_is_never_one_that_the_promise_does_not_allow(tmp_path: Path) -> None:
    early = of_company(tmp_path / "a", {"active_from": "2026-12-01"})
    text = early["notice-later-eu.md"].decode()
    assert told(early["notice-later-eu.md"])["From when"] == "Not before 23 December 2026"
    assert "1 December 2026, is earlier than what was promised allows: 23 December 2026" in text
    late = of_company(tmp_path / "b", {"active_from": "2027-01-05"})
    assert told(late["notice-later-eu.md"])["From when"] == "From 5 January 2027"
    assert "is earlier than" not in late["notice-later-eu.md"].decode()
    unknown = of_company(tmp_path / "c", {"active_from": "2027-01-05"}, {"notice": {"days": "unknown"}})
    assert told(unknown["notice-later-eu.md"])["From when"] == NOT_STATED


def test_the_window_ends_so_many_days_after_the_notice(tmp_path: Path) -> None:
    found = told(of_company(tmp_path)["notice-later-eu.md"])
    assert found["Time to object"] == "14 days, until 7 December 2026"
    assert found["What follows an objection"] == "The service may be ended."


@pytest.mark.parametrize(
    ("authorisation", "asks", "may_object"), [("specific", 1, 0), ("general", 0, 1), ("unknown", 0, 0)]
)
def test_specific_authorisation_asks_for_approval(
    authorisation: str, asks: int, may_object: int, tmp_path: Path
) -> None:
    text = of_company(tmp_path, us={"authorisation": authorisation})["notice-later-eu.md"].decode()
    assert text.count("We ask for your approval.") == asks
    assert text.count("You may object") == may_object


def test_the_entry_to_paste_is_the_ledger(tmp_path: Path) -> None:
    text = of_company(tmp_path / "a")["notice-later-eu.md"].decode()
    entry = yaml.load(text.partition("```yaml\n")[2].partition("```")[0], Loader=yaml.BaseLoader)["notices"]
    assert entry == {
        "2026-11-later": {"sent": "2026-11-23", "about": "added", "effective": "2026-12-23", "vendors": ["later"],
                          "channel": "email"}
    }  # fmt: skip
    after = audited(tmp_path / "b", notices=entry)
    assert first_notice(after.workspace, "later") == "2026-11-later"
    again = written(after, tmp_path / "b")["notice-later-eu.md"].decode()
    assert "```" not in again
    assert "The ledger already has this notice: 2026-11-later." in again


def test_names_and_addresses_cannot_break_out(tmp_path: Path) -> None:
    nasty = f"{HOSTILE}\r\nBcc: all@evil.example\r\n\r\nhello क्षत्रिय 🙂"
    contact = {"email": "a@deck.example\r\nBcc: all@evil.example"}
    found = of_company(tmp_path, {"name": nasty, "legal_name": nasty}, {"name": nasty, "contact": contact})
    read = mail(found["notice-later-eu.eml"])
    assert read["Bcc"] is None
    assert read["From"] is None, "no address that is none"
    assert "क्षत्रिय 🙂" in str(read["Subject"])
    _, tags, attributes = from_html(body(read, "html"))
    assert not tags & {"script", "a"}
    assert ("href", "javascript:b") not in attributes
    assert "<script>alert(1)</script>" in told(found["notice-later-eu.md"])["Who"]


def test_the_command_writes_them_and_says_when_they_are_stale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audited(tmp_path)
    command = ["write", "notices", "--dir", str(tmp_path)]
    assert main([*command, "--vendor", "later", "--as-of", "2026-10-01"]) == 0
    assert main([*command, "--check"]) == 0, "it is judged on the day that it carries"
    path = tmp_path / "reports" / "notice-later-us.eml"
    path.write_bytes(path.read_bytes().replace(b"Later Pay", b"Sooner Pay"))
    assert main([*command, "--check"]) == 1
    capsys.readouterr()
    for name in ("store", "lateer"):
        assert main([*command, "--vendor", name]) == 2
        assert f"`{name}` is not a proposed vendor" in capsys.readouterr().err


def test_without_a_proposed_vendor_there_is_none(tmp_path: Path) -> None:
    vendors = {**VENDORS, "later": {**VENDORS["later"], "status": "active"}}
    audited(tmp_path, vendors=vendors)
    assert main(["write", "notices", "worksheet", "--dir", str(tmp_path)]) == 0
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["worksheet.csv"]
