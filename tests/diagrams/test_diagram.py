"""The picture of a workspace: every flow is in it, its verdict can be seen, and no title can break it."""

import html
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from auditor.diagrams import render
from tests.diagrams.drawn import (
    AMBER,
    DATAFLOWS,
    DRAWN_BY_GRAPHVIZ,
    EVERY_ARROW,
    HOSTILE,
    LINKS,
    PLAIN,
    POLICY,
    PROPOSED,
    RED,
    ROOT,
    SVG,
    arrows,
    changed,
    command,
    flow_arrows,
    groups,
    picture,
    said,
    source,
    texts,
    workspace,
)
from tests.reference.workspaces import AS_OF, dump, workspace_of

# ---- hostile words


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_title_is_only_a_title(name: str, tmp_path: Path) -> None:
    """As the title or the name of every system, vendor, category and rule, and of the organization."""
    title, shown = HOSTILE[name]
    dataflows: dict[str, Any] = {**DATAFLOWS, "organization": {"name": title}}
    for section in ("data", "deployments", "systems"):
        dataflows[section] = {key: {**entry, "title": title} for key, entry in DATAFLOWS[section].items()}
    dataflows["vendors"] = {key: {**entry, "name": title} for key, entry in DATAFLOWS["vendors"].items()}
    policy = {
        "promises": {"short": {"says": title, "source": title}},
        "rules": {key: {**rule, "title": title, "resolve": title} for key, rule in POLICY["rules"].items()},
    }
    svg = picture(workspace(tmp_path, dataflows, policy))
    assert set(arrows(svg)) == EVERY_ARROW
    assert {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()} <= DRAWN_BY_GRAPHVIZ
    assert not re.search(r"<script|\son\w+=|javascript:", svg)
    nodes = groups(svg, "node")
    words = shown.replace(" ", "")
    named = [node for node in nodes if said(node).removeprefix("?").startswith(words)]
    assert len(nodes) == 8  # 4 systems, 3 vendors that are systems, 1 end that nobody named
    assert len(named) == 7
    region, ours, node, nobody = (said(cluster) for cluster in groups(svg, "cluster"))
    assert (region, nobody) == ("?regionunknown", "?Vendornotnamed")
    assert ours.startswith(words[:40])
    assert node == words


def said_of(text: str) -> str:
    return "".join(text.replace("\n", "\\u{a}").split())


@pytest.mark.parametrize(
    "name",
    ["< than", "<b>bold</b>", "<script>alert(1)</script>", "<a\nb>"],
)
def test_a_vendor_named_like_markup_is_drawn_as_it_is_named(name: str, tmp_path: Path) -> None:
    svg = picture(workspace(tmp_path, changed("systems", "db", vendor="graph", title=name)))
    assert said_of(name) in [said(node).removesuffix("database") for node in groups(svg, "node")]
    svg = picture(workspace(tmp_path, changed("vendors", "node", name=name)))
    assert said_of(name) in [said(cluster) for cluster in groups(svg, "cluster")]


@pytest.mark.parametrize(
    "title",
    [
        "AT&T; R&D",
        "&lt;b&gt;",
        "&#x202e;abc",
        "&#27;[31m",
        "&amp;amp;",
        "&nbsp;x",
    ],
)
def test_a_title_with_a_character_reference_is_shown_as_it_is_written(title: str, tmp_path: Path) -> None:
    svg = picture(workspace(tmp_path, changed("systems", "app", title=title)))
    assert [title, "application"] in [texts(node) for node in groups(svg, "node")]


def test_a_thing_is_as_wide_as_its_wide_letters(tmp_path: Path) -> None:
    def across(title: str, root: str) -> float:
        svg = picture(workspace(tmp_path / root, changed("systems", "end", title=title)))
        end = next(node for node in groups(svg, "node") if title in texts(node))
        points = next(end.iter(f"{SVG}polygon")).get("points", "").split()
        return max(float(point.split(",")[0]) for point in points) - min(float(point.split(",")[0]) for point in points)

    assert across("漢字" * 12, "a") > 24 * 12  # a letter is as wide as it is high
    assert across("ab" * 12, "b") < 24 * 12


def test_ids_that_are_words_of_dot_are_never_names_of_nodes(tmp_path: Path) -> None:
    left = re.findall(r'^\t+("?[^\s"]+"?) (?:->|\[)', source(workspace(tmp_path)), re.MULTILINE)
    assert set(left) - {"graph", "node", "edge"} == {f"n{number}" for number in range(8)}


# ---- what an arrow says


def test_the_picture_has_the_declared_flows_and_systems(tmp_path: Path, capfdbinary: Any) -> None:
    code, svg, err = command(capfdbinary, workspace(tmp_path))
    assert (code, err) == (0, "")
    assert set(arrows(svg)) == EVERY_ARROW
    assert len(groups(svg, "edge")) == 6
    first = Counter(texts(node)[0] for node in groups(svg, "node"))
    assert first == Counter(["Person", "Application", "db", "who", "Node", "Graph", "Below", "? not named"])
    titles = [texts(cluster)[0] for cluster in groups(svg, "cluster")]
    assert titles == ["? region unknown", "Example, ourselves", "Node", "? Vendor not named"]


def test_a_violated_flow_is_red_wider_and_names_its_rule(tmp_path: Path) -> None:
    arrow = arrows(picture(workspace(tmp_path)))["flow-edge"]
    fine = arrows(picture(workspace(tmp_path)))["flow-end"]
    assert (arrow.color, fine.color) == (RED, PLAIN)
    assert arrow.width > fine.width
    assert arrow.words == ("edge", "end", "× no-database")
    assert "Violated: no-database." in arrow.sentence
    assert fine.words == ("end", "a", "b +1")
    assert "iolated" not in fine.sentence


def test_an_undecided_flow_is_amber_and_asks(tmp_path: Path) -> None:
    arrow = arrows(picture(workspace(tmp_path)))["flow-strict"]
    assert arrow.color == AMBER
    assert arrow.width > 2
    assert arrow.words == ("strict", "a", "only standard", "? edge-is-short")
    assert "Undecided: edge-is-short." in arrow.sentence


def test_what_is_violated_outshines_what_is_undecided(tmp_path: Path) -> None:
    both = {**POLICY["rules"]["no-database"], "forbid": {"flow": {"to": {"kind": "edge_host"}}}}
    policy = {**POLICY, "rules": {**POLICY["rules"], "no-edge": both}}
    arrow = arrows(picture(workspace(tmp_path, DATAFLOWS, policy)))["flow-strict"]
    assert (arrow.color, arrow.words) == (RED, ("strict", "a", "only standard", "× no-edge"))


def test_a_reach_is_drawn_all_the_way() -> None:
    case = "every-chain-must-pass-the-redactor-and-the-witness-is-a-shortest-that-does-not"
    found = arrows(picture(Path(__file__).resolve().parents[1] / "cases" / "reach-attributes" / case))
    red = {name for name, arrow in found.items() if arrow.color == RED}
    assert red == {"flow-a-in", "flow-f-skip", "flow-g-late"}
    assert "× redacted" in found["flow-g-late"].words


def test_a_waived_finding_is_no_longer_red(tmp_path: Path) -> None:
    waiver = {
        "finding": ["no-database@flows/edge/data=end"],
        "reason": "It leaves soon.",
        "owner": "founder",
        "expires": "2026-12-31",
    }
    policy = {**POLICY, "waivers": {"soon": waiver}}
    root = workspace(tmp_path, DATAFLOWS, policy)
    assert arrows(picture(root))["flow-edge"].color == PLAIN
    assert RED in source(root, date(2027, 1, 1)).lower()


def test_a_proposed_flow_is_dashed_and_has_its_color(tmp_path: Path) -> None:
    found = arrows(picture(workspace(tmp_path)))
    assert found["flow-digraph"].dashes == "5,2"
    assert found["flow-digraph"].color == PROPOSED
    assert {arrow.id for arrow in found.values() if arrow.dashes is None} == EVERY_ARROW - LINKS - {"flow-digraph"}


def test_a_chain_is_dotted_and_says_by_whom(tmp_path: Path) -> None:
    link = arrows(picture(workspace(tmp_path)))["link-graph..below"]
    assert link.dashes == "1,5"
    assert link.words == ("via graph",)
    assert link.sentence == "graph passes on to below what reaches graph."


def test_a_chain_starts_at_every_system_of_its_vendor(tmp_path: Path) -> None:
    root = workspace(tmp_path, changed("systems", "who", vendor="graph"))
    assert set(arrows(picture(root))) == EVERY_ARROW | {"link-graph..below-from-who"}


def test_the_head_says_whether_data_stays(tmp_path: Path) -> None:
    found = arrows(picture(workspace(tmp_path)))
    assert found["flow-edge"].filled
    assert "kept there" in found["flow-edge"].sentence
    assert not found["flow-end"].filled
    assert "in transit only" in found["flow-end"].sentence
    assert not found["flow-strict"].filled
    assert "not known whether kept" in found["flow-strict"].sentence


@pytest.mark.parametrize(
    ("retention", "filled"),
    [("none", False), ("90s", True), ("until_deleted", True), ("indefinite", True), ("kept", True), ("unknown", False)],
)
def test_every_retention_has_its_head(retention: str, filled: bool, tmp_path: Path) -> None:
    svg = picture(workspace(tmp_path, changed("flows", "digraph", retention=retention)))
    assert arrows(svg)["flow-digraph"].filled is filled


def test_an_end_that_nobody_named_is_drawn_so(tmp_path: Path) -> None:
    svg = picture(workspace(tmp_path))
    unnamed = [node for node in groups(svg, "node") if texts(node) == ["? not named"]]
    assert len(unnamed) == 1
    assert next(unnamed[0].iter(f"{SVG}path")).get("stroke") == AMBER
    arrow = arrows(svg)["flow-subgraph"]
    assert arrow.words == ("subgraph", "unknown data")
    assert arrow.sentence.startswith("subgraph: somebody not named sends unknown data to who")


def test_two_unknown_ends_are_two(tmp_path: Path) -> None:
    svg = picture(workspace(tmp_path, changed("flows", "strict", to="unknown")))
    assert sum(texts(node) == ["? not named"] for node in groups(svg, "node")) == 2


def test_a_store_is_a_cylinder_and_a_person_has_corners(tmp_path: Path) -> None:
    shapes = {texts(node)[0]: node for node in groups(picture(workspace(tmp_path)), "node")}
    assert len(list(shapes["db"].iter(f"{SVG}path"))) == 2  # a cylinder has a second line for its lid
    assert len(list(shapes["Application"].iter(f"{SVG}path"))) == 1
    assert list(shapes["Person"].iter(f"{SVG}polygon"))
    assert not list(shapes["db"].iter(f"{SVG}polygon"))


def test_a_vendor_and_a_system_show_their_findings(tmp_path: Path) -> None:
    rules = {
        "no-node": {"title": "No node", "because": ["short"], "forbid": {"vendor": {"id": "node"}}},
        "no-who": {"title": "No who", "because": ["short"], "forbid": {"system": {"id": "who"}}},
    }
    svg = picture(workspace(tmp_path, DATAFLOWS, {**POLICY, "rules": rules}))
    assert ["Node", "× no-node"] in [texts(cluster) for cluster in groups(svg, "cluster")]
    who = next(node for node in groups(svg, "node") if texts(node)[0] == "who")
    assert texts(who) == ["who", "service", "× no-who"]
    assert next(who.iter(f"{SVG}path")).get("stroke") == RED


def test_an_arrow_leads_to_the_line_of_its_flow(tmp_path: Path) -> None:
    lines = workspace(tmp_path).joinpath("dataflows/all.yaml").read_text(encoding="utf-8").splitlines()
    start = lines.index(' "flows": {')
    number = next(i for i, line in enumerate(lines[start:], start + 1) if '"strict": {' in line)
    assert arrows(picture(tmp_path))["flow-strict"].link == f"dataflows/all.yaml#L{number}"


def test_a_link_to_a_file_with_a_strange_name_is_encoded(tmp_path: Path) -> None:
    workspace(tmp_path).joinpath("dataflows/all.yaml").rename(tmp_path / "dataflows" / "c#1 100%41.yaml")
    link = arrows(picture(tmp_path))["flow-end"].link or ""
    assert link.startswith("dataflows/c%231%20100%2541.yaml#L")


def test_the_caption_counts_and_says_the_day(tmp_path: Path) -> None:
    svg = picture(workspace(tmp_path))
    digest = json.loads(_report(tmp_path))["workspace"]
    lines = texts(ElementTree.fromstring(svg))
    assert "5 flows, 7 systems, 3 vendors: 1 violated, 1 undecided, 0 waived." in lines
    assert f"As of 2026-11-23, workspace {digest[:12]}. Deployments: other, standard." in lines


def _report(root: Path) -> str:
    arguments = ["-m", "auditor", "check", str(root), "--format", "json", "--as-of", AS_OF.isoformat()]
    return _python(arguments, {}, (0, 1)).stdout.decode()


def test_only_the_flows_of_the_deployment_that_was_asked_for(tmp_path: Path, capfdbinary: Any) -> None:
    root = workspace(tmp_path)
    _, svg, _ = command(capfdbinary, root, "--deployment", "other")
    assert set(arrows(svg)) == EVERY_ARROW - {"flow-strict"}
    _, svg, _ = command(capfdbinary, root, "--deployment", "other", "--deployment", "standard")
    assert set(arrows(svg)) == EVERY_ARROW


def test_a_retired_flow_is_history(tmp_path: Path) -> None:
    svg = picture(workspace(tmp_path, changed("flows", "strict", status="retired")))
    assert set(arrows(svg)) == EVERY_ARROW - {"flow-strict"}


def test_a_workspace_without_rules_is_drawn(tmp_path: Path, capfdbinary: Any) -> None:
    """Only `check` needs something to check."""
    code, svg, err = command(capfdbinary, workspace(tmp_path, DATAFLOWS, {}))
    assert (code, err) == (0, "")
    assert set(arrows(svg)) == EVERY_ARROW


def test_output_goes_to_a_file_and_nowhere_else(tmp_path: Path, capfdbinary: Any) -> None:
    target = tmp_path / "build" / "deep" / "flows.svg"
    root = workspace(tmp_path / "w")
    assert command(capfdbinary, root, "--output", str(target)) == (0, "", "")
    assert target.read_text(encoding="utf-8") == picture(root)
    assert [path.name for path in target.parent.iterdir()] == ["flows.svg"]


# ---- the engine


def _python(
    arguments: list[str], environment: dict[str, str], codes: tuple[int, ...]
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
    )
    assert done.returncode in codes, done.stderr.decode()
    return done


@pytest.mark.parametrize(
    "more",
    ["--format=svg", "--format=png", "--format=dot", "--format=mermaid", "--view=overview", "--view=violations",
     "--view=data=a", "--view=vendor=graph", "--view=matrix", "--dark"],
)  # fmt: skip
def test_the_same_bytes_under_two_hash_seeds(more: str, tmp_path: Path) -> None:
    arguments = ["-m", "auditor", "diagram", str(workspace(tmp_path)), more, "--as-of", "2026-11-23"]
    first, second = (_python(arguments, {"PYTHONHASHSEED": seed}, (0,)).stdout for seed in ("1", "2"))
    assert len(first) > 300
    assert first == second


def test_the_order_of_the_keys_changes_no_byte(tmp_path: Path) -> None:
    turned = {
        section: dict(reversed(entries.items())) if isinstance(entries, dict) else entries
        for section, entries in reversed(DATAFLOWS.items())
    }
    first = source(workspace(tmp_path / "a"))
    second = source(workspace(tmp_path / "b", turned))
    assert re.sub(r"#L\d+", "", first) == re.sub(r"#L\d+", "", second)


def test_no_engine_at_all(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = workspace(tmp_path / "w")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(render, "_packaged", lambda: None)
    code, out, err = command(capfdbinary, root)
    assert (code, out) == (2, "")
    errors = [line for line in err.splitlines() if line.startswith("error:")]
    assert len(errors) == 1
    assert "install the Python package graphviz-pure" in errors[0]
    assert "Traceback" not in err
    code, written, err = command(capfdbinary, root, "--format", "dot")
    assert (code, err) == (0, "")
    assert written == source(root)


def test_no_engine_leaves_no_file(tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(render, "_packaged", lambda: None)
    target = tmp_path / "flows.svg"
    assert command(capfdbinary, workspace(tmp_path / "w"), "--output", str(target))[0] == 2
    assert not target.exists()


def test_the_packaged_engine_is_found_and_is_taken_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "dot"
    other.write_text("#!/bin/sh\nexit 3\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert set(arrows(picture(workspace(tmp_path / "w")))) == EVERY_ARROW
    monkeypatch.setattr(render, "_packaged", lambda: None)
    with pytest.raises(render.NotDrawn, match="then it"):
        picture(tmp_path / "w")


ENGINE = """\
#!{python}
import re, subprocess, sys, time
from pathlib import Path
with Path({log!r}).open("a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
first = "-Gnewrank=true" not in sys.argv
source = sys.stdin.buffer.read()
drawn = subprocess.run([{real!r}, *sys.argv[1:]], input=source, capture_output=True, check=True).stdout.decode()
{what}
sys.stdout.buffer.write(drawn.encode())
"""
LOSE = """drawn = re.sub(r'<g id="flow&#45;strict" class="edge">.*?</g>\\n</g>\\n', "", drawn, flags=re.DOTALL)"""


def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> Path:
    """An engine that draws as the real one, and then does something wrong. Gives its log, a line a call."""
    real = render._packaged()
    assert real is not None
    log = tmp_path / "calls"
    script = tmp_path / "engine"
    script.write_text(ENGINE.format(python=sys.executable, log=str(log), real=real, what=what))
    script.chmod(0o755)
    monkeypatch.setattr(render, "_packaged", lambda: str(script))
    return log


def test_an_engine_that_loses_an_arrow_is_asked_again(
    tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = engine(tmp_path, monkeypatch, f"if first:\n    {LOSE}")
    code, svg, err = command(capfdbinary, workspace(tmp_path / "w"))
    assert (code, err) == (0, "")
    assert set(arrows(svg)) == EVERY_ARROW
    assert log.read_text().splitlines() == ["-Tsvg", "-Tsvg -Gnewrank=true"]


def test_an_engine_that_loses_it_twice_fails_loudly(
    tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = engine(tmp_path, monkeypatch, LOSE)
    target = tmp_path / "flows.svg"
    code, out, err = command(capfdbinary, workspace(tmp_path / "w"), "--output", str(target))
    assert (code, out) == (2, "")
    assert err.startswith("error: the picture could not be drawn: it lost flow-strict; then it lost flow-strict\n")
    assert "--format dot" in err
    assert not target.exists()
    assert len(log.read_text().splitlines()) == 2


def test_an_engine_that_fails_at_first_is_asked_again(
    tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything may be drawn, but an engine that did not end well is not believed."""
    what = "if first:\n    sys.stdout.buffer.write(drawn.encode())\n    sys.exit(1)"
    log = engine(tmp_path, monkeypatch, what)
    code, svg, _ = command(capfdbinary, workspace(tmp_path / "w"))
    assert code == 0
    assert set(arrows(svg)) == EVERY_ARROW
    assert len(log.read_text().splitlines()) == 2


def test_an_engine_that_hangs_is_stopped(tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert render.SECONDS[0] <= 5
    log = engine(tmp_path, monkeypatch, "if first:\n    time.sleep(60)")
    monkeypatch.setattr(render, "SECONDS", (1.5, 30.0))
    code, svg, _ = command(capfdbinary, workspace(tmp_path / "w"))
    assert code == 0
    assert set(arrows(svg)) == EVERY_ARROW
    assert len(log.read_text().splitlines()) == 2


def test_the_pixels_are_drawn_as_the_picture_that_was_checked(
    tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    run = render._run

    def lose_at_first(arguments: list[str], source: str, seconds: float) -> Any:
        asked.append(arguments)
        done = run(arguments, source, seconds)
        if arguments == ["-Tsvg"] and done is not None:
            done.stdout = done.stdout.replace(b'class="edge"', b'class="lost"', 1)
        return done

    monkeypatch.setattr(render, "_run", lose_at_first)
    target = tmp_path / "flows.png"
    assert command(capfdbinary, workspace(tmp_path / "w"), "--output", str(target))[0] == 0
    assert target.read_bytes().startswith(b"\x89PNG")
    assert asked == [["-Tsvg"], ["-Tsvg", "-Gnewrank=true"], ["-Tpng", f"-Gdpi={render.DPI}", "-Gnewrank=true"]]


def test_an_engine_that_writes_no_png_fails_clearly(
    tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "_run", _svg_for_png(render._run))
    target = tmp_path / "flows.png"
    code, out, err = command(capfdbinary, workspace(tmp_path / "w"), "--output", str(target))
    assert (code, out) == (2, "")
    assert "error: the engine writes no PNG (it said nothing): install the Python package graphviz-pure" in err
    assert not target.exists()


def _svg_for_png(run: Any) -> Any:
    """An engine that is asked for a PNG and writes something else."""
    return lambda arguments, *rest: run(["-Tsvg" if word == "-Tpng" else word for word in arguments], *rest)


def test_everything_has_a_sentence_as_its_title(tmp_path: Path) -> None:
    svg = picture(workspace(tmp_path))
    titles = {group.get("id"): next(group.iter(f"{SVG}title")).text for group in groups(svg, "edge")}
    assert titles["flow-edge"] == "edge: app sends end to db, kept there. Violated: no-database."
    assert titles["link-graph..below"] == "graph passes on to below what reaches graph."
    things = [next(group.iter(f"{SVG}title")).text for group in groups(svg, "node")]
    assert "end: person." in things
    assert "db: database, region unknown." in things
    assert not [title for title in [*titles.values(), *things] if re.match(r"n\d", title or "")]


def test_what_an_engine_says_of_its_failure_is_passed_on(
    tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(tmp_path, monkeypatch, "sys.exit('out of ink')")
    code, out, err = command(capfdbinary, workspace(tmp_path / "w"))
    assert (code, out) == (2, "")
    assert "out of ink" in err


def test_an_arrow_counts_only_as_an_arrow() -> None:
    """The id of a flow in a title or a link is not the flow."""
    drawn = '<g id="flow&#45;a&#45;b" class="edge">x</g><g id="flow-c" class="node"/><title>flow-d</title>'
    assert render.arrows_in(drawn) == ["flow-a-b"]


# ---- many


@pytest.mark.parametrize("seed", range(60))
def test_no_flow_of_a_drawn_workspace_is_lost(seed: int, tmp_path: Path) -> None:
    """Its arrows are its flows that are not retired, and the links of its chains."""
    dataflows, policy = workspace_of(seed, vendor_system_keys=bool(seed % 2))
    dump(dataflows, policy, tmp_path)
    svg = picture(tmp_path)
    live = {name for name, flow in dataflows["flows"].items() if flow.get("status") != "retired"}
    found = {html.unescape(group.get("id", "")) for group in groups(svg, "edge")}
    assert {name for name in found if name.startswith("flow-")} == flow_arrows(list(live))
    assert len([group for group in groups(svg, "edge") if group.get("id", "").startswith("flow")]) == len(live)
    chained = {
        f"link-{name}..{below}" if system == name else f"link-{name}..{below}-from-{system}"
        for name, vendor in dataflows.get("vendors", {}).items()
        if vendor.get("status") != "retired" and isinstance(vendor.get("subprocessors"), list)
        for below in vendor["subprocessors"]
        for system in _run_by(name, dataflows)
    }
    assert found - flow_arrows(list(live)) == chained


def _run_by(vendor: str, dataflows: dict[str, Any]) -> list[str]:
    """The systems that a vendor runs; itself, where it has a kind or a chain names it."""
    vendors = dataflows["vendors"]
    run = [name for name, system in dataflows["systems"].items() if system.get("vendor") == vendor]
    chains = [other["subprocessors"] for other in vendors.values() if isinstance(other.get("subprocessors"), list)]
    return [*run, vendor] if "kind" in vendors[vendor] or any(vendor in chain for chain in chains) else run


def test_many_flows_between_many_clusters(tmp_path: Path) -> None:
    """Two hundred flows among thirty systems of fifteen vendors, back and forth and to themselves."""
    vendors = {f"v{i}": {"name": f"V{i}"} for i in range(15)}
    systems = {f"s{i}": {"kind": "service", "vendor": f"v{i % 15}"} for i in range(30)}
    flows = {
        f"f{i}": {"from": f"s{i * 7 % 30}", "to": f"s{(i * 11 + i // 30) % 30}", "data": ["a"]} for i in range(200)
    }
    dataflows = {"data": {"a": {"title": "A"}}, "vendors": vendors, "systems": systems, "flows": flows}
    svg = picture(workspace(tmp_path, dataflows, {}))
    assert sorted(arrows(svg)) == sorted(flow_arrows(flows))
    assert len(groups(svg, "cluster")) == 16  # and the region


def test_leanos_is_drawn(capfdbinary: Any) -> None:
    code, svg, err = command(capfdbinary, ROOT)
    assert (code, err) == (0, "")
    found = arrows(svg)
    assert len(found) == 19
    red = {name for name, arrow in found.items() if arrow.color == RED}
    amber = {name for name, arrow in found.items() if arrow.color == AMBER}
    assert red == set()
    unknown = ("app-logs", "app-to-anthropic", "email-sending", "user-to-supabase", "worker-to-supabase")
    assert amber == {f"flow-{name}" for name in unknown}
    things = {texts(node)[0] for node in groups(svg, "node")}
    assert {"Supabase", "Vercel", "Anthropic", "Google", "Zoho Mail", "Razorpay"} < things
    assert "? email_vendor, name unknown" in things
    clusters = {texts(cluster)[0] for cluster in groups(svg, "cluster")}
    assert {"US, United States", "IN, India", "global, everywhere at once", "? region unknown", "Vercel"} < clusters
