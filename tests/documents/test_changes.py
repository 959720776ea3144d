"""The change log and its feed: a made-up history, with what must be told of it written down by hand."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from auditor.audit import audit
from auditor.changes.material import DEFINITIONS
from auditor.cli.main import main
from auditor.comparison import compared
from auditor.graph.world import Worlds
from auditor.inventory.changed import WHY
from auditor.opening import open_at
from auditor.text.plain import readable
from tests.documents.readers import from_html, from_markdown
from tests.documents.story import AFTER, CACHE, CHAT, HOST_TO_CACHE, SAID, UNCOMMITTED, UNREAD, Said, Shop, told
from tests.reference.workspaces import dump
from tests.repositories.git import cloned

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-23"
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def written(root: Path, *more: str) -> dict[str, str]:
    """The log and the feed of a workspace."""
    assert main(["write", "changes", "--dir", str(root), "--as-of", AS_OF, *more]) == 0
    return {name: (root / "reports" / name).read_text(encoding="utf-8") for name in ("changes.md", "changes.atom")}


def of_log(text: str) -> list[Said]:
    """What Markdown says, read by somebody else's reader."""
    body = text.partition("\n---\n")[0]
    parts = re.split(r"^(##+ .*)$", body, flags=re.MULTILINE)[1:]
    found: list[Said] = []
    on = ""
    for head, below in zip(parts[::2], parts[1::2], strict=True):
        (_, title), *_ = from_markdown(head).headings
        if head.startswith("## "):
            on = title
            found += [(on, paragraph, ()) for paragraph in from_markdown(below).paragraphs]
        else:
            read = from_markdown(below)
            found.append((on, title, tuple(read.items)))
            found += [(on, paragraph, ()) for paragraph in read.paragraphs]
    return found


def of_feed(text: str) -> Any:
    read = feedparser.parse(text.encode())
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    ids = [entry.id for entry in read.entries]
    assert len(ids) == len(set(ids))
    assert read.feed.id not in ids
    return read


def lines(entry: Any) -> tuple[str, ...]:
    """The lines of an entry, by its own parser's word."""
    (content,) = entry.content
    assert content.type == "application/xhtml+xml"
    return tuple(from_html(content.value)[0].items)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return told(Shop(tmp_path_factory.mktemp("story")))


def test_the_log_tells_what_happened(shop: Shop) -> None:
    found = of_log(written(shop.repo.workspace)["changes.md"])
    assert [one for one in found if one[1] != UNREAD] == SAID
    assert [(on, before[1]) for (on, said, _), before in zip(found[1:], found, strict=False) if said == UNREAD] == [
        ("5 March 2026", "Host: Cache added (not material)")
    ]


def test_the_feed_tells_the_same(shop: Shop) -> None:
    read = of_feed(written(shop.repo.workspace)["changes.atom"])
    assert [(entry.title, lines(entry)) for entry in read.entries] == [
        (title, (*said, AFTER) if title == "Host: Cache added (not material)" else said) for _, title, said in SAID
    ]
    assert read.feed.title == "Change log: Subprocessors (Shop)"
    assert read.feed.author == "Shop"
    assert read.feed.link == "https://shop.example/vendors?a=1&b=2"
    assert read.feed.updated == read.entries[0].updated == "2026-04-11T00:30:00+05:30"
    assert [entry.updated[:10] for entry in read.entries] == [
        datetime.strptime(on, "%d %B %Y").date().isoformat() for on, _, _ in SAID
    ]
    terms = [tuple(tag.term for tag in entry.tags) for entry in read.entries]
    assert terms[:3] == [("list",), ("added", "material"), ("removed", "immaterial")]
    assert terms[-1] == ("first",)
    assert {
        "(material)" in entry.title for entry, kinds in zip(read.entries, terms, strict=True) if "material" in kinds
    } == {True}


def test_it_is_atom_by_the_grammar(shop: Shop) -> None:
    text = written(shop.repo.workspace)["changes.atom"]
    GRAMMAR.assertValid(etree.fromstring(text.encode()))
    for broken in (
        text.replace("<updated>2026", "<updated>26", 1), re.sub("<author>.*</author>", "", text),
        text.replace("<id>urn:uuid:", "<id>", 1), text.replace("<entry>", "<entry><published/>", 1),
    ):  # fmt: skip
        assert broken != text
        assert not GRAMMAR.validate(etree.fromstring(broken.encode()))


def test_it_says_where_it_comes_from(shop: Shop) -> None:
    files = written(shop.repo.workspace)
    found = audit(shop.repo.workspace, date.fromisoformat(AS_OF), must_check=False)
    for word, in_feed, in_log in (
        ("as-of", AS_OF, f"As of: {AS_OF}"),
        ("workspace", found.workspace.digest, f"Workspace (SHA-256): {found.workspace.digest}"),
        ("gate", "open", "Gate: open"),
        ("deployments", "default", "Deployment: default"),
        ("complete", "14 of 15 versions could be read", "Complete: 14 of 15 versions could be read"),
    ):
        assert f"<stamp:{word}>{in_feed}</stamp:{word}>" in files["changes.atom"]
        assert in_log in from_markdown(files["changes.md"]).items


def test_only_the_stamp_knows_the_day_of_writing(shop: Shop) -> None:
    one = written(shop.repo.workspace)["changes.atom"]
    main(["write", "changes", "--dir", str(shop.repo.workspace), "--as-of", "2027-01-01"])
    two = (shop.repo.workspace / "reports/changes.atom").read_text(encoding="utf-8")
    assert two == one.replace(f"<stamp:as-of>{AS_OF}<", "<stamp:as-of>2027-01-01<") != one


def test_what_it_calls_material_is_what_diff_calls_so(shop: Shop) -> None:
    """Asked of the command, commit by commit."""
    commits = shop.repo.git("rev-list", "--first-parent", "--reverse", "HEAD").split()
    days = {name: shop.repo.git("show", "-s", "--format=%cs", name) for name in commits}
    by_day = {datetime.strptime(on, "%d %B %Y").date().isoformat(): set[str]() for on, _, _ in SAID}
    for on, title, _ in SAID:
        if title.endswith("(material)"):
            by_day[datetime.strptime(on, "%d %B %Y").date().isoformat()].add(title.split()[0].rstrip(":"))
    readable = [name for name in commits if days[name] != "2026-03-05"]
    names = {"pay": "Pay", "host": "Host", "hosting": "Hosting", "mail": "Mail", "chat": "Chat", "bank": "Bank"}
    seen = 0
    for before, after in pairwise(readable):
        old, new = (open_at(shop.repo.workspace, name, date.fromisoformat(days[after])) for name in (before, after))
        found = compared(old, Worlds(new.workspace), new.policy).changes
        said = {names[change.vendor] for change in found if change.material and change.vendor}
        assert said == by_day.get(days[after], set()), days[after]
        seen += len(said)
    assert seen == 6


def test_ids_stay_when_commits_come_and_a_clone_has_the_same_bytes(tmp_path: Path) -> None:
    shop = told(Shop(tmp_path / "one"))
    before = written(shop.repo.workspace)
    clone = cloned(shop.repo, tmp_path / "elsewhere" / "two")
    assert written(clone.workspace) == before
    shop.now["vendors"]["chat"]["website"] = "https://chat.example/en"
    shop.commit("2026-05-01")
    old, new = of_feed(before["changes.atom"]), of_feed(written(shop.repo.workspace)["changes.atom"])
    assert [entry.title for entry in new.entries[:1]] == ["Chat changed (material)"] or len(new.entries) > len(
        old.entries
    )
    assert new.entries[-len(old.entries) :] == old.entries
    assert new.feed.id == old.feed.id


def test_the_same_change_again_has_an_id_of_its_own(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.commit("2026-01-05")
    for region in ("US", "DE", "US"):
        shop.now["vendors"]["mail"]["region"] = region
        shop.commit("2026-01-06")
    read = of_feed(written(tmp_path)["changes.atom"])
    assert [entry.title for entry in read.entries[:3]] == [
        "Mail changed: Region (material)", "Mail changed: Region (material)", "Mail changed: Region (material)",
    ]  # fmt: skip
    assert [lines(entry)[-1] for entry in read.entries[:3]] == [
        "Region: Germany → United States", "Region: United States → Germany", "Region: Germany → United States",
    ]  # fmt: skip


def test_on_two_hash_seeds_in_two_directories(shop: Shop, tmp_path: Path) -> None:
    found = []
    for seed, directory in (("1", shop.repo.workspace), ("2", tmp_path)):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": f"UTC-{seed}", "LANG": "C"}
        where = ["--dir", os.path.relpath(shop.repo.workspace, directory), "--to", str(tmp_path / seed)]
        command = [sys.executable, "-m", "auditor", "write", "changes", "--as-of", AS_OF, *where]
        subprocess.run(command, cwd=directory, env=environment, check=True, capture_output=True)
        found.append({path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()})
    assert set(found[0]) == {"changes.md", "changes.atom"}
    assert found[0] == found[1]


def test_a_folder_of_a_monorepo_tells_of_itself_alone(tmp_path: Path) -> None:
    alone = written(told(Shop(tmp_path / "alone")).repo.workspace)
    shop = Shop(tmp_path / "mono", "services/shop")
    shop.repo.at = "2025-12-31T00:00:00Z"
    other = Shop(tmp_path / "mono", "services/other")
    other.write()
    shop.repo.commit("of another team")
    told(shop)
    other.now["vendors"]["mail"]["region"] = "US"
    other.commit("2026-06-01")
    found, beside = written(shop.repo.workspace), written(other.repo.workspace)
    assert of_log(found["changes.md"]) == of_log(alone["changes.md"])
    assert of_log(beside["changes.md"])[0] == (
        "1 June 2026", "Mail changed: Region (material)",
        ("Material: a new country or region", "Region: Germany → United States"),
    )  # fmt: skip
    ids = [{entry.id for entry in of_feed(one["changes.atom"]).entries} for one in (found, beside)]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize(("at", "later"), [("apps/store", "services/shop"), (":(icase)store", ".")])
def test_a_folder_that_was_renamed_keeps_its_log_and_its_ids(tmp_path: Path, at: str, later: str) -> None:
    shop = told(Shop(tmp_path / "repository", at))
    before = written(shop.repo.workspace)
    shutil.rmtree(shop.repo.workspace / "reports")
    (shop.repo.root / later).mkdir(parents=True, exist_ok=True)
    for folder in ("dataflows", "policy"):
        shop.repo.git("--literal-pathspecs", "mv", f"{at}/{folder}", f"{later}/{folder}")
    shop.repo.workspace = shop.repo.root / later
    shop.recorded("2026-05-01")
    after = written(shop.repo.workspace)
    assert of_log(after["changes.md"]) == of_log(before["changes.md"])
    old, new = (of_feed(one["changes.atom"]) for one in (before, after))
    assert new.entries == old.entries
    assert new.feed.id == old.feed.id
    shop.now["vendors"]["chat"]["website"] = "https://chat.example/en"
    shop.commit("2026-05-02")
    assert of_log(written(shop.repo.workspace)["changes.md"])[1:] == of_log(before["changes.md"])


def test_what_the_folders_extend_counts(tmp_path: Path) -> None:
    """A file beside the workspace that it links to: a change of it changes the list."""
    shop = Shop(tmp_path, "app")
    shop.write()
    shop.repo.write("dataflows/note.yaml", "systems: {admin: {kind: person}}\n")
    (tmp_path / "common").mkdir()
    (tmp_path / "common/rules.yaml").write_text("promises: {p: {says: Ours., source: Page}}\n")
    (tmp_path / "app/policy/all.yaml").write_text("extends: [../common]\n")
    shop.recorded("2026-01-05")
    (tmp_path / "common/rules.yaml").write_text("promises: {p: {says: Broken., source: Page, no: such}}\n")
    shop.recorded("2026-01-06")
    (tmp_path / "common/rules.yaml").write_text("promises: {p: {says: Whole., source: Page}}\n")
    shop.recorded("2026-01-07")
    assert of_log(written(tmp_path / "app")["changes.md"])[0] == ("6 January 2026", UNREAD, ())


HOSTILE = (
    "<script>alert(1)</script>", "a ]]> b <![CDATA[ c", "\x07\x1b[31m\ufeffbell", "&amp; \"q\" 'a'",
    "شركة \u202e العربية\u2066", "👩\u200d👩\u200d👧 🇮🇳", "x" * 10_000, "# *_`[a](javascript:b)|", "{0} {name} %s",
    "Line\none\r\ntwo", "as of 1999-01-01",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(tmp_path: Path, name: str) -> None:
    shop = Shop(tmp_path)
    shop.now["organization"]["name"] = name
    shop.now["documents"]["page"]["title"] = name
    shop.now["data"]["photo"]["title"] = name
    shop.commit("2026-01-05")
    shop.now["vendors"]["odd"] = {"name": name, "status": "active", "kind": "support", "region": "DE", "website": name}
    shop.now["flows"]["user-to-odd"] = {"from": "user", "to": "odd", "data": ["photo"], "retention": "1d"}
    shop.commit("2026-01-06")
    files = written(tmp_path)
    read = of_feed(files["changes.atom"])
    GRAMMAR.assertValid(etree.fromstring(files["changes.atom"].encode()))
    seen = " ".join(readable(name).split())
    entry = read.entries[0]
    shown = seen if len(name) <= 100 else f"{name[:100]}…"
    root = etree.fromstring(files["changes.atom"].encode())
    titles = [" ".join((one.text or "").split()) for one in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[:2] == [f"Change log: {seen} ({seen})", f"{shown} added (material)"]
    items = list(root.iter("{http://www.w3.org/1999/xhtml}li"))
    assert not [child for item in items for child in item]
    said = [" ".join((one.text or "").split()) for one in items]
    assert f"Data: {seen}" in said
    assert "script" not in {node.tag.rpartition("}")[2] for node in root.iter()}
    assert entry.id.startswith("urn:uuid:")
    log = of_log(files["changes.md"])
    assert f"Data: {seen}" in [" ".join(item.split()) for item in log[0][2]]
    assert " ".join(log[0][1].split()) == f"{shown} added (material)"
    assert main(["write", "changes", "--dir", str(tmp_path), "--check"]) == 0


def test_check_says_when_it_is_stale(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    shop.commit("2026-01-05")
    check = ["write", "changes", "--dir", str(tmp_path), "--check"]
    assert main(check) == 1
    assert "changes.md is not there" in capfd.readouterr().err
    assert main(["write", "--dir", str(tmp_path), "--check"]) == 1
    assert "changes.md" not in capfd.readouterr().err, "nobody has it, and nobody asked for it"
    written(tmp_path)
    assert main(check) == 0
    shop.recorded("2026-01-06")
    assert main(check) == 0, "the log itself is committed: that changes no list"
    shop.now["vendors"]["mail"]["region"] = "US"
    shop.commit("2026-01-07")
    assert main(check) == 1
    assert "+### Mail changed: Region (material)" in capfd.readouterr().out
    assert main(["write", "--dir", str(tmp_path), "--check"]) == 1
    assert f"stale: {tmp_path / 'reports' / 'changes.atom'}" in capfd.readouterr().err


def test_what_is_not_committed_is_not_told_but_said(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.commit("2026-01-05")
    shop.now["organization"]["notice"]["days"] = "60"
    shop.write()
    assert UNCOMMITTED not in written(tmp_path)["changes.md"], "it changes no list"
    shop.now["vendors"]["mail"]["region"] = "US"
    shop.write()
    files = written(tmp_path)
    assert UNCOMMITTED in files["changes.md"]
    assert f"<stamp:warning>{UNCOMMITTED}</stamp:warning>" in files["changes.atom"]
    assert [title for _, title, _ in of_log(files["changes.md"])] == ["First list"]
    shop.recorded("2026-01-06")
    assert UNCOMMITTED not in written(tmp_path)["changes.md"]


def test_deployments_have_logs_of_their_own(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.now["deployments"] = {"eu": {"title": "Europe", "law": ["gdpr"]}, "us": {"title": "America", "law": "none"}}
    shop.commit("2026-01-05")
    shop.now["vendors"]["mail"]["region"] = {"eu": "DE", "us": "US"}
    shop.commit("2026-01-06")
    every, eu, us = (written(tmp_path, *more) for more in ([], ["--deployment", "eu"], ["--deployment", "us"]))
    first = ("5 January 2026", "First list", ("Active: Host, Mail",))
    assert of_log(eu["changes.md"]) == [first]
    assert of_log(us["changes.md"]) == [
        ("6 January 2026", "Mail changed: Region (material)",
         ("Material: a new country or region", "Region: Germany → United States")), first,
    ]  # fmt: skip
    assert of_log(every["changes.md"])[0][2][-1] == "Region: added United States"
    titles = [of_feed(one["changes.atom"]).feed.title for one in (every, eu)]
    assert titles == [f"Change log: Who works for us ({of})" for of in ("Shop", "Shop, Europe")]
    ids = [entry.id for one in (every, eu, us) for entry in of_feed(one["changes.atom"]).entries]
    assert len(ids) == len(set(ids))


def test_a_column_that_comes_is_a_change_of_the_list_alone(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.now["vendors"]["host"]["labels"] = {"owner": "platform"}
    shop.commit("2026-01-05")
    shop.now["documents"]["page"]["columns"] = ["name", "data", "region", "website", "labels.owner", "country"]
    shop.commit("2026-01-06")
    assert of_log(written(tmp_path)["changes.md"])[:-1] == [
        ("6 January 2026", "The list itself changed", ("Columns: added Owner, Country",))
    ]


def test_doubt_and_tables_are_told(tmp_path: Path) -> None:
    """A vendor may be in several tables, which say different things of it; whether it is may depend on what is not
    stated."""
    shop = Shop(tmp_path)
    shop.now["deployments"] = {"eu": {"title": "Europe", "law": ["gdpr"]}, "us": {"title": "America", "law": "none"}}
    shop.now["documents"]["page"]["tables"] = {
        "a": {"title": "Subprocessors", "show": {"vendor": {"relation": "subprocessor"}}},
        "b": {"title": "In Europe", "show": {"vendor": {"relation": "subprocessor", "deployment": "eu"}}},
    }
    shop.now["vendors"]["host"]["relation"] = shop.now["vendors"]["mail"]["relation"] = "subprocessor"
    shop.commit("2026-01-05")
    shop.now["vendors"]["chat"] = {**CHAT, "relation": "unknown", "region": {"eu": "IE", "us": "US"}}
    shop.now["flows"]["user-to-chat"] = {"from": "user", "to": "chat", "data": ["photo"], "retention": "1d"}
    shop.commit("2026-01-06")
    shop.now["vendors"]["chat"]["relation"] = "subprocessor"
    shop.commit("2026-01-07")
    shop.now["vendors"]["host"]["relation"] = "affiliate"
    shop.commit("2026-01-08")
    shop.now["documents"]["page"]["tables"]["b"]["title"] = "Europe"
    shop.commit("2026-01-09")
    assert of_log(written(tmp_path)["changes.md"]) == [
        ("9 January 2026", "The list itself changed", ("Tables: In Europe → Europe",)),
        ("8 January 2026", "Host removed (not material)", ("List: Subprocessors, In Europe",)),
        ("7 January 2026", "Chat changed: Whether it belongs here (not material)",
         ("It belongs here, whatever is not stated.",)),
        ("6 January 2026", "Chat added (material)", (
            "Material: a new recipient of data", "List: Subprocessors, In Europe", "Data: Photos",
            "Region (Subprocessors): Ireland, United States", "Region (In Europe): Ireland",
            "Website: https://chat.example/", "Whether it belongs here depends on what is not stated.")),
        ("5 January 2026", "First list", ("Subprocessors: Host, Mail", "In Europe: Host, Mail")),
    ]  # fmt: skip


def test_what_is_material_of_one_service_is_not_of_another(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    for name, title in (("cache", "Cache"), ("queue", "Queue")):
        shop.now["systems"][name] = {**CACHE, "title": title}
        shop.now["flows"][f"host-to-{name}"] = {**HOST_TO_CACHE, "to": name}
    shop.commit("2026-01-05")
    shop.now["systems"]["cache"]["region"] = "US"
    shop.now["systems"]["queue"]["title"] = "Line"
    shop.commit("2026-01-06")
    assert [title for _, title, _ in of_log(written(tmp_path)["changes.md"])] == [
        "Host changed: Region (material)", "Host: Cache changed: Region (material)",
        "Host: Line changed: Name (not material)", "First list",
    ]  # fmt: skip


def test_a_service_under_another_id_is_the_same(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.now["systems"]["cache"] = dict(CACHE)
    shop.now["flows"]["host-to-cache"] = dict(HOST_TO_CACHE)
    shop.commit("2026-01-05")
    shop.now["systems"]["store"] = shop.now["systems"].pop("cache")
    shop.now["flows"]["host-to-cache"]["to"] = "store"
    shop.commit("2026-01-06")
    assert [title for _, title, _ in of_log(written(tmp_path)["changes.md"])] == ["First list"]


@pytest.mark.parametrize("asked", [False, True])
def test_the_policy_says_what_is_material(tmp_path: Path, asked: bool) -> None:
    shop = Shop(tmp_path)
    rule = {
        "title": "Told ahead", "because": ["we promised to tell"],
        "for": {"change": {"type": "vendor_changed"}}, "require": {"notice_days": {"at_least": "30"}},
    }  # fmt: skip
    shop.policy = {"rules": {"told-ahead": rule}} if asked else {}
    shop.commit("2026-01-05")
    shop.now["vendors"]["host"]["website"] = "https://host.example/"
    shop.commit("2026-01-06")
    why = ("Material: our policy requires a notice of it",) if asked else ()
    rated = "material" if asked else "not material"
    assert of_log(written(tmp_path)["changes.md"])[0] == (
        "6 January 2026", f"Host changed: Website ({rated})", (*why, "Website: not stated → https://host.example/"),
    )  # fmt: skip


def test_every_definition_of_what_is_material_has_its_sentence() -> None:
    assert set(WHY) == set(DEFINITIONS)


def test_a_list_that_shows_nobody_yet(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.now["vendors"], shop.now["flows"] = {}, {}
    shop.commit("2026-01-05")
    files = written(tmp_path)
    assert "The list has not shown anybody yet." in from_markdown(files["changes.md"]).paragraphs
    read = of_feed(files["changes.atom"])
    assert (read.entries, read.feed.updated) == ([], "2026-01-05T00:30:00+05:30")
    GRAMMAR.assertValid(etree.fromstring(files["changes.atom"].encode()))
    shop.now["vendors"] = {"host": {"name": "Host", "status": "active"}}
    shop.commit("2026-01-06")
    assert [title for _, title, _ in of_log(written(tmp_path)["changes.md"])] == ["Host added (not material)"]


def test_a_workspace_that_went_and_came_back(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.commit("2026-01-05")
    shop.repo.git("rm", "-rq", "dataflows", "policy")
    shop.repo.write("README.md", "Nothing.\n")
    shop.recorded("2026-01-06")
    shop.commit("2026-01-07")
    new = "Material: a new recipient of data"
    rest = ("Region: Germany", "Website: not stated")
    assert of_log(written(tmp_path)["changes.md"]) == [
        ("7 January 2026", "Host added (material)", (new, "List: Active", "Data: Photos", *rest)),
        ("7 January 2026", "Mail added (material)", (new, "List: Active", "Data: Names", *rest)),
        ("6 January 2026", "Host removed (not material)", ("List: Active",)),
        ("6 January 2026", "Mail removed (not material)", ("List: Active",)),
        ("5 January 2026", "First list", ("Active: Host, Mail",)),
    ]  # fmt: skip


def test_the_newest_that_cannot_be_read_is_said_in_both(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.commit("2026-01-05")
    shop.repo.write("dataflows/all.yaml", "vendors: {host: {regoin: DE}}\n")
    shop.recorded("2026-01-06")
    shop.recorded("2026-01-06")
    shop.write()
    files = written(tmp_path)
    assert of_log(files["changes.md"])[0] == ("6 January 2026", UNREAD, ())
    assert of_feed(files["changes.atom"]).feed.subtitle.endswith("The list of 6 January 2026 cannot be read.")


def test_without_history_it_is_refused_by_name_and_left_out_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shop = Shop(tmp_path / "origin")
    shop.commit("2026-01-05")
    shop.recorded("2026-01-06")
    shallow = cloned(shop.repo, tmp_path / "shallow", "--depth=1").workspace
    bare, unborn = tmp_path / "bare", tmp_path / "unborn"
    dump(shop.now, {}, bare)
    Shop(unborn).write()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for root, why in (
        (bare, "a change log needs git history: `{root}` is in no git repository"),
        (shallow, "a change log needs git history: the clone is shallow, older commits are not here"),
        (unborn, "a change log needs git history: nothing of this workspace is committed yet"),
    ):
        why = why.format(root=root)
        assert main(["write", "changes", "--dir", str(root)]) == 2
        err = capfd.readouterr().err
        assert why in err
        assert ("git fetch --unshallow" in err) == (root == shallow)
        assert not (root / "reports").exists()
        assert main(["write", "--dir", str(root), "--format", "md"]) == 0
        assert f"note: changes.md, changes.atom not written: {why}" in capfd.readouterr().err
        assert (root / "reports/subprocessors.md").exists()
        assert not (root / "reports/changes.md").exists()
        (root / "reports/changes.md").write_text("an older one")
        assert main(["write", "--dir", str(root), "--format", "md", "--check"]) == 2, "it cannot be said to be fresh"
        capfd.readouterr()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["write", "changes", "--dir", str(shop.repo.workspace)]) == 2
    assert "git is not installed" in capfd.readouterr().err


def test_a_partial_clone_is_refused_and_not_taken_for_unreadable(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shop = told(Shop(tmp_path / "origin"))
    shop.repo.git("config", "uploadpack.allowFilter", "true")
    for number, filtered in enumerate(("blob:none", "tree:0")):
        partial = cloned(shop.repo, tmp_path / str(number), f"--filter={filtered}").workspace
        assert main(["write", "changes", "--dir", str(partial)]) == 2
        err = capfd.readouterr().err
        assert "Traceback" not in err
        assert "a change log needs git history" in err
