"""`auditor waive --all-known`: whoever starts with many findings accepts them for a while, exactly as they are."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import audit
from auditor.cli.main import main
from tests.formats.everything import write_many

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)
WHY = ("--reason", "Found at the start.", "--owner", "me", "--expires", "2027-03-31", "--as-of", TODAY.isoformat())
RULES = """\
rules:
  free: {title: Free, because: [it is so], forbid: {flow: {to: host}}}
  free-too: {title: The same, because: [it is so], forbid: {flow: {to: host}}}
  never: {title: Never, because: [it is so], waivable: false, forbid: {flow: {to: mail}}}
  ignored: {title: Ignored, because: [it is so], on_unknown: ignore, forbid: {flow: {retention: 1d}}}
"""


def waive(capfd: Any, root: Path, *arguments: str) -> tuple[int, str, str]:
    code = main(["waive", *arguments, "--dir", str(root)])
    out, err = capfd.readouterr()
    return code, out, err


def copied(root: Path, tmp_path: Path) -> Path:
    for folder in ("dataflows", "policy"):
        shutil.copytree(root / folder, tmp_path / "w" / folder)
    return tmp_path / "w"


def shop(root: Path) -> Path:
    (root / "dataflows").mkdir(parents=True)
    (root / "policy").mkdir()
    vendors = "  host: {name: H, kind: cdn}\n  mail: {name: M, kind: email}\n"
    flows = "".join(f"  to-{end}: {{from: user, to: {end}, data: [photo]}}\n" for end in ("host", "mail"))
    text = "organization: {name: S}\ndata: {photo: {title: P}}\nsystems: {user: {kind: person}}\n"
    text += f"vendors:\n{vendors}"
    (root / "dataflows/all.yaml").write_text(f"{text}flows:\n{flows}", encoding="utf-8")
    (root / "policy/all.yaml").write_text(RULES, encoding="utf-8")
    return root


def test_afterwards_the_gate_is_open_and_every_waiver_is_exact(tmp_path: Path, capfd: Any) -> None:
    root = tmp_path / "many"
    write_many(root, 400)
    before = audit(root, TODAY)
    code, out, err = waive(capfd, root, "--all-known", *WHY)
    assert (code, err) == (0, "")
    after = audit(root, TODAY)
    assert not after.gate_closed
    assert {each.id for each in after.findings} == {each.id for each in before.findings}
    assert {each.state for each in after.findings} == {"waived"}
    assert out.count(" is waived until 2027-03-31") == len(before.findings)
    for name, waiver in after.workspace.waivers.items():
        covered = [each for each in before.findings if each.id in waiver.finding]
        assert len(covered) == len(waiver.finding)
        (rule,) = {each.rule for each in covered}
        assert name.startswith(rule)
        assert {each.state for each in covered} == {waiver.state}
        assert waiver.deployments is not None
        for each in covered:
            assert set(each.deployments) == set(waiver.deployments)
            assert {asked.attribute: asked.found for asked in each.conditions} == waiver.found
        assert (waiver.reason, waiver.owner, waiver.granted, waiver.expires) == (
            "Found at the start.", "me", TODAY, date(2027, 3, 31),
        )  # fmt: skip


def test_the_real_page(tmp_path: Path, capfd: Any) -> None:
    root = copied(ROOT, tmp_path)
    before = audit(root, TODAY)
    assert waive(capfd, root, "--all-known", *WHY)[0] == 0
    after = audit(root, TODAY)
    stays = {each.id for each in after.findings if each.state != "waived"}
    rules = before.workspace.rules
    assert stays == {each.id for each in before.findings if each.rule in rules and not rules[each.rule].waivable}
    written = (root / "policy/waivers.yaml").read_text(encoding="utf-8")
    names = [line.strip().rstrip(":") for line in written.splitlines() if line.startswith("  ") and line[2] != " "]
    assert list(after.workspace.waivers) == names  # those of a rule stand together
    rules_of = [min(waiver.finding).partition("@")[0] for waiver in after.workspace.waivers.values()]
    assert rules_of == sorted(rules_of)


def test_what_cannot_be_waived_is_said(tmp_path: Path, capfd: Any) -> None:
    root = shop(tmp_path / "w")
    code, out, _ = waive(capfd, root, "--all-known", *WHY)
    assert code == 0
    assert "free@flows/to-host/to=host is waived until 2027-03-31" in out
    assert out.endswith("never@flows/to-mail/to=mail stays open: it cannot be waived\n")
    assert "ignored" not in out
    waivers = audit(root, TODAY).workspace.waivers.values()
    assert [len({each.partition("@")[0] for each in waiver.finding}) for waiver in waivers] == [1, 1]
    assert [each.id for each in audit(root, TODAY).findings if each.state != "waived"] == [
        "never@flows/to-mail/to=mail"
    ]
    written = (root / "policy/waivers.yaml").read_bytes()
    assert waive(capfd, root, "--all-known", *WHY) == (
        0, "There is nothing to waive.\nnever@flows/to-mail/to=mail stays open: it cannot be waived\n", "",
    )  # fmt: skip
    assert (root / "policy/waivers.yaml").read_bytes() == written


def test_a_waiver_wakes_with_what_it_covers(tmp_path: Path, capfd: Any) -> None:
    root = tmp_path / "many"
    write_many(root, 8)
    assert waive(capfd, root, "--all-known", *WHY)[0] == 0
    (file,) = (path for path in (root / "dataflows").rglob("*.yaml") if "31d" in path.read_text(encoding="utf-8"))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("31d", "99d", 1), encoding="utf-8")
    woken = [each.id for each in audit(root, TODAY).findings if each.state != "waived"]
    assert len(woken) == 2
    assert sum("retention=99d" in each for each in woken) == 1
    assert sum(each.startswith("unused-waiver@") for each in woken) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--all-known", "free@flows/to-host/to=host", *WHY), "name the findings, or take all with --all-known"),
        (WHY, "name the findings, or take all with --all-known"),
        (("--all-known", *WHY, "--expires", "2027-11-24"), "a waiver lasts at most a year"),
        (("--all-known", *WHY, "--expires", "2026-11-22"), "the waiver would have ended on 2026-11-22"),
        (("--all-known", *WHY, "--owner", " "), "`--owner` is empty"),
        (("--all-known", *WHY, "--deployment", "eu"), "unknown deployment `eu`"),
        (("--all-known", *WHY, "--file", "dataflows/x.yaml"), "`dataflows/x.yaml` is no file for waivers"),
    ],
)
def test_mistakes(tmp_path: Path, arguments: tuple[str, ...], message: str, capfd: Any) -> None:
    root = shop(tmp_path / "w")
    code, out, err = waive(capfd, root, *arguments)
    assert (code, out) == (2, "")
    assert f"error: {message}\n" in err
    assert not (root / "policy/waivers.yaml").exists()


def test_one_deployment_and_a_name_for_all(tmp_path: Path, capfd: Any) -> None:
    root = shop(tmp_path / "w")
    (root / "dataflows/d.yaml").write_text("deployments: {eu: {title: EU}, us: {title: US}}\n", encoding="utf-8")
    code, out, _ = waive(capfd, root, "--all-known", *WHY, "--deployment", "eu", "--id", "start")
    assert code == 0
    assert "free@flows/to-host/to=host is waived until 2027-03-31, only in eu; open in us" in out
    main(["check", str(root), "--as-of", TODAY.isoformat(), "--format", "json", "--deployment", "eu"])
    open_ = [each for each in json.loads(capfd.readouterr().out)["findings"] if each["state"] != "waived"]
    assert [each["rule"] for each in open_] == ["never"]
    assert "start" in audit(root, TODAY).workspace.waivers
