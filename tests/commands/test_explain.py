"""`auditor explain`: the text as people read it, the JSON to the letter, near misses that really are, hostile input."""

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import main
from tests.commands.clinic_workspace import (
    AS_OF,
    CLINIC,
    FLOWS,
    POLICY,
    asked,
    assert_golden,
    changed,
    place,
    told,
)
from tests.reference.workspaces import dump

EDGE = "edge-keeps-nothing"
RETENTION = "flows/redactor-to-model/retention"
BROKEN = f"{EDGE}@flows/app-to-cache/data=record.photo"
LATE = "ai-forgets@flows/redactor-to-model/retention=unknown"
ON_SCHEDULE = "ai-forgets@flows/redactor-to-model/trigger=scheduled"
ACCEPTED = "nobody-trains@vendors/model/trains_on_data=opt_out"
OPEN = "ads-are-signed@vendors/cloud/kind=unknown"


# ---- the text

GOLDEN = {
    "rule-violated": EDGE,
    "rule-that-requires": "ai-forgets",
    "rule-of-vendors": "nobody-trains",
    "rule-that-ignores-what-is-unknown": "in-region",
    "rule-that-never-matches": "no-advertising",
    "rule-built-in": "open-question",
    "flow": "redactor-to-model",
    "flow-retired": "old-fax",
    "system": "redactor",
    "vendor-and-system": "model",
    "vendor-alone": "vendors/model",
    "deployment": "west",
    "organization": "organization",
    "promise": "where",
    "promise-not-enforced": "ends",
    "finding-violated": BROKEN,
    "finding-undecided": LATE,
    "finding-waived": ACCEPTED,
    "finding-of-an-open-for": OPEN,
    "finding-built-in": "open-question@promises/where",
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_text(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert_golden(capfd, "explain", GOLDEN[name], name)


def test_lists_are_cut_unless_all_is_asked_for(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    flows = {
        f"f{number:02}": {"from": "user", "to": "store", "data": ["raw"], "retention": "none"} for number in range(22)
    }
    dataflows = {
        "organization": {"name": "Many"},
        "data": {"raw": {"title": "Raw"}},
        "systems": {"user": {"kind": "person"}, "store": {"kind": "queue", "vendor": "none"}},
        "flows": flows,
    }
    rule = {"title": "Nothing rests", "because": ["A clause in words"], "forbid": {"flow": {"at_rest": "true"}}}
    far = {**rule, "forbid": {"flow": {"at_rest": "true", "to": {"kind": "backup"}}}}
    dump(dataflows, {"rules": {"nothing-rests": rule, "far": far}}, tmp_path)
    code, cut, _ = asked(capfd, "explain", "nothing-rests", root=tmp_path)
    assert code == 0
    assert cut.count("flows/f") == 10
    assert "    and 12 more" in cut
    whole = asked(capfd, "explain", "nothing-rests", "--all", root=tmp_path)[1]
    assert whole.count("flows/f") == 22
    assert "more" not in whole
    rows = told(capfd, "explain", "nothing-rests", root=tmp_path)["rows"]
    assert len(rows) == 22
    cut = asked(capfd, "explain", "far", root=tmp_path)[1]
    assert "flows/f09 and 12 more\n" in cut
    assert "flows/f10" not in cut
    assert "flows/f20, flows/f21\n" in asked(capfd, "explain", "far", "--all", root=tmp_path)[1]


def test_output_goes_to_a_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "why.json"
    assert asked(capfd, "explain", EDGE, "--format", "json", "--output", str(file)) == (0, "", "")
    assert json.loads(file.read_text(encoding="utf-8"))["id"] == EDGE


# ---- a rule as JSON


def test_a_rule_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "explain", EDGE)
    assert {key: found[key] for key in ("schema", "kind", "as_of", "deployments", "id", "subject", "severity")} == {
        "schema": "auditor/explanation/1",
        "kind": "rule",
        "as_of": "2026-11-23",
        "deployments": ["east", "west"],
        "id": EDGE,
        "subject": "flow",
        "severity": "error",
    }
    assert found["workspace"] == told(capfd, "explain", "where")["workspace"] != ""
    assert found["location"] == place(9, 3, POLICY)
    assert found["because"] == [
        {
            "promise": "no-rest",
            "says": "No health record stays on the edge.",
            "source": "Privacy page",
            "location": place(2, 3, POLICY),
        }
    ]
    assert [(ask["part"], ask["says"], ask["location"]["column"]) for ask in found["asks"]] == [
        ("forbid", "data is record", 27),
        ("forbid", "to.vendor.kind is edge_host", 55),
        ("forbid", "at_rest is true", 77),
    ]
    assert found["counts"] == {"rows": 8, "violated": 1, "undecided": 0, "waived": 0, "holds": 7, "not_asked": 0}
    assert [finding["id"] for finding in found["findings"]] == [BROKEN]
    assert found["never"] == []


def near_of(found: Any) -> dict[str, list[tuple[str, str]]]:
    """Each thing with its near misses: in which deployments, and what would be so."""
    near: dict[str, list[tuple[str, str]]] = {}
    for row in found["rows"]:
        for one in row["near"]:
            near.setdefault(row["thing"], []).append((" ".join(row["deployments"]), one["would"]))
    return near


def test_near_misses_of_a_ban(capfd: pytest.CaptureFixture[str]) -> None:
    """All conditions but one are yes: what is unknown counts as no answer, and a broken row is past being near."""
    found = told(capfd, "explain", EDGE)
    assert near_of(found) == {
        "flows/app-to-store": [("east west", "to.vendor.kind were edge_host")],
        "flows/letters-to-store": [("east west", "to.vendor.kind were edge_host")],
        "flows/phone-to-app": [("east west", "at_rest were true")],
        "flows/store-to-app": [("east west", "at_rest were true")],
    }
    row = next(row for row in found["rows"] if row["thing"] == "flows/phone-to-app")
    assert row["near"] == [
        {
            "part": "forbid",
            "attribute": "at_rest",
            "would": "at_rest were true",
            "found": "false",
            "category": None,
            "location": place(36, 94),
        }
    ]


def test_near_misses_of_a_requirement(capfd: pytest.CaptureFixture[str]) -> None:
    """Where all holds, each requirement; where `for` is not so for one reason only, and the rest would be broken."""
    assert near_of(told(capfd, "explain", "nobody-trains")) == {
        "vendors/cloud": [("west", "trains_on_data were not never")],
        "vendors/model": [("east", "it received record")],
    }
    assert near_of(told(capfd, "explain", "ai-forgets")) == {
        # app-to-mailer carries what is unknown, phone-to-app and store-to-app keep to the rule for all that is known
        f"flows/{name}": [("east west", "to.kind were ai_model")]
        for name in ("app-to-cache", "app-to-redactor", "app-to-store", "letters-to-store")
    }


USER_REQUEST = "retention: none, trigger: user_request"
FLIPS = [
    # the flow, what the explanation says as one would write it, and a category that is then found
    ("app-to-store", "kind: database", "kind: [database, edge_host]", "record"),
    ("phone-to-app", f"record.photo], {USER_REQUEST}", "record.photo], retention: 1h", "record.note"),
    ("store-to-app", f"to: app, data: inherited, {USER_REQUEST}", "to: app, data: inherited, retention: 1h", "record"),
]


@pytest.mark.parametrize(("flow", "before", "after", "category"), FLIPS, ids=[flip[0] for flip in FLIPS])
def test_a_near_miss_is_one_condition_away(
    flow: str, before: str, after: str, category: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    finding = f"{EDGE}@flows/{flow}/data={category}"
    assert asked(capfd, "explain", finding)[0] == 2
    root = changed(tmp_path, FLOWS, before, after)
    assert told(capfd, "explain", finding, root=root)["state"] == "violated"


def test_a_rule_without_a_row_says_what_is_never_so(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "explain", "no-advertising")
    assert [(ask["says"], ask["location"]) for ask in found["never"]] == [
        ("to.kind is advertising", place(32, 32, POLICY))
    ]
    # The kind of `cloud` is not declared, so it may be: not never.
    assert told(capfd, "explain", "ads-are-signed")["never"] == []


def test_a_rule_whose_conditions_never_meet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = "for: {flow: {data: record, to: {kind: ai_model}}}"
    root = changed(tmp_path, POLICY, before, "for: {flow: {data: record.photo, to: {kind: ai_model}}}")
    found = told(capfd, "explain", "ai-forgets", root=root)
    assert (found["counts"]["not_asked"], found["never"]) == (8, [])
    text = asked(capfd, "explain", "ai-forgets", root=root)[1]
    assert "It applies to no flow: as things are declared, it checks nothing." in text
    assert "Each condition of its `for` is so of some flow, but never all of one." in text


def test_a_rule_that_no_row_could_be_asked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dataflows = {"organization": {"name": "Empty"}, "systems": {"app": {"kind": "application", "vendor": "none"}}}
    rule = {"title": "No ads", "because": ["A clause in words"], "forbid": {"flow": {"to": {"kind": "advertising"}}}}
    dump(dataflows, {"rules": {"no-ads": rule}}, tmp_path)
    code, text, _ = asked(capfd, "explain", "no-ads", root=tmp_path)
    assert code == 0
    assert "There is no flow that it could be asked of." in text
    assert told(capfd, "explain", "app", root=tmp_path)["things"][0]["rules"] == []


def test_what_a_rule_asks_of_one_category_is_answered_for_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The flow carries something sensitive and something of a patient, but nothing that is both."""
    dataflows = {
        "organization": {"name": "Two"},
        "subjects": {"patient": {"title": "Patients"}},
        "data": {
            "wound": {"title": "Wounds", "sensitive": "true", "subjects": []},
            "name": {"title": "Names", "sensitive": "false", "subjects": ["patient"]},
        },
        "systems": {"user": {"kind": "person"}, "app": {"kind": "application", "vendor": "none"}},
        "flows": {"f": {"from": "user", "to": "app", "data": ["wound", "name"], "retention": "none"}},
    }
    forbid = {"flow": {"data": ["wound", "name"], "sensitive": "true", "subjects": "patient"}}
    rule = {"title": "A", "because": ["A clause in words"], "forbid": forbid}
    dump(dataflows, {"rules": {"apart": rule}}, tmp_path)
    row = told(capfd, "explain", "apart", root=tmp_path)["rows"][0]
    assert row["state"] == "holds"
    assert [(one["would"], one["category"], one["found"]) for one in row["near"]] == [
        ("sensitive were true", "name", "false"),
        ("subjects included patient", "wound", "nothing"),
    ]


def test_what_is_undecided_and_not_listed_is_still_told(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "explain", "in-region")
    assert [finding["id"] for finding in found["findings"]] == ["in-region@systems/cache/in_residency=false"]
    undecided = [(row["thing"], row["deployments"]) for row in found["rows"] if row["state"] == "undecided"]
    assert undecided == [("systems/cloud", ["west"]), ("systems/mailer", ["east", "west"]), ("systems/model", ["west"])]
    assert found["counts"] == {"rows": 9, "violated": 1, "undecided": 3, "waived": 0, "holds": 1, "not_asked": 4}


# ---- a thing as JSON


def test_a_flow_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "explain", "redactor-to-model")
    (flow,) = found["things"]
    assert (found["kind"], flow["subject"], flow["section"], flow["id"]) == (
        "thing",
        "flow",
        "flows",
        "redactor-to-model",
    )
    assert (flow["deployments"], flow["absent"], flow["location"]) == (["west"], None, place(41, 3))
    carried = {one["category"]: one for one in flow["data"][0]["carried"]}
    assert {name: (one["certainty"], one["origin"]) for name, one in carried.items()} == {
        "log": ("yes", "app"),
        "record": ("yes", "unknown"),
        "record.note": ("yes", "patient_phone"),
    }
    assert carried["record.note"]["witness"] == [
        {"id": "phone-to-app", "source": "patient_phone", "target": "app", "link": False, "location": place(36, 3)},
        {"id": "app-to-redactor", "source": "app", "target": "redactor", "link": False, "location": place(40, 3)},
        {"id": "redactor-to-model", "source": "redactor", "target": "model", "link": False, "location": place(41, 3)},
    ]
    facts = {fact["attribute"]: fact for fact in flow["facts"]}
    assert (facts["trigger"]["values"], facts["trigger"]["location"]) == (["scheduled"], place(41, 76))
    assert facts["retention"]["unknown"]
    assert facts["retention"]["missing"] == [
        {"place": "flows/redactor-to-model/retention", "written": None, "location": place(41, 3)}
    ]
    assert list(facts)[:3] == ["to", "from", "purposes"]
    answers = {(answer["rule"], answer["state"]): answer for answer in flow["rules"]}
    assert set(answers) == {("ai-forgets", "violated"), (EDGE, "holds"), ("no-advertising", "holds")}
    assert answers["ai-forgets", "violated"]["findings"] == [LATE, ON_SCHEDULE]
    assert answers["ai-forgets", "violated"]["conditions"] == [
        condition("for", "data", "record", "log, record, record.note", "yes", place(41, 56)),
        condition("for", "to.kind", "ai_model", "ai_model", "yes", place(25, 46)),
        condition("require", "retention", "at most 30d", "unknown", "unknown", place(41, 3), RETENTION),
        condition("require", "trigger", "user_request", "scheduled", "no", place(41, 76)),
    ]


def condition(
    part: str, attribute: str, wanted: str, found: str, answer: str, where: dict[str, Any], *missing: str
) -> dict[str, Any]:
    return {
        "part": part,
        "attribute": attribute,
        "wanted": wanted,
        "found": found,
        "answer": answer,
        "location": where,
        "missing": list(missing),
    }


def test_what_differs_by_deployment_is_told_apart(capfd: pytest.CaptureFixture[str]) -> None:
    (store,) = [thing for thing in told(capfd, "explain", "store")["things"] if thing["subject"] == "system"]
    regions = [(fact["values"], fact["deployments"]) for fact in store["facts"] if fact["attribute"] == "region"]
    assert regions == [(["aws/ap-south-1"], ["east"]), (["aws/eu-central-1"], ["west"])]
    (east,) = told(capfd, "explain", "systems/store", "--deployment", "east")["things"]
    assert [fact["values"] for fact in east["facts"] if fact["attribute"] == "region"] == [["aws/ap-south-1"]]


def test_unknown_data_says_what_it_never_is(capfd: pytest.CaptureFixture[str]) -> None:
    (flow,) = told(capfd, "explain", "app-to-mailer")["things"]
    (unknown,) = flow["data"][0]["carried"]
    assert (unknown["category"], unknown["certainty"], unknown["never"]) == ("unknown", "unknown", ["record.photo"])
    assert unknown["missing"] == ["flows/app-to-mailer/data"]


def test_a_broad_word_may_be_what_is_below_it(capfd: pytest.CaptureFixture[str]) -> None:
    (flow,) = told(capfd, "explain", "letters-to-store")["things"]
    found = [(one["category"], one["certainty"], one["within"]) for one in flow["data"][0]["carried"]]
    assert found == [("record", "yes", []), ("record.note", "may", ["record"]), ("record.photo", "may", ["record"])]


def test_a_vendor_that_is_a_system_is_explained_as_both(capfd: pytest.CaptureFixture[str]) -> None:
    def subjects(word: str) -> list[str]:
        return [thing["subject"] for thing in told(capfd, "explain", word)["things"]]

    assert subjects("model") == ["vendor", "system"]
    assert subjects("vendors/model") == ["vendor"]
    assert subjects("systems/model") == ["system"]
    assert subjects("hoster") == ["vendor", "system"]
    assert subjects("app") == ["system"]


# ---- a finding as JSON


def test_a_finding_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "explain", ACCEPTED)
    assert (found["kind"], found["rule"], found["state"]) == ("finding", "nobody-trains", "waived")
    assert found["states"] == [{"deployment": "west", "state": "waived"}]
    assert found["conditions"] == [
        condition("for", "receives", "record", "log, record, record.note", "yes", place(25, 3)),
        condition("require", "trains_on_data", "never", "opt_out", "no", place(25, 84)),
    ]
    assert [(hop["source"], hop["id"], hop["target"]) for hop in found["witness"]] == [
        ("unknown", "letters-to-store", "store"),
        ("store", "store-to-app", "app"),
        ("app", "app-to-redactor", "redactor"),
        ("redactor", "redactor-to-model", "model"),
    ]
    assert [(one["part"], one["would"]) for one in found["ends"]] == [
        ("for", "it did not receive record"),
        ("require", "trains_on_data were never"),
    ]
    assert found["waiver"]["id"] == "model-trains"
    assert found["waiver"]["location"] == place(49, 3, POLICY)
    assert (found["waiver"]["ticket"], found["waiver"]["expires"]) == ("77", "2026-12-31")
    assert found["location"] == place(25, 84)
    assert found["code"].startswith("  model: {name: Model")


def test_what_to_write(capfd: pytest.CaptureFixture[str]) -> None:
    assert told(capfd, "explain", LATE)["missing"] == [
        {"place": "flows/redactor-to-model/retention", "written": None, "location": place(41, 3)}
    ]
    assert told(capfd, "explain", OPEN)["missing"] == [
        {"place": "vendors/cloud/kind", "written": None, "location": place(26, 3)}
    ]
    assert told(capfd, "explain", BROKEN)["missing"] == []


ENDS = [
    # the finding, what would end it, and the same written down
    (BROKEN, "it did not carry record.photo", FLOWS, "data: [record.photo], retention", "data: [log], retention"),
    (BROKEN, "to.vendor.kind were not edge_host", FLOWS, "cache, vendor: hoster", "cache, vendor: none"),
    (BROKEN, "at_rest were false", FLOWS, "retention: 1h", "retention: none"),
    (ON_SCHEDULE, "it did not carry record", FLOWS, "strips: [record.photo]", "strips: [record]"),
    (ON_SCHEDULE, "to.kind were not ai_model", FLOWS, "kind: ai_model", "kind: search"),
    (ON_SCHEDULE, "trigger were user_request", FLOWS, "trigger: scheduled", "trigger: user_request"),
    (LATE, "it did not carry record", FLOWS, "strips: [record.photo]", "strips: [record]"),
    (LATE, "to.kind were not ai_model", FLOWS, "kind: ai_model", "kind: search"),
    (LATE, "retention were at most 30d", FLOWS, "trigger: scheduled", "trigger: scheduled, retention: 30d"),
    (OPEN, "kind were not advertising", FLOWS, "name: Cloud", "kind: cloud, name: Cloud"),
    (OPEN, "dpa were declared", FLOWS, "name: Cloud", "dpa: {signed: true}, name: Cloud"),
]  # fmt: skip


@pytest.mark.parametrize(("finding", "would", "file", "before", "after"), ENDS)
def test_what_would_end_a_finding_ends_it(
    finding: str,
    would: str,
    file: str,
    before: str,
    after: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    clauses = [one["would"] for one in told(capfd, "explain", finding)["ends"]]
    assert clauses == [one[1] for one in ENDS if one[0] == finding]
    assert would in clauses
    root = changed(tmp_path, file, before, after)
    code, _, err = asked(capfd, "explain", finding, root=root)
    assert code == 2
    assert f"there is no finding `{finding}`" in err


def test_an_open_for_with_two_broken_requirements_does_not_end_by_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two requirements fail, so mending the first alone would leave the finding where it is."""
    root = changed(
        tmp_path, POLICY, "require: {dpa: {declared: true}}", "require: {dpa: {declared: true}, country: IN}"
    )
    ends = [one["would"] for one in told(capfd, "explain", OPEN, root=root)["ends"]]
    assert ends == ["kind were not advertising"]


def test_a_finding_in_some_deployments_only(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The conditions are those of the worst deployment, the first by id."""
    root = changed(tmp_path, FLOWS, "region: {east: aws/ap-south-1, west:", "region: {east: DE, west:")
    found = told(capfd, "explain", "in-region@systems/store/in_residency=false", root=root)
    assert found["states"] == [{"deployment": "east", "state": "violated"}]
    assert found["asked_in"] == "east"
    assert found["conditions"][-1]["location"] == place(23, 20)


def test_a_promise_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "explain", "ai")
    assert (found["kind"], found["status"], found["location"]) == ("promise", "broken", place(3, 3, POLICY))
    assert [(rule["rule"], rule["state"]) for rule in found["rules"]] == [
        ("ai-forgets", "violated"),
        ("ai-sees-no-photo", "holds"),
        ("nobody-trains", "undecided"),
    ]
    assert LATE in [finding["id"] for finding in found["findings"]]


def test_a_built_in_rule_that_the_policy_names(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = "rules:\n  open-question: {title: X, because: [where], severity: note}\n"
    root = changed(tmp_path, POLICY, "rules:\n", said.replace("title: X, ", ""))
    found = told(capfd, "explain", "open-question", root=root)
    assert (found["built_in"], found["severity"], found["subject"], found["asks"]) == (True, "note", "", [])
    assert found["because"][0]["promise"] == "where"
    assert [finding["id"] for finding in found["findings"]] == ["open-question@promises/where"]


# ---- input that is wrong

WRONG = {
    "": "nothing is called ``",
    "edge-keeps-nothin": f"did you mean `{EDGE}`?",
    "recrod": "did you mean `record`?",
    "record": "it is a data category: `auditor trace record` follows it",
    "/": "there is no `` here",
    "flow/app-to-store": "did you mean `flows`?",
    "flows/app-to-stor": "did you mean `app-to-store`?",
    "flows/": "there is no `` in flows",
    "rules/redactor": "there is no `redactor` in rules",
    "@": "there is no finding `@`",
    f"{BROKEN}s": f"did you mean `{BROKEN}`?",
    f"{EDGE}@flows/app-to-store/data=record": "there is no finding",
    "x\x1b[31m\u202e": "nothing is called `x\\u{1b}[31m\\u{202e}`",
}


@pytest.mark.parametrize("word", WRONG)
def test_a_word_that_names_nothing(word: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(capfd, "explain", word)
    assert (code, out) == (2, "")
    assert WRONG[word] in err
    code, out, err = asked(capfd, "explain", word, "--format", "json")
    assert (code, err) == (2, "")
    assert json.loads(out)["schema"] == "auditor/problems/1"


def test_a_word_that_names_several_things(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = changed(tmp_path, POLICY, "no-ads: {says:", "app: {says: A, source: B}\n  no-ads: {says:")
    code, _, err = asked(capfd, "explain", "app", root=root)
    assert code == 2
    assert "`app` may be promises/app or systems/app" in err
    assert told(capfd, "explain", "promises/app", root=root)["kind"] == "promise"
    assert told(capfd, "explain", "systems/app", root=root)["things"][0]["subject"] == "system"


def test_a_wrong_workspace_and_a_wrong_deployment(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = changed(tmp_path, FLOWS, "kind: cache", "kind: cash")
    code, out, err = asked(capfd, "explain", EDGE, root=root)
    assert (code, out) == (2, "")
    assert "did you mean `cache`?" in err
    code, _, err = asked(capfd, "explain", EDGE, "--deployment", "eats")
    assert code == 2
    assert "did you mean `east`?" in err
    assert asked(capfd, "explain", EDGE, root=tmp_path / "nowhere")[0] == 2


def test_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = asked(capfd, "explain")
    assert code == 2
    assert "WORD" in err


HOSTILE = "\x1b[31mred\u202e\n= id: forged"


def test_text_from_a_workspace_cannot_move_the_cursor(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dataflows = {
        "organization": {"name": HOSTILE},
        "data": {"raw": {"title": HOSTILE}},
        "vendors": {"v": {"name": HOSTILE, "kind": "cloud", "certifications": [HOSTILE]}},
        "systems": {"user": {"kind": "person", "title": HOSTILE}},
        "flows": {
            "f": {"from": "user", "to": "v", "data": ["raw"], "labels": {"owner": HOSTILE}, "controls": [HOSTILE]}
        },
    }
    promises = {"p": {"says": HOSTILE, "source": HOSTILE, "question": HOSTILE}}
    owned = {"labels": {"owner": HOSTILE}}
    rule = {"title": HOSTILE, "because": ["p", HOSTILE], "resolve": HOSTILE}
    rules = {
        "r": {**rule, "for": {"flow": {"controls": HOSTILE}}, "require": {"labels": {"owner": "x"}}},
        "s": {**rule, "forbid": {"vendor": {"certifications": [HOSTILE], "status": "proposed"}}},
        "t": {**rule, "for": {"flow": owned}, "require": {"retention": "none"}},
    }
    found = "r@flows/f/labels.owner=%1B%5B31mred%E2%80%AE%0A%3D%20id:%20forged"
    waiver = {"finding": [found], "reason": HOSTILE, "owner": HOSTILE, "ticket": HOSTILE, "expires": "2026-12-31"}
    dump(dataflows, {"promises": promises, "rules": rules, "waivers": {"w": waiver}}, tmp_path)
    for word in ("r", "s", "t", "f", "v", "user", "p", found, "t@flows/f/retention=unknown", "open-question"):
        code, out, err = asked(capfd, "explain", word, root=tmp_path)
        assert (code, err) == (0, ""), word
        assert "red" in out, word
        assert all(char == "\n" or char.isprintable() for char in out), word
        assert "\n= id: forged" not in out
    for word in ("raw", "v", "user"):
        out = asked(capfd, "trace", word, root=tmp_path)[1]
        assert all(char == "\n" or char.isprintable() for char in out), word


def test_another_directory_is_the_default(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(CLINIC)
    assert main(["explain", EDGE, *AS_OF]) == 0
    here = capfd.readouterr().out
    monkeypatch.undo()
    assert here == asked(capfd, "explain", EDGE)[1]
