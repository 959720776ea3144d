"""The worksheet asks for every fact that nobody declared, and for nothing else."""

import json
from pathlib import Path
from typing import Any

import yaml

from auditor.cli.main import main
from auditor.text.cells import unguarded
from tests.documents.written import DAY, parametrized, rows_of, workspace, write
from tests.reference.workspaces import dump


def _worksheet(root: Path, to: Path) -> list[dict[str, str]]:
    raw = write(root, to, "worksheet")["worksheet.csv"]
    return [{key: unguarded(cell) for key, cell in row.items()} for row in rows_of(raw)]


def _findings(root: Path, capfd: Any) -> dict[str, Any]:
    capfd.readouterr()
    main(["check", str(root), "--format", "json", "--as-of", DAY])
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


@parametrized
def test_every_fact_that_a_finding_waits_for_is_asked(name: str, tmp_path: Path, capfd: Any) -> None:
    root = workspace(name, tmp_path)
    rows = {row["Fact"]: row for row in _worksheet(root, tmp_path / "out")}
    rules: dict[str, set[str]] = {}
    for finding in _findings(root, capfd)["findings"]:
        for place in finding["missing"] if finding["state"] != "waived" else ():
            rules.setdefault(_leaf(place), set()).add(finding["rule"])
    for place, waiting in rules.items():
        assert waiting <= set(rows[place]["Rules"].split("; "))
    for fact, row in rows.items():
        assert set(row["Rules"].split("; ")) - {""} >= rules.get(fact, set())
        assert int(row["Rules waiting"]) == len(set(row["Rules"].split("; ")) - {""})
        assert row["Rules"] or row["Fields of documents"]
        assert row["Answer"] == row["Evidence (url)"] == row["Evidence (checked)"] == ""


def _leaf(place: str) -> str:
    """Where one value answers what is asked of a mapping."""
    leaves = {"transfer": "mechanism", "dpa": "signed", "contact": "email", "dpo": "email"}
    last = place.rpartition("/")[2]
    return f"{place}/{leaves[last]}" if last in leaves else place


@parametrized
def test_the_most_wanted_come_first(name: str, tmp_path: Path) -> None:
    rows = _worksheet(workspace(name, tmp_path), tmp_path / "out")
    waiting = [int(row["Rules waiting"]) for row in rows]
    assert waiting == sorted(waiting, reverse=True)
    assert len({row["Fact"] for row in rows}) == len(rows)


@parametrized
def test_what_is_asked_is_not_declared(name: str, tmp_path: Path) -> None:
    root = workspace(name, tmp_path)
    said: dict[str, Any] = {}
    for path in sorted(root.glob("dataflows/**/*.yaml")):
        for section, entries in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader).items():
            said.setdefault(section, {}).update(entries)
    for row in _worksheet(root, tmp_path / "out"):
        found: Any = said
        for step in row["Fact"].split("/"):
            found = found.get(step) if isinstance(found, dict) else None
        words = ", ".join(found) if isinstance(found, list) else found or ""
        if row["Fact"].startswith("promises/"):
            continue
        assert row["Written now"] == words
        assert words in ("", "unknown") or _too_broad(row)


def _too_broad(row: dict[str, str]) -> bool:
    """A list of data that stands for more than it says is asked for again, and so is for how long data is `kept`."""
    return row["Fact"].endswith(("/data", "region")) or (row["Written now"], row["Asked"]) == ("kept", "Retention")


def test_the_worksheet_of_leanos(tmp_path: Path) -> None:
    rows = {row["Fact"]: row for row in _worksheet(workspace("leanos", tmp_path), tmp_path / "out")}
    training = rows["vendors/supabase/trains_on_data"]
    assert training["Expected"] == "never | opt_in | opt_out | always"
    assert (training["Of"], training["Asked"]) == ("Supabase", "Trains on the data")
    assert training["Where"] == "dataflows/vendors/supabase.yaml:10"
    assert training["Rules"] == "never-training-is-evidenced; nobody-else-trains-on-customer-data"
    assert training["Document"].startswith(f"as of {DAY}; ")
    assert rows["organization/dpo/email"]["Expected"] == "text; none when there is none"
    assert rows["organization/legal_name"]["Fields of documents"] == "annex: Name; register: Legal name"
    assert rows["flows/app-logs/retention"]["Expected"].startswith("a period: none | 30d")
    assert rows["flows/email-sending/from"]["Expected"] == "the id of a system"
    assert rows["promises/objection/answer"]["Where"].startswith("policy/questions.yaml:")
    assert rows["measures"]["Expected"] == "more than one value: to be written in the file"


def test_where_no_deployment_is_declared_the_worksheet_asks_for_one(tmp_path: Path) -> None:
    dataflows = {
        "data": {"note": {"title": "Notes"}},
        "systems": {"a": {"kind": "person"}, "b": {"kind": "service", "vendor": "none"}},
        "flows": {"a-to-b": {"from": "a", "to": "b", "data": ["note"]}},
    }
    rules = {"home": {"title": "At home", "because": "we said so", "for": {"flow": {}},
                      "require": {"in_residency": "true"}}}  # fmt: skip
    dump(dataflows, {"rules": rules}, tmp_path)
    asked = {row["Fact"] for row in _worksheet(tmp_path, tmp_path / "out")}
    assert {"deployments/default/residency", "deployments/default/title", "organization/name"} <= asked
