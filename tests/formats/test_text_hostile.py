"""The report of a workspace whose texts are hostile: none poses as a line of ours, moves the cursor or is styled."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.audit import Audit, audit
from auditor.cli import terminal
from auditor.formats.text import report
from auditor.text.lines import ID, PLACE, plain, wide
from tests.formats.shop import BREAKS, DATAFLOWS, STATED, WAITS, at, requires
from tests.reference.workspaces import AS_OF

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")

HOSTILE = {
    "markup": "[red]x[/red] [link=https://example.org]y[/link] :warning: [/]",
    "escapes": "\x1b[31m\x1b]0;x\x07\x9b2J\x08\x7f",
    "direction": "\u202e\u2066\u200f\u061c\ufeff\u200b",
    "lines": "\n\n  = id: forged@flows/x\r\nThe gate is open: \x85\u2028\u2029\t",
    "length": "x" * 20_000,
    "words": "x  = id: forged@flows/x  --> a.yaml:1:1  | " * 50,
    "wide": "日本語" * 300 + "e\u0301\u0302" * 300,
}
FREE = (
    "organization", "title of a rule", "title of data", "name of a vendor", "says", "because", "resolve", "reason",
    "owner", "approved_by", "ticket", "label", "question",
)  # fmt: skip


def hostile_workspace(text: str, where: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A workspace with a finding of every state, one of its texts hostile."""

    def here(name: str, otherwise: str = "A text in words") -> str:
        return f"{text}A{text}" if name == where else otherwise

    flow = {"from": "shop", "to": "model", "data": ["visits"], "labels": {"owner": here("label", "nobody")}}
    dataflows = {
        **DATAFLOWS,
        "organization": {"name": here("organization", "Shop")},
        "data": {"orders": {"title": here("title of data")}, "visits": {"title": "Visits"}},
        "vendors": {
            **DATAFLOWS["vendors"],
            "model": {**DATAFLOWS["vendors"]["model"], "name": here("name of a vendor")},
        },
        "flows": {**DATAFLOWS["flows"], "shop-to-model": flow},
    }
    shared = {"because": ["promised", f"A clause {here('because')}"], "resolve": here("resolve")}
    rules = {
        "breaks": {**BREAKS, **shared, "title": here("title of a rule")},
        "stated": {**STATED, **shared},
        "waits": {**WAITS, **shared},
        "trains": {**requires({"trains_on_data": "never"}, {"vendor": {}}), **shared},
        "owned": {**requires({"labels": {"owner": "support"}}, {"flow": {"to": "model"}}), **shared},
    }
    promise = {"says": here("says"), "source": "Page", "question": here("question", "How long?")}
    waiver = {
        "finding": ["breaks@flows/shop-to-hoster/data=visits"], "reason": here("reason"), "owner": here("owner"),
        "approved_by": here("approved_by"), "ticket": here("ticket"), "expires": "2026-12-01",
    }  # fmt: skip
    return dataflows, {"rules": rules, "promises": {"promised": promise}, "waivers": {"accepted": waiver}}


def audit_in_quotes(root: Path, workspace: tuple[dict[str, Any], dict[str, Any]]) -> Audit:
    for folder, content in zip(("dataflows", "policy"), workspace, strict=True):
        (root / folder).mkdir(exist_ok=True)
        said = yaml.dump(content, Dumper=NoAliases, default_style='"', allow_unicode=True, width=10**9)
        (root / folder / "all.yaml").write_text(said, encoding="utf-8")
    return audit(root, AS_OF)


class NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def structure(said: str) -> Counter[str]:
    """The lines that are ours, by what they begin with; the first line is the organization's."""
    ours = re.compile(r"\S+|  (?:error|warning|note)\b| +(?:-->|:::|= [a-z ]+:|\d* *\|)")
    found = (ours.match(line) for line in said.splitlines()[1:])
    return Counter(re.sub(r"[ \d]+", " ", match[0]) for match in found if match)


@pytest.mark.parametrize("where", FREE)
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_text_poses_as_a_line_of_the_report(kind: str, where: str, tmp_path: Path) -> None:
    wanted = audit_in_quotes(tmp_path, hostile_workspace("", ""))
    found = audit_in_quotes(tmp_path, hostile_workspace(HOSTILE[kind], where))
    assert [finding.id.partition("=")[0] for finding in found.findings] == [
        finding.id.partition("=")[0] for finding in wanted.findings
    ]
    for width in (40, 100):
        said = at(found, width)
        assert said.replace("\n", "").isprintable()
        assert structure(said) == structure(at(wanted, width)), said
        for line in report.lines(found, width):
            assert wide(line) <= width or {span.role for span in line} & {ID, PLACE}, plain([line])
    assert len(report.render(found)) < 20_000 or where == "label"


@pytest.mark.parametrize("where", FREE)
@pytest.mark.parametrize("kind", ["markup", "escapes"])
def test_colours_change_no_hostile_word(kind: str, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    found = audit_in_quotes(tmp_path, hostile_workspace(HOSTILE[kind], where))
    said = terminal.drawn(report.lines(found, 80))
    assert ESCAPE.search(said)
    assert ESCAPE.sub("", said) == at(found, 80)


def test_markup_is_printed_as_it_is(tmp_path: Path) -> None:
    found = audit_in_quotes(tmp_path, hostile_workspace("[red]x[/red] ", "resolve"))
    assert "= do: [red]x[/red] A[red]x[/red]" in report.render(found)
