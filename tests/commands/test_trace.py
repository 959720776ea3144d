"""`auditor trace`: where a category comes from and goes, what a system gets, cycles, unknown ends, hostile input."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.clinic_workspace import FLOWS, POLICY, asked, assert_golden, changed, place, told
from tests.reference.workspaces import dump

GOLDEN = {
    "category": "record",
    "category-within-broader-ones": "record.photo",
    "category-of-two-parents": "photo",
    "category-that-is-produced": "log",
    "vendor": "model",
    "vendor-in-a-chain": "cloud",
    "vendor-of-several-systems": "hoster",
    "vendor-of-unknown-data": "mailer",
    "system": "redactor",
    "person": "patient_phone",
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_text(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert_golden(capfd, "trace", GOLDEN[name], name)


# ---- a category as JSON


def test_a_category_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "trace", "record")
    assert (found["schema"], found["kind"], found["id"], found["title"]) == (
        "auditor/trace/1",
        "category",
        "record",
        "Health records",
    )
    assert (found["below"], found["broader"], found["location"]) == (["record.note", "record.photo"], [], place(4, 3))
    assert [(one["system"], one["how"], one["certainty"], one["data"], one["by"]) for one in found["origins"]] == [
        ("app", "unknown", "unknown", [], ["app-to-mailer"]),
        ("patient_phone", "originates", "yes", ["record.note", "record.photo"], ["phone-to-app"]),
        ("unknown", "unknown", "yes", ["record"], ["letters-to-store"]),
    ]
    assert arrows(found) == [
        (1, "phone-to-app", "patient_phone", "app", "yes", False),
        (1, "letters-to-store", "unknown", "store", "yes", False),
        (2, "app-to-cache", "app", "cache", "yes", False),
        (2, "app-to-mailer", "app", "mailer", "unknown", False),
        (2, "app-to-redactor", "app", "redactor", "yes", False),
        (2, "app-to-store", "app", "store", "yes", True),
        (2, "store-to-app", "store", "app", "yes", True),
        (3, "redactor-to-model", "redactor", "model", "yes", False),
        (4, "model..cloud", "model", "cloud", "yes", False),
    ]
    link = found["steps"][-1]
    assert (link["link"], link["retention"], link["deployments"], link["location"]) == (
        True, None, ["west"], place(25, 109),
    )  # fmt: skip


def arrows(found: Any) -> list[tuple[Any, ...]]:
    return [
        tuple(step[key] for key in ("level", "id", "source", "target", "certainty", "back")) for step in found["steps"]
    ]


def test_where_it_rests_and_who_runs_that(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "trace", "record")
    stops = {stop["system"]: stop for stop in found["reached"]}
    assert {name: (stop["certainty"], stop["at_rest"]) for name, stop in stops.items()} == {
        "app": ("yes", "no"),
        "cache": ("yes", "yes"),
        "cloud": ("yes", "unknown"),
        "mailer": ("unknown", "unknown"),
        "model": ("yes", "unknown"),
        "redactor": ("yes", "no"),
        "store": ("yes", "yes"),
    }
    assert stops["cache"]["kept"] == [{"by": "app-to-cache", "retention": "1h", "location": place(39, 73)}]
    assert [kept["retention"] for kept in stops["store"]["kept"]] == ["until_deleted", "until_deleted"]
    assert stops["cloud"]["kept"][0]["retention"] == "unknown"
    assert [(one["region"], one["country"], one["deployments"]) for one in stops["store"]["regions"]] == [
        ("aws/ap-south-1", "IN", ["east"]),
        ("aws/eu-central-1", "DE", ["west"]),
    ]
    assert stops["cloud"]["regions"] == [
        {"region": "unknown", "country": None, "location": place(26, 3), "deployments": ["west"]}
    ]
    vendors = {one["vendor"]: (one["direct"], one["systems"], one["named_by"]) for one in found["vendors"]}
    assert vendors == {
        "hoster": (True, ["app", "cache"], []),
        "mailer": (True, ["mailer"], []),
        "model": (True, ["model"], []),
        "store": (True, ["store"], []),
        "cloud": (False, ["cloud"], ["model"]),
    }
    assert [(one["section"], one["thing"], one["data"]) for one in found["stripped"]] == [
        ("flows", "app-to-mailer", ["record.photo"]),
        ("systems", "redactor", ["record.photo"]),
    ]


def test_a_link_keeps_what_the_vendor_keeps(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = changed(tmp_path, FLOWS, "trigger: scheduled", "trigger: scheduled, retention: 30d")
    (cloud,) = [one for one in told(capfd, "trace", "record", root=root)["reached"] if one["system"] == "cloud"]
    assert (cloud["at_rest"], cloud["kept"][0]["retention"]) == ("yes", None)
    assert "kept as by the vendor above it (by model..cloud)" in asked(capfd, "trace", "record", root=root)[1]


def test_what_is_stripped_goes_no_further(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "trace", "record.photo")
    assert found["broader"] == ["photo", "record"]
    assert "model" not in {stop["system"] for stop in found["reached"]}
    assert [(one["system"], one["certainty"], one["data"]) for one in found["origins"]] == [
        ("patient_phone", "yes", ["record.photo"]),
        ("unknown", "may", ["record"]),
    ]


def test_a_broader_word_strips_what_is_below_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    flows = {"in": flow("person", "a", ["x.y"]), "ab": {**flow("a", "b"), "without": ["other"]}}
    found = told(capfd, "trace", "x.y", root=graph(tmp_path, flows, {"a": {"strips": ["x"]}}))
    assert [(one["section"], one["thing"], one["data"]) for one in found["stripped"]] == [("systems", "a", ["x"])]
    assert [stop["system"] for stop in found["reached"]] == ["a"]


def test_only_one_deployment(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "trace", "record", "--deployment", "east")
    assert found["deployments"] == ["east"]
    assert "redactor-to-model" not in {step["id"] for step in found["steps"]}
    assert {tuple(step["deployments"]) for step in found["steps"]} == {("east",)}


# ---- shapes of graphs


def graph(root: Path, flows: dict[str, dict[str, Any]], systems: dict[str, Any] | None = None) -> Path:
    """A workspace of applications that nobody else runs, a person and some categories."""
    ends = {end for flow in flows.values() for end in (flow["from"], flow["to"])} - {"unknown", "person"}
    declared = {
        name: {"kind": "application", "vendor": "none", **(systems or {}).get(name, {})} for name in sorted(ends)
    }
    dataflows = {
        "organization": {"name": "Graph"},
        "data": {name: {"title": name} for name in ("x", "x.y", "x.z", "other")},
        "systems": {"person": {"kind": "person"}, **declared},
        "flows": flows,
    }
    dump(dataflows, {}, root)
    return root


def flow(source: str, target: str, data: Any = "inherited") -> dict[str, Any]:
    return {"from": source, "to": target, "data": data}


def test_a_workspace_without_rules_or_flows_can_be_traced(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = graph(tmp_path, {})
    found = told(capfd, "trace", "x", root=root)
    assert (found["origins"], found["steps"], found["reached"]) == ([], [], [])
    assert "Nothing that is declared originates it" in asked(capfd, "trace", "x", root=root)[1]
    assert told(capfd, "trace", "person", root=root)["arrives"] == []
    assert "Nothing arrives." in asked(capfd, "trace", "person", root=root)[1]


def test_a_cycle_is_told_once_and_marked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    flows = {one + other: flow(one, other) for one, other in ("ab", "bc", "ca", "aa")}
    flows["in"] = flow("person", "a", ["x"])
    assert arrows(told(capfd, "trace", "x", root=graph(tmp_path, flows))) == [
        (1, "in", "person", "a", "yes", False),
        (2, "aa", "a", "a", "yes", True),
        (2, "ab", "a", "b", "yes", False),
        (3, "bc", "b", "c", "yes", False),
        (4, "ca", "c", "a", "yes", True),
    ]


def test_what_only_goes_round_has_no_origin(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each lists what the other brings: nobody has it first. It is entered where the circle is, not behind it."""
    flows = {one + other: flow(one, other, ["x"]) for one, other in ("bc", "cb", "ca", "ad")}
    found = told(capfd, "trace", "x", root=graph(tmp_path, flows))
    assert [(one["system"], one["how"]) for one in found["origins"]] == [("b", "circle")]
    assert [step[:2] for step in arrows(found)] == [(1, "bc"), (2, "ca"), (2, "cb"), (3, "ad")]


def test_what_is_listed_out_of_nowhere_sets_out_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`x.y` arrives, `x.z` leaves: as the audit says, `x.z` is unsourced; nothing of it came with the rest."""
    flows = {"in": flow("person", "a", ["x.y"]), "out": flow("a", "b", ["x.z"])}
    root = graph(tmp_path, flows)
    origins = [(one["system"], one["how"], one["data"]) for one in told(capfd, "trace", "x", root=root)["origins"]]
    assert origins == [("a", "unsourced", ["x.z"]), ("person", "originates", ["x.y"])]
    assert [step[:2] for step in arrows(told(capfd, "trace", "x.z", root=root))] == [(1, "out")]
    # A broad word leaves where only a narrow one arrived: what else it may be, nothing brought.
    root = graph(tmp_path / "broad", {"in": flow("person", "a", ["x.y"]), "out": flow("a", "b", ["x"])})
    (origin,) = told(capfd, "trace", "x.z", root=root)["origins"]
    assert (origin["system"], origin["how"], origin["certainty"], origin["data"]) == ("a", "unsourced", "may", ["x"])


def test_an_unknown_end_begins_and_ends_the_way(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    flows = {"in": flow("unknown", "a", "unknown"), "ab": flow("a", "b"), "out": flow("b", "unknown")}
    root = graph(tmp_path, flows, {"a": {"strips": ["x.y"]}})
    found = told(capfd, "trace", "x", root=root)
    assert [(one["system"], one["how"], one["certainty"]) for one in found["origins"]] == [
        ("unknown", "unknown", "unknown")
    ]
    assert arrows(found) == [
        (1, "in", "unknown", "a", "unknown", False),
        (2, "ab", "a", "b", "unknown", False),
        (3, "out", "b", "unknown", "unknown", False),
    ]
    assert {stop["system"]: stop["certainty"] for stop in found["reached"]} == {"a": "unknown", "b": "unknown"}
    assert {step[1] for step in arrows(told(capfd, "trace", "x.y", root=root))} == {"in"}
    (arrives,) = told(capfd, "trace", "b", root=root)["arrives"]
    assert (arrives["category"], arrives["never"], arrives["origin"]) == ("unknown", ["x.y"], "unknown")


def test_a_long_chain(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    flows = {f"f{number:04}": flow(f"s{number:04}", f"s{number + 1:04}") for number in range(3000)}
    root = graph(tmp_path, {"in": flow("person", "s0000", ["x"]), **flows})
    steps = arrows(told(capfd, "trace", "x", root=root))
    assert [step[0] for step in steps] == list(range(1, 3002))
    (arrives,) = [one for one in told(capfd, "trace", "s3000", root=root)["arrives"] if one["category"] == "x"]
    assert len(arrives["witness"]) == 3001


# ---- a system or a vendor as JSON


def test_a_system_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "trace", "app")
    assert (found["kind"], found["section"], found["id"], found["produces"]) == ("system", "systems", "app", ["log"])
    assert [(one["category"], one["origin"], [hop["id"] for hop in one["witness"]]) for one in found["arrives"]] == [
        ("log", "app", ["app-to-store", "store-to-app"]),
        ("record", "unknown", ["letters-to-store", "store-to-app"]),
        ("record.note", "patient_phone", ["phone-to-app"]),
        ("record.photo", "patient_phone", ["phone-to-app"]),
    ]
    assert [(one["id"], one["target"], one["data"], one["unknown"], one["status"]) for one in found["leaves"]] == [
        ("app-to-cache", "cache", ["record.photo"], False, "active"),
        ("app-to-mailer", "mailer", [], True, "proposed"),
        ("app-to-redactor", "redactor", ["log", "record", "record.note", "record.photo"], False, "active"),
        ("app-to-store", "store", ["log", "record", "record.note", "record.photo"], False, "active"),
    ]
    assert found["holds"] == []


def test_a_chain_goes_back_to_where_the_data_comes_from(capfd: pytest.CaptureFixture[str]) -> None:
    """`app-to-cache` lists the photo again; it came from the patient's phone all the same."""
    (photo,) = told(capfd, "trace", "cache")["arrives"]
    assert (photo["origin"], [hop["id"] for hop in photo["witness"]]) == (
        "patient_phone",
        ["phone-to-app", "app-to-cache"],
    )
    (held,) = told(capfd, "trace", "cache")["holds"]
    assert [kept["retention"] for kept in held["kept"]] == ["1h"]


def test_a_vendor_stands_for_the_systems_that_it_runs(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "trace", "hoster")
    assert (found["kind"], found["systems"]) == ("vendor", ["app", "cache", "hoster"])
    assert {one["category"] for one in found["arrives"]} == {"log", "record", "record.note", "record.photo"}
    alone = told(capfd, "trace", "systems/hoster")
    assert (alone["kind"], alone["systems"], alone["arrives"]) == ("system", ["hoster"], [])


def test_a_chain_of_subprocessors(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "trace", "cloud")
    assert (found["named_by"], found["subprocessors"]) == (["model"], None)
    assert {one["category"]: one["witness"][-1]["id"] for one in found["arrives"]} == {
        "log": "model..cloud",
        "record": "model..cloud",
        "record.note": "model..cloud",
    }
    assert {tuple(one["deployments"]) for one in found["arrives"]} == {("west",)}
    assert told(capfd, "trace", "model")["subprocessors"] == ["cloud"]


# ---- input that is wrong

WRONG = {
    "": "nothing is called ``",
    "recor": "did you mean `record`?",
    "data/photos": "did you mean `photo`?",
    "vendor/model": "did you mean `vendors`?",
    "edge-keeps-nothing": "it is a rule: `auditor explain edge-keeps-nothing` tells about it",
    "app-to-store": "it is a flow: `auditor explain app-to-store` tells about it",
    "vendors/app": "there is no `app` in vendors",
    "x\x1b[31m": "nothing is called `x\\u{1b}[31m`",
}


@pytest.mark.parametrize("word", WRONG)
def test_a_word_that_names_nothing(word: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(capfd, "trace", word)
    assert (code, out) == (2, "")
    assert WRONG[word] in err
    code, out, err = asked(capfd, "trace", word, "--format", "json")
    assert (code, err) == (2, "")
    assert json.loads(out)["schema"] == "auditor/problems/1"


def test_a_category_named_like_a_system(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = changed(
        tmp_path, FLOWS, "  photo: {title: Photos}", "  photo: {title: Photos}\n  app: {title: Applications}"
    )
    code, _, err = asked(capfd, "trace", "app", root=root)
    assert code == 2
    assert "`app` may be data/app or systems/app" in err
    assert told(capfd, "trace", "data/app", root=root)["kind"] == "category"
    assert told(capfd, "trace", "systems/app", root=root)["kind"] == "system"


def test_a_wrong_workspace_and_a_wrong_deployment(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = changed(tmp_path, POLICY, "forbid: {flow: {to:", "forbid: {flow: {too:")
    assert asked(capfd, "trace", "record", root=root)[0] == 2
    code, _, err = asked(capfd, "trace", "record", "--deployment", "eats")
    assert code == 2
    assert "did you mean `east`?" in err


def test_output_goes_to_a_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "trace.txt"
    assert asked(capfd, "trace", "record", "--output", str(file)) == (0, "", "")
    assert file.read_text(encoding="utf-8") == asked(capfd, "trace", "record")[1]
