"""The packs that ship, and `extends`: their rules can fire, and a workspace takes them from where it says."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.audit import Audit, audit
from auditor.cli.main import main
from auditor.location import InvalidInput, Problem
from auditor.workspace.packs import packs
from tests.reference.workspaces import AS_OF, dump

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "auditor" / "packs").glob("*.y*ml"))
RULES = [
    (file.stem, name, rule)
    for file in FILES
    for name, rule in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)["rules"].items()
]

DATAFLOWS: dict[str, Any] = {
    "data": {"orders": {"title": "Orders"}},
    "deployments": {"eu": {"title": "EU", "residency": "EU", "law": ["gdpr"]}},
    "vendors": {"host": {"name": "Host", "kind": "hosting", "country": "US", "region": "US"}},
    "systems": {"buyer": {"kind": "person"}},
    "flows": {"out": {"from": "buyer", "to": "host", "data": ["orders"], "trigger": "user_request"}},
}
ANY_RULE = {"title": "A rule", "because": ["A clause in words"], "forbid": {"flow": {"to": {"kind": "advertising"}}}}


def vendor(**facts: Any) -> dict[str, Any]:
    return {**DATAFLOWS, "vendors": {"host": {**DATAFLOWS["vendors"]["host"], **facts}}}


def found(root: Path, policy: dict[str, Any], dataflows: dict[str, Any] = DATAFLOWS) -> Audit:
    dump(dataflows, policy, root)
    return audit(root, AS_OF)


def ids(audited: Audit) -> dict[str, str]:
    """The states of the findings; of the built-in ones none is wanted here."""
    return {finding.id: finding.state for finding in audited.findings}


def problems(root: Path, policy: dict[str, Any]) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as caught:
        found(root, policy)
    return caught.value.problems


# ---- what ships


def test_there_are_packs() -> None:
    assert "gdpr-transfers" in packs()
    assert list(packs()) == [file.stem for file in FILES]
    assert RULES


@pytest.mark.parametrize(("pack", "name", "rule"), RULES, ids=[f"{pack}-{name}" for pack, name, _ in RULES])
def test_every_rule_has_examples_of_both_kinds(pack: str, name: str, rule: dict[str, Any]) -> None:
    assert rule["examples"]["violates"]
    assert rule["examples"]["complies"]
    assert rule["title"]
    assert rule["resolve"]
    assert all(" " in clause for clause in rule["because"])  # a pack has no promises of its own


@pytest.mark.parametrize("pack", packs())
def test_the_examples_of_a_pack_pass(pack: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dump(DATAFLOWS, {"extends": [pack]}, tmp_path)
    assert main(["test", str(tmp_path)]) == 0
    out, err = capfd.readouterr()
    rules = [rule for of, _, rule in RULES if of == pack]
    number = sum(len(rule["examples"]["violates"]) + len(rule["examples"]["complies"]) for rule in rules)
    assert (out, err) == (f"{number} examples passed, 0 failed, of {len(rules)} rules.\n", "")


@pytest.mark.parametrize("pack", packs())
def test_a_pack_is_policy_alone(pack: str, tmp_path: Path) -> None:
    """It brings rules, and all of them; it waives nothing and promises nothing."""
    audited = found(tmp_path, {"extends": [pack]})
    assert set(audited.workspace.rules) == {name for of, name, _ in RULES if of == pack}
    assert not audited.workspace.waivers
    assert not audited.promises


# ---- gdpr-transfers

GROUND = "transfer-has-a-ground@flows/out/transfer"
DEROGATION = "derogations-are-exceptions@flows/out/transfer=derogation"
TRANSFERS: dict[str, Any] = {"extends": ["gdpr-transfers"]}


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"transfer": {"mechanism": "none"}}, {f"{GROUND}=missing": "violated"}),
        ({"region": "global", "transfer": {"mechanism": "none"}}, {f"{GROUND}=missing": "violated"}),
        ({"region": "DE", "transfer": {"mechanism": "none"}}, {f"{GROUND}=missing": "violated"}),
        ({"country": "DE", "transfer": {"mechanism": "none"}}, {f"{GROUND}=missing": "violated"}),
        ({"country": "DE", "region": "aws/eu-west-2", "transfer": {"mechanism": "none"}}, {}),
        ({"country": "DE", "region": "aws/eu-west-1"}, {}),
        ({"country": "CH", "region": "CH"}, {}),
        ({"transfer": {"mechanism": ["scc"]}}, {}),
        ({"transfer": {"mechanism": ["dpf"]}}, {}),
        ({"transfer": {"mechanism": ["bcr"]}}, {}),
        ({"transfer": {"mechanism": ["derogation"]}}, {DEROGATION: "violated"}),
    ],
)
def test_a_transfer_has_a_ground(facts: dict[str, Any], wanted: dict[str, str], tmp_path: Path) -> None:
    assert ids(found(tmp_path, TRANSFERS, vendor(**facts))) == wanted


def test_a_transfer_of_which_nothing_is_declared_is_undecided(tmp_path: Path) -> None:
    audited = found(tmp_path, TRANSFERS)
    states = ids(audited)
    assert states[f"{GROUND}=unknown"] == "undecided"
    assert set(states.values()) == {"undecided"}
    severities = {finding.rule: finding.severity for finding in audited.findings}
    assert severities["transfer-has-a-ground"] == "error"
    assert severities.get("derogations-are-exceptions", "warning") == "warning"
    assert audited.gate_closed


@pytest.mark.parametrize("law", ["none", "dpdp", "ccpa", "hipaa"])
def test_under_other_laws_a_transfer_is_free(law: str, tmp_path: Path) -> None:
    dataflows = vendor(transfer={"mechanism": "none"})
    dataflows["deployments"] = {"one": {"title": "One", "law": [law]}}
    assert ids(found(tmp_path, TRANSFERS, dataflows)) == {}


@pytest.mark.parametrize("law", ["uk_gdpr", "fadp"])
def test_the_laws_of_which_no_list_ships(law: str, tmp_path: Path) -> None:
    """A ground that is declared holds; without one nobody can say."""
    dataflows = vendor(transfer={"mechanism": "none"})
    dataflows["deployments"] = {"one": {"title": "One", "law": [law]}}
    states = ids(found(tmp_path, TRANSFERS, dataflows))
    assert states.get(f"{GROUND}=unknown") == "undecided"
    assert f"{GROUND}=missing" not in states


@pytest.mark.parametrize("trigger", ["user_request", "scheduled", "event", "continuous"])
def test_a_derogation_is_for_nothing_that_repeats(trigger: str, tmp_path: Path) -> None:
    dataflows = vendor(transfer={"mechanism": ["derogation"]})
    dataflows["flows"] = {"out": {**DATAFLOWS["flows"]["out"], "trigger": trigger}}
    audited = found(tmp_path, TRANSFERS, dataflows)
    assert ids(audited) == {DEROGATION: "violated"}
    assert audited.findings[0].severity == "warning"
    assert not audited.gate_closed


def test_the_place_of_a_packs_rule_is_the_pack(tmp_path: Path) -> None:
    audited = found(tmp_path, TRANSFERS, vendor(transfer={"mechanism": "none"}))
    related = [place.location for place in audited.findings[0].related]
    lines = FILES[0].read_text(encoding="utf-8").splitlines()
    number = next(i for i, line in enumerate(lines, 1) if line.startswith("  transfer-has-a-ground:"))
    assert ("pack gdpr-transfers", number, 3) in [(place.file, place.line, place.column) for place in related]


# ---- promises


@pytest.mark.parametrize(
    ("mechanism", "status"), [("none", "broken"), (["scc"], "kept"), ("unknown", "undecided")], ids=str
)
def test_a_promise_is_enforced_by_the_rule_of_a_pack(mechanism: Any, status: str, tmp_path: Path) -> None:
    promise = {"says": "With safeguards.", "source": "DPA", "enforced_by": ["transfer-has-a-ground"]}
    policy = {**TRANSFERS, "promises": {"safeguards": promise}}
    audited = found(tmp_path, policy, vendor(transfer={"mechanism": mechanism}))
    kept = audited.promises[0]
    assert (kept.id, kept.status, list(kept.rules)) == ("safeguards", status, ["transfer-has-a-ground"])
    assert "unenforced-promise@promises/safeguards" not in ids(audited)


def test_a_promise_that_no_rule_enforces_is_found_though_there_is_a_pack(tmp_path: Path) -> None:
    policy = {**TRANSFERS, "promises": {"safeguards": {"says": "With safeguards.", "source": "DPA"}}}
    audited = found(tmp_path, policy, vendor(transfer={"mechanism": ["scc"]}))
    assert ids(audited) == {"unenforced-promise@promises/safeguards": "undecided"}


def test_enforced_by_a_rule_that_nobody_knows(tmp_path: Path) -> None:
    promise = {"says": "With safeguards.", "source": "DPA", "enforced_by": ["transfer-has-ground"]}
    told = problems(tmp_path, {**TRANSFERS, "promises": {"safeguards": promise}})
    assert [problem.message for problem in told] == ["unknown rule `transfer-has-ground`"]
    assert "did you mean `transfer-has-a-ground`?" in (told[0].hint or "")


def test_without_the_pack_its_rule_is_not_known(tmp_path: Path) -> None:
    promise = {"says": "With safeguards.", "source": "DPA", "enforced_by": ["transfer-has-a-ground"]}
    told = problems(tmp_path, {"rules": {"any": ANY_RULE}, "promises": {"safeguards": promise}})
    assert [problem.message for problem in told] == ["unknown rule `transfer-has-a-ground`"]


# ---- what may be extended


def test_an_unknown_pack_and_the_nearest_one(tmp_path: Path) -> None:
    told = problems(tmp_path, {"extends": ["gdpr-transfer"], "rules": {"any": ANY_RULE}})
    assert len(told) == 1
    assert told[0].message == "unknown pack `gdpr-transfer`"
    assert "did you mean `gdpr-transfers`?" in (told[0].hint or "")
    assert told[0].location is not None
    assert told[0].location.file == "policy/all.yaml"


def test_a_packs_rule_may_not_be_redefined(tmp_path: Path) -> None:
    told = problems(tmp_path, {**TRANSFERS, "rules": {"transfer-has-a-ground": ANY_RULE}})
    assert len(told) == 1
    assert "transfer-has-a-ground" in told[0].message
    files = {told[0].location.file if told[0].location else "", *(other.location.file for other in told[0].related)}
    assert files == {"policy/all.yaml", "pack gdpr-transfers"}


def shared(folder: Path, **policy: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rules.yaml").write_text(json.dumps(policy), encoding="utf-8")


NO_HOSTING = {**ANY_RULE, "forbid": {"flow": {"to": {"kind": "hosting"}}}}
BROKEN = {"no-hosting@flows/out/to.kind=hosting": "violated"}


@pytest.mark.parametrize("entry", ["shared", "./shared", "shared/", "more/shared"])
def test_a_folder_of_the_workspace(entry: str, tmp_path: Path) -> None:
    shared(tmp_path / entry, rules={"no-hosting": NO_HOSTING})
    audited = found(tmp_path, {"extends": [entry]})
    assert ids(audited) == BROKEN
    places = [place.location.file for place in audited.findings[0].related]
    assert any(place.endswith("shared/rules.yaml") for place in places)


def test_a_folder_beside_the_workspace_in_one_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    shared(tmp_path / "common", rules={"no-hosting": NO_HOSTING})
    assert ids(found(tmp_path / "w", {"extends": ["../common"]})) == BROKEN


def test_a_folder_outside_the_repository(tmp_path: Path) -> None:
    shared(tmp_path / "common", rules={"no-hosting": NO_HOSTING})
    (tmp_path / "w" / ".git").mkdir(parents=True)
    told = problems(tmp_path / "w", {"extends": ["../common"]})
    assert "`../common` is outside the repository" in [problem.message for problem in told]


def test_a_folder_without_a_repository_is_outside_too(tmp_path: Path) -> None:
    shared(tmp_path / "common", rules={"no-hosting": NO_HOSTING})
    told = problems(tmp_path / "w", {"extends": ["../common"]})
    assert "`../common` is outside the repository" in [problem.message for problem in told]


def test_an_absolute_path_is_outside(tmp_path: Path) -> None:
    shared(tmp_path / "common", rules={"no-hosting": NO_HOSTING})
    told = problems(tmp_path / "w", {"extends": [str(tmp_path / "common")]})
    assert any("is outside the repository" in problem.message for problem in told)


def test_a_link_that_leads_out(tmp_path: Path) -> None:
    shared(tmp_path / "common", rules={"no-hosting": NO_HOSTING})
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "inside").symlink_to(tmp_path / "common")
    told = problems(tmp_path / "w", {"extends": ["inside"]})
    assert any("outside the repository" in problem.message for problem in told)


@pytest.mark.parametrize("entry", ["policy", "./policy/more", "."])
def test_policy_itself_is_not_extended(entry: str, tmp_path: Path) -> None:
    shared(tmp_path / "policy" / "more", rules={"no-hosting": NO_HOSTING})
    told = problems(tmp_path, {"extends": [entry]})
    assert any("is policy/ itself, or around it" in problem.message for problem in told)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    told = problems(tmp_path, {"extends": ["gdpr-transfers", "./nowhere"]})
    (missing,) = [problem for problem in told if problem.message == "there is no folder `./nowhere`"]
    assert missing.location is not None
    written = (tmp_path / missing.location.file).read_text(encoding="utf-8").splitlines()[missing.location.line - 1]
    assert written[missing.location.column - 1 :].startswith('"./nowhere"')


def test_a_folder_without_rules_is_not_taken_for_kept(tmp_path: Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "rules.yaml.off").write_text("rules: {}\n", encoding="utf-8")
    told = problems(tmp_path, {"extends": ["./common"]})
    assert "there is no YAML file in `./common`" in [problem.message for problem in told]


def test_what_is_extended_may_extend(tmp_path: Path) -> None:
    """A folder takes a pack, and two folders take each other: all is read once."""
    shared(tmp_path / "a", extends=["b", "gdpr-transfers"])
    shared(tmp_path / "b", extends=["a"], rules={"no-hosting": NO_HOSTING})
    audited = found(tmp_path, {"extends": ["a"]}, vendor(transfer={"mechanism": ["scc"]}))
    assert set(audited.workspace.rules) == {"no-hosting", *(name for of, name, _ in RULES if of == "gdpr-transfers")}
    assert ids(audited) == BROKEN


def test_a_mistake_in_a_folder_has_its_place_there(tmp_path: Path) -> None:
    shared(tmp_path / "shared", rules={"no-hosting": {**NO_HOSTING, "titel": "x"}})
    told = problems(tmp_path, {"extends": ["shared"]})
    assert [problem.location.file for problem in told if problem.location] == ["shared/rules.yaml"]


def test_a_folder_of_policy_declares_no_flows(tmp_path: Path) -> None:
    shared(tmp_path / "shared", flows=DATAFLOWS["flows"])
    told = problems(tmp_path, {"extends": ["shared"], "rules": {"any": ANY_RULE}})
    assert "flows" in told[0].message
    assert told[0].location is not None
    assert told[0].location.file == "shared/rules.yaml"


def test_leanos_may_take_every_pack(tmp_path: Path) -> None:
    """Its rules and those of the packs get along."""
    for folder in ("dataflows", "policy"):
        for file in (ROOT / folder).rglob("*.yaml"):
            target = tmp_path / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (tmp_path / "policy" / "packs.yaml").write_text(f"extends: [{', '.join(packs())}]\n")
    audited = audit(tmp_path, AS_OF)
    plain = audit(ROOT, AS_OF)
    assert set(ids(plain)) < set(ids(audited))
    new = {finding.rule for finding in audited.findings} - {finding.rule for finding in plain.findings}
    # the law is not known there, and this repository holds none of its code
    assert new == {"transfer-has-a-ground", "derogations-are-exceptions", "never-seen", "not-scanned"}
