"""Accepting findings: the waivers that cover exactly what is found now, and no more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.findings.finding import WAIVED, Finding
from auditor.findings.rate import listed
from auditor.findings.waive import RESOLVE, found_of
from auditor.location import Problem
from auditor.workspace.model import Workspace

Entry = dict[str, str | date | list[str] | dict[str, str]]
"""What stands under the id of a waiver."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Why findings are accepted, who answers for it, and until when."""

    reason: str
    owner: str
    granted: date
    expires: date
    approved_by: str | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """Findings that one waiver can cover: they have one state, in the same deployments, and the same was found."""

    findings: tuple[str, ...]
    state: str
    deployments: tuple[str, ...]
    found: Mapping[str, str]


def alike(parts: Iterable[Finding], wanted: Collection[str], deployments: Collection[str]) -> list[Alike]:
    """What of the wanted findings is not waived yet in some deployments, a group a waiver. Sorted."""
    where: dict[tuple[str, str, tuple[tuple[str, str], ...]], set[str]] = {}
    for part in parts:
        if part.id in wanted:
            found = tuple(found_of(part).items())
            for deployment, state in part.states:
                if state != WAIVED and deployment in deployments:
                    where.setdefault((part.id, state, found), set()).add(deployment)
    groups: dict[tuple[str, tuple[str, ...], frozenset[tuple[str, str]]], list[str]] = {}
    for (name, state, found), in_ in sorted(where.items()):
        groups.setdefault((state, tuple(sorted(in_)), frozenset(found)), []).append(name)
    firsts = {(name, state, frozenset(found)): dict(found) for name, state, found in where}
    return sorted(
        (
            Alike(tuple(names), state, in_, firsts[names[0], state, found])
            for (state, in_, found), names in groups.items()
        ),
        key=lambda group: (group.findings, group.state, group.deployments),
    )


def open_ids(
    workspace: Workspace, parts: Iterable[Finding], deployments: Collection[str]
) -> tuple[list[str], list[str]]:
    """The findings that are shown and not waived everywhere: those that may be waived, and those that may not."""
    may: dict[str, None] = {}
    may_not: dict[str, None] = {}
    for part in parts:
        if listed(workspace, part) and any(state != WAIVED and name in deployments for name, state in part.states):
            rule = workspace.rules.get(part.rule)
            waivable = part.section != "waivers" and (rule is None or rule.waivable)
            (may if waivable else may_not)[part.id] = None
    return sorted(may), sorted(may_not)


def by_rule(parts: Sequence[Finding], wanted: Iterable[str], deployments: Collection[str]) -> list[Alike]:
    """The groups of many findings: none has two rules, so that who reads the waivers knows what each is about."""
    rules: dict[str, set[str]] = {}
    for name in wanted:
        rules.setdefault(name.partition("@")[0], set()).add(name)
    return [group for rule in sorted(rules) for group in alike(parts, rules[rule], deployments)]


def entry_of(group: Alike, terms: Terms) -> Entry:
    """The waiver of a group, its keys in the order of the format."""
    entry: Entry = {"finding": group.findings[0] if len(group.findings) == 1 else list(group.findings)}
    entry["state"] = group.state
    entry["deployments"] = list(group.deployments)
    if group.found:
        entry["found"] = dict(group.found)
    entry |= {"reason": terms.reason, "owner": terms.owner}
    if terms.approved_by is not None:
        entry["approved_by"] = terms.approved_by
    if terms.ticket is not None:
        entry["ticket"] = terms.ticket
    return entry | {"granted": terms.granted, "expires": terms.expires}


def named(
    groups: Sequence[Alike], parts: Iterable[Finding], taken: Collection[str], name: str | None = None
) -> list[str]:
    """An id for the waiver of each group: the given one, else one made of the rule and the thing that all its
    findings share; with a number where it is taken."""
    things = {part.id: (part.rule, part.thing or part.section) for part in parts}
    names: dict[str, None] = {}
    numbers: Counter[str] = Counter()
    for group in groups:
        rules, places = zip(*(things[finding] for finding in group.findings), strict=True)
        shared = [words[0] for words in (rules, places) if len(set(words)) == 1] or [rules[0], places[0]]
        first = name or "-".join(re.findall(r"[a-z0-9]+(?:_[a-z0-9]+)*", "-".join(shared).lower()))
        tried = ""
        while not tried or tried in taken or tried in names:
            numbers[first] += 1
            tried = first if numbers[first] == 1 else f"{first}-{numbers[first]}"
        names[tried] = None
    return list(names)


def mistakes(
    workspace: Workspace, parts: Sequence[Finding], wanted: Iterable[str], deployments: Collection[str]
) -> Iterator[Problem]:
    """Why some of the wanted findings cannot be waived in any of the deployments."""
    by_id: dict[str, list[Finding]] = {}
    for part in parts:
        by_id.setdefault(part.id, []).append(part)
    open_ = tuple(sorted(part.id for part in parts if part.state != WAIVED and part.section != "waivers"))
    for name in wanted:
        if name not in by_id:
            hint = "`auditor check` prints the id of each finding"
            rule, _, place = name.partition("@")
            near = tuple(one for one in open_ if one.startswith(f"{rule}@") or one.endswith(f"@{place}"))
            yield Problem(f"there is no finding `{name}`", None, hint, name, near or open_)
            continue
        yield from _not_waivable(workspace, name, by_id[name], deployments)


def _not_waivable(
    workspace: Workspace, name: str, parts: list[Finding], deployments: Collection[str]
) -> Iterator[Problem]:
    first = parts[0]
    rule = workspace.rules.get(first.rule)
    there = [part for part in parts if not set(part.deployments).isdisjoint(deployments)]
    if first.section == "waivers":
        yield Problem(f"`{name}` is about a waiver, and cannot be waived", first.location, RESOLVE[first.rule])
    elif rule is not None and not rule.waivable:
        where = workspace.merged.at(("rules", first.rule, "waivable"), key=True)
        yield Problem(f"`{name}` cannot be waived: its rule says so", where, rule.resolve)
    elif not there:
        others = sorted({deployment for part in parts for deployment in part.deployments})
        yield Problem(f"`{name}` is not in {', '.join(sorted(deployments))}", None, f"it is in {', '.join(others)}")
    elif all(state == WAIVED for part in there for deployment, state in part.states if deployment in deployments):
        for waiver in dict.fromkeys(part.waiver for part in there if part.waiver is not None):
            until = workspace.waivers[waiver].expires.isoformat()
            where = workspace.merged.at(("waivers", waiver), key=True)
            yield Problem(f"`{name}` is waived already, by `{waiver}` until {until}", where)


def unlike(before: Iterable[Finding], after: Iterable[Finding], groups: Iterable[Alike]) -> list[str]:
    """The findings that are not what they would be if the waivers of the groups, and nothing else, were added."""
    covered = {(name, where) for group in groups for name in group.findings for where in group.deployments}
    wanted, found = _verdicts(before, covered), _verdicts(after, set())
    return sorted({name for name, _ in (wanted - found) + (found - wanted)})


def _verdicts(parts: Iterable[Finding], covered: Collection[tuple[str, str]]) -> Counter[tuple[str, object]]:
    """All that a report says of findings but their places, which move with the lines of a file."""
    return Counter(
        (
            part.id,
            (
                deployment,
                WAIVED if (part.id, deployment) in covered else state,
                part.severity,
                part.message,
                tuple((asked.attribute, asked.wanted, asked.found, asked.answer) for asked in part.conditions),
                part.missing,
                part.witness,
            ),
        )
        for part in parts
        for deployment, state in part.states
    )
