"""Which part is shown: each view shows what it says, whole, and says what it leaves out."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from auditor.audit import Audit, audit
from auditor.diagrams import dot, render
from auditor.diagrams.overview import MOST_ARROWS
from auditor.diagrams.picture import FINE, Picture
from auditor.diagrams.views import View, everything, fitting, picture
from tests.diagrams.companies import company
from tests.diagrams.drawn import DATAFLOWS, POLICY, ROOT, command, texts, workspace
from tests.reference.workspaces import AS_OF, dump

MENDED = ROOT / "tests" / "cases" / "leanos-mended"


def company_of(root: Path, flows: int, seed: int = 1) -> Audit:
    dump(*company(flows, seed), root)
    return audit(root, AS_OF)


def small(root: Path, dataflows: dict[str, Any] = DATAFLOWS, policy: dict[str, Any] = POLICY) -> Audit:
    return audit(workspace(root, dataflows, policy), AS_OF, must_check=False)


def arrows(shown: Picture) -> set[str]:
    return {arrow.id for arrow in shown.arrows}


def things(shown: Picture) -> set[str]:
    return {thing.id for thing in everything(shown)}


@pytest.mark.parametrize("seed", range(4))
def test_an_overview_counts_every_flow_once(seed: int, tmp_path: Path) -> None:
    found = company_of(tmp_path, 40 + 60 * seed, seed)
    shown = picture(found, View("overview"))
    inside = [word for thing in everything(shown) for word in thing.words if word.endswith(" inside")]
    assert sum(arrow.flows for arrow in shown.arrows) + sum(int(word.split()[0]) for word in inside) == 40 + 60 * seed
    assert len(shown.arrows) < len(picture(found, View("full")).arrows)


def test_the_worst_verdict_of_an_overview_is_that_of_the_whole(tmp_path: Path) -> None:
    found = company_of(tmp_path, 100)
    whole, shown = picture(found, View("full")), picture(found, View("overview"))
    for state in ("violated", "undecided"):
        assert any(arrow.verdict.state == state for arrow in whole.arrows)
        assert any(arrow.verdict.state == state for arrow in shown.arrows)
    bad = next(arrow for arrow in whole.arrows if arrow.verdict.state == "violated")
    bundle = next(arrow for arrow in shown.arrows if f"{bad.name}: " in arrow.sentence)
    assert bundle.verdict.state == "violated"
    assert bundle.words[0].startswith("× ")
    order = ["violated", "undecided", "warned", "fine"]
    states = {arrow.name: arrow.verdict.state for arrow in whole.arrows}
    for arrow in shown.arrows:
        inside = [states[name] for name in re.findall(r"(flow-\d+): ", arrow.sentence)]
        assert len(inside) == arrow.flows
        if inside:
            assert arrow.verdict.state == min(inside, key=order.index)


def test_an_overview_of_many_vendors_names_them_in_their_region(tmp_path: Path) -> None:
    found = company_of(tmp_path, 300)
    shown = picture(found, View("overview"))
    assert len(everything(shown)) < 25
    assert any(thing.title.endswith(" vendors") and "Vendor" in thing.words[0] for thing in everything(shown))
    fewer = picture(company_of(tmp_path / "b", 40), View("overview"))
    assert len(fewer.arrows) <= MOST_ARROWS
    assert not [thing for thing in everything(fewer) if thing.title.endswith(" vendors")]


def test_violations_are_all_that_is_wrong_and_no_more(tmp_path: Path) -> None:
    found = small(tmp_path)
    shown = picture(found, View("violations"))
    assert arrows(shown) == {"flow-edge", "flow-strict"}
    assert things(shown) == {"system-app", "system-db", "system-node"}
    assert all(arrow.verdict.state != FINE for arrow in shown.arrows)
    assert shown.caption[0].startswith("2 of 5 flows, 7 systems")


def test_where_much_is_wrong_flows_with_mere_warnings_stay_out(tmp_path: Path) -> None:
    few = picture(company_of(tmp_path / "a", 30), View("violations"))
    assert {"undecided", "warned"} <= {arrow.verdict.state for arrow in few.arrows}
    found = company_of(tmp_path / "b", 150)
    many = picture(found, View("violations"))
    assert {arrow.verdict.state for arrow in many.arrows} == {"violated", "undecided"}
    whole = picture(found, View("full"))
    assert {arrow.id for arrow in whole.arrows if arrow.verdict.state in ("violated", "undecided")} == arrows(many)
    mild = sum(arrow.verdict.state == "warned" for arrow in whole.arrows)
    assert f"{mild} flows with nothing but a warning left out." in many.caption


def test_a_part_with_too_many_arrows_is_bundled_and_loses_no_flow(tmp_path: Path) -> None:
    found = company_of(tmp_path, 300)
    shown = picture(found, View("data", "account"))
    carrying = sum(
        any(word.startswith("account") for word in arrow.data) and bool(arrow.flows)
        for arrow in picture(found, View("full")).arrows
    )
    assert carrying > 60 > len(shown.arrows)
    inside = [word for thing in everything(shown) for word in thing.words if word.endswith(" inside")]
    assert sum(arrow.flows for arrow in shown.arrows) + sum(int(word.split()[0]) for word in inside) == carrying
    assert "More than 60 arrows: flows between the same two are drawn as one." in shown.caption


def test_a_vendor_that_is_wrong_is_shown_where_no_flow_is(tmp_path: Path) -> None:
    rules = {"no-node": {"title": "No node", "because": ["short"], "forbid": {"vendor": {"id": "node"}}}}
    shown = picture(small(tmp_path, DATAFLOWS, {**POLICY, "rules": rules}), View("violations"))
    assert (arrows(shown), things(shown)) == (set(), {"system-db", "system-node"})


def test_nothing_wrong_is_said(tmp_path: Path) -> None:
    shown = picture(small(tmp_path, DATAFLOWS, {}), View("violations"))
    assert (arrows(shown), things(shown)) == (set(), set())
    assert shown.caption[-1] == "There is nothing to show."
    svg = render.svg(dot.source(shown), shown)
    assert "There is nothing to show." in texts(ElementTree.fromstring(svg))


def test_a_category_is_followed_with_all_below_it(tmp_path: Path) -> None:
    dataflows: dict[str, Any] = {
        "data": {"a": {"title": "A"}, "a.b": {"title": "B"}, "a.c": {"title": "C"}, "z": {"title": "Z"}},
        "vendors": {"below": {"name": "Below"}, "v": {"name": "V", "kind": "hosting", "subprocessors": ["below"]}},
        "systems": {"app": {"kind": "service", "vendor": "none"}, "end": {"kind": "service", "vendor": "none"}},
        "flows": {
            "above": {"from": "app", "to": "end", "data": ["a"]},
            "beside": {"from": "app", "to": "end", "data": ["a.c", "z"]},
            "exact": {"from": "app", "to": "v", "data": ["a.b", "z"]},
            "not": {"from": "app", "to": "end", "data": ["a"], "without": ["a.b"]},
            "other": {"from": "app", "to": "end", "data": ["z"]},
            "who-knows": {"from": "app", "to": "end", "data": "unknown"},
        },
    }
    found = small(tmp_path, dataflows, {})
    data = {arrow.id: arrow.data for arrow in picture(found, View("data", "a.b")).arrows}
    assert data == {
        "flow-above": ("may be a.b",),
        "flow-exact": ("a.b",),
        "flow-who-knows": ("unknown data",),
        "link-v..below": ("a.b",),
    }
    whole = {arrow.id: arrow.data for arrow in picture(found, View("data", "a")).arrows}
    assert set(whole) == {*data, "flow-beside", "flow-not"}
    assert whole["flow-beside"] == ("a.c",)


def test_a_vendor_is_shown_with_all_around_it(tmp_path: Path) -> None:
    shown = picture(small(tmp_path), View("vendor", "graph"))
    assert arrows(shown) == {"flow-digraph", "link-graph..below"}
    assert things(shown) == {"system-app", "system-graph", "system-below"}
    assert things(picture(small(tmp_path), View("vendor", "node"))) == {"system-app", "system-db", "system-node"}


def test_a_region_that_differs_by_deployment_is_said_so(tmp_path: Path) -> None:
    vendors = {**DATAFLOWS["vendors"], "node": {"name": "Node", "kind": "edge_host", "region": {"standard": "DE"}}}
    systems = {**DATAFLOWS["systems"], "db": {"kind": "database", "vendor": "node", "region": ["US", "IE"]}}
    shown = picture(small(tmp_path, {**DATAFLOWS, "vendors": vendors, "systems": systems}), View("full"))
    regions = {region.title: region.known for region in shown.regions}
    assert regions[("other: region unknown", "standard: DE, Germany")] is False
    assert regions[("US, United States and IE, Ireland",)] is True
    assert regions[("region unknown",)] is False
    alone = audit(tmp_path, AS_OF, ("standard",))
    assert ("DE, Germany",) in [region.title for region in picture(alone, View("full")).regions]


def test_a_vendor_without_a_system_is_drawn_all_the_same(tmp_path: Path) -> None:
    vendors = {**DATAFLOWS["vendors"], "lonely": {"name": "Lonely"}}
    shown = picture(small(tmp_path, {**DATAFLOWS, "vendors": vendors}), View("full"))
    box = next(box for region in shown.regions for box in region.boxes if box.vendor == "lonely")
    assert [thing.title for thing in box.things] == ["no system declared"]
    assert box.verdict.rules == ("unused-vendor",)


def test_what_no_picture_shows_is_counted(tmp_path: Path) -> None:
    promises = {**POLICY["promises"], "more": {"says": "More.", "source": "Page"}}
    shown = picture(small(tmp_path, DATAFLOWS, {**POLICY, "promises": promises}), View("full"))
    assert "1 finding about what no picture shows: read the report." in shown.caption
    part = picture(audit(tmp_path, AS_OF), View("data", "end"))
    assert "1 finding about what no picture shows: read the report." in part.caption


@pytest.mark.parametrize("view", ["full", "overview", "violations", "vendor=supabase", "data=customer_data"])
def test_leanos_and_its_twin_are_drawn_in_every_view(view: str) -> None:
    for root in (ROOT, MENDED):
        shown = picture(audit(root, AS_OF), View(*view.split("=")))
        svg = render.svg(dot.source(shown), shown)
        assert sorted(render.arrows_in(svg)) == sorted(arrow.id for arrow in shown.arrows)


def test_nothing_is_wrong_with_the_twin() -> None:
    assert arrows(picture(audit(MENDED, AS_OF), View("violations"))) == set()


# ---- how a view is asked for


def test_a_small_company_is_drawn_in_full_and_a_large_one_as_overview(tmp_path: Path, capfdbinary: Any) -> None:
    assert fitting(company_of(tmp_path / "a", 30)) == View("full")
    assert fitting(company_of(tmp_path / "b", 31)) == View("overview")
    code, _, err = command(capfdbinary, tmp_path / "a", "--format", "dot")
    assert (code, err) == (0, "")
    code, out, err = command(capfdbinary, tmp_path / "b", "--format", "dot")
    assert code == 0
    assert "who gets data from whom" in out
    assert err.startswith("note: 31 flows are many for one picture: drew the overview; --view takes overview, ")
    assert err.count("\n") == 1
    code, out, err = command(capfdbinary, tmp_path / "b", "--format", "dot", "--view", "full")
    assert (code, err) == (0, "")
    assert out.count("flow-flow-") == 31


@pytest.mark.parametrize(
    ("view", "said", "near"),
    [
        ("data=edn", "unknown data category `edn`", "did you mean `end`?"),
        ("vendor=grpah", "unknown vendor `grpah`", "did you mean `graph`?"),
        ("vendor=app", "unknown vendor `app`", "--view vendor=ID wants a vendor that is declared"),
        ("vendors=graph", "`vendors=graph` is not a view", "did you mean `vendor=ID`?"),
        ("ful", "`ful` is not a view", "did you mean `full`?"),
        ("data=", "`data=` is not a view", "Expected overview"),
        ("full=x", "`full=x` is not a view", "Expected overview"),
    ],
)
def test_a_view_that_is_not_there(view: str, said: str, near: str, tmp_path: Path, capfdbinary: Any) -> None:
    workspace(tmp_path)
    try:
        code, out, err = command(capfdbinary, tmp_path, "--view", view)
    except SystemExit as ended:
        code, (raw, wrong) = ended.code, capfdbinary.readouterr()  # type: ignore[assignment]
        out, err = raw.decode(), wrong.decode()
    assert (code, out) == (2, "")
    assert said in err
    assert near in err
    assert "Traceback" not in err


def test_a_retired_vendor_has_no_picture(tmp_path: Path, capfdbinary: Any) -> None:
    vendors = {**DATAFLOWS["vendors"], "gone": {"name": "Gone", "status": "retired"}}
    root = workspace(tmp_path, {**DATAFLOWS, "vendors": vendors})
    code, out, err = command(capfdbinary, root, "--view", "vendor=gone")
    assert (code, out) == (2, "")
    assert "the vendor `gone` is retired" in err


# ---- the table


def test_the_table_says_who_keeps_what(tmp_path: Path, capfdbinary: Any) -> None:
    code, out, err = command(capfdbinary, workspace(tmp_path), "--view", "matrix")
    assert (code, err) == (0, "")
    assert [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()[3:9]] == [
        ["ourselves", "below", "graph", "node", "not named"],
        ["a", "transit", "transit, proposed", "transit, proposed", "at rest?, only in standard", "?"],
        ["b", "transit", "-", "-", "-", "?"],
        ["c", "transit", "-", "-", "-", "?"],
        ["end", "-", "-", "-", "at rest", "?"],
        ["unnamed data", "-", "-", "-", "-", "at rest?"],
    ]
    code, markdown, _ = command(capfdbinary, tmp_path, "--view", "matrix", "--format", "markdown")
    assert "| data category | ourselves | below | graph | node | not named |" in markdown
    assert all(line.count("|") == 7 for line in markdown.splitlines() if line.startswith("|"))


def test_what_nobody_named_is_never_nothing(tmp_path: Path, capfdbinary: Any) -> None:
    dataflows = {
        "data": {"a": {"title": "A"}},
        "vendors": {
            name: {"name": name, "kind": "service", "status": status, "retention": kept}
            for name, status, kept in (("one", "active", "30d"), ("other", "proposed", "none"))
        },
        "systems": {"person": {"kind": "person"}},
        "flows": {name: {"from": "person", "to": name, "data": "unknown"} for name in ("one", "other")},
    }
    dump(dataflows, {}, tmp_path)
    _, out, _ = command(capfdbinary, tmp_path, "--view", "matrix")
    assert [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()[3:5]] == [
        ["one", "other"],
        ["unnamed data", "at rest", "transit, proposed"],
    ]
    assert "No data gets to anybody" not in out
    _, markdown, _ = command(capfdbinary, tmp_path, "--view", "matrix", "--format", "markdown")
    assert "| unnamed data | at rest | transit, proposed |" in markdown


def test_the_table_of_a_large_company_fits_a_line(tmp_path: Path, capfdbinary: Any) -> None:
    company_of(tmp_path, 300)
    _, out, _ = command(capfdbinary, tmp_path, "--view", "matrix")
    assert max(map(len, out.splitlines())) <= 100
    heads = [line.split() for line in out.splitlines() if line.startswith(" ")]
    assert sum("vendor_" in word for head in heads for word in head) == len(
        {word for head in heads for word in head if "vendor_" in word}
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--view", "matrix", "--format", "svg"], "the matrix is a table"),
        (["--view", "matrix", "--output", "x.png"], "the matrix is a table"),
        (["--format", "text"], "--format text is for the table: --view matrix"),
        (["--view", "full", "--format", "markdown"], "is for the table"),
    ],
)
def test_a_table_is_no_drawing(arguments: list[str], said: str, tmp_path: Path, capfdbinary: Any) -> None:
    code, out, err = command(capfdbinary, workspace(tmp_path), *arguments)
    assert (code, out) == (2, "")
    assert said in err


# ---- formats


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG"), ("a.dot", b"digraph"), ("a.gv", b"digraph"), ("a.mmd", b"%%{init"),
     ("a.md", b"```mermaid\n"), ("a", b"<?xml")],
)  # fmt: skip
def test_the_name_of_a_file_says_the_format(name: str, start: bytes, tmp_path: Path, capfdbinary: Any) -> None:
    root, target = workspace(tmp_path / "w"), tmp_path / name
    assert command(capfdbinary, root, "--output", str(target)) == (0, "", "")
    assert target.read_bytes().startswith(start)
    assert command(capfdbinary, root, "--output", str(target), "--format", "dot")[0] == 0
    assert target.read_bytes().startswith(b"digraph")


def test_a_png_is_the_same_twice_and_dark_when_asked(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path / "w")
    made = []
    for name, more in (("a", []), ("b", []), ("c", ["--dark"])):
        target = tmp_path / f"{name}.png"
        assert command(capfdbinary, root, "--output", str(target), *more)[0] == 0
        made.append(target.read_bytes())
    assert made[0] == made[1] != made[2]
    assert int.from_bytes(made[0][16:20]) > 500  # pixels across
