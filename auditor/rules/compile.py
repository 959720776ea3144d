"""The rules of a policy, ready to be asked; every mistake in them, placed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic_core import ValidationError

from auditor.attributes.asking import NONE, Words
from auditor.attributes.types import Labels, Thing
from auditor.declarations.policy import Rule
from auditor.declarations.shape import validator
from auditor.facts.register import SUBJECTS
from auditor.location import Problem, Route
from auditor.rules.examples import ExampleRow, read_example
from auditor.rules.match import Compiler, Match
from auditor.rules.shown import shown_tables
from auditor.rules.subject import subject_match
from auditor.rules.violations import CompiledRule
from auditor.vocabulary.products import names
from auditor.vocabulary.words import CONTROLS
from auditor.workspace.load import BUILT_IN_FINDINGS
from auditor.workspace.merge import plain
from auditor.workspace.model import Workspace
from auditor.workspace.references import listed


class Policy(NamedTuple):
    """Compiled rules by id, and the rows of their examples: those that break a rule, those that keep it; and what
    each table of the generated page shows, by the id of the table."""

    rules: Mapping[str, CompiledRule]
    violates: Mapping[str, tuple[ExampleRow, ...]]
    complies: Mapping[str, tuple[ExampleRow, ...]]
    tables: Mapping[str, Match]


def compile_policy(workspace: Workspace) -> tuple[Policy, list[Problem]]:
    """Compile all rules of a workspace."""
    compiler = Compiler(words_of(workspace), workspace.merged)
    rules: dict[str, CompiledRule] = {}
    violates: dict[str, tuple[ExampleRow, ...]] = {}
    complies: dict[str, tuple[ExampleRow, ...]] = {}
    for name, rule in (*workspace.rules.items(), *_misfits(workspace)):
        _check_because(workspace, compiler, name, rule.because)
        compiled = _rule(compiler, workspace, name, rule)
        if compiled is None:
            continue
        rules[name] = compiled
        for key, found in (("violates", violates), ("complies", complies)):
            rows = getattr(rule.examples, key)
            found[name] = tuple(
                read_example(compiler, compiled.subject, row, ("rules", name, "examples", key, number), workspace)
                for number, row in enumerate(rows)
            )
    for name, built_in in workspace.built_ins.items():
        _check_because(workspace, compiler, name, built_in.because)
    tables = shown_tables(compiler, workspace)
    _check_found(workspace, compiler, rules)
    return Policy(rules, violates, complies, tables), compiler.problems


def _misfits(workspace: Workspace) -> Iterator[tuple[str, Rule]]:
    """Rules that do not fit their shape: what is sound in them is looked through all the same."""
    for name, entry in plain(workspace.merged.sections.get("rules", {})).items():
        if name in workspace.rules or name in BUILT_IN_FINDINGS or not isinstance(entry, dict):
            continue
        parts = [entry[key] for key in ("forbid", "for", "require") if key in entry]
        if not all(isinstance(part, dict) for part in parts):
            continue
        because = entry.get("because")
        reasons = because if isinstance(because, list) else [because]
        kept: dict[str, Any] = {
            "title": name,
            "because": [reason for reason in reasons if isinstance(reason, str)] or ["not readable"],
        }
        kept |= {key: entry[key] for key in ("forbid", "for", "require") if key in entry}
        try:
            yield name, validator(Rule).validate_python(kept)
        except ValidationError:
            continue


def _rule(compiler: Compiler, workspace: Workspace, name: str, rule: Rule) -> CompiledRule | None:
    route: Route = ("rules", name)
    compiler.expects = workspace.merged.origin("rules", name).name not in workspace.merged.shipped
    compiler.requires = False
    if rule.forbid is not None and rule.for_ is None and rule.require is None:
        scope = subject_match(compiler, rule.forbid, (*route, "forbid"))
        _not_through(compiler, scope)
        return CompiledRule(name, scope.subject, scope, None) if scope else None
    if rule.forbid is None and rule.for_ is not None and rule.require is not None:
        scope = subject_match(compiler, rule.for_, (*route, "for"))
        if scope is None:
            return None
        _not_through(compiler, scope)
        compiler.requires = True
        if not rule.require:
            compiler.wrong("`require` asks for nothing", (*route, "require"))
        require = compiler.match(scope.subject, rule.require, (*route, "require"))
        _only_through_what_is_there(compiler, require)
        return CompiledRule(name, scope.subject, scope, Match(require.subject, require.conditions))
    hint = "a rule is `forbid: {SUBJECT: MATCH}`, or `for: {SUBJECT: MATCH}` with `require: MATCH`"
    compiler.wrong("the rule has neither or too much of `forbid` and `for` with `require`", route, hint, key=True)
    return None


def _not_through(compiler: Compiler, scope: Match | None) -> None:
    """What every chain must pass can only be required."""
    for condition in scope.conditions if scope else ():
        if scope and scope.subject == "reach" and condition.attribute.name == "through":
            hint = "write `for: {reach: …}` and `require: {through: …}`"
            compiler.wrong("`through` can only be required", condition.place, hint, key=True)


def _only_through_what_is_there(compiler: Compiler, require: Match) -> None:
    """`through: {not: app}` would be kept by any other system on the way, and reads as if `app` were banned."""
    for condition in require.conditions:
        turned = any(test.operator != "is" or NONE in test.values for test in condition.tests)
        if require.subject == "reach" and condition.attribute.name == "through" and turned:
            compiler.wrong("`through` takes ids, or a match of a system", condition.place, key=True)


def _check_because(workspace: Workspace, compiler: Compiler, name: str, because: tuple[str, ...]) -> None:
    """Each reason is a promise, or a clause in words."""
    promises = workspace.merged.sections.get("promises", {})
    for number, reason in enumerate(because):
        if len(reason.split()) < 2 and reason not in promises and not workspace.merged.mentions(reason):
            where = workspace.merged.at(("rules", name, "because", number))
            hint = "the id of a promise, or a clause in words"
            compiler.problems.append(
                Problem(f"unknown promise `{reason}`", where, hint, reason, tuple(sorted(promises)))
            )


def _check_found(workspace: Workspace, compiler: Compiler, rules: Mapping[str, CompiledRule]) -> None:
    """What a waiver says was found is of attributes that a row of one of its rules has."""
    for name, waiver in workspace.waivers.items():
        named = {finding.partition("@")[0] for finding in waiver.finding}
        subjects = {rules[rule].subject for rule in named if rule in rules}
        for path in waiver.found if named <= rules.keys() else ():
            if not any(_is_attribute(subject, path) for subject in subjects):
                where = workspace.merged.at(("waivers", name, "found", path), key=True)
                known = tuple(sorted({attribute for subject in subjects for attribute in SUBJECTS[subject].attributes}))
                what = " or ".join(sorted(subjects))
                compiler.problems.append(Problem(f"unknown attribute `{path}` of {what}", where, None, path, known))


def _is_attribute(subject: str, path: str) -> bool:
    """Whether `to.vendor.country` leads from a row of a subject to an attribute."""
    name, _, rest = path.partition(".")
    attribute = SUBJECTS[subject].attributes.get(name)
    if attribute is None or not rest:
        return attribute is not None
    kind = attribute.type
    return isinstance(kind, Labels) or (isinstance(kind, Thing) and _is_attribute(kind.subject, rest))


def words_of(workspace: Workspace) -> Words:
    """All words that the rules of a workspace may name."""
    sections = workspace.merged.sections
    vendors = frozenset(sections.get("vendors", ()))
    return Words(
        trees={
            "data": workspace.data,
            "purposes": workspace.purposes,
            "subjects": workspace.subjects,
            "kinds": workspace.kinds,
        },
        ids={
            "nodes": frozenset(sections.get("systems", ())) | vendors,
            "vendors": vendors,
            "deployments": frozenset(workspace.deployments),
            "flows": frozenset(sections.get("flows", ())),
            "catalog": frozenset(sections.get("catalog", ())) | names().keys(),
        },
        free_words=lambda: _free_words(workspace),
    )


def _free_words(workspace: Workspace) -> dict[str, frozenset[str]]:
    """What is declared of the words that anybody may invent."""
    controls, plans, channels, certifications = set(CONTROLS), set[str](), set[str](), set[str]()
    labels: dict[str, set[str]] = {}

    def label(mapping: Mapping[str, str]) -> None:
        for key, value in mapping.items():
            if isinstance(value, str):
                labels.setdefault(key, set()).add(value)

    for section in ("flows", "systems", "vendors"):
        for entry in plain(workspace.merged.sections.get(section, {})).values():
            written = entry if isinstance(entry, dict) else {}
            said, given = written.get("controls"), written.get("labels")
            if isinstance(said, list):
                controls.update(word for word in said if isinstance(word, str))
            label(given if isinstance(given, dict) else {})
    for measure in workspace.measures.values():
        controls.update(listed(measure.controls))
    for vendor in workspace.vendors.values():
        certifications.update(listed(vendor.certifications))
    for deployment in workspace.deployments.values():
        plans.update(listed(deployment.plans) if deployment else ())
    for notice in workspace.notices.values():
        channels.update(listed_one(notice.channel))
    us = workspace.organization
    if us is not None and us.notice is not None and not isinstance(us.notice, str):
        channels.update(listed_one(getattr(us.notice, "channel", None)))
    found: dict[str, Iterable[str]] = {
        "control": controls, "plan": plans, "channel": channels, "certification": certifications, "label": labels,
    }  # fmt: skip
    return {what: frozenset(words) for what, words in found.items()} | {
        f"labels.{key}": frozenset(values) for key, values in labels.items()
    }


def listed_one(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else ()
