"""More cannot become less: stricter rules, more flows and fewer facts never find less."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from auditor.audit import Audit
from auditor.findings.finding import Finding
from tests.properties.drawn import Drawn, audit_of, copy_of, drawn, examples, rules_only, shown, writer_of
from tests.reference.attributes import HAS
from tests.reference.builtins import BUILT_IN
from tests.reference.drawn_rules import Pools
from tests.reference.facts import Facts
from tests.reference.workspaces import AS_OF, workspaces
from tests.reference.writer import Entry, Writer

WORSE = {"undecided": 1, "violated": 2}
PERIODS = ["30s", "90s", "15min", "12h", "30d", "60d", "1y"]
NUMBERS = ["0", "1", "29", "30", "32", "365"]


def rules_of(workspace: Drawn) -> dict[str, Entry]:
    """The rules that a person wrote: not what weighs a built-in finding."""
    return {name: rule for name, rule in workspace[1]["rules"].items() if name not in BUILT_IN}


def rows(audit: Audit) -> dict[tuple[str, str, str], int]:
    """How bad each row is by each rule, in the worst of its deployments."""
    found: dict[tuple[str, str, str], int] = {}
    for finding in audit.findings:
        row = (finding.rule, finding.section, finding.thing)
        found[row] = max(found.get(row, 0), WORSE[finding.state])
    return found


# --- a stricter rule


def stricter(match: Entry, write: Writer) -> Iterator[Entry]:
    """Every match of which one limit is tighter, or one list of what is allowed shorter."""
    for attribute, wanted in match.items():
        for other in _tighter(attribute, wanted, write):
            yield {**match, attribute: other}


def _tighter(attribute: str, wanted: Any, write: Writer) -> Iterator[Any]:
    if isinstance(wanted, list) and len(wanted) > 1 and attribute not in HAS:
        dropped = write.number(0, len(wanted) - 1)
        yield [word for number, word in enumerate(wanted) if number != dropped]
    elif isinstance(wanted, dict):
        limit = next(iter(wanted))
        order = PERIODS if attribute == "retention" else NUMBERS
        if limit in ("at_most", "at_least") and wanted[limit] in order:
            place = order.index(wanted[limit])
            tighter = order[:place] if limit == "at_most" else order[place + 1 :]
            yield from ({limit: word} for word in tighter)
        elif limit == "not" and isinstance(wanted[limit], str) and attribute in ("region", "purposes", "kind"):
            yield {"not": [wanted[limit], {"region": "JP", "purposes": "sale", "kind": "crm"}[attribute]]}
        elif limit not in ("not", "declared", "before", "after", "at_most", "at_least"):
            yield from stricter(wanted, write)


OF_VENDORS = ["region", "country", "mechanism", "trains_on_data", "relation", "kind"]


def limits(write: Writer, dataflows: Entry) -> Iterator[tuple[str, Entry]]:
    """Rules that can be made stricter, more of them than are drawn."""
    pools = Pools(dataflows).words
    flow: list[Entry] = [{}, {"data": write.pick(pools["data"])}, {"at_rest": "true"}]
    flow += [{"to": {"kind": write.pick(pools["kind"])}}]
    for number in range(3):
        several = {name: write.some(pools[name], least=2, most=3) for name in ("region", "purposes", "kind", "country")}
        for name in ("mechanism", "trains_on_data", "relation", "transfer"):
            several[name] = write.some(pools.get(f"flow.{name}", pools.get(name, [])), least=2, most=3)
        data = write.some(pools["data"], least=min(2, len(pools["data"])), most=3)
        for attribute, wanted in {
            "retention": {write.pick(["at_most", "at_least"]): write.pick(PERIODS)},
            "region": several["region"],
            "purposes": several["purposes"],
            "transfer": several["transfer"],
            "data": data,
            "to": {"kind": several["kind"], "vendor": {"country": several["country"], "receives": data}},
        }.items():
            yield f"flow-{attribute}-{number}", {"for": {"flow": write.pick(flow)}, "require": {attribute: wanted}}
        for attribute, wanted in {
            "notice_days": {write.pick(["at_most", "at_least"]): write.pick(NUMBERS)},
            "evidence_days": {write.pick(["at_most", "at_least"]): write.pick(NUMBERS)},
            "holds": data,
            **{name: several[name] for name in OF_VENDORS},
        }.items():
            yield f"vendor-{attribute}-{number}", {"for": {"vendor": {}}, "require": {attribute: wanted}}


def test_a_stricter_rule_never_finds_less() -> None:
    tried = 0
    for seed, plain in drawn(70, start=30_000):
        workspace, write = copy_of(plain), writer_of(seed)
        workspace[1]["rules"] |= rules_only(dict(limits(write, workspace[0])))["rules"]
        pairs = []
        for name, rule in list(rules_of(workspace).items()):
            for number, require in enumerate(stricter(rule.get("require", {}), write)):
                twin = f"{name}-strict-{number}"
                workspace[1]["rules"][twin] = {**rule, "require": require}
                pairs.append((name, twin))
        tried += len(pairs)
        found = rows(audit_of(workspace)) if pairs else {}
        for name, twin in pairs:
            for (rule_id, section, thing), state in found.items():
                if rule_id == name:
                    strict = found.get((twin, section, thing), 0)
                    assert strict >= state, f"{twin} at {section}/{thing}, seed {seed}\n{shown(workspace)}"
    assert tried > 1000


# --- one more flow


def positive(write: Writer, dataflows: Entry) -> Iterator[tuple[str, Entry]]:
    """Rules that forbid data somewhere: what they match can only be more when there are more flows."""
    categories = list(dataflows["data"])
    kinds = ["database", "service", "edge_host", "analytics", "application", "person"]
    places = ["EU", "US", "IN", "global", "aws/eu-central-1"]
    for number in range(3):
        data = write.some(categories, least=1, most=2)
        kind, place = write.pick(kinds), write.pick(places)
        yield f"flow-{number}", {"flow": {"data": data, **write.pick([{}, {"at_rest": "true"}])}}
        yield f"flow-to-{number}", {"flow": {"data": data, "to": {"kind": kind}}}
        yield f"flow-vendor-{number}", {"flow": {"data": data, "to": {"vendor": {"receives": data[:1]}}}}
        yield f"flow-sensitive-{number}", {"flow": {"data": data, "sensitive": "true"}}
        for attribute in ("receives", "holds"):
            more = write.pick([{}, {"kind": kind}, {"region": place}])
            yield f"system-{attribute}-{number}", {"system": {attribute: data, **more}}
            yield f"vendor-{attribute}-{number}", {"vendor": {attribute: data, **more}}


def violated(audit: Audit) -> set[tuple[str, str]]:
    """Findings that are certain, with each deployment that has them."""
    return {
        (finding.id, deployment)
        for finding in audit.findings
        for deployment, state in finding.states
        if state == "violated" and finding.rule not in BUILT_IN
    }


def test_one_more_flow_never_removes_what_is_violated() -> None:
    tried = 0
    for seed, (dataflows, _) in drawn(40, start=31_000):
        rules = {name: {"forbid": match} for name, match in positive(writer_of(seed), dataflows)}
        whole = dataflows, rules_only(rules)
        after = violated(audit_of(whole))
        for name in dataflows["flows"]:
            fewer = copy_of(whole)
            del fewer[0]["flows"][name]
            before = violated(audit_of(fewer, must_check=False))
            tried += len(before)
            assert before <= after, f"without {name}: {sorted(before - after)}, seed {seed}\n{shown(whole)}"
    assert tried > 1000


# --- one fact less


FACTS = {
    "organization": ["country", "role", "legal_name", "address", "website", "transfer", "contact"],
    "deployments": ["law", "residency", "plans"],
    "vendors": [
        *["country", "region", "retention", "purposes", "transfer", "dpa", "trains_on_data", "relation"],
        *["certifications", "legal_name", "address", "catalog", "active_from", "controls"],
    ],
    "systems": ["region", "retention", "purposes", "controls"],
    "flows": ["data", "retention", "purposes", "region", "controls", "trigger"],
    "data": ["subjects", "sensitive"],
    "notices": ["effective", "channel", "bounced"],
}
"""Facts that say nothing of what there is, who runs it or what goes where, but for a flow's data."""


def one_fact_less(workspace: Drawn) -> Iterator[tuple[str, Drawn]]:
    """Every workspace in which one fact that is written says `unknown` instead."""
    for section, keys in FACTS.items():
        entries = workspace[0].get(section, {})
        for name in [""] if section == "organization" else entries:
            for key in keys:
                entry = entries[name] if name else entries
                if entry.get(key, "unknown") != "unknown":
                    less = copy_of(workspace)
                    (less[0][section][name] if name else less[0][section])[key] = "unknown"
                    yield f"{section}/{name}/{key}", less


def names(match: Any) -> set[str]:
    """All attributes and operators in a match."""
    if not isinstance(match, dict):
        return set()
    return set(match) | {inner for wanted in match.values() for inner in names(wanted)}


def answered(rule: Entry) -> bool:
    """A rule that requires something, and asks neither whether a fact is declared nor whether data is
    sourced: what is `unknown` always is. No free words: they must be declared somewhere."""
    scope, required = names(rule.get("for")), names(rule.get("require"))
    free = {"controls", "plans", "certifications", "notice_channel", "labels"}
    return "require" in rule and not (scope | required) & {"declared", "sourced"} and not scope & free


def test_one_fact_less_never_hides_what_is_required() -> None:
    tried = 0
    for seed, plain in drawn(40, start=32_000):
        kept = {name: rule for name, rule in rules_of(plain).items() if answered(rule)}
        workspace = copy_of((plain[0], {**plain[1], "rules": kept}))
        for rule in workspace[1]["rules"].values():
            rule["on_unknown"] = "violation"
        before = [row for row in rows(audit_of(workspace)) if row[0] in kept] if kept else []
        for fact, less in one_fact_less(workspace) if before else ():
            tried += 1
            after = rows(audit_of(less))
            hidden = [row for row in before if row not in after]
            assert not hidden, f"{hidden} without {fact}, seed {seed}\n{shown(workspace)}"
    assert tried > 500


# --- one deployment alone


def about_rules(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.rule not in BUILT_IN]


def test_one_deployment_alone_has_its_findings() -> None:
    for seed, workspace in drawn(150, start=33_000):
        whole = audit_of(workspace)
        for name in whole.deployments:
            alone = audit_of(workspace, [name], must_check=False)
            found = {finding.id: dict(finding.states) for finding in about_rules(alone.findings)}
            wanted = {
                finding.id: {name: dict(finding.states)[name]}
                for finding in about_rules(whole.findings)
                if name in finding.deployments
            }
            assert found == wanted, f"--deployment {name}, seed {seed}\n{shown(workspace)}"


@examples(20)
@given(workspace=st.booleans().flatmap(workspaces))
def test_states_of_deployments_make_the_state(workspace: Drawn) -> None:
    """The worst of them; and a finding that a deployment has is a finding of that deployment."""
    for finding in audit_of(workspace).findings:
        assert finding.state == max((state for _, state in finding.states), key=lambda state: WORSE[state])
        assert set(finding.deployments) <= set(Facts(*workspace, AS_OF).deployments)


# --- a waiver


def test_a_waiver_covers_its_finding_and_no_other() -> None:
    tried = 0
    for seed, workspace in drawn(60, start=34_000):
        before = {finding.id: finding.states for finding in audit_of(workspace).findings}
        names = [name for name in before if name.split("@")[0] not in BUILT_IN]
        if names:
            tried += 1
            name = writer_of(seed).pick(names)
            waiver = {"finding": name, "reason": "We know", "owner": "founder", "expires": "2026-12-31"}
            waived = workspace[0], {**workspace[1], "waivers": {"known": waiver}}
            after = {finding.id: finding.states for finding in audit_of(waived).findings}
            wanted = {**before, name: tuple((one, "waived") for one, _ in before[name])}
            assert after == wanted, f"{name}, seed {seed}\n{shown(waived)}"
    assert tried > 40
