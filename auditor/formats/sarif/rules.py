"""The rules of a run: what each says, why, and what to do about a finding of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from auditor.audit import Audit
from auditor.explain.names import RESOLVE, TITLES
from auditor.formats.sarif.texts import cut, markdown, sentence
from auditor.workspace.model import Workspace

MOST_TAGS: Final = 20
"""A run with a rule that has more is refused by GitHub."""


def described(audit: Audit, name: str) -> dict[str, Any]:
    """A rule of the workspace, or a built-in finding."""
    workspace = audit.workspace
    rule = workspace.rules.get(name)
    given = workspace.built_ins.get(name)
    because = rule.because if rule else given.because if given else ()
    title = rule.title if rule else TITLES.get(name, name)
    resolve = rule.resolve if rule else RESOLVE.get(name)
    why = [_reason(workspace, reason) for reason in because]
    return {
        "id": name,
        "shortDescription": {"text": cut(title)},
        "fullDescription": {"text": cut(sentence(title))},
        "help": {"text": _help(title, why, resolve, str), "markdown": _help(title, why, resolve, markdown)},
        "defaultConfiguration": {"level": rule.severity if rule else _built_in_level(audit, name)},
        "properties": {"tags": list(dict.fromkeys(because))[:MOST_TAGS]},
    }


def _built_in_level(audit: Audit, name: str) -> str:
    """As its findings are; of one that found nothing, as the workspace says."""
    given = audit.workspace.built_ins.get(name)
    levels = [finding.severity for finding in audit.findings if finding.rule == name]
    return levels[0] if levels else (given and given.severity) or "warning"


def _reason(workspace: Workspace, reason: str) -> str:
    promise = workspace.promises.get(reason)
    return reason if promise is None else f'{reason}: "{promise.says}" ({promise.source})'


def _help(title: str, why: Sequence[str], resolve: str | None, shown: Callable[[str], str]) -> str:
    """What a rule says, why, and what to do about a finding: in full."""
    parts = [shown(title)]
    if why:
        parts.append("\n".join(["Because:", *(f"- {shown(reason)}" for reason in why)]))
    if resolve:
        parts.append(f"To do: {shown(resolve)}")
    return "\n\n".join(parts)
