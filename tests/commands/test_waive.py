"""`auditor waive`: what it writes, that it covers no more than it says, and that it writes nothing when it must not."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import Audit, audit
from auditor.cli.main import main
from auditor.findings.finding import WAIVED, Finding
from auditor.workspace.files import Draft
from auditor.workspace.write import Change, change
from tests.reference.workspaces import AS_OF, dump

ROOT = Path(__file__).resolve().parents[2]

DATAFLOWS = """\
organization: {name: Shop}
data: {orders: {title: Orders}, visits: {title: Visits}}
deployments:
  east: {title: East, residency: IN, law: [none]}
  west: {title: West, residency: EU, law: [none]}
vendors:
  hoster: {name: Hoster, kind: hosting, status: active, region: {default: IN, west: DE}}
  model: {name: Model, kind: ai_model, status: active, region: US}
  idle: {name: Idle, status: active}
systems:
  buyer: {kind: person}
  shop: {kind: application, vendor: none}
flows:
  buyer-to-shop: {from: buyer, to: shop, data: [orders, visits], retention: none}
  shop-to-hoster: {from: shop, to: hoster, data: inherited, retention: 90d}
  shop-to-model: {from: shop, to: model, data: [visits], deployments: [west]}
"""
RULES = """\
rules:
  thirty-days:
    title: Vendors keep data 30 days at most
    because: [we said thirty days]
    for: {flow: {to: {kind: [hosting, ai_model]}}}
    require: {retention: {at_most: 30d}}
  not-hosted:
    title: Nothing is hosted abroad
    because: [we said so]
    forbid: {flow: {to: {kind: hosting}, region: [IN, DE]}}
  never:
    title: Orders are never hosted
    because: [we said never]
    forbid: {flow: {data: orders, to: {kind: hosting}}}
    waivable: false
    resolve: Host them at home.
"""
NINETY = "thirty-days@flows/shop-to-hoster/retention=90d"
UNKNOWN = "thirty-days@flows/shop-to-model/retention=unknown"
ABROAD = "not-hosted@flows/shop-to-hoster/to.kind=hosting"
IDLE = "unused-vendor@vendors/idle"
NEVER = "never@flows/shop-to-hoster/data=orders"
WHY = ("--reason", "It moves in December.", "--owner", "founder", "--expires", "2026-12-31")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "dataflows" / "all.yaml", DATAFLOWS)
    write(tmp_path / "policy" / "rules.yaml", RULES)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def run(capfd: pytest.CaptureFixture[str], root: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    try:
        code = main(["waive", "--dir", str(root), "--as-of", AS_OF.isoformat(), *arguments])
    except SystemExit as ended:  # argparse
        code = int(ended.code or 0)
    out, err = capfd.readouterr()
    return code, out, err


def done(capfd: pytest.CaptureFixture[str], root: Path, *arguments: str) -> list[str]:
    """The lines of what went well."""
    code, out, err = run(capfd, root, *arguments)
    assert (code, err) == (0, "")
    return out.splitlines()


def refused(capfd: pytest.CaptureFixture[str], root: Path, *arguments: str) -> str:
    """What is said where nothing is written."""
    before = tree(root)
    code, out, err = run(capfd, root, *arguments)
    assert (code, out) == (2, "")
    assert tree(root) == before
    return err


def errors(said: str) -> list[str]:
    return [line.removeprefix("error: ") for line in said.splitlines() if line.startswith("error: ")]


def tree(root: Path) -> dict[str, Any]:
    """Every file with its content and permissions, every link with its target."""
    found: dict[str, Any] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = os.readlink(path)  # noqa: PTH115
        elif path.is_file():
            found[name] = (path.read_bytes(), path.stat().st_mode)
        else:
            found[name] = "directory"
    return found


def audit_of(root: Path) -> Audit:
    return audit(root, AS_OF, must_check=False)


def states(root: Path) -> dict[str, str]:
    """Each finding with its state in each deployment, as in `east violated, west waived`."""
    return {
        finding.id: ", ".join(f"{where} {state}" for where, state in finding.states)
        for finding in audit_of(root).findings
    }


def waivers(root: Path) -> Any:
    return audit_of(root).workspace.merged.sections["waivers"]


# ---- what is written


def test_a_new_file(root: Path, capfd: Any) -> None:
    more = ("--approved-by", "counsel", "--ticket", "1234")
    assert done(capfd, root, NINETY, *WHY, *more) == [
        "policy/waivers.yaml:2: thirty-days-shop-to-hoster",
        f"  {NINETY} is waived until 2026-12-31",
    ]
    assert (
        (root / "policy/waivers.yaml").read_text()
        == """\
waivers:
  thirty-days-shop-to-hoster:
    finding: thirty-days@flows/shop-to-hoster/retention=90d
    state: violated
    deployments: [east, west]
    found: {to.kind: hosting, retention: 90d}
    reason: It moves in December.
    owner: founder
    approved_by: counsel
    ticket: "1234"
    granted: 2026-11-23
    expires: 2026-12-31
"""
    )


def test_into_the_file_that_holds_waivers(root: Path, capfd: Any) -> None:
    first = "# Approved by counsel.\nwaivers:\n  old:  {finding: unused-vendor@vendors/idle, reason: r, owner: o, "
    text = f"{first}expires: 2026-12-01}}  # soon\n\n# The end.\n"
    write(root / "policy/a/accepted.yml", text)
    write(root / "policy/z.yaml", "waivers: {}\n")
    said = done(capfd, root, UNKNOWN, *WHY)
    assert said[0] == "policy/a/accepted.yml:4: thirty-days-shop-to-model"
    new = (root / "policy/a/accepted.yml").read_text()
    before, after = text.split("\n\n# The end.\n")
    assert new.startswith(f"{before}\n  thirty-days-shop-to-model:\n    finding: {UNKNOWN}\n    state: undecided\n")
    assert new.endswith(f"expires: 2026-12-31\n\n# The end.\n{after}")
    assert states(root)[IDLE] == "east waived, west waived"


def test_into_a_section_that_is_empty(root: Path, capfd: Any) -> None:
    write(root / "policy/z.yaml", "waivers: {}  # none\n")
    assert done(capfd, root, NINETY, *WHY)[0] == "policy/z.yaml:2: thirty-days-shop-to-hoster"
    assert states(root)[NINETY] == "east waived, west waived"


def test_into_a_given_file(root: Path, capfd: Any) -> None:
    said = done(capfd, root, NINETY, *WHY, "--file", "policy/waivers/2026/new.yaml")
    assert said[0] == "policy/waivers/2026/new.yaml:2: thirty-days-shop-to-hoster"
    said = done(capfd, root, UNKNOWN, *WHY, "--file", "./policy/rules.yaml")
    assert said[0] == f"policy/rules.yaml:{RULES.count(chr(10)) + 3}: thirty-days-shop-to-model"
    assert (root / "policy/rules.yaml").read_text().startswith(f"{RULES}\nwaivers:\n  thirty-days-shop-to-model:\n")
    assert {states(root)[NINETY], states(root)[UNKNOWN]} == {"east waived, west waived", "west waived"}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["\n", ""])
def test_marks_and_ends_of_lines_stay(root: Path, mark: bytes, newline: str, end: str, capfd: Any) -> None:
    text = f"waivers:\n  old: {{finding: {IDLE}, reason: é, owner: o, expires: 2026-12-01}}{end}".replace("\n", newline)
    path = root / "policy/w.yaml"
    path.write_bytes(mark + text.encode())
    path.chmod(0o640)
    done(capfd, root, NINETY, "--reason", "one\ntwo", *WHY[2:])
    new = path.read_bytes()
    assert new.startswith(mark + text.encode())
    assert new.endswith(b"\n") == bool(end)
    assert new.count(b"\r\n") == (new.count(b"\n") if newline == "\r\n" else 0)
    assert new.count(b"\xef\xbb\xbf") == bool(mark)
    assert path.stat().st_mode & 0o777 == 0o640
    assert waivers(root)["thirty-days-shop-to-hoster"]["reason"] == "one\ntwo"
    assert [path.name for path in (root / "policy").iterdir() if path.suffix != ".yaml"] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can give a file away")
def test_the_owner_stays(root: Path, capfd: Any) -> None:
    path = write(root / "policy/w.yaml", "waivers: {}\n")
    os.chown(path, 12345, 23456)
    done(capfd, root, NINETY, *WHY)
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


def test_as_a_process(root: Path) -> None:
    given = [sys.executable, "-m", "auditor", "waive", NINETY, "--as-of", "2026-11-23", *WHY]
    ended = subprocess.run(given, cwd=root, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("policy/waivers.yaml:2: thirty-days-shop-to-hoster\n")
    assert states(root)[NINETY] == "east waived, west waived"


def test_into_json(root: Path, capfd: Any) -> None:
    dump({"data": {}}, {"promises": {}, "waivers": {}}, root / "json")
    shutil.copy(root / "json/policy/all.yaml", root / "policy/all.yaml")
    done(capfd, root, NINETY, UNKNOWN, *WHY)
    assert len(json.loads((root / "policy/all.yaml").read_text())["waivers"]) == 2
    assert states(root)[NINETY] == "east waived, west waived"


def test_without_declared_deployments(root: Path, capfd: Any) -> None:
    lines = [line for line in DATAFLOWS.splitlines() if "east" not in line and "west:" not in line]
    text = "\n".join(lines).replace(", deployments: [west]", "").replace("deployments:\n", "")
    text = text.replace("vendors:", "vendors:\n  hoster: {name: Hoster, kind: hosting, status: active, region: IN}")
    write(root / "dataflows/all.yaml", f"{text}\n")
    assert states(root)[NINETY] == "default violated"
    done(capfd, root, NINETY, *WHY, "--deployment", "default")
    assert waivers(root)["thirty-days-shop-to-hoster"]["deployments"] == ["default"]
    assert states(root)[NINETY] == "default waived"


def test_a_waiver_of_the_one_deployment_covers_none_that_is_declared_later(root: Path, capfd: Any) -> None:
    test_without_declared_deployments(root, capfd)
    write(root / "dataflows/later.yaml", "deployments: {other: {title: Other, residency: IN}}\n")
    assert main(["check", str(root), "--as-of", AS_OF.isoformat()]) == 2
    assert "unknown deployment `default`" in capfd.readouterr().err


def test_what_a_rule_ignores(root: Path, capfd: Any) -> None:
    """It is in no report, but in the ledger."""
    write(root / "policy/rules.yaml", RULES.replace("at_most: 30d}}", "at_most: 30d}}\n    on_unknown: ignore"))
    assert UNKNOWN not in states(root)
    done(capfd, root, UNKNOWN, *WHY)
    assert states(root)[UNKNOWN] == "west waived"


# ---- several, and parts of them


def test_one_waiver_for_what_is_alike(root: Path, capfd: Any) -> None:
    """Not alike: the state, the deployments, or what was found."""
    said = done(capfd, root, UNKNOWN, NINETY, IDLE, ABROAD, *WHY)
    assert said == [
        "policy/waivers.yaml:2: not-hosted-shop-to-hoster",
        f"  {ABROAD} is waived until 2026-12-31, only in east",
        "policy/waivers.yaml:11: not-hosted-shop-to-hoster-2",
        f"  {ABROAD} is waived until 2026-12-31, only in west",
        "policy/waivers.yaml:20: thirty-days-shop-to-hoster",
        f"  {NINETY} is waived until 2026-12-31",
        "policy/waivers.yaml:29: thirty-days-shop-to-model",
        f"  {UNKNOWN} is waived until 2026-12-31",
        "policy/waivers.yaml:38: unused-vendor-idle",
        f"  {IDLE} is waived until 2026-12-31",
    ]


def test_two_findings_in_one_waiver(root: Path, capfd: Any) -> None:
    more = "  lazy: {name: Lazy, status: active}\n  late: {name: Late, status: active}\nsystems:"
    write(root / "dataflows/all.yaml", DATAFLOWS.replace("systems:", more))
    found = ["unused-vendor@vendors/idle", "unused-vendor@vendors/late", "unused-vendor@vendors/lazy"]
    said = done(capfd, root, found[2], found[0], found[1], found[0], *WHY)
    assert said == ["policy/waivers.yaml:2: unused-vendor", *(f"  {one} is waived until 2026-12-31" for one in found)]
    assert waivers(root)["unused-vendor"]["finding"] == found


def test_the_order_of_the_findings_changes_nothing(root: Path, tmp_path_factory: Any, capfd: Any) -> None:
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(root, other, dirs_exist_ok=True)
    done(capfd, root, UNKNOWN, NINETY, IDLE, *WHY)
    done(capfd, other, IDLE, UNKNOWN, NINETY, UNKNOWN, *WHY)
    assert tree(root) == tree(other)


def test_only_in_some_deployments(root: Path, capfd: Any) -> None:
    said = done(capfd, root, NINETY, *WHY, "--deployment", "west")
    assert said[1] == f"  {NINETY} is waived until 2026-12-31, only in west; open in east"
    assert states(root)[NINETY] == "east violated, west waived"
    # What is left, without saying so.
    said = done(capfd, root, NINETY, *WHY)
    assert said[1] == f"  {NINETY} is waived until 2026-12-31, only in east"
    assert states(root)[NINETY] == "east waived, west waived"
    assert [waiver["deployments"] for waiver in waivers(root).values()] == [["west"], ["east"]]


@pytest.mark.parametrize(
    ("old", "new", "then"),
    [
        ("retention: 90d", "retention: 80d", {NINETY.replace("90d", "80d"): "east violated, west violated"}),
        ("region: US", "region: US, retention: 90d", {UNKNOWN.replace("unknown", "90d"): "west violated"}),
        ("default: IN, west: DE", "default: IN, west: IN", {ABROAD: "east waived, west violated"}),
        (
            "deployments:\n",
            "deployments:\n  north: {title: North, law: [none]}\n",
            {NINETY: "east waived, north violated, west waived", ABROAD: "east waived, north violated, west waived"},
        ),
    ],
    ids=["another value", "violated, no longer undecided", "other conditions", "another deployment"],
)
def test_it_covers_no_more_than_was_found(root: Path, old: str, new: str, then: dict[str, str], capfd: Any) -> None:
    done(capfd, root, NINETY, UNKNOWN, ABROAD, *WHY)
    assert "violated" not in states(root)[NINETY] + states(root)[ABROAD]
    assert DATAFLOWS.count(old) == 1
    write(root / "dataflows/all.yaml", DATAFLOWS.replace(old, new))
    found = states(root)
    assert {name: found[name] for name in then} == then


def test_ids_of_waivers(root: Path, capfd: Any) -> None:
    assert done(capfd, root, NINETY, *WHY, "--id", "until_spring")[0].endswith(": until_spring")
    said = done(capfd, root, ABROAD, *WHY, "--id", "both-regions")
    assert [line.rpartition(": ")[2] for line in said[::2]] == ["both-regions", "both-regions-2"]
    # The default one is taken by a waiver of something else.
    write(
        root / "policy/w.yaml", (root / "policy/waivers.yaml").read_text().replace("until_spring", "unused-vendor-idle")
    )
    (root / "policy/waivers.yaml").unlink()
    assert done(capfd, root, IDLE, *WHY)[0].endswith(": unused-vendor-idle-2")


HOSTILE = [
    "- a list", "a: mapping", "ends with:", "# no comment", "a # comment", "unknown", "no", "~", "null", "[a", "{a",
    "'", '"', "it's \"so\"", "---", "--- a", "...", "a\n---\nb", "a\n...\nb", "%YAML 1.1", "&a *b !c", "| >", "\t",
    "a\tb", "\ta", " a ", "a\n", "\na", " a\nb", " a" * 60, "a\n\n\nb", "a\n  b", "a \nb", "a\r\nb", "\x00",
    "\x1b[31mred", "\x85", "\u2028", "\ufeff", "\u202eabc", "é", "日本語", "😀", "1234", "2026-11-23", "1.10", "true",
    "x" * 5000, "\ufffe", "word " * 500 + "end", "a: b # c " * 60, "long, and " * 30 + "\nof two lines", "\\n", "<<",
    "=", "@a", "`a`", "%", "? a", ": a", ", a", "a,b: c", "\x7f",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
@pytest.mark.parametrize("style", ["block", "braces"])
def test_any_text_reads_as_it_was_given(root: Path, text: str, style: str, capfd: Any) -> None:
    if style == "braces":
        write(root / "policy/w.yaml", "waivers: {}\n")
    if not text.strip():
        assert errors(refused(capfd, root, NINETY, *WHY, f"--ticket={text}")) == ["`--ticket` is empty"]
        return
    more = (f"--owner={text}", f"--approved-by={text}", f"--ticket={text}", "--expires", "2026-12-31")
    done(capfd, root, NINETY, f"--reason={text}", *more)
    waiver = audit_of(root).workspace.waivers["thirty-days-shop-to-hoster"]
    assert [waiver.reason, waiver.owner, waiver.approved_by, waiver.ticket] == [text] * 4
    assert states(root)[NINETY] == "east waived, west waived"


# ---- what is refused


def test_every_mistake_at_once(root: Path, capfd: Any) -> None:
    write(root / "policy/w.yaml", f"waivers:\n  old: {{finding: {IDLE}, reason: r, owner: o, expires: 2026-12-01}}\n")
    said = refused(
        capfd, root, NINETY.replace("hoster", "hosted"), IDLE, NEVER,
        "--reason", " ", "--owner", "founder", "--expires", "2027-02-30", "--id", "Old", "--file", "dataflows/w.yaml",
    )  # fmt: skip
    assert errors(said) == [
        "`--reason` is empty",
        "`2027-02-30` is not a date",
        "`Old` is not an id",
        "`dataflows/w.yaml` is no file for waivers",
        "there is no finding `thirty-days@flows/shop-to-hosted/retention=90d`",
        f"`{NEVER}` cannot be waived: its rule says so",
        f"`{IDLE}` is waived already, by `old` until 2026-12-01",
    ]
    assert f"= help: did you mean `{NINETY}`? " in said
    assert " --> policy/rules.yaml:15:5" in said
    assert " --> policy/w.yaml:2:3" in said
    assert "= help: Host them at home." in said
    assert said.endswith("7 problems in the input: nothing was written.\n")


@pytest.mark.parametrize(
    ("expires", "error"),
    [
        ("2026-11-23", None),
        ("2026-11-22", "the waiver would have ended on 2026-11-22"),
        ("2027-11-23", None),
        ("2027-11-24", "a waiver lasts at most a year"),
        ("2027-02-30", "`2027-02-30` is not a date"),
        ("tomorrow", "`tomorrow` is not a date"),
        ("20261231", "`20261231` is not a date"),
        ("2026-12-31T00:00", "`2026-12-31T00:00` is not a date"),
        ("", "`` is not a date"),
    ],
)
def test_when_it_ends(root: Path, expires: str, error: str | None, capfd: Any) -> None:
    arguments = (NINETY, *WHY[:4], "--expires", expires)
    if error is None:
        done(capfd, root, *arguments)
        assert waivers(root)["thirty-days-shop-to-hoster"]["expires"] == expires
    else:
        assert errors(refused(capfd, root, *arguments)) == [error]


def test_a_leap_day_has_a_year(root: Path, capfd: Any) -> None:
    arguments = ("--as-of", "2028-02-29", NINETY, *WHY[:4], "--expires")
    assert "the latest day is 2029-02-28" in refused(capfd, root, *arguments, "2029-03-01")
    done(capfd, root, *arguments, "2029-02-28")


def test_the_last_year_there_is(root: Path, capfd: Any) -> None:
    done(capfd, root, "--as-of", "9999-01-01", NINETY, *WHY[:4], "--expires", "9999-12-31")


def test_which_finding_was_meant(root: Path, capfd: Any) -> None:
    both = NINETY.replace("thirty", "thirti").replace("hoster", "hostr")
    for wrong in (NINETY.replace("thirty", "forty"), NINETY.replace("hoster", "hosted"), both):
        assert f"did you mean `{NINETY}`?" in refused(capfd, root, wrong, *WHY)


@pytest.mark.parametrize(
    ("finding", "error"),
    [
        ("thirty-days", "there is no finding `thirty-days`"),
        (NINETY.upper(), f"there is no finding `{NINETY.upper()}`"),
        (f"{NINETY} ", f"there is no finding `{NINETY} `"),
        ("", "there is no finding ``"),
        ("\x1b[31m", "there is no finding `\\u{1b}[31m`"),
        ("\ud800", "there is no finding `\\u{d800}`"),
        (NEVER, f"`{NEVER}` cannot be waived: its rule says so"),
    ],
)
def test_findings_that_cannot_be_waived(root: Path, finding: str, error: str, capfd: Any) -> None:
    assert errors(refused(capfd, root, finding, *WHY)) == [error]


def test_a_finding_of_another_deployment(root: Path, capfd: Any) -> None:
    said = refused(capfd, root, UNKNOWN, *WHY, "--deployment", "east")
    assert errors(said) == [f"`{UNKNOWN}` is not in east"]
    assert "= help: it is in west" in said
    assert errors(refused(capfd, root, UNKNOWN, *WHY, "--deployment", "wets")) == ["unknown deployment `wets`"]


def test_a_finding_that_is_waived_there(root: Path, capfd: Any) -> None:
    done(capfd, root, NINETY, *WHY, "--deployment", "west")
    said = refused(capfd, root, NINETY, *WHY, "--deployment", "west")
    assert errors(said) == [f"`{NINETY}` is waived already, by `thirty-days-shop-to-hoster` until 2026-12-31"]


@pytest.mark.parametrize(("expires", "rule"), [("2026-11-01", "expired-waiver"), ("2026-12-01", "unused-waiver")])
def test_findings_about_waivers(root: Path, expires: str, rule: str, capfd: Any) -> None:
    gone = "unused-vendor@vendors/hoster"
    write(root / "policy/w.yaml", f"waivers:\n  w: {{finding: {gone}, reason: r, owner: o, expires: {expires}}}\n")
    said = refused(capfd, root, f"{rule}@waivers/w", *WHY)
    assert errors(said) == [f"`{rule}@waivers/w` is about a waiver, and cannot be waived"]
    # It is no reason not to waive something else, and stays what it is.
    before = states(root)[f"{rule}@waivers/w"]
    done(capfd, root, NINETY, *WHY)
    assert states(root)[f"{rule}@waivers/w"] == before == "east violated, west violated"


def test_a_finding_whose_waiver_has_ended_can_be_waived_again(root: Path, capfd: Any) -> None:
    name = "thirty-days-shop-to-hoster"
    write(
        root / "policy/w.yaml", f"waivers:\n  {name}: {{finding: {NINETY}, reason: r, owner: o, expires: 2026-11-01}}\n"
    )
    assert done(capfd, root, NINETY, *WHY)[0] == f"policy/w.yaml:3: {name}-2"
    assert states(root)[NINETY] == "east waived, west waived"


@pytest.mark.parametrize("name", ["", "A", "a b", "-a", "12", "none", "unknown", "a.b", "é", "a\n"])
def test_ids_that_are_none(root: Path, name: str, capfd: Any) -> None:
    said = refused(capfd, root, NINETY, *WHY, f"--id={name}")
    assert len(errors(said)) == 1
    assert "is not an id" in said or "reserved word" in said


def test_an_id_that_is_taken(root: Path, capfd: Any) -> None:
    write(root / "policy/w.yaml", f"waivers:\n  w: {{finding: {IDLE}, reason: r, owner: o, expires: 2026-12-01}}\n")
    said = refused(capfd, root, NINETY, *WHY, "--id", "w")
    assert errors(said) == ["there is a waiver `w` already"]
    assert " --> policy/w.yaml:2:3" in said


@pytest.mark.parametrize(
    "file",
    [
        "waivers.yaml", "policy", "policy/", "", ".", "/etc/waivers.yaml", "../policy/w.yaml", "dataflows/all.yaml",
        "policy/../dataflows/w.yaml", "policy/../../w.yaml", "policy/w.json", "policy/w", "policy/d.yaml/w.yaml",
        "policy/a\nb.yaml", "policy/\ud800.yaml", "policy/a\x00.yaml",
    ],
)  # fmt: skip
def test_files_that_hold_no_waivers(root: Path, file: str, capfd: Any) -> None:
    said = refused(capfd, root, NINETY, *WHY, "--file", file)
    assert len(errors(said)) == 1
    assert "is no file for waivers" in said


@pytest.mark.parametrize(
    ("text", "error"),
    [("\ud800", "`--reason` is not UTF-8"), ("", "`--reason` is empty"), ("\n\t ", "`--reason` is empty")],
)
def test_texts_that_are_none(root: Path, text: str, error: str, capfd: Any) -> None:
    assert errors(refused(capfd, root, NINETY, "--reason", text, *WHY[2:])) == [error]


def test_a_bad_workspace_hides_no_mistake_in_the_arguments(root: Path, capfd: Any) -> None:
    write(root / "policy/w.yaml", "waivers:\n  w: {finding: never@flows/x, reson: r}\n")
    said = refused(capfd, root, NINETY, *WHY[:4], "--expires", "soon", "--deployment", "wets")
    assert errors(said)[:2] == ["`soon` is not a date", "unknown deployment `wets`"]
    assert "unknown key `reson`" in errors(said)
    assert errors(refused(capfd, root / "policy", NINETY, *WHY)) == ["there is no workspace here"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ("--reason", "--owner", "--expires")),
        ((NINETY, "--reason", "r"), ("--owner", "--expires")),
        ((NINETY, *WHY, "--as-of", "2026-02-30"), ("2026-02-30",)),
        ((NINETY, *WHY, "--reasn", "x"), ("--reasn",)),
        ((NINETY, *WHY, "--reason=--"), ("--reason", "`--`")),
    ],
)
def test_a_mistake_in_the_usage(root: Path, arguments: tuple[str, ...], words: tuple[str, ...], capfd: Any) -> None:
    said = refused(capfd, root, *arguments)
    assert "usage:" in said
    assert all(word in said.splitlines()[-1] for word in words)


# ---- hostile files


def test_a_read_only_file(root: Path, capfd: Any) -> None:
    write(root / "policy/w.yaml", "waivers: {}\n").chmod(0o444)
    assert "read-only" in refused(capfd, root, NINETY, *WHY)


@pytest.mark.parametrize("target", ["../outside.yaml", "shared/w.yaml", "policy/nowhere.yaml"])
def test_a_symbolic_link(root: Path, target: str, capfd: Any) -> None:
    """Out of the workspace it is not even read; inside it is read, but not written to."""
    inner = root / "inner"
    shutil.copytree(root / "dataflows", inner / "dataflows")
    shutil.copytree(root / "policy", inner / "policy")
    if "nowhere" not in target:
        write(inner / target, "waivers: {}\n")
    (inner / "policy/waivers.yaml").symlink_to(inner / target)
    before = tree(root)
    assert "symbolic link" in refused(capfd, inner, NINETY, *WHY)
    assert tree(root) == before


def test_a_directory_of_that_name(root: Path, capfd: Any) -> None:
    (root / "policy/waivers.yaml").mkdir()
    assert errors(refused(capfd, root, NINETY, *WHY)) == ["a directory named like a YAML file"]


def test_a_file_where_a_folder_should_be(root: Path, capfd: Any) -> None:
    write(root / "policy/notes", "")
    assert errors(refused(capfd, root, NINETY, *WHY, "--file", "policy/notes/w.yaml")) != []


def test_a_file_whose_last_text_has_no_end(root: Path, capfd: Any) -> None:
    write(
        root / "policy/w.yaml",
        f"waivers:\n  w:\n    finding: {IDLE}\n    owner: o\n    expires: 2026-12-01\n    reason: |\n      r",
    )
    said = refused(capfd, root, NINETY, *WHY)
    assert errors(said) == ["a waiver cannot be added here without changing what else the file says"]
    assert " --> policy/w.yaml:1:1" in said
    assert done(capfd, root, NINETY, *WHY, "--file", "policy/more.yaml")


def test_a_workspace_without_a_policy(root: Path, capfd: Any) -> None:
    shutil.rmtree(root / "policy")
    assert done(capfd, root, IDLE, *WHY)[0] == "policy/waivers.yaml:2: unused-vendor-idle"
    assert states(root)[IDLE] == "east waived, west waived"


# ---- the check before it is written


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at_most: 30d", "at_most: 60d"),
        ("waivable: false", "waivable: true"),
        ("  never:\n", "  never-ever:\n"),
        ("state: violated", "state: undecided"),
        ("deployments: [east, west]", "deployments: [east]"),
        ("retention: 90d}", "retention: 80d}"),
        ("reason: It moves", "reason: It stays"),
        ("    state: violated", "\tstate: violated"),
        ("    granted: ", "    owner: founder\n    granted: "),
    ],
)
def test_a_draft_that_says_something_else_is_not_written(
    root: Path, old: str, new: str, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    def other(*arguments: Any) -> Change:
        good = change(*arguments)
        assert old.encode() in good.draft.raw
        return replace(good, draft=Draft("policy/rules.yaml", good.draft.raw.replace(old.encode(), new.encode())))

    monkeypatch.setattr("auditor.cli.waive.change", other)
    said = refused(capfd, root, NINETY, *WHY, "--file", "policy/rules.yaml")
    assert errors(said)[0].startswith(("this waiver would change", "with this waiver the workspace could not be"))


def test_a_file_that_changes_meanwhile(root: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    path = write(root / "policy/w.yaml", "waivers: {}\n")

    def other(*arguments: Any) -> Change:
        good = change(*arguments)
        path.write_text("waivers: {}  # somebody else was faster\n")
        return good

    monkeypatch.setattr("auditor.cli.waive.change", other)
    code, out, err = run(capfd, root, NINETY, *WHY)
    assert (code, out) == (2, "")
    assert "changed meanwhile" in err
    assert path.read_text() == "waivers: {}  # somebody else was faster\n"
    assert sorted(one.name for one in path.parent.iterdir()) == ["rules.yaml", "w.yaml"]


# ---- the workspace of this repository


@pytest.fixture(scope="module")
def leanos() -> Audit:
    return audit_of(ROOT)


def waivable(audit: Audit, finding: Finding) -> bool:
    rule = audit.workspace.rules.get(finding.rule)
    return rule is None or rule.waivable


def copied(root: Path) -> Path:
    for folder in ("dataflows", "policy"):
        shutil.copytree(ROOT / folder, root / "leanos" / folder)
    return root / "leanos"


def test_every_finding_of_leanos_together(leanos: Audit, tmp_path: Path, capfd: Any) -> None:
    root = copied(tmp_path)
    found = [finding.id for finding in leanos.findings if finding.state != WAIVED and waivable(leanos, finding)]
    assert len(found) > 10
    done(capfd, root, *found, *WHY)
    left = {finding.id: finding.state for finding in leanos.findings} | dict.fromkeys(found, WAIVED)
    assert {finding.id: finding.state for finding in audit_of(root).findings} == left
    assert "there is no finding" not in refused(capfd, root, *found, *WHY)


def test_every_finding_of_leanos_one_by_one(leanos: Audit, tmp_path: Path, capfd: Any) -> None:
    root = copied(tmp_path)
    left = {finding.id: finding.states for finding in leanos.findings}
    for finding in (finding for finding in leanos.findings if waivable(leanos, finding)):
        before = tree(root)
        assert done(capfd, root, finding.id, *WHY)[1:] == [f"  {finding.id} is waived until 2026-12-31"]
        left[finding.id] = tuple((where, WAIVED) for where, _ in left[finding.id])
        assert {one.id: one.states for one in audit_of(root).findings} == left
        after = tree(root)
        assert {name for name in after if after[name] != before.get(name)} == {"policy/waivers.yaml"}
        if "policy/waivers.yaml" in before:
            assert after["policy/waivers.yaml"][0].startswith(before["policy/waivers.yaml"][0])
