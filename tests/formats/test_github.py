"""Workflow commands, read back as GitHub's runner reads them."""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from auditor.audit import Audit, audit
from auditor.findings.finding import WAIVED
from auditor.findings.groups import grouped
from auditor.formats import github
from auditor.formats.markdown import report
from auditor.phrases import MOST_ID
from auditor.text.plain import shown
from auditor.vocabulary.words import SEVERITIES
from tests.formats.everything import EVERYTHING, everything, leanos, many
from tests.formats.golden import check, golden
from tests.formats.long import LONGEST, large
from tests.formats.shop import DATAFLOWS, audited, requires
from tests.formats.test_text_hostile import FREE, HOSTILE, audit_in_quotes, hostile_workspace
from tests.reference.workspaces import AS_OF

AUDITS = {"everything": everything, "leanos": leanos, "many": many}
SEVERITY = {"error": "error", "warning": "warning", "notice": "note"}
REGISTERED = {
    "error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-path", "set-env", "set-output",
    "save-state", "stop-commands", "echo", "add-matcher", "remove-matcher", "internal-set-repo-path",
}  # fmt: skip


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def unescaped(text: str, *signs: tuple[str, str]) -> str:
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), *signs, ("%25", "%")):
        text = text.replace(code, sign)
    return text


def command(line: str) -> Command | None:
    """A line as the runner reads it: `::name key=value,key=value::message`, at its beginning but for space."""
    line = line.lstrip()
    end = line.find("::", 2)
    if line.startswith("::") and end >= 0:
        name, _, rest = line[2:end].partition(" ")
        if name in REGISTERED:
            pairs = [pair.partition("=") for pair in rest.strip().split(",") if pair]
            properties = {key: unescaped(value, ("%3A", ":"), ("%2C", ",")) for key, _, value in pairs}
            return Command(name, properties, unescaped(line[end + 2 :]))
    older = re.search(r"##\[([\w-]+)[^\]]*\]", line)
    assert older is None, "the runner still obeys commands of its first version, anywhere in a line"
    return None


def commands(said: str) -> list[Command]:
    """All of them; a line that is none is the last, and the verdict."""
    assert said.endswith("\n")
    lines = re.split(r"\r\n|\r|\n", said)[:-1]
    found = [command(line) for line in lines]
    assert all(found[:-1])
    if found[-1] is None:
        assert lines[-1].startswith("The gate is ")
    return [each for each in found if each]


def annotations(found: Audit) -> list[Command]:
    return [each for each in commands(github.render(found)) if "file" in each.properties]


def test_it_is_as_written() -> None:
    golden("github.txt", github.render(everything()))


@pytest.mark.parametrize("name", AUDITS)
def test_annotations_stand_where_the_findings_are(name: str) -> None:
    found = AUDITS[name]()
    groups = grouped(found.findings)
    places = {finding.location for finding in found.findings} | {
        found.workspace.merged.at(tuple(place.split("/"))) for fact in groups.waiting for place in fact.places
    }
    by_place = {(place.file, place.line, place.column): place for place in places}
    shown_ones = annotations(found)
    assert shown_ones
    for each in shown_ones:
        place = by_place[each.properties["file"], int(each.properties["line"]), int(each.properties["col"])]
        assert int(each.properties["endColumn"]) == place.column + place.length
        assert set(each.properties) == {"file", "line", "col", "endColumn", "title"}
        assert each.message.isprintable() or "\n" in each.message


@pytest.mark.parametrize("name", AUDITS)
def test_what_is_not_shown_is_counted(name: str) -> None:
    """Each finding that is not waived is in an annotation, by its id, or in the last line, by its kind."""
    found = AUDITS[name]()
    told = commands(github.render(found))
    every = {finding.id: finding for finding in found.findings if finding.state != WAIVED}
    ids = Counter(line[4:] for each in told for line in each.message.split("\n") if line.startswith("id: "))
    assert set(ids.values()) == {1}
    named = {shown(name, MOST_ID): finding for name, finding in every.items()}
    assert set(ids) <= set(named)
    kinds = Counter((finding.severity, finding.state) for name, finding in named.items() if name not in ids)
    last = told[-1]
    assert last.properties["title"] == f"{sum(kinds.values()):,} more findings not shown here"
    counts = {(severity, state): int(number) for number, severity, state in re.findall(
        r"(\d+) (error|warning|note)s? (violated|undecided)", last.message
    )}  # fmt: skip
    assert counts == kinds
    assert ("waived" in last.message) == bool(found.summary.waived)
    assert "The gate is closed: at or above `error`, " in last.message


@pytest.mark.parametrize("name", AUDITS)
def test_github_drops_none_of_them(name: str) -> None:
    """Ten annotations of a type, and 4,096 characters of a message, are what it takes of a step."""
    found = AUDITS[name]()
    told = commands(github.render(found))
    assert max(Counter(each.name for each in told).values()) <= 10
    assert len(told) <= 11
    assert all(len(each.message) <= 4_096 and len(each.properties["title"]) <= 255 for each in told)
    ranks = [SEVERITIES.index(SEVERITY[each.name]) for each in told if "file" in each.properties]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] == SEVERITIES.index("error")


@pytest.mark.parametrize("kind", LONGEST)
def test_a_long_message_is_cut_where_github_would_cut_it(kind: str, tmp_path: Path) -> None:
    told = annotations(audit_in_quotes(tmp_path, large(LONGEST[kind], 20)))
    assert all(len(each.message) <= 4_096 for each in told)
    assert all(each.message.startswith("carries ") for each in told if "shop-to-hoster" in each.properties["title"])
    cut = [each for each in told if re.search(r"\n\.\.\. and \d+ more lines?$", each.message)]
    assert cut


def test_the_last_line_is_never_the_eleventh_of_its_type(tmp_path: Path) -> None:
    flows = {f"flow-{number:02}": {"from": "buyer", "to": "shop", "data": ["visits"]} for number in range(12)}
    rule = requires({"retention": {"declared": "true"}}, {"flow": {"from": "buyer"}}, severity="note")
    found = audited(tmp_path, {"noted": rule}, flows={**DATAFLOWS["flows"], **flows})
    told = commands(github.render(found))
    assert Counter(each.name for each in told if each.message.startswith("retention is not declared")) == {"notice": 10}
    assert told[-1].name == "warning"
    assert told[-1].message.startswith("2 notes violated")


def test_a_clean_audit_has_no_annotation(tmp_path: Path) -> None:
    rule = requires({"retention": {"at_most": "30d"}}, {"flow": {"to": {"kind": "hosting"}}})
    found = audited(tmp_path, {"kept": rule})
    assert github.render(found) == (
        "The gate is open: nothing at or above `error` is violated or undecided.\n"
    ), found.findings  # fmt: skip


def test_what_waits_for_a_violated_thing_makes_it_as_severe() -> None:
    """The annotation of a thing is of the type of the worst that is settled by it."""
    found = leanos()
    joined = [broken for block in grouped(found.findings).blocks for broken in block.broken if broken.waiting]
    assert joined
    for broken in joined:
        each = next(each for each in annotations(found) if f"id: {broken.findings[0].id}" in each.message.split("\n"))
        assert all(f"id: {finding.id}" in each.message.split("\n") for finding in broken.all)


@pytest.mark.parametrize("where", FREE)
@pytest.mark.parametrize("kind", [*HOSTILE, "commands"])
def test_no_text_is_a_command(kind: str, where: str, tmp_path: Path) -> None:
    forged = "%0A::error file=x::forged %250A,title=forged::x\n::stop-commands::x\r\n##[error]x"
    text = HOSTILE.get(kind, forged)
    wanted = annotations(audit_in_quotes(tmp_path, hostile_workspace("", "")))
    found = audit_in_quotes(tmp_path, hostile_workspace(text, where))
    told = annotations(found)
    if kind == "commands":
        said = " ".join(f"{each.properties['title']} {each.message}" for each in told)
        assert "%0A::error" not in github.render(found)
        assert (shown("%250A,title=forged::x\n::stop") in said) == (where not in UNSEEN)
    assert [(each.name, each.properties["file"]) for each in told] == [
        (each.name, each.properties["file"]) for each in wanted
    ]
    assert [line.partition(":")[0] for each in told for line in each.message.split("\n")[1:]] == [
        line.partition(":")[0] for each in wanted for line in each.message.split("\n")[1:]
    ]


UNSEEN = ("organization", "title of data", "name of a vendor", "reason", "owner", "approved_by", "ticket")
"""Texts that no annotation shows."""


# ---- in a job


def test_the_summary_of_a_step_is_the_markdown_report(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("Before.\n", encoding="utf-8")
    job = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_REPOSITORY": "us/app", "GITHUB_SHA": "c0ffee"}
    done = check("github", {"GITHUB_STEP_SUMMARY": str(summary), **job})
    found = audit(EVERYTHING, AS_OF)  # in a repository or not, as the command finds it
    assert done.stdout.decode() == github.render(found)
    wanted = report.render(found, f"https://github.example/us/app/blob/c0ffee/{found.workspace.folder}")
    assert summary.read_text(encoding="utf-8") == f"Before.\n{wanted}"


def test_only_this_format_writes_a_summary(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    assert check("gitlab", {"GITHUB_STEP_SUMMARY": str(summary)}).returncode == 1
    assert not summary.exists()


def test_a_summary_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = check("github", {"GITHUB_STEP_SUMMARY": str(tmp_path)})
    assert done.returncode == 2
    assert b"error: " in done.stderr
    assert b"Traceback" not in done.stderr
