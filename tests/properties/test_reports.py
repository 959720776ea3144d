"""Every place exists, every report can be written, and no text from a workspace disturbs a terminal."""

import json
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.audit import Audit, audit
from auditor.diagrams import dot, render, views
from auditor.formats import findings_json, problems
from auditor.formats.text import report as text
from auditor.location import InvalidInput, Location
from tests.properties.drawn import Drawn, audit_of, copy_of, drawn, problems_of, rules_only, shown, writer_of
from tests.properties.styled import yaml_of
from tests.reference.workspaces import AS_OF
from tests.reference.writer import Entry, Writer

ROOT = Path(__file__).resolve().parents[2]
BREAK = re.compile(r"\r\n|\n|\r")


# --- places


@contextmanager
def written(workspace: Drawn, write: Writer) -> Iterator[Path]:
    """The workspace as files in some style."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in zip(("dataflows", "policy"), workspace, strict=True):
            path = Path(folder, name, "deep", f"{name}.yml")
            path.parent.mkdir(parents=True)
            path.write_text(yaml_of(content, write), encoding="utf-8")
        yield Path(folder)


def what_stands_at(root: Path, location: Location) -> str:
    """The text from a place to the end of its line; the file, the line and the column must be there."""
    path = root / location.file
    assert path.is_file(), location
    lines = BREAK.split(path.read_bytes().decode("utf-8-sig", "replace"))
    assert 1 <= location.line <= len(lines), location
    line = lines[location.line - 1]
    assert 1 <= location.column <= len(line) + 1, location
    return line[location.column - 1 :]


def places(found: Audit) -> Iterator[tuple[str, Location]]:
    """All places that an audit names."""
    for finding in found.findings:
        yield finding.id, finding.location
        for related in finding.related:
            yield f"{finding.id}: {related.message}", related.location
        for asked in finding.conditions:
            if asked.where is not None:
                yield f"{finding.id}: {asked.attribute}", asked.where


def test_every_place_of_a_finding_exists() -> None:
    for seed, workspace in drawn(150, start=40_000):
        with written(workspace, writer_of(seed)) as root:
            for name, location in places(audit(root, AS_OF)):
                if location == Location("dataflows", 1, 1) and "deployments" not in workspace[0]:
                    continue  # it is about the deployment that nobody declared
                there = what_stands_at(root, location)
                assert there.strip() == there.rstrip() != "", f"{name} at {location}, seed {seed}"


def test_every_place_in_leanos_exists() -> None:
    for name, location in places(audit(ROOT, AS_OF)):
        assert re.match(r"[\w\"'\[{-]", what_stands_at(ROOT, location)), f"{name} at {location}"


@pytest.mark.parametrize("subject", ["organization", "deployment"])
def test_a_finding_about_what_is_not_written_has_a_place(subject: str) -> None:
    """Neither the organization nor a deployment is: there is one of each all the same."""
    dataflows: Entry = {
        "data": {"photo": {"title": "Photos"}},
        "systems": {"app": {"kind": "application", "vendor": "none"}},
        "flows": {"round": {"from": "app", "to": "app", "data": ["photo"]}},
    }
    policy = rules_only({"known": {"for": {subject: {}}, "require": {SAID[subject]: "DE"}}})
    with written((dataflows, policy), writer_of(0)) as root:
        found = audit(root, AS_OF)
        assert "known" in {finding.rule for finding in found.findings}
        for name, location in places(found):
            assert what_stands_at(root, location), f"{name} at {location}"


SAID = {"organization": "country", "deployment": "residency"}


def spoiled(workspace: Drawn, write: Writer) -> Drawn:
    """A workspace with one to three mistakes."""
    wrong = copy_of(workspace)
    for _ in range(write.number(1, 3)):
        here: Any = write.pick([wrong[0], wrong[0], wrong[1]])
        while True:
            keys: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
            key = write.pick(keys)
            if not (isinstance(here[key], dict | list) and here[key]) or write.chance(6):
                break
            here = here[key]
        _spoil(here, key, write)
        if not wrong[0] or not wrong[1]:
            break
    return wrong


def _spoil(here: Any, key: Any, write: Writer) -> None:
    what = write.pick(["drop", "rename", "word", "list", "mapping", "empty"])
    if what == "drop" or (what == "rename" and isinstance(key, int)):
        del here[key]
    elif what == "rename":
        here[f"{key}x"] = here.pop(key)
    else:
        said = {"word": "Nönsense", "list": [["x"], "y"], "mapping": {"x": {"y": "z"}}, "empty": "~"}
        here[key] = said[what]


def test_every_place_of_a_problem_exists() -> None:
    refused = 0
    for seed, workspace in drawn(120, start=42_000):
        write = writer_of(seed)
        wrong = spoiled(workspace, write)
        with written(wrong, write) as root:
            found = problems_of(root)
            refused += bool(found)
            for problem in found:
                assert problem.location is not None, f"{problem.message}, seed {seed}\n{shown(wrong)}"
                if not nothing_written(wrong, problem.location):
                    what_stands_at(root, problem.location)
                for related in problem.related:
                    what_stands_at(root, related.location)
            assert_harmless(problems.render_text(found, lambda _: "the line"))
            assert len(json.loads(problems.render_json(found))["problems"]) == len(found)
    assert refused > 70


def nothing_written(workspace: Drawn, location: Location) -> bool:
    """Of a section that no file has, the folder is the place."""
    dataflows, policy = workspace
    there = {"dataflows": "flows" in dataflows, "policy": "rules" in policy}
    return location == Location(location.file, 1, 1) and not there.get(location.file, True)


# --- what is shown


def assert_harmless(report: str, allowed: str = "\n") -> None:
    """Nothing that moves the cursor, hides text or turns its direction."""
    bad = {char for char in report if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - set(allowed)
    assert not bad, sorted(map(ascii, bad))


def assert_shown(found: Audit) -> None:
    """Every output can be written, and is harmless."""
    assert_harmless(text.render(found))
    report = findings_json.render(found)
    assert report.isascii()
    assert_harmless(report)
    assert len(json.loads(report)["findings"]) == len(found.findings)
    assert_harmless(dot.source(views.picture(found, views.View("full"))), allowed="\n\t")


def test_every_workspace_is_shown() -> None:
    for _, workspace in drawn(120, start=43_000):
        assert_shown(audit_of(workspace))


TEXTS = {
    *["LeanOS", "LeanOS Private Limited", "1 Main Road, Pune", "Founder", "A. Person", "A way to be served"],
    *["People: worker", "People: visitor", "People: worker.night", "Categorization", "Vector store", "Plant worker"],
    *["The customer", "The photo", "The log", "The note", "The person", "The raw", "The index", "A rule"],
    *["A clause in words", "We promise this", "The page, a row", "For how long, then?", "For a day."],
    *["a contract term; no flow shows it", "Acme Cloud Ltd", "Globex", "platform", "Füße & co", "four_eyes", "pilot"],
}
"""Words in drawn workspaces that a person may choose freely."""
HOSTILE = {
    "quotes": "\"'`\\\\",
    "markup": "</svg><script>alert(1)</script><!--&lt;",
    "escapes": "\x1b[31m\x1b]0;x\x07\x9b2J\x00\x08\x7f",
    "direction": "\u202e\u2066\u200f\u061c\ufeff\u200b",
    "lines": "\n  = id: forged@flows/x\r\nThe gate is open\x85\u2028\u2029\t",
    "emoji": "\U0001f469\u200d\U0001f4bb\U0001f1e9\U0001f1ea\u0301\ue000\U0010ffff",
    "length": "x" * 10_000,
    "dot": '\\N\\l";}\n{<b>|>',
    "templates": "{{7*7}}${x}%s%n{0}",
}


def replaced(content: Any, hostile: str) -> Any:
    """The same with the hostile text around every text of a person's choosing."""
    if isinstance(content, dict):
        return {key: replaced(value, hostile) for key, value in content.items()}
    if isinstance(content, list):
        return [replaced(value, hostile) for value in content]
    return f"{hostile}{content}{hostile}" if content in TEXTS else content


def audit_in_quotes(workspace: Drawn, raw: bool) -> Audit:
    """Written with every scalar in quotes, what is not ASCII as it is (`raw`) or as an escape."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in zip(("dataflows", "policy"), copy_of(workspace), strict=True):
            Path(folder, name).mkdir()
            said = yaml.safe_dump(content, default_style='"', allow_unicode=raw, sort_keys=False, width=200)
            Path(folder, name, "all.yaml").write_text(said, encoding="utf-8")
        return audit(Path(folder), AS_OF)


def skeleton(found: Audit) -> list[tuple[str, str, str]]:
    """The findings without their values."""
    return sorted((finding.id.partition("=")[0], finding.state, finding.severity) for finding in found.findings)


OURS = re.compile(r"\S+|  (?:error|warning|note)\b| +(?:-->|:::|= (?:id|because|do|where|witness|needed for)\b)")
"""What begins a line of the report that no text of a person may begin."""


def frame_of(report: str) -> Counter[str]:
    """How many lines of each kind a report has below its first, however many more its texts need."""
    return Counter(found[0].split(" ")[-1] for line in report.splitlines()[1:] if (found := OURS.match(line)))


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_changes_nothing(kind: str) -> None:
    for seed, workspace in drawn(3, start=44_000):
        plain = audit_in_quotes(workspace, raw=False)
        hostile: Drawn = replaced(workspace[0], HOSTILE[kind]), replaced(workspace[1], HOSTILE[kind])
        for raw in (False, True):
            found = audit_in_quotes(hostile, raw)
            assert skeleton(found) == skeleton(plain), f"seed {seed}"
            assert_shown(found)
            assert frame_of(text.render(found)) == frame_of(text.render(plain)), f"seed {seed}\n{text.render(found)}"


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_can_be_drawn(kind: str) -> None:
    _, workspace = next(drawn(1, start=45_000))
    found = audit_in_quotes((replaced(workspace[0], HOSTILE[kind]), replaced(workspace[1], HOSTILE[kind])), raw=True)
    picture = views.picture(found, views.View("full"))
    assert "<script>alert" not in render.svg(dot.source(picture), picture)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_word_is_named_harmlessly(kind: str) -> None:
    """In a place where words are known, it is a problem."""
    workspace = copy_of(next(drawn(1, start=46_000))[1])
    workspace[0]["systems"]["plant_user"]["kind"] = HOSTILE[kind]
    workspace[0]["flows"][HOSTILE[kind]] = {}
    for raw in (False, True):
        with pytest.raises(InvalidInput) as raised:
            audit_in_quotes(workspace, raw)
        assert_harmless(problems.render_text(raised.value.problems, lambda _: f"- {HOSTILE[kind]}"))
        assert_harmless(problems.render_json(raised.value.problems))
