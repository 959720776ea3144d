"""The HTML report in a real browser: what can be found and followed in it, what it never does, and who can use it."""

import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from auditor.formats.html import report
from auditor.text.plain import shown
from auditor.trace.along import ways
from tests.formats.everything import everything, leanos
from tests.formats.html.browser import Browser
from tests.formats.html.pages import company, flat, page
from tests.tools.npm import installed

Open = Callable[..., Browser]
BAD_LOGS = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
ROWS = "[...document.querySelectorAll('tr[data-edge]')].filter(row => !row.hidden).map(row => row.id.slice(5))"
WAYS = "Object.fromEntries([...document.querySelectorAll('tr[data-way]')].map(r => [r.id.slice(5), r.dataset.way]))"
MOST_BYTES = 1_500_000


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Open:
    """Opens the page of an audit, with something after `#`."""

    def go(name: str, address: str = "") -> Browser:
        file = tmp_path / f"{name}.html"
        file.write_text(page(name), encoding="utf-8")
        browser.open(file, address)
        return browser

    return go


def choose(browser: Browser, what: str, text: str) -> None:
    """Choose a filter by its words."""
    browser.run(
        f"(list => {{ list.value = [...list.options].find(o => o.text === {json.dumps(text)}).value;"
        f" list.dispatchEvent(new Event('input', {{bubbles: true}})) }})(document.getElementById('filter-{what}'))"
    )


def shown_view(browser: Browser) -> Any:
    return browser.run("document.querySelector('.view:not([hidden])').dataset.view")


def lit(browser: Browser, of: str = "[data-arrow]") -> Any:
    """The arrows of the view that is shown which are not dimmed, by what they link to."""
    return browser.run(
        f"[...document.querySelectorAll('.view:not([hidden]) {of}:not(.dim)')]"
        ".map(arrow => arrow.querySelector('a')?.getAttribute('href').slice(6))"
    )


@pytest.mark.parametrize("name", ["everything", "leanos", "12"])
def test_nothing_is_logged_and_nothing_leaves_the_page(opened: Open, name: str) -> None:
    browser = opened(name)
    browser.click("document.querySelector('.view:not([hidden]) [data-arrow] text, .picture')")
    choose(browser, "verdict", "undecided")
    assert browser.happened(lambda event: event["method"] in BAD_LOGS) == []
    asked = browser.happened(lambda event: event["method"] == "Network.requestWillBeSent")
    assert [one["params"]["request"]["url"].partition("#")[0][-5:] for one in asked] == [".html"]


def test_what_is_hostile_never_runs_and_is_read_as_it_was_written(opened: Open) -> None:
    browser = opened("everything")
    assert browser.happened(lambda event: event["method"] == "Page.javascriptDialogOpening") == []
    assert browser.run("document.scripts.length") == 2
    assert browser.run("document.querySelectorAll('img, iframe, [onerror], [onload], [onclick]').length") == 0
    text = browser.run("document.body.textContent")
    for word in (
        "<script>alert(1)</script>",
        "]]>",
        "&amp;",
        "<img src=x onerror=alert(1)>",
        "\\u{202e}",
        "\U0001f9ba",
    ):
        assert word in text
    rows = browser.run(
        'Object.fromEntries([...document.querySelectorAll(\'[id^="promise="], [id^="waiver="]\')]'
        ".map(e => [e.id, e.textContent.replace(/\\s+/g, ' ')]))"
    )
    workspace = everything().workspace
    for name, promise in workspace.promises.items():
        assert flat(shown(promise.says)) in rows[f"promise={name}"]
    for name, waiver in workspace.waivers.items():
        assert flat(shown(waiver.reason)) in rows[f"waiver={name}"]
    titles = browser.run("[...document.querySelectorAll('.view[data-view=full] title')].map(t => t.textContent).join()")
    assert everything().workspace.flows[0].id in titles


def test_the_policy_holds_against_what_is_put_in_later(opened: Open) -> None:
    browser = opened("12")
    browser.run(
        "(() => { window.ran = false; const add = (tag, fill) => { const e = document.createElement(tag);"
        " fill(e); document.body.append(e) };"
        " add('script', e => e.textContent = 'window.ran = true');"
        " add('img', e => e.src = 'https://example.org/x.png');"
        " add('div', e => e.innerHTML = '<b onclick=\"window.ran = true\">x</b>');"
        " document.body.lastChild.firstChild.click();"
        " return fetch('https://example.org/').catch(() => 0) })()"
    )
    assert browser.run("window.ran") is False
    refused = browser.happened(lambda event: event["method"] == "Log.entryAdded")
    assert len(refused) >= 4
    assert all("Content Security Policy" in one["params"]["entry"]["text"] for one in refused)
    assert browser.happened(lambda event: event["method"] == "Network.responseReceived" and
                            "example.org" in event["params"]["response"]["url"]) == []  # fmt: skip


def test_filters_leave_the_flows_that_they_name_in_table_and_picture(opened: Open) -> None:
    browser = opened("leanos", "view=full")
    flows = {flow.id for flow in leanos().workspace.flows}
    assert set(browser.run(ROWS)) == flows
    choose(browser, "vendor", "Anthropic")
    assert set(browser.run(ROWS)) == {"app-to-anthropic", "anthropic-to-app"} == set(lit(browser))
    choose(browser, "verdict", "undecided")
    assert browser.run(ROWS) == ["app-to-anthropic"] == lit(browser)
    assert browser.run("document.getElementById('count').textContent") == f"1 of {len(flows)} flows shown."
    assert len(lit(browser, "[data-thing]")) == 2
    browser.click("document.querySelector('#filters button')")
    browser.until(f"{ROWS}.length === {len(flows)}")
    choose(browser, "region", "region unknown")
    assert "edge-to-user" in browser.run(ROWS)
    assert "app-to-anthropic" not in browser.run(ROWS)
    choose(browser, "region", "all")
    choose(browser, "category", "card_number")
    assert browser.run(ROWS) == ["card-to-razorpay"]


def test_search_finds_words_in_any_order(opened: Open) -> None:
    browser = opened("leanos", "view=full")
    browser.run("document.getElementById('search').focus()")
    browser.send("Input.insertText", text="Razorpay card")
    assert browser.run(ROWS) == ["card-to-razorpay"] == lit(browser)
    browser.send("Input.insertText", text=" nowhere")
    assert browser.run(ROWS) == []


@cache
def along(flow: str) -> tuple[frozenset[str], ...]:
    """The flows before and after one, and those that may be."""
    edges, found = ways(leanos().worlds, leanos().deployments)
    number = next(n for n, edge in enumerate(edges) if edge.id == flow)
    before, after, may_before, may_after = (
        frozenset(edges[n].id for n in range(len(edges)) if bits >> n & 1) for bits in found[number]
    )
    return before, after, may_before, may_after


def test_a_click_on_an_arrow_lights_up_where_its_data_comes_from_and_goes(opened: Open) -> None:
    browser = opened("leanos", "view=full")
    arrow = "[...document.querySelectorAll('.view[data-view=full] [data-arrow]')]"
    arrow += ".find(a => a.querySelector('[href=\"#flow=app-to-anthropic\"]'))"
    browser.click(f"({arrow}).querySelector('text')")
    before, after, may_before, may_after = along("app-to-anthropic")
    assert "anthropic-to-app" in after
    assert "edge-to-app" in may_before, "it lists what the data may lie in"
    way = browser.run(WAYS)
    assert way["app-to-anthropic"].startswith("this flow")
    flows = {flow.id for flow in leanos().workspace.flows}
    assert {name for name, said in way.items() if "brings its data" in said} == before & flows
    assert {name for name, said in way.items() if "takes its data on" in said} == after & flows
    assert {name for name, said in way.items() if "may bring it" in said} == may_before & flows
    assert {name for name, said in way.items() if "may take it on" in said} == may_after & flows
    assert set(lit(browser)) == set(way)
    assert 1 < len(way) < len(flows)
    told = browser.run("document.getElementById('told').textContent")
    assert told.startswith("app-to-anthropic: its data comes by ")
    assert browser.run("location.hash") == "#view=full&flow=app-to-anthropic"
    assert browser.run("document.activeElement.className") == "picture"
    browser.press("Escape")
    assert browser.run(WAYS) == {}
    assert set(lit(browser)) == flows
    assert browser.run("location.hash") == "#view=full"


def test_a_click_on_an_arrow_of_the_overview_lights_up_all_its_flows(opened: Open) -> None:
    browser = opened("60", "view=overview")
    browser.click("document.querySelector('.view[data-view=overview] [data-arrow] text')")
    data = json.loads(browser.run("document.getElementById('data').textContent"))
    number = browser.run("document.querySelector('.view[data-view=overview] [data-arrow]').dataset.arrow")
    bits = int(data["views"]["overview"][int(number)][0], 16)
    several = {name for number, name in enumerate(data["names"]) if bits >> number & 1}
    chosen = {name for name, said in browser.run(WAYS).items() if said.startswith("this flow")}
    assert chosen == several & {flow.id for flow in company(60).workspace.flows}


def test_deep_links_lead_to_findings_flows_and_views(opened: Open) -> None:
    finding = everything().findings[0].id
    browser = opened("everything", f"finding={finding}")
    assert browser.run("document.querySelector(':target').id") == f"finding={finding}"
    browser.until("scrollY > 100")
    browser = opened("leanos", "flow=app-to-edge")
    assert browser.run(WAYS)["app-to-edge"].startswith("this flow")
    browser.until("Math.abs(document.getElementById('flows').getBoundingClientRect().top) < 120")
    for view in ("overview", "violations", "full"):
        assert shown_view(opened("leanos", f"view={view}")) == view
    browser = opened("leanos", "view=nothing&flow=nobody")
    assert shown_view(browser) == "full"
    assert browser.run(WAYS) == {}
    browser.run("location.hash = '#vendor=supabase'")
    browser.until("document.getElementById('vendor=supabase').getBoundingClientRect().top < 200")


def test_a_finding_that_is_folded_away_is_opened_by_its_address(opened: Open) -> None:
    browser = opened("500")
    folded = "[...document.querySelectorAll('details:not([open]) li[id^=\"finding=\"]')].pop()"
    name = browser.run(f"({folded}).id")
    browser.run(f"location.hash = '#' + {json.dumps(name)}")
    browser.until(f"document.getElementById({json.dumps(name)}).closest('details').open")


def test_every_link_to_an_encoded_finding_finds_it(opened: Open) -> None:
    browser = opened("everything")
    lost = browser.run(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
        ".filter(name => !document.getElementById(name))"
    )
    assert lost == []


def test_the_picture_is_moved_and_zoomed_by_keys_buttons_and_wheel(opened: Open) -> None:
    browser = opened("leanos", "view=full")
    box = "document.querySelector('.view:not([hidden]) svg').getAttribute('viewBox').split(' ').map(Number)"
    whole = browser.run(box)
    browser.run("document.querySelector('.view:not([hidden]) .picture').focus()")
    browser.press("+")
    larger = browser.run(box)
    assert larger[2] == pytest.approx(whole[2] / 1.4)
    assert larger[0] > whole[0]
    browser.press("ArrowRight")
    assert browser.run(box)[0] == pytest.approx(larger[0] + larger[2] / 10)
    browser.press("ArrowDown")
    assert browser.run(box)[1] == pytest.approx(larger[1] + larger[3] / 10)
    browser.press("0")
    assert browser.run(box) == whole
    browser.click("document.querySelector('.view:not([hidden]) [data-zoom]')")
    assert browser.run(box)[2] == pytest.approx(whole[2] / 1.4)
    browser.click("document.querySelector('.view:not([hidden]) [data-zoom=\"0\"]')")
    assert browser.run(box) == whole
    wheel(browser)
    assert browser.run(box) == whole, "the wheel belongs to the page until the picture has the focus"
    browser.run("document.querySelector('.view:not([hidden]) .picture').focus({preventScroll: true})")
    wheel(browser)
    assert browser.run(box)[2] < whole[2]


def wheel(browser: Browser) -> None:
    browser.run("document.querySelector('.view:not([hidden]) .picture').scrollIntoView({behavior: 'instant'})")
    x, y = browser.run(
        "(b => [b.x + b.width / 2, b.y + 150])"
        "(document.querySelector('.view:not([hidden]) svg').getBoundingClientRect())"
    )
    browser.send("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=-100)
    time.sleep(0.1)


def test_the_picture_is_dragged_and_a_drag_is_no_click(opened: Open) -> None:
    browser = opened("12", "view=full")
    box = "document.querySelector('.view:not([hidden]) svg').getAttribute('viewBox').split(' ').map(Number)"
    whole = browser.run(box)
    text = "document.querySelector('.view:not([hidden]) [data-arrow] text')"
    browser.run(f"{text}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
    x, y = browser.run(f"(b => [b.x + b.width / 2, b.y + b.height / 2])({text}.getBoundingClientRect())")
    for kind, by in (("mousePressed", 0), ("mouseMoved", 40), ("mouseMoved", 80), ("mouseReleased", 80)):
        browser.send(
            "Input.dispatchMouseEvent", type=kind, x=x + by, y=y, button="left", buttons=int(kind != "mouseReleased"),
            clickCount=1,
        )  # fmt: skip
    assert browser.run(box)[0] < whole[0]
    assert browser.run(WAYS) == {}


def test_tabs_and_flows_can_be_reached_and_used_with_keys_alone(opened: Open) -> None:
    browser = opened("leanos")
    browser.press("Tab")
    assert browser.run("document.activeElement.className") == "skip"
    browser.run("document.querySelector('[role=tab][aria-selected=true]').focus()")
    browser.press("ArrowRight")
    assert shown_view(browser) == "overview"
    assert browser.run("document.activeElement.dataset.view") == "overview"
    assert browser.run("location.hash") == "#view=overview"
    browser.press("ArrowLeft")
    assert shown_view(browser) == "full"
    stops = []
    for _ in range(5):
        browser.press("Tab")
        stops.append(browser.run("(e => e.className || e.ariaLabel || e.hash)(document.activeElement)"))
    assert stops == ["Zoom in", "Zoom out", "Fit the whole picture", "picture", "#flow=anthropic-to-app"]
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.run("document.querySelector('.view:not([hidden]) .picture').focus()")
    browser.press("n")
    first = browser.run(WAYS)
    browser.press("n")
    assert browser.run(WAYS) != first
    browser.press("p")
    assert browser.run(WAYS) == first
    browser.run("document.querySelector('[id=\"flow=app-to-edge\"] a').focus()")
    browser.press("Enter")
    browser.until("document.querySelector('[id=\"flow=app-to-edge\"]').dataset.way?.startsWith('this flow')")


def test_dark_and_light_are_the_colours_of_the_pictures(opened: Open) -> None:
    browser = opened("12")
    page_colour = "getComputedStyle(document.body).backgroundColor"
    red = "getComputedStyle(document.querySelector('svg path[stroke=\"#b3261e\"]')).stroke"
    assert (browser.run(page_colour), browser.run(red)) == ("rgb(255, 255, 255)", "rgb(179, 38, 30)")
    browser.colours("dark")
    assert (browser.run(page_colour), browser.run(red)) == ("rgb(21, 23, 28)", "rgb(255, 138, 128)")
    browser.colours("dark", "print")
    assert browser.run(red) == "rgb(179, 38, 30)", "paper is white"


@pytest.mark.parametrize("name", ["everything", "leanos", "60"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_issue(opened: Open, name: str, scheme: str) -> None:
    script = installed("axe-core/axe.min.js").read_text(encoding="utf-8")
    browser = opened(name)
    browser.colours(scheme)
    browser.run("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    browser.run(script + "; 0")
    found = browser.run("axe.run(document, {resultTypes: ['violations']})")
    issues = [
        (issue["id"], issue["impact"], issue["nodes"][0]["html"][:200], issue["nodes"][0].get("failureSummary"))
        for issue in found["violations"]
    ]
    assert issues == []
    assert found["toolOptions"] is not None


@pytest.mark.parametrize("name", ["everything", "leanos", "60"])
def test_it_is_no_wider_than_a_small_telephone(opened: Open, name: str) -> None:
    browser = opened(name)
    browser.size(320)
    assert browser.run("document.documentElement.scrollWidth") == 320
    assert browser.run("document.documentElement.clientWidth") == 320
    too_wide = browser.run(
        "[...document.querySelectorAll('main :not(svg *)')].filter(e => !e.closest('.scroll, .frame') &&"
        " e.getBoundingClientRect().right > 321).map(e => e.outerHTML.slice(0, 80))"
    )
    assert too_wide == []


def test_on_paper_nothing_is_folded_away_or_filtered(opened: Open) -> None:
    browser = opened("leanos", "flow=app-to-edge")
    choose(browser, "vendor", "Anthropic")
    browser.colours("light", "print")
    parts = (
        "nav", ".filters", ".tabs", ".zoom", ".view[data-view=overview]", '[id="flow=app-to-edge"]',
        "details.more .word",
    )  # fmt: skip
    heights = f"{json.dumps(parts)}.map(part => document.querySelector(part).checkVisibility())"
    assert dict(zip(parts, browser.run(heights), strict=True)) == {
        "nav": False, ".filters": False, ".tabs": False, ".zoom": False, ".view[data-view=overview]": True,
        '[id="flow=app-to-edge"]': True, "details.more .word": True,
    }  # fmt: skip
    assert browser.run("getComputedStyle(document.querySelector('.dim')).opacity") == "1"
    assert browser.paper().startswith(b"%PDF")


def test_without_its_script_the_page_has_everything(opened: Open) -> None:
    browser = opened("leanos")
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser = opened("leanos")
        seen = browser.run(
            "[document.querySelectorAll('.view:not([hidden])').length, document.getElementById('filters').hidden,"
            " document.querySelectorAll('tr[data-edge]:not([hidden])').length]"
        )
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)
    assert seen == [3, True, len(leanos().workspace.flows)]


def test_without_an_engine_the_rest_of_it_works(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.diagrams.render._packaged", lambda: None)
    monkeypatch.setattr("auditor.diagrams.render.shutil.which", lambda name: None)
    file = tmp_path / "report.html"
    file.write_text(report.render(leanos()), encoding="utf-8")
    browser.open(file, "view=overview&flow=app-to-edge")
    assert browser.happened(lambda event: event["method"] in BAD_LOGS) == []
    assert shown_view(browser) == "overview"
    assert browser.run(WAYS)["app-to-edge"].startswith("this flow")
    choose(browser, "vendor", "Anthropic")
    assert set(browser.run(ROWS)) == {"app-to-anthropic", "anthropic-to-app"}


def test_500_flows_fill_no_more_than_they_may_and_can_be_filtered(opened: Open) -> None:
    """How fast it opens is measured by `make bench`."""
    assert len(page("500").encode()) < MOST_BYTES
    browser = opened("500")
    choose(browser, "verdict", "violated")
    assert 0 < len(browser.run(ROWS)) < 500
    assert "500 flows are too many for one picture" in browser.run("document.getElementById('flows').textContent")
