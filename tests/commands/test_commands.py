"""The commands as a shell meets them: exit codes, what goes to stdout and what to stderr, and the keys of the JSON."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auditor import __version__
from auditor.cli.main import main
from tests.reference.workspaces import dump

ROOT = Path(__file__).resolve().parents[2]
AS_OF = ("--as-of", "2026-11-23")
# As a shell has it: nothing that Python would take for an order.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
ENVIRONMENT["PYTHONPATH"] = str(ROOT)

DATAFLOWS: dict[str, Any] = {
    "organization": {"name": "Shop"},
    "data": {"orders": {"title": "Orders"}, "visits": {"title": "Visits"}},
    "deployments": {
        "east": {"title": "East", "residency": "IN", "law": ["none"]},
        "west": {"title": "West", "residency": "EU", "law": ["none"]},
    },
    "vendors": {
        "hoster": {"name": "Hoster", "kind": "hosting", "status": "active", "region": "IN"},
        "model": {"name": "Model", "kind": "ai_model", "status": "active", "region": "US"},
    },
    "systems": {
        "buyer": {"kind": "person"},
        "shop": {"kind": "application", "vendor": "none"},
    },
    "flows": {
        "buyer-to-shop": {"from": "buyer", "to": "shop", "data": ["orders", "visits"], "retention": "none"},
        "shop-to-hoster": {"from": "shop", "to": "hoster", "data": "inherited", "retention": "30d"},
        "shop-to-model": {"from": "shop", "to": "model", "data": ["visits"], "deployments": ["west"]},
    },
}


def rule(because: str = "A clause in words", **more: Any) -> dict[str, Any]:
    return {"title": "A rule", "because": [because], **more}


KEEPS = rule(forbid={"flow": {"data": "orders", "to": {"kind": "advertising"}}})
BREAKS = rule(forbid={"flow": {"data": "orders", "to": {"kind": "hosting"}}})
WAITS = {**rule(), "for": {"flow": {"to": {"kind": "ai_model"}}}, "require": {"retention": {"at_most": "30d"}}}


def workspace(root: Path, rules: dict[str, Any], **policy: Any) -> Path:
    dump(DATAFLOWS, {"rules": rules, **policy}, root)
    return root


def run(
    root: Path, *arguments: str, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments],
        cwd=root if cwd is None else cwd,
        env={**ENVIRONMENT, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


def said(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    """The same in this process: exit code, stdout, stderr."""
    try:
        code = main(arguments)
    except SystemExit as end:  # argparse
        code = int(end.code or 0)
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def report(capfdbinary: pytest.CaptureFixture[bytes], root: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """`auditor check --format json`: JSON alone on stdout, nothing on stderr."""
    given = arguments if "--as-of" in arguments else (*AS_OF, *arguments)
    code, out, err = said(capfdbinary, "check", str(root), "--format", "json", *given)
    assert err == ""
    document: dict[str, Any] = json.loads(out)
    return code, document


def ids(document: dict[str, Any]) -> list[str]:
    return [finding["id"] for finding in document["findings"]]


# ---- exit codes

SEVERITIES = ("note", "warning", "error")


@pytest.mark.parametrize("fail_on", [None, *SEVERITIES])
@pytest.mark.parametrize("severity", [None, *SEVERITIES])
@pytest.mark.parametrize("match", [KEEPS, BREAKS, WAITS], ids=["kept", "violated", "undecided"])
def test_the_gate(
    match: dict[str, Any], severity: str | None, fail_on: str | None, tmp_path: Path, capfdbinary: Any
) -> None:
    """Closed by what is violated or undecided at or above `--fail-on`; both are `error` where nothing is said."""
    written = match if severity is None else {**match, "severity": severity}
    told = () if fail_on is None else ("--fail-on", fail_on)
    code, document = report(capfdbinary, workspace(tmp_path, {"the-rule": written}), *told)
    reached = SEVERITIES.index(severity or "error") >= SEVERITIES.index(fail_on or "error")
    closed = match is not KEEPS and reached
    assert (code, document["gate"]) == ((1, "closed") if closed else (0, "open"))
    assert len(document["findings"]) == (match is not KEEPS)
    text_code, text, err = said(capfdbinary, "check", str(tmp_path), *AS_OF, *told)
    assert (text_code, err) == (code, "")
    assert text.splitlines()[-1].startswith(f"The gate is {document['gate']}: ")
    assert f"at or above `{fail_on or 'error'}`" in text.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["check", "--fail-on", "never"], "--fail-on"),
        (["check", "--fail-o", "note"], "--fail-o"),
        (["check", "--format", "xml"], "--format"),
        (["check", "--as-of", "2026-02-30"], "2026-02-30"),
        (["check", "--as-of", "23.11.2026"], "23.11.2026"),
        (["check", "--as-of", "20261123"], "20261123"),
        (["check", "--as-of", ""], "not a date"),
        (["check", "--as-of=--"], "--as-of"),
        (["check", "a", "b", "--format", "json"], "one workspace"),
        (["check", "--output"], "--output"),
        (["check", "--deployment"], "--deployment"),
        (["test", "--format", "json"], "--format"),
        (["diagram", "--format", "pdf"], "pdf"),
        (["diagram", "--view", "everything"], "not a view"),
        (["chek"], "chek"),
        ([], "COMMAND"),
    ],
)
def test_a_mistake_in_the_usage(arguments: list[str], word: str, capfdbinary: Any) -> None:
    code, out, err = said(capfdbinary, *arguments)
    assert (code, out) == (2, "")
    assert word in err
    assert "usage:" in err


def test_bad_input_and_nothing_to_check(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path / "a", {"the-rule": {**KEEPS, "titel": "x"}})
    assert report(capfdbinary, root)[0] == 2
    root = workspace(tmp_path / "b", {})
    code, document = report(capfdbinary, root)
    assert (code, [problem["message"] for problem in document["problems"]]) == (2, ["there is no rule to check"])


# ---- deployments


@pytest.mark.parametrize(
    ("wanted", "audited", "flows"),
    [
        ([], ["east", "west"], 3),
        (["east"], ["east"], 2),
        (["west"], ["west"], 3),
        (["west", "east"], ["east", "west"], 3),
        (["west", "west"], ["west"], 3),
    ],
)
def test_only_the_deployments_that_were_asked_for(
    wanted: list[str], audited: list[str], flows: int, tmp_path: Path, capfdbinary: Any
) -> None:
    root = workspace(tmp_path, {"breaks": BREAKS, "waits": WAITS})
    told = [word for name in wanted for word in ("--deployment", name)]
    code, document = report(capfdbinary, root, *told)
    assert code == 1
    found = {finding["id"]: finding["deployments"] for finding in document["findings"]}
    assert found["breaks@flows/shop-to-hoster/data=orders"] == audited
    assert found.get("waits@flows/shop-to-model/retention=unknown") == (["west"] if "west" in audited else None)
    assert document["summary"]["flows"] == flows
    head = said(capfdbinary, "check", str(root), *AS_OF, *told)[1].splitlines()[0]
    assert head == f"Shop as of 2026-11-23, in {', '.join(audited)}"


def test_a_deployment_without_findings_is_clean(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path, {"waits": WAITS})
    assert report(capfdbinary, root)[0] == 1
    assert report(capfdbinary, root, "--deployment", "east")[0] == 0


def test_an_unknown_deployment_is_wrong_also_beside_a_known_one(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path, {"waits": WAITS})
    code, document = report(capfdbinary, root, "--deployment", "east", "--deployment", "wset")
    assert code == 2
    assert document["problems"] == [
        {
            "message": "unknown deployment `wset`",
            "location": None,
            "hint": "did you mean `west`? the deployments are east, west",
        }
    ]


# ---- the day


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-11-23", "waived"), ("2026-12-31", "waived"), ("2027-01-01", "violated"), ("2027-06-01", "violated")],
)
def test_a_waiver_holds_to_the_end_of_its_last_day(day: str, state: str, tmp_path: Path, capfdbinary: Any) -> None:
    waiver = {
        "finding": ["breaks@flows/shop-to-hoster/data=orders"],
        "reason": "It moves at the end of the year.",
        "owner": "founder",
        "ticket": "1234",
        "expires": "2026-12-31",
    }
    root = workspace(tmp_path, {"breaks": BREAKS}, waivers={"until-new-year": waiver})
    code, document = report(capfdbinary, root, "--as-of", day)
    finding = next(finding for finding in document["findings"] if finding["rule"] == "breaks")
    assert finding["state"] == state
    assert code == (0 if state == "waived" else 1)
    assert document["as_of"] == day
    expired = [finding["id"] for finding in document["findings"] if finding["rule"] == "expired-waiver"]
    assert bool(expired) is (state == "violated")
    if state == "waived":
        assert finding["waiver"] == {
            "id": "until-new-year",
            "reason": "It moves at the end of the year.",
            "owner": "founder",
            "approved_by": None,
            "ticket": "1234",
            "granted": None,
            "expires": "2026-12-31",
        }
    else:
        assert finding["waiver"] is None


@pytest.mark.parametrize(
    ("country", "day", "transfer"),
    [
        ("GB", "2021-06-27", "missing"),
        ("GB", "2021-06-28", "adequate"),
        ("GB", "2031-12-27", "adequate"),
        ("GB", "2031-12-28", "missing"),
        ("BR", "2026-01-25", "missing"),
        ("BR", "2026-01-26", "adequate"),
        ("US", "2026-11-23", "missing"),
        ("NO", "2026-11-23", "domestic"),
    ],
)
def test_adequacy_is_that_of_the_day(country: str, day: str, transfer: str, tmp_path: Path, capfdbinary: Any) -> None:
    vendor = {"name": "Abroad", "kind": "hosting", "country": country, "region": country}
    dataflows = {
        **DATAFLOWS,
        "deployments": {"eu": {"title": "EU", "residency": "EU", "law": ["gdpr"]}},
        "vendors": {"abroad": {**vendor, "transfer": {"mechanism": "none"}}},
        "flows": {"out": {"from": "buyer", "to": "abroad", "data": ["orders"]}},
    }
    only = {name: rule(forbid={"flow": {"transfer": name}}) for name in ("missing", "adequate", "domestic")}
    dump(dataflows, {"rules": only}, tmp_path)
    _, document = report(capfdbinary, tmp_path, "--as-of", day)
    assert [name for name in ids(document) if "transfer=" in name] == [f"{transfer}@flows/out/transfer={transfer}"]


# ---- where the output goes


@pytest.mark.parametrize("form", ["text", "json"])
def test_output_writes_the_file_and_prints_nothing(form: str, tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path / "w", {"breaks": BREAKS})
    target = tmp_path / "new" / "report"
    code, printed, err = said(capfdbinary, "check", str(root), *AS_OF, "--format", form)
    assert (code, err) == (1, "")
    assert said(capfdbinary, "check", str(root), *AS_OF, "--format", form, "--output", str(target)) == (1, "", "")
    assert target.read_bytes() == printed.encode()
    assert [path.name for path in target.parent.iterdir()] == ["report"]


def test_output_replaces_what_was_there(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path / "w", {"breaks": BREAKS})
    target = tmp_path / "report"
    target.write_text("old " * 100_000)
    assert said(capfdbinary, "check", str(root), *AS_OF, "--output", str(target))[0] == 1
    assert target.read_text(encoding="utf-8").startswith("Shop as of 2026-11-23")
    assert "old" not in target.read_text(encoding="utf-8")


def test_problems_as_json_go_to_the_output_too(tmp_path: Path, capfdbinary: Any) -> None:
    target = tmp_path / "report.json"
    told = ("check", str(tmp_path), "--format", "json", "--output", str(target))
    assert said(capfdbinary, *told) == (2, "", "")
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "auditor/problems/1"


def test_a_directory_is_no_output(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path / "w", {"breaks": BREAKS})
    code, out, err = said(capfdbinary, "check", str(root), *AS_OF, "--output", str(root / "policy"))
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert (root / "policy" / "all.yaml").exists()
    assert sorted(path.name for path in root.iterdir()) == ["dataflows", "policy"]


# ---- the JSON

TOP = {"schema", "as_of", "workspace", "gate", "summary", "findings", "fixed", "promises"}
SUMMARY = {"flows", "systems", "vendors", "rules", "violated", "undecided", "waived", "warnings", "missing_facts"}
FINDING = {
    "id", "rule", "severity", "state", "message", "because", "resolve", "location", "related", "deployments",
    "witness", "conditions", "missing", "introduced", "waiver", "fingerprint",
}  # fmt: skip
PLACE = {"file", "line", "column"}


def _place(place: dict[str, Any]) -> None:
    assert isinstance(place["file"], str)
    assert re.fullmatch(r"[^/\\].*", place["file"])
    assert isinstance(place["line"], int)
    assert isinstance(place["column"], int)
    assert place["line"] >= 1
    assert place["column"] >= 1


def _finding(finding: dict[str, Any]) -> None:
    assert set(finding) == FINDING
    assert set(finding["location"]) == PLACE
    _place(finding["location"])
    for related in finding["related"]:
        assert set(related) == PLACE | {"message"}
        _place(related)
    for asked in finding["conditions"]:
        assert set(asked) == {"attribute", "wanted", "found", "answer"}
        assert all(isinstance(value, str) for value in asked.values())
        assert asked["answer"] in ("yes", "no", "unknown")
    for key in ("because", "deployments", "witness", "missing"):
        assert all(isinstance(word, str) for word in finding[key])
    assert finding["deployments"]
    assert finding["severity"] in SEVERITIES
    assert finding["state"] in ("violated", "undecided", "waived")
    assert finding["fingerprint"] == hashlib.sha256(finding["id"].encode()).hexdigest()[:32]
    assert finding["id"].startswith(f"{finding['rule']}@")
    assert bool(finding["waiver"]) is (finding["state"] == "waived")
    assert finding["introduced"] is None
    assert finding["resolve"] is None or isinstance(finding["resolve"], str)


def shape(document: dict[str, Any]) -> None:
    """Exactly the keys of the format, at every level, and what they may hold."""
    assert set(document) == TOP
    assert document["schema"] == "auditor/findings/1"
    assert set(document["summary"]) == SUMMARY
    assert all(type(count) is int for count in document["summary"].values())
    assert re.fullmatch(r"[0-9a-f]{64}", document["workspace"])
    assert document["fixed"] == []
    for finding in document["findings"]:
        _finding(finding)
    assert ids(document) == sorted(set(ids(document)))
    for promise in document["promises"]:
        assert set(promise) == {"id", "status", "basis", "rules"}
        assert promise["status"] in ("kept", "broken", "undecided", "waived", "not_checked", "not_enforced")
        assert promise["basis"] in ("declared", "evidence", "observed")
    for state in ("violated", "undecided", "waived"):
        assert document["summary"][state] == sum(finding["state"] == state for finding in document["findings"])


def test_the_keys_of_the_json(tmp_path: Path, capfdbinary: Any) -> None:
    """A workspace with one finding of each state, and a promise of each status that there can be."""
    said_ = {"says": "We said so.", "source": "Page"}
    ignores = rule("ignored", forbid={"flow": {"data": "visits", "to": {"kind": "hosting"}}})
    promises = {
        "kept": said_,
        "broken": said_,
        "undecided": said_,
        "ignored": said_,
        "empty": said_,
        "words": {**said_, "not_enforced": "A term of the contract."},
    }
    rules = {
        "keeps": {**KEEPS, "because": ["kept"]},
        "breaks": {**BREAKS, "because": ["broken"], "resolve": "Do not."},
        "waits": {**WAITS, "because": ["undecided"]},
        "waived": ignores,
        "no-row": rule("empty", **{"for": {"flow": {"to": {"kind": "backup"}}}, "require": {"retention": "none"}}),
    }
    waiver = {
        "finding": ["waived@flows/shop-to-hoster/data=visits"],
        "reason": "Accepted.",
        "owner": "founder",
        "expires": "2026-12-01",
    }
    root = workspace(tmp_path, rules, promises=promises, waivers={"accepted": waiver})
    code, document = report(capfdbinary, root)
    shape(document)
    assert code == 1
    assert document["gate"] == "closed"
    assert document["summary"] == {
        "flows": 3, "systems": 4, "vendors": 2, "rules": 5, "violated": 1, "undecided": 1, "waived": 1, "warnings": 0,
        "missing_facts": 1,
    }  # fmt: skip
    assert {promise["id"]: promise["status"] for promise in document["promises"]} == {
        "kept": "kept",
        "broken": "broken",
        "undecided": "undecided",
        "ignored": "waived",
        "empty": "not_checked",
        "words": "not_enforced",
    }
    breaks, waits, _ = document["findings"]
    assert (breaks["state"], breaks["severity"], breaks["because"], breaks["resolve"]) == (
        "violated",
        "error",
        ["broken"],
        "Do not.",
    )
    assert breaks["deployments"] == ["east", "west"]
    assert breaks["witness"] == ["buyer-to-shop", "shop-to-hoster"]
    assert breaks["conditions"] == [
        {"attribute": "data", "wanted": "orders", "found": "orders", "answer": "yes"},
        {"attribute": "to.kind", "wanted": "hosting", "found": "hosting", "answer": "yes"},
    ]
    assert breaks["missing"] == []
    assert (waits["missing"], waits["deployments"]) == (["flows/shop-to-model/retention"], ["west"])


def test_the_keys_of_the_json_of_leanos(capfdbinary: Any) -> None:
    code, document = report(capfdbinary, ROOT)
    assert code == 1
    assert len(document["findings"]) > 10
    shape(document)


def test_the_keys_of_the_problems(tmp_path: Path, capfdbinary: Any) -> None:
    rules = {"breaks": {**BREAKS, "severity": "fatal"}, "waits": {**WAITS, "bcause": []}}
    code, document = report(capfdbinary, workspace(tmp_path, rules), "--deployment", "nowhere")
    assert code == 2
    assert set(document) == {"schema", "problems"}
    assert document["schema"] == "auditor/problems/1"
    assert len(document["problems"]) >= 3
    for problem in document["problems"]:
        assert set(problem) == {"message", "location", "hint"}
        assert problem["message"]
        assert problem["hint"] is None or problem["hint"]
        if problem["location"] is not None:
            assert set(problem["location"]) == PLACE
            _place(problem["location"])
    assert [problem["location"] is None for problem in document["problems"]].count(True) == 1


def test_json_is_ascii_and_ends_its_line(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path, {"breaks": {**BREAKS, "title": "Gr\u00fc\u00dfe \u202e\U0001f600"}})
    _, out, _ = said(capfdbinary, "check", str(root), *AS_OF, "--format", "json")
    assert out.isascii()
    assert out.endswith("}\n")
    assert "Gr\u00fc\u00dfe \u202e\U0001f600" in json.loads(out)["findings"][0]["message"]


# ---- auditor test

VIOLATES = {"data": ["orders"], "to": {"kind": "hosting"}}
COMPLIES = {"data": ["visits"], "to": {"kind": "hosting"}}


def examples(violates: list[Any], complies: list[Any], of: dict[str, Any] = BREAKS) -> dict[str, Any]:
    return {**of, "examples": {"violates": violates, "complies": complies}}


def test_examples_that_pass(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path, {"breaks": examples([VIOLATES], [COMPLIES])})
    assert said(capfdbinary, "test", str(root)) == (0, "2 examples passed, 0 failed, of 1 rules.\n", "")


@pytest.mark.parametrize(
    ("violates", "complies", "shown"),
    [
        ([COMPLIES], [], "an example under `violates` keeps it"),
        ([], [VIOLATES], "an example under `complies` violates the rule"),
        ([], [{"data": ["orders"]}], "an example under `complies` leaves it undecided"),
        ([{"to": {"kind": "hosting"}}], [], "an example under `violates` leaves it undecided"),
        ([{"data": ["orders"], "to": {"kind": "unknown"}}], [], "an example under `violates` leaves it undecided"),
        ([{"data": "unknown", "to": {"kind": "hosting"}}], [], "an example under `violates` leaves it undecided"),
        ([{}], [], "an example under `violates` leaves it undecided"),
    ],
)
def test_an_example_that_fails(
    violates: list[Any], complies: list[Any], shown: str, tmp_path: Path, capfdbinary: Any
) -> None:
    root = workspace(tmp_path, {"breaks": examples(violates, complies), "keeps": examples([], [COMPLIES], KEEPS)})
    code, out, err = said(capfdbinary, "test", str(root))
    assert (code, err) == (1, "")
    first, place, *rest = out.splitlines()
    assert first.startswith(f"failed[breaks]: {shown}")
    assert re.fullmatch(r"  --> policy/all\.yaml:\d+:\d+", place)
    line = int(place.split(":")[1])
    text = (root / "policy" / "all.yaml").read_text(encoding="utf-8").splitlines()[line - 1]
    assert "{" in text
    assert rest == ["1 examples passed, 1 failed, of 2 rules."]


def test_rules_without_an_example_are_listed(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path, {"waits": WAITS, "breaks": examples([VIOLATES], []), "keeps": KEEPS})
    code, out, err = said(capfdbinary, "test", str(root))
    assert (code, err) == (0, "")
    untested = next(line for line in out.splitlines() if line.startswith("no example: "))
    assert sorted(untested.removeprefix("no example: ").split(", ")) == ["keeps", "waits"]
    assert out.endswith("1 examples passed, 0 failed, of 1 rules.\n")


def test_no_example_at_all_is_nothing_tested(tmp_path: Path, capfdbinary: Any) -> None:
    code, out, err = said(capfdbinary, "test", str(workspace(tmp_path, {"keeps": KEEPS})))
    assert (code, out) == (2, "")
    assert "no rule has an example" in err


def test_what_is_said_when_nothing_was_tested_is_a_line(tmp_path: Path, capfdbinary: Any) -> None:
    assert said(capfdbinary, "test", str(workspace(tmp_path, {"keeps": KEEPS})))[2].endswith("\n")


def test_bad_input_is_wrong_for_every_command(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path, {"breaks": {**BREAKS, "titel": "x"}})
    for command in ("check", "test", "diagram"):
        code, out, err = said(capfdbinary, command, str(root))
        assert (code, out) == (2, "")
        assert "titel" in err
        assert "did you mean `title`?" in err


@pytest.mark.parametrize(
    "example",
    [
        {"data": ["orders", "never_declared"], "to": {"kind": "hosting"}},
        {"data": ["orders.one.two"], "to": {"kind": "hosting"}},
        {"data": ["orders"], "to": {"kind": "hosting", "id": "somewhere-else", "vendor": {"id": "somebody"}}},
        {"data": ["orders"], "to": {"kind": "hosting"}, "deployment": "north"},
        {"data": ["orders"], "to": {"kind": ["backup", "hosting"]}, "controls": ["our own control"]},
    ],
)
def test_what_an_example_names_need_not_be_declared(example: dict[str, Any], tmp_path: Path, capfdbinary: Any) -> None:
    code, out, err = said(capfdbinary, "test", str(workspace(tmp_path, {"breaks": examples([example], [])})))
    assert (code, out, err) == (0, "1 examples passed, 0 failed, of 1 rules.\n", "")


@pytest.mark.parametrize(
    ("example", "word"),
    [
        ({"dat": ["orders"]}, "data"),
        ({"to": {"kind": "hostin"}}, "hosting"),
        ({"region": "aws/eu-wst-1"}, "aws/eu-west-1"),
        ({"retention": "30m"}, "30min or 30mo"),
    ],
)
def test_other_words_of_an_example_are_closed(
    example: dict[str, Any], word: str, tmp_path: Path, capfdbinary: Any
) -> None:
    code, out, err = said(capfdbinary, "test", str(workspace(tmp_path, {"breaks": examples([example], [])})))
    assert (code, out) == (2, "")
    assert word in err


def test_examples_need_no_flow(tmp_path: Path, capfdbinary: Any) -> None:
    dump({**DATAFLOWS, "flows": {}}, {"rules": {"breaks": examples([VIOLATES], [COMPLIES])}}, tmp_path)
    assert said(capfdbinary, "test", str(tmp_path))[0] == 0


# ---- the process


def test_the_version_and_the_help() -> None:
    done = run(ROOT, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"auditor {__version__}\n".encode(), b"")
    done = run(ROOT, "--help")
    assert (done.returncode, done.stderr) == (0, b"")
    for word in (b"check", b"diagram", b"test", b"Exit codes: 0 clean; 1 the gate is closed; 2"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("check", ["--as-of", "--deployment", "--fail-on", "--format", "--output", "DIR"]),
        (
            "diagram",
            ["--as-of", "--dark", "--deployment", "--format", "--output", "--view", "data=ID", "matrix", "DIR"],
        ),
        ("test", ["--as-of", "DIR"]),
    ],
)
def test_every_command_has_its_help(command: str, options: list[str], capfdbinary: Any) -> None:
    code, out, err = said(capfdbinary, command, "--help")
    assert (code, err) == (0, "")
    for option in options:
        assert option in out
    assert "Exit codes" in out


@pytest.mark.parametrize(
    "arguments", [("check", "--format", "json"), ("check",), ("test",), ("diagram", "--format", "dot"), ("diagram",)]
)
def test_the_same_bytes_from_another_directory(arguments: tuple[str, ...], tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", {"breaks": examples([VIOLATES], [COMPLIES]), "waits": WAITS})
    (tmp_path / "else").mkdir()
    command, *rest = arguments
    inside = run(root, command, *rest, *AS_OF)
    assert inside.returncode in (0, 1)
    assert len(inside.stdout) > 30
    for directory, cwd in ((str(root), tmp_path / "else"), ("../w", tmp_path / "else"), ("w/", tmp_path), (".", root)):
        done = run(root, command, directory, *rest, *AS_OF, cwd=cwd)
        assert (done.returncode, done.stdout, done.stderr) == (inside.returncode, inside.stdout, inside.stderr)
        assert str(tmp_path).encode() not in done.stdout


def test_today_is_the_default_day(tmp_path: Path) -> None:
    """It is a day of this process's own time, in UTC."""
    from datetime import UTC, datetime

    root = workspace(tmp_path, {"keeps": KEEPS})
    before = datetime.now(UTC).date().isoformat()
    done = run(root, "check", "--format", "json", environment={"TZ": "Pacific/Kiritimati"})
    after = datetime.now(UTC).date().isoformat()
    assert before <= json.loads(done.stdout)["as_of"] <= after


def closed_pipe(root: Path, *arguments: str) -> tuple[int, bytes]:
    """Exit code and stderr of a command whose reader is gone before it writes."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", *arguments],
            cwd=root,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=write,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(write)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["check", "--help"],
        ["check"],
        ["check", "--format", "json"],
        ["diagram"],
        ["diagram", "--format", "dot"],
        ["test"],
        ["check", "--format", "json", "--deployment", "nowhere"],
    ],
    ids=" ".join,
)
def test_a_reader_that_is_gone_is_no_error(arguments: list[str], tmp_path: Path) -> None:
    root = workspace(tmp_path, {"breaks": examples([VIOLATES], [COMPLIES])})
    assert closed_pipe(root, *arguments)[1] == b""


def test_a_reader_of_one_line(tmp_path: Path) -> None:
    """`auditor check | head -1` of a report that no pipe holds: the line, and a quiet end."""
    flows = {f"flow-{i}": {"from": "shop", "to": "hoster", "data": ["orders"], "retention": "1d"} for i in range(2_000)}
    dump({**DATAFLOWS, "flows": {**DATAFLOWS["flows"], **flows}}, {"rules": {"breaks": BREAKS}}, tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "auditor", "check", *AS_OF],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        line = process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    assert process.wait(timeout=60) in (0, 1)
    assert line == b"Shop as of 2026-11-23, in east, west\n"
    assert err == b""
