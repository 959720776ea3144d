"""Problems of the input in the formats of other tools, so that what reads the findings there learns that there are
none because nothing was audited. A problem of another revision has no place here: its message names it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from auditor import __version__
from auditor.location import Problem
from auditor.text.markdown import code, escaped
from auditor.text.plain import counted, shown

MOST: Final = 10
"""So many annotations of one type GitHub shows of a step."""
MOST_LISTED: Final = 200
SARIF: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def github(problems: Sequence[Problem]) -> str:
    """An annotation a problem, and a last line that counts them."""
    lines = []
    for problem in problems[:MOST]:
        place = problem.location
        where = {"file": place.file, "line": place.line, "col": place.column} if place else {}
        told = ",".join(f"{name}={_property(str(value))}" for name, value in {**where, "title": "Wrong input"}.items())
        lines.append(f"::error {told}::{_data(_said(problem))}")
    return "\n".join([*lines, _count(problems), ""])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(problems: Sequence[Problem]) -> str:
    """An entry a problem. What has no place stands at the beginning of the workspace."""
    entries = [
        {
            "description": _said(problem),
            "check_name": "wrong-input",
            "fingerprint": hashlib.sha256(f"{problem.location} {problem.message}".encode()).hexdigest()[:32],
            "severity": "blocker",
            "location": {
                "path": problem.location.file if problem.location else "dataflows",
                "lines": {"begin": problem.location.line if problem.location else 1},
            },
        }
        for problem in problems
    ]
    return json.dumps(entries, indent=2, ensure_ascii=True) + "\n"


def junit(problems: Sequence[Problem]) -> str:
    """One suite with an error a problem."""
    count = f'tests="{len(problems)}" failures="0" errors="{len(problems)}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="auditor" {count}>']
    lines.append(f'  <testsuite name="input" {count} skipped="0">')
    for number, problem in enumerate(problems, 1):
        said = shown(problem.message)
        lines.append(f'    <testcase name="problem {number}" classname="input">')
        lines.append(f'      <error type="error" message={quoteattr(said)}>{escape(_placed(problem))}</error>')
        lines.append("    </testcase>")
    return "\n".join([*lines, "  </testsuite>", "</testsuites>", ""])


def sarif(problems: Sequence[Problem]) -> str:
    """A run that did not succeed, and a notification a problem."""
    told = [_notification(problem) for problem in problems]
    driver = {"name": "auditor", "version": __version__, "semanticVersion": __version__}
    driver["informationUri"] = f"pkg:pypi/dataflow-auditor@{__version__}"
    run = {
        "tool": {"driver": {**driver, "rules": []}},
        "invocations": [
            {
                "executionSuccessful": False,
                "exitCode": 2,
                "exitCodeDescription": _count(problems),
                "toolConfigurationNotifications": told,
            }
        ],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "results": [],
    }
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _notification(problem: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {"level": "error", "message": {"text": _said(problem)}}
    place = problem.location
    if place is not None:
        region = {"startLine": place.line, "startColumn": place.column}
        artifact = {"uri": quote(place.file, safe="/"), "uriBaseId": "%SRCROOT%"}
        found["locations"] = [{"physicalLocation": {"artifactLocation": artifact, "region": region}}]
    return found


def markdown(problems: Sequence[Problem]) -> str:
    """A list of the problems."""
    lines = [f"## ❌ {_count(problems)}", ""]
    for problem in problems[:MOST_LISTED]:
        at = f"{code(f'{problem.location.file}:{problem.location.line}')}: " if problem.location else ""
        hint = f" ({escaped(problem.hint, 500)})" if problem.hint else ""
        lines.append(f"- {at}{escaped(problem.message, 500)}{hint}")
    if len(problems) > MOST_LISTED:
        lines.append(f"- and {counted(len(problems) - MOST_LISTED, 'more problem')}")
    return "\n".join([*lines, ""])


def _said(problem: Problem) -> str:
    return shown(problem.message) + (f" ({shown(problem.hint)})" if problem.hint else "")


def _placed(problem: Problem) -> str:
    return f"{shown(str(problem.location))}: {_said(problem)}" if problem.location else _said(problem)


def _count(problems: Sequence[Problem]) -> str:
    return f"{counted(len(problems), 'problem')} in the input: nothing was audited."


RENDERS: Final[dict[str, Callable[[Sequence[Problem]], str]]] = {
    "github": github, "gitlab": gitlab, "junit": junit, "markdown": markdown, "sarif": sarif,
}  # fmt: skip
"""The register of formats; `problems` has text and JSON, and nobody looks at a page that says nothing."""
