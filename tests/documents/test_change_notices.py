"""Notices of what changed since a base: read back, they say what changes, from when, and what one may do; what they
add to the ledger is what `check` and `diff` ask for."""

import copy
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from markdown_it import MarkdownIt

from auditor.audit import Audit, audit, audit_opened
from auditor.changes.letters import letters
from auditor.changes.records import Compared
from auditor.cli.main import main
from auditor.comparison import Base, compared
from auditor.documents import notices
from auditor.documents.files import Asked
from auditor.inventory.sentences import has
from auditor.opening import open_workspace
from auditor.phrases import Phrases
from auditor.vocabulary.words import CHANGES
from tests.changes import test_changes
from tests.documents.company import HOSTILE
from tests.documents.readers import from_html
from tests.documents.test_notices import NOT_STATED, body, mail
from tests.reference.workspaces import AS_OF, dump
from tests.repositories.git import NO_FILE, made

ROOT = Path(__file__).resolve().parents[2]
POLICY: dict[str, Any] = {
    "rules": {
        "told": {
            "title": "What matters is told 30 days ahead", "because": ["we say so"],
            "for": {"change": {"material": "true"}}, "require": {"notice_days": {"at_least": "30"}},
        }
    }
}  # fmt: skip
EVERYTHING: dict[str, Any] = {
    "rules": {
        "all": {
            "title": "Everything is told", "because": ["we say so"],
            "for": {"change": {"type": [name for name in CHANGES if not name.startswith("notice_")]}},
            "require": {"notice_days": {"at_least": "30"}},
        }
    }
}  # fmt: skip
"""A policy by which customers are told of every change but those of the ledger."""
COMPANY: dict[str, Any] = {
    "organization": {
        "name": "Deck", "legal_name": "Deck GmbH", "website": "https://deck.example/list", "country": "DE",
        "authorisation": "general", "notice": {"days": "30", "channel": "email"}, "transfer": "none",
        "objection": {"days": "14", "remedy": "The service may be ended."}, "contact": {"email": "dpo@deck.example"},
    },
    "data": {
        "slides": {"title": "Slides", "subjects": ["author"], "sensitive": "false"},
        "views": {"title": "Views of pages", "subjects": ["visitor"], "sensitive": "false"},
    },
    "subjects": {"author": {"title": "Authors"}, "visitor": {"title": "Visitors"}},
    "deployments": {
        "eu": {"title": "Europe", "law": ["gdpr"], "residency": "EU"},
        "us": {"title": "America", "law": ["none"], "residency": "US"},
    },
    "vendors": {
        "store": {
            "name": "Store", "legal_name": "Store AG", "address": "Rue 1, Lyon", "country": "FR", "status": "active",
            "kind": "database", "relation": "subprocessor", "region": {"eu": "FR", "us": "US"}, "retention": "30d",
            "transfer": {"mechanism": ["scc"]}, "trains_on_data": "never", "subprocessors": ["metal"],
        },
        "metal": {"name": "Metal", "legal_name": "Metal SAS", "country": "FR", "status": "active", "region": "FR",
                  "kind": "hosting", "relation": "subprocessor", "address": "Rue 2, Lyon",
                  "transfer": {"mechanism": ["scc"]}},
        "later": {
            "name": "Later Pay", "legal_name": "Later Pay BV", "address": "Gracht 3, Delft", "country": "NL",
            "status": "proposed", "kind": "payment", "relation": "subprocessor", "region": "NL", "subprocessors": [],
            "transfer": {"mechanism": ["scc"]}, "purposes": ["service.payment"], "retention": "none",
        },
    },
    "systems": {
        "writer": {"kind": "person"},
        "web": {"kind": "application", "vendor": "none", "region": {"eu": "DE", "us": "US"}, "title": "Web app"},
    },
    "flows": {
        "in": {"from": "writer", "to": "web", "data": ["slides", "views"], "purposes": ["service.hosting"],
               "retention": "none"},
        "storing": {"from": "web", "to": "store", "data": ["slides"], "purposes": ["service.database"]},
        "paying": {"from": "web", "to": "later", "data": ["views"], "purposes": ["service.payment"]},
    },
}  # fmt: skip


class Case(NamedTuple):
    """Two workspaces, and what customers must be told of the second."""

    base: Path
    root: Path
    audit: Audit
    compared: Compared

    def written(self) -> dict[str, bytes]:
        found = notices.files(self.audit, Asked(self.root, compared=self.compared))
        return {file.name: file.make() for file in found}


def case(tmp_path: Path, after: dict[str, Any], policy: dict[str, Any] = POLICY, before: Any = None) -> Case:
    base, root = tmp_path / "base", tmp_path / "head"
    dump(before or COMPANY, policy, base)
    dump(after, policy, root)
    found = audit(root, AS_OF, must_check=False)
    return Case(base, root, found, compared(Base(*open_workspace(base, AS_OF)), found.worlds, found.policy))


def with_(*edits: tuple[str, Any], company: dict[str, Any] = COMPANY) -> dict[str, Any]:
    """The company with these facts; None takes one away."""
    found = copy.deepcopy(company)
    for path, value in edits:
        *way, last = path.split("/")
        inner = found
        for step in way:
            inner = inner.setdefault(step, {})
        if value is None:
            del inner[last]
        else:
            inner[last] = value
    return found


def told(raw: bytes) -> dict[str, list[str]]:
    """The fields of a notice in Markdown: a label, and below it a line or a list."""
    tokens = MarkdownIt("commonmark").parse(raw.decode().partition("\n## For the ledger")[0])
    fields: dict[str, list[str]] = {}
    label = ""
    for before, token in pairwise(tokens):
        if token.type != "inline":
            label = "" if token.type in ("heading_open", "hr") else label
            continue
        children = token.children or []
        if before.type == "paragraph_open" and len(children) > 1 and children[1].type == "strong_open":
            end = next(number for number, child in enumerate(children) if child.type == "strong_close")
            label = "".join(child.content for child in children[2:end])
            assert label not in fields, label
            rest = "".join(child.content for child in children[end + 1 :])
            fields[label] = [rest] if rest else []
        elif label:
            fields[label].append("".join(child.content for child in children))
    return fields


def ledger(raw: bytes) -> dict[str, Any]:
    """What a notice gives to be pasted."""
    (fence,) = (token for token in MarkdownIt("commonmark").parse(raw.decode()) if token.type == "fence")
    found: dict[str, Any] = yaml.load(fence.content, Loader=yaml.BaseLoader)
    return found


def pasted(found: Case, policy: dict[str, Any] = POLICY) -> Case:
    """The same after each entry was pasted into the workspace."""
    dataflows = json.loads((found.root / "dataflows/all.yaml").read_text(encoding="utf-8"))
    for name, raw in found.written().items():
        if name.endswith(".md"):
            for section, entries in ledger(raw).items():
                assert section in ("vendors", "notices")
                dataflows[section] = {**dataflows.get(section, {}), **entries}
    dump(dataflows, policy, found.root)
    again = audit(found.root, AS_OF, must_check=False)
    changes = compared(Base(*open_workspace(found.base, AS_OF)), again.worlds, again.policy)
    return Case(found.base, found.root, again, changes)


def new(**more: Any) -> dict[str, Any]:
    return {**COMPANY["vendors"]["later"], "name": "New Pay", "legal_name": "New Pay BV", "status": "active", **more}


CHOICE = ["You may object to this change."]
TABLE: dict[str, tuple[list[tuple[str, Any]], str, dict[str, list[str]]]] = {
    "a vendor that comes": (
        [("vendors/new", new()), ("flows/more", {"from": "web", "to": "new", "data": ["slides"]})],
        "new-eu",
        {"Who": ["New Pay"], "Legal name": ["New Pay BV"], "Data": ["Slides"], "Data subjects": ["Authors"],
         "Purposes": [NOT_STATED], "Where data is processed": ["Netherlands"],
         "From when": ["Not before 23 December 2026"], "Time to object": ["14 days, until 7 December 2026"],
         "What follows an objection": ["The service may be ended."]},
    ),
    "a vendor in the place of another": (
        [("vendors/new", new()), ("vendors/later", None), ("flows/paying/to", "new")],
        "new-eu",
        {"Who": ["New Pay"], "Data": ["Views of pages"], "Purposes": ["Payment"]},
    ),
    "a vendor that goes live": (
        [("vendors/later/status", "active"), ("vendors/later/active_from", "2027-02-01")],
        "later-us",
        {"Who": ["Later Pay"], "Data": ["Views of pages"], "From when": ["From 1 February 2027"]},
    ),
    "a region": (
        [("vendors/store/region", {"eu": "aws/us-east-1", "us": "US"})],
        "store-eu",
        {"Who": ["Store"],
         "Where it is processed": ["Until then: France", "From then on: aws/us-east-1 (United States)"],
         "Where data is processed": ["aws/us-east-1 (United States)"],
         "Transfer to other countries": ["Standard contractual clauses"], "From when": ["Not before 23 December 2026"]},
    ),
    "a country": (
        [("vendors/store/country", "CH")],
        "store-us",
        {"Country of establishment": ["Until then: France", "From then on: Switzerland"]},
    ),
    "data": (
        [("flows/storing/data", ["slides", "views"])],
        "store-eu",
        {"Who": ["Store"], "Data received in addition": ["Views of pages", "About: Visitors"]},
    ),
    "a purpose": (
        [("flows/storing/purposes", ["service.database", "analytics.product"])],
        "store-eu",
        {"Purposes in addition": ["Product analytics", "For this data: Slides"]},
    ),
    "kept where it was passed on": (
        [("flows/paying/retention", "6mo"), ("vendors/later/status", "active")],
        "later-eu",
        {"Who": ["Later Pay"], "Data that is kept, and was only passed on":
            ["Until then: not kept", "From then on: 6 months", "For this data: Views of pages"]},
    ),
    "a longer chain": (
        [("vendors/store/subprocessors", ["metal", "later"])],
        "store-eu",
        {"Passes data on in addition to": ["Later Pay"]},
    ),
    "training": (
        [("vendors/store/trains_on_data", "opt_out")],
        "store-eu",
        {"Trains models on the data": ["Until then: Never", "From then on: Unless opted out"]},
    ),
    "a place that is wider": (
        [("deployments/eu/residency", ["EU", "US"])],
        "no-vendor-eu",
        {"Where your data stays: Europe":
            ["Until then: European Union", "From then on: European Union, United States"]},
    ),
    "a recipient whom nobody named": (
        [("flows/out", {"from": "web", "to": "unknown", "data": ["views"]})],
        "no-vendor-eu",
        {"Data sent in addition": ["Views of pages", "About: Visitors", f"Who gets it: {NOT_STATED}"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_what_changes_is_told_and_the_ledger_holds_it_then(name: str, tmp_path: Path) -> None:
    edits, stem, wanted = TABLE[name]
    found = case(tmp_path, with_(*edits))
    files = found.written()
    fields = told(files[f"notice-{stem}.md"])
    assert {label: said for label, said in fields.items() if label in wanted} == wanted
    assert fields["How to object or to answer"] == ["dpo@deck.example"]
    assert fields["Time to object"] == ["14 days, until 7 December 2026"]
    read = mail(files[f"notice-{stem}.eml"])
    page, _, _ = from_html(body(read, "html"))
    for label, said in fields.items():
        assert all(line in page.paragraphs or line in page.items for line in (label, *said)), label
        whole = f"{label}: {said[0]}\n" if len(said) == 1 else "\n".join([f"{label}:", *(f"- {one}" for one in said)])
        assert whole in body(read, "plain")
    assert any(one.rule == "told" for one in audit_against(found).findings)
    again = pasted(found)
    assert again.written() == {}
    assert not letters(again.compared.changes, again.audit.workspace)
    assert not [one.id for one in audit_against(again).findings if one.rule == "told"]


def audit_against(found: Case) -> Audit:
    """As `check --against` judges it."""
    base = Base(*open_workspace(found.base, AS_OF))
    return audit_opened(*open_workspace(found.root, AS_OF), must_check=False, base=base)


@pytest.mark.parametrize("name", test_changes.EDITS)
def test_of_every_kind_of_change_a_notice_can_be_written_and_counts_then(name: str, tmp_path: Path) -> None:
    """Where the policy asks for a notice of everything, each difference has one, and its entry settles it."""
    path, value, changes = test_changes.EDITS[name]
    us = test_changes.company()["organization"]
    found = case(tmp_path, test_changes.edited(path, value), EVERYTHING, test_changes.company())
    files = found.written()
    assert bool(files) == bool(changes), us
    for raw in (raw for file, raw in files.items() if file.endswith(".md")):
        for label, said in told(raw).items():
            assert label.strip(), said
            assert "{" not in label
            assert all(one.strip() for one in said), label
    again = pasted(found, EVERYTHING)
    assert again.written() == {}
    assert {one.id for one in again.compared.changes if one.material} == {
        one.id for one in found.compared.changes if one.material
    }


def test_each_type_of_a_change_has_words() -> None:
    for name in CHANGES:
        assert has(f"notices.change.{name}") != name.endswith("_changed") or name in (
            "region_changed", "retention_changed", "transfer_changed", "status_changed",
        ), name  # fmt: skip


REMOVED: dict[str, Any] = copy.deepcopy(POLICY)
REMOVED["rules"]["told"]["for"] = {"change": {"type": ["vendor_removed"]}}
GONE: dict[str, tuple[list[tuple[str, Any]], dict[str, Any]]] = {
    "is declared as retired": ([("vendors/store/status", "retired")], {}),
    "is not there any more": ([("vendors/store", None)], {"store": {"name": "Store", "status": "retired"}}),
}


@pytest.mark.parametrize("name", GONE)
def test_who_goes_is_told_and_declared(name: str, tmp_path: Path) -> None:
    edits, declare = GONE[name]
    found = case(tmp_path, with_(("flows/storing", None), *edits), REMOVED)
    files = found.written()
    assert sorted(files) == [f"notice-store-{where}.{kind}" for where in ("eu", "us") for kind in ("eml", "md")]
    raw = files["notice-store-eu.md"]
    fields = told(raw)
    assert (fields["Who"], fields["Legal name"]) == (["Store"], ["Store AG"])
    assert fields["Data that it gets until then"] == ["Slides"]
    assert fields["Purposes until then"] == ["Database"]
    assert ledger(raw).get("vendors", {}) == declare
    assert ledger(raw)["notices"]["2026-11-store-removed"]["about"] == "removed"
    assert raw.decode().startswith("# Deck GmbH: notice that Store is to be removed\n")
    assert pasted(found, REMOVED).written() == {}


def test_one_message_says_who_takes_whose_place(tmp_path: Path) -> None:
    edits = TABLE["a vendor in the place of another"][0]
    found = case(tmp_path, with_(("vendors/new", new(name="क्षत्रिय 🙂")), *edits[1:]))
    files = found.written()
    assert sorted(files) == [f"notice-new-{where}.{kind}" for where in ("eu", "us") for kind in ("eml", "md")]
    for where in ("eu", "us"):
        read = mail(files[f"notice-new-{where}.eml"])
        assert str(read["Subject"]).endswith("Deck GmbH: notice that क्षत्रिय 🙂 is to take the place of Later Pay")
        assert "take the place of Later Pay among those" in body(read, "plain")
    assert list(ledger(files["notice-new-eu.md"])["notices"]) == ["2026-11-new"]
    for name, count in (("new", 4), ("later", 4), ("store", 0)):
        asked = Asked(found.root, compared=found.compared, vendors=(name,))
        assert len(list(notices.files(found.audit, asked))) == count, "who is asked for may be the one that goes"


def test_what_comes_and_changes_in_one_vendor_is_one_message_with_both_entries(tmp_path: Path) -> None:
    edits = [("vendors/later/status", "active"), ("vendors/later/region", "US")]
    raw = case(tmp_path, with_(*edits)).written()["notice-later-eu.md"]
    assert told(raw)["Where it is processed"] == ["Until then: Netherlands", "From then on: United States"]
    assert [entry["about"] for entry in ledger(raw)["notices"].values()] == ["added", "changed"]
    assert "## What else changes" in raw.decode()


def test_a_deployment_is_told_of_what_touches_it(tmp_path: Path) -> None:
    found = case(tmp_path, with_(("vendors/store/region", {"eu": "aws/us-east-1", "us": "US"})))
    assert set(found.written()) == {"notice-store-eu.md", "notice-store-eu.eml"}


def test_each_deployment_reads_of_its_own_changes_alone(tmp_path: Path) -> None:
    more = {"from": "web", "to": "store", "data": ["views"], "purposes": ["service.database"], "deployments": ["us"]}
    edits = [("vendors/store/region", {"eu": "aws/us-east-1", "us": "US"}), ("flows/more", more)]
    files = case(tmp_path, with_(*edits)).written()
    eu, us = (told(files[f"notice-store-{where}.md"]) for where in ("eu", "us"))
    assert ("Where it is processed" in eu, "Data received in addition" in eu) == (True, False)
    assert ("Where it is processed" in us, "Data received in addition" in us) == (False, True)
    assert ledger(files["notice-store-eu.md"]) == ledger(files["notice-store-us.md"])


CHAINS: dict[str, dict[str, Any]] = {
    "a vendor that was not there": COMPANY,
    "a vendor that got nothing": with_(("vendors/deep", new(name="Deep", purposes=["service.backup"]))),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_new_link_in_a_chain_is_told_once_as_one_that_is_added(name: str, tmp_path: Path) -> None:
    before = CHAINS[name]
    after = with_(
        ("vendors/deep", new(name="Deep", purposes=["service.backup"])),
        ("vendors/store/subprocessors", ["metal", "deep"]), company=before,
    )  # fmt: skip
    found = case(tmp_path, after, before=before)
    files = found.written()
    assert {name for name in files if name.endswith(".md")} == {"notice-deep-eu.md", "notice-deep-us.md"}
    fields = told(files["notice-deep-eu.md"])
    assert {label: fields[label] for label in ("Who", "Engaged by", "Data", "Data subjects", "Purposes")} == {
        "Who": ["Deep"], "Engaged by": ["Store"], "Data": ["Slides"], "Data subjects": ["Authors"],
        "Purposes": ["Backup"],
    }  # fmt: skip
    assert files["notice-deep-eu.md"].startswith(b"# Deck GmbH: notice that Deep is to be added")
    assert [entry["about"] for entry in ledger(files["notice-deep-eu.md"])["notices"].values()] == ["added"]
    assert pasted(found).written() == {}


def test_what_changes_about_a_proposed_vendor_is_said_beside_that_it_is_proposed(tmp_path: Path) -> None:
    told_of = {"2026-11-later": {"sent": "2026-11-01", "effective": "2026-12-24", "vendors": ["later"]}}
    before = with_(("notices", told_of))
    moved = case(tmp_path / "a", with_(("vendors/later/region", "US"), company=before), before=before)
    said = [(one.said, dict(one.notes).get("ledger", "")) for one in Phrases(audit_against(moved)).remarks()]
    assert said[0] == (
        "The vendor later is proposed: may go live on 2026-12-24, 53 days after the notice of 2026-11-01.", ""
    )  # fmt: skip
    assert said[1][0].startswith("Customers must be told of the vendor later: not before 2026-12-23")
    assert said[1][1].startswith("2026-11-later-changed: {sent: 2026-11-23, about: changed, ")
    came = case(tmp_path / "b", COMPANY, before=with_(("vendors/later", None), ("flows/paying", None)))
    (remark,) = Phrases(audit_against(came)).remarks()
    assert remark.said.startswith("The vendor later is proposed: not before 2026-12-23")
    assert remark.notes[0] == ("write", "auditor write notices --vendor later")


@pytest.mark.parametrize(
    ("authorisation", "asks", "may_object"), [("specific", 1, 0), ("general", 0, 1), ("unknown", 0, 0)]
)
def test_specific_authorisation_asks_for_approval_of_a_change(
    authorisation: str, asks: int, may_object: int, tmp_path: Path
) -> None:
    edits = [("organization/authorisation", authorisation), ("vendors/store/country", "CH")]
    text = case(tmp_path, with_(*edits)).written()["notice-store-eu.md"].decode()
    assert text.count("We ask for your approval.") == asks
    assert text.count(CHOICE[0]) == may_object


def test_a_gate_that_only_waits_for_this_notice_makes_no_draft(tmp_path: Path) -> None:
    policy = {
        "rules": {
            "vendors-told": {
                "title": "Vendors are told", "because": ["we say so"], "for": {"vendor": {"status": "proposed"}},
                "require": {"notice_days": {"at_least": "30"}},
            },
            "no-crm": {"title": "No CRM", "because": ["we say so"], "forbid": {"vendor": {"kind": "crm"}}},
        }
    }  # fmt: skip
    after = with_(("vendors/soon", new(status="proposed")), ("flows/x", {"from": "web", "to": "soon", "data": ["views"],
                  "purposes": ["service.payment"]}))  # fmt: skip
    found = case(tmp_path / "a", after, policy, with_(("vendors/later", None), ("flows/paying", None)))
    assert found.audit.gate_closed
    files = found.written()
    drafts = {name: raw.decode().startswith("# DRAFT") for name, raw in files.items() if name.endswith("-us.md")}
    assert drafts == {"notice-later-us.md": True, "notice-soon-us.md": True}, "the other one is not told either"
    alone = case(tmp_path / "b", COMPANY, policy, with_(("vendors/later", None), ("flows/paying", None)))
    raw = alone.written()["notice-later-us.md"].decode()
    assert raw.startswith("# Deck")
    assert "Written while the gate was closed" not in raw
    crm = with_(("vendors/store/kind", ["database", "crm"]))
    other = case(tmp_path / "c", crm, policy, with_(("vendors/later", None), ("flows/paying", None)))
    raw = other.written()["notice-later-us.md"].decode()
    assert raw.startswith("# DRAFT")
    assert "Written while the gate was closed" in raw


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    nasty = f"{HOSTILE}\r\nBcc: all@evil.example\r\n\r\nhello क्षत्रिय \u202e🙂"
    edits: list[tuple[str, Any]] = [
        ("organization/name", nasty), ("organization/legal_name", nasty), ("organization/objection/remedy", nasty),
        ("organization/notice/channel", f"{nasty}\n```\n# x"), ("data/views/title", nasty),
        ("subjects/visitor/title", nasty), ("deployments/eu/title", nasty), ("systems/web/title", nasty),
        ("vendors/store/name", nasty), ("vendors/store/legal_name", nasty),
        ("flows/storing/data", ["slides", "views"]), ("vendors/store/address", nasty),
        ("organization/contact", {"email": "a@deck.example\r\nBcc: all@evil.example"}),
    ]  # fmt: skip
    found = case(tmp_path, with_(*edits), EVERYTHING)
    assert {name.rpartition("-")[0] for name in found.written()} == {"notice-store", "notice-metal", "notice-no-vendor"}
    for name, raw in found.written().items():
        if name.endswith(".md"):
            assert not {"img", "script"} & set(raw.decode().partition("## For the ledger")[0].split("<")[1:])
            assert ledger(raw)["notices"]
            continue
        read = mail(raw)
        assert (read["Bcc"], read["From"], read["To"]) == (None, None, None)
        assert "\n" not in str(read["Subject"])
        _, tags, attributes = from_html(body(read, "html"))
        assert not tags & {"script", "img", "iframe"}
        assert not any(str(value).startswith("javascript:") for _, value in attributes)
        assert "\u202e" not in body(read, "plain") + body(read, "html")
    assert pasted(found, EVERYTHING).written() == {}


def test_the_same_bytes_on_two_hash_seeds_in_two_directories(tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        root = tmp_path / f"in-{seed}"
        case(root, with_(*TABLE["a vendor that comes"][0], *TABLE["training"][0]), EVERYTHING)
        where = ["head", "base", "out"] if seed == "1" else [str(root / name) for name in ("head", "base", "out")]
        command = [sys.executable, "-m", "auditor", "write", "notices", "--as-of", AS_OF.isoformat(), "--dir"]
        command += [where[0], "--against", where[1], "--to", where[2]]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": f"UTC-{seed}"}
        subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
        written.append({path.name: path.read_bytes() for path in (root / "out").iterdir()})
    assert len(written[0]) == 8
    assert written[0] == written[1]


def write(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["write", *arguments])
    return code, capfd.readouterr().err


def test_the_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = case(tmp_path, with_(("vendors/store/country", "CH")))
    command = ["notices", "--dir", str(found.root), "--against", str(found.base)]
    assert write(capfd, *command, "--as-of", "2026-10-01")[0] == 0
    folder = found.root / "reports"
    assert {path.name for path in folder.iterdir()} == {
        f"notice-store-{where}.{kind}" for where in ("eu", "us") for kind in ("eml", "md")
    }
    assert write(capfd, *command, "--check")[0] == 0, "it is judged on the day that it carries"
    (folder / "notice-store-us.md").write_bytes(b"as of 2026-10-01\n- Compared with x\n")
    assert write(capfd, *command, "--check")[0] == 1
    assert write(capfd, "notices", "--dir", str(found.root), "--as-of", "2026-10-01")[0] == 0
    code, err = write(capfd, "notices", "--dir", str(found.root), "--check")
    assert (code, "stale" in err) == (0, False), "without a base, those that are about one are left alone"
    (folder / "notice-store-us.md").write_bytes(b"as of 2026-10-01\n")
    assert write(capfd, "notices", "--dir", str(found.root), "--check")[0] == 1
    code, err = write(capfd, *command, "--vendor", "metal")
    nothing = f"note: nothing about metal changed since {found.base} that customers must still be told"
    assert (code, err) == (0, f"{nothing}; `auditor diff` says why\n")
    code, err = write(capfd, *command, "--vendor", "stoer")
    assert code == 2
    assert "`stoer` is not a vendor, here or in the base" in err
    assert "did you mean `store`?" in err
    code, err = write(capfd, "page", "--dir", str(found.root), "--against", str(found.base))
    assert code == 2
    assert "--against is for the notices" in err
    code, err = write(capfd, "notices", "--dir", str(found.root), "--vendor", "store")
    assert code == 2
    assert "it is active: `auditor write notices --vendor store --against BASE` tells what changed about it" in err
    assert write(capfd, *command, "--deployment", "us", "--to", str(tmp_path / "us"))[0] == 0
    assert {path.name for path in (tmp_path / "us").iterdir()} == {"notice-store-us.md", "notice-store-us.eml"}


def test_check_says_how_to_write_what_diff_and_write_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """From a revision of a repository: what `check` prints is what to run, and its entry is all that is missing."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", NO_FILE)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    repo = made(tmp_path / "repo")
    monkeypatch.chdir(repo.workspace)
    repo.change("dataflows/all.yaml", "name: Shop}", "name: Shop, notice: {days: 30}}")
    repo.write("policy/told.yaml", json.dumps(POLICY))
    repo.commit("promise")
    repo.change("dataflows/all.yaml", "kind: email, region: DE", "kind: email, region: US")
    day = ("--as-of", "2026-11-23")
    entry = "2026-11-mail-changed: {sent: 2026-11-23, about: changed, effective: 2026-12-23, vendors: [mail]}"
    assert main(["check", *day, "--against", "HEAD"]) == 1
    out = capfd.readouterr().out
    said = "told of the vendor mail: not before 2026-12-23: no notice of it is in the ledger; send it today."
    assert f"Customers must be {said}" in " ".join(out.split())
    assert f"  = write: auditor write notices --against HEAD --vendor mail\n  = ledger: {entry}\n" in out
    assert main(["diff", "HEAD", *day]) == 0
    assert f"    = ledger: {entry}\n" in capfd.readouterr().out
    code, err = write(capfd, "notices", "--against", "HEAD", "--vendor", "mail", *day)
    assert (code, err.count("wrote")) == (0, 2)
    (raw,) = (path.read_bytes() for path in (repo.workspace / "reports").glob("*.md"))
    assert ledger(raw)["notices"] == yaml.load(entry, Loader=yaml.BaseLoader)
    repo.write("dataflows/told.yaml", f"notices:\n  {entry}\n")
    assert main(["check", *day, "--against", "HEAD"]) == 0
    out = capfd.readouterr().out
    assert "may go live on 2026-12-23, 30 days after the notice of 2026-11-23." in " ".join(out.split())
    assert "= write:" not in out
    code, err = write(capfd, "notices", "--against", "HEAD", *day)
    nothing = "note: nothing changed since HEAD that customers must still be told"
    assert (code, err) == (0, f"{nothing}; `auditor diff` says why\n")
    for wrong in ("nowhere", "-x"):
        told_by = []
        for command in (["check"], ["diff"], ["write", "notices"]):
            option = [wrong] if command == ["diff"] else [f"--against={wrong}"]
            if command == ["diff"] and wrong.startswith("-"):
                continue
            assert main([*command, *option, *day]) == 2
            told_by.append(capfd.readouterr().err)
        assert len(set(told_by)) == 1, told_by
