"""The worksheet of unknown facts, filled in: its answers become facts of the workspace, where they belong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from auditor.importers.answers import NoAnswer, fact_of
from auditor.importers.cells import Cell, Row, Table, table
from auditor.inventory.sentences import say
from auditor.inventory.wanted import in_words, is_open
from auditor.location import InvalidInput, Location, Problem, Related, Route
from auditor.opening import open_workspace
from auditor.rules.compile import compile_policy
from auditor.vocabulary.answers import UNKNOWN
from auditor.workspace.disk import Disk
from auditor.workspace.expected import Expected, expected
from auditor.workspace.load import load
from auditor.workspace.merge import DEFAULT_DEPLOYMENT, Merged
from auditor.workspace.validate import MODELS, keys_of
from auditor.workspace.write import Change, change_facts, check_file, file_of
from auditor.writing.insertion import NoPlace, as_read
from auditor.writing.setting import Fact
from auditor.writing.style import Data

COLUMNS: Final = ("fact", "answer", "url", "checked", "written")
NEEDED: Final = ("fact", "answer")
WITH_EVIDENCE: Final = ("vendors", "systems", "flows")
IMPLIED: Final = (("deployments", DEFAULT_DEPLOYMENT), ("documents", "page"))
"""What there is although nobody declares it."""
NO_FACTS: Final = ("evidence", "wording", "labels", "note")


class Answered(NamedTuple):
    """A fact that the worksheet gives, and the cell that gives it."""

    route: Route
    value: Data
    cell: Cell


class Read(NamedTuple):
    """What was read: the files as they would be, how many facts they gain, how many rows have no answer."""

    changes: tuple[Change, ...]
    facts: int
    unanswered: int


def read(files: Sequence[tuple[str, bytes]], root: Path, as_of: date) -> Read:
    """The changes that the answers make. Nothing is written. Raises InvalidInput with every mistake, each in its
    cell, also when the workspace would not be sound with them."""
    workspace, _ = open_workspace(root, as_of)
    headings = {column: say(f"worksheet.{column}") for column in COLUMNS}
    sheet = _Sheet(workspace.merged)
    tables = [table(name, raw, headings, NEEDED) for name, raw in files]
    for found in tables:
        for row in found.rows:
            sheet.read(found, row)
    changes = list(_changes(root, workspace.merged, sheet)) if not sheet.problems else []
    if not sheet.problems:
        sheet.problems += _unsound(root, as_of, changes, sheet, tables)
    if sheet.problems:
        by_file = {found.top.file: found for found in tables}
        raise InvalidInput(
            sheet.problems,
            lambda at: by_file[at.file].line(at) if at.file in by_file else workspace.merged.line(at),
        )
    return Read(tuple(changes), len(sheet.found), sheet.unanswered)


class _Sheet:
    """Collects answers and mistakes, row by row."""

    def __init__(self, merged: Merged) -> None:
        self.merged = merged
        self.found: dict[Route, Answered] = {}
        self.problems: list[Problem] = []
        self.unanswered = 0

    def read(self, table: Table, row: Row) -> None:
        fact, answer = table.cell(row, "fact"), table.cell(row, "answer")
        given = [cell for column in ("url", "checked") if (cell := table.cell(row, column)) and cell.text.strip()]
        if answer is None or answer.text.strip() in ("", UNKNOWN.value):
            self.unanswered += 1
            self._wrong(given, "evidence for a fact that has no answer")
            return
        if fact is None or not fact.text.strip():
            self._wrong([answer], "an answer to no fact: the first column says which one it is")
            return
        wanted = self._expected(fact)
        if wanted is None:
            return
        try:
            route, value = fact_of(wanted, answer.text, answer.location)
        except NoAnswer as wrong:
            self.problems.append(wrong.problem)
            return
        written = table.cell(row, "written")
        self._add(Answered(route, value, answer), written.text if written else "")
        self._evidence(table, row, route, given)

    def _wrong(self, cells: Sequence[Cell], message: str, hint: str | None = None) -> None:
        self.problems += [Problem(message, cell.location, hint) for cell in cells]

    def _expected(self, fact: Cell) -> Expected | None:
        """What is asked; a problem where that is no fact of the workspace."""
        route: Route = tuple(fact.text.strip().split("/"))
        found = expected(self.merged, route)
        section = self.merged.sections.get(str(route[0]), {})
        is_there = route[0] == "organization" or (len(route) > 1 and route[1] in section)
        if found is not None and (is_there or (route[:2] in IMPLIED and not section)):
            return found
        if found is not None:
            message = f"there is no `{route[1]}` in {route[0]}"
            self.problems.append(Problem(message, fact.location, None, str(route[1]), tuple(section)))
        else:
            hint = "leave the answer empty, and write it in the file"
            self._wrong([fact], f"`{fact.text.strip()}` is no fact that one value answers", hint)
        return None

    def _now(self, route: Route) -> Any:
        """What is declared at a route, or in one word for all that is around it (`transfer: none`)."""
        for length in range(1, len(route)):
            around = self.merged.value(route[:length])
            if isinstance(around, str):
                return around
        return self.merged.value(route)

    def _add(self, answered: Answered, shown: str) -> None:
        """Takes an answer up, unless something else is declared there, or said in another row."""
        other = self.found.get(answered.route)
        now = self._now(answered.route)
        if other is not None and other.value != answered.value:
            first = Related(other.cell.location, "the other one")
            self.problems.append(Problem("two answers to one fact", answered.cell.location, related=(first,)))
        elif now == as_read(answered.value):
            return
        elif not is_open(now) and in_words(now) != shown.strip():
            place = Related(self.merged.at(answered.route), f"declared here: {in_words(now)}")
            hint = "write the worksheet anew, or change the file by hand"
            message = "this fact was declared meanwhile, and otherwise"
            self.problems.append(Problem(message, answered.cell.location, hint, related=(place,)))
        else:
            self.found[answered.route] = answered

    def _evidence(self, table: Table, row: Row, route: Route, given: Sequence[Cell]) -> None:
        section = str(route[0])
        if not given:
            return
        if section not in WITH_EVIDENCE or route[2] in NO_FACTS or route[2] not in keys_of(MODELS[section]):
            self._wrong(given, f"no evidence can be written for `{'/'.join(map(str, route))}`", "leave it empty")
            return
        for column in ("url", "checked"):
            cell = table.cell(row, column)
            wanted = expected(self.merged, (*route[:2], "evidence", route[2], column))
            if cell is None or not cell.text.strip() or wanted is None:
                continue
            try:
                at, value = fact_of(wanted, cell.text, cell.location)
            except NoAnswer as wrong:
                self.problems.append(wrong.problem)
            else:
                self._add(Answered(at, value, cell), "")


def _changes(root: Path, merged: Merged, sheet: _Sheet) -> Iterator[Change]:
    """The files with the facts; adds a problem for each that has no place."""
    by_file: dict[str, list[Answered]] = {}
    for answered in sheet.found.values():
        by_file.setdefault(_file(merged, answered.route), []).append(answered)
    for name, every in sorted(by_file.items()):
        refused = [
            Problem(problem.message, one.cell.location, problem.hint)
            for one in every
            for problem in check_file(root, merged, str(one.route[0]), name)
        ]
        if refused:
            sheet.problems += refused
            continue
        try:
            yield change_facts(root, name, [_fact(one) for one in every])
        except NoPlace:
            message = f"this fact cannot be written into {name} without changing what else it says"
            alone = [one.cell for one in every if not _has_place(root, name, one)] or [every[0].cell]
            sheet.problems += [Problem(message, cell.location, "write it by hand") for cell in alone]


def _fact(one: Answered) -> Fact:
    return one.route, one.value


def _has_place(root: Path, name: str, one: Answered) -> bool:
    try:
        change_facts(root, name, [_fact(one)])
    except NoPlace:
        return False
    return True


def _file(merged: Merged, route: Route) -> str:
    """The file in which a fact belongs: that of what it is about."""
    if merged.value(route[:2]) is not None:
        return merged.at(route[:2], key=True).file
    if route[0] == "organization" and "organization" in merged.sections:
        return merged.at(route[:1], key=True).file
    return file_of(merged, str(route[0]))


def _unsound(
    root: Path, as_of: date, changes: Sequence[Change], sheet: _Sheet, tables: Sequence[Table]
) -> Iterator[Problem]:
    """What would be wrong with the workspace, each at the cell that makes it so."""
    workspace, problems = load(Disk(root), as_of, [one.draft for one in changes])
    if not problems:
        problems = compile_policy(workspace)[1]
    cells: dict[Location, Cell] = {}
    for route, answered in sheet.found.items():
        inner = range(len(answered.value)) if isinstance(answered.value, Sequence) else ()
        for step in ((), *((number,) for number in inner)):
            for key in (False, True):
                cells.setdefault(workspace.merged.at((*route, *step), key=key), answered.cell)
    for problem in problems:
        cell = cells.get(problem.location) if problem.location else None
        if cell is not None:
            yield problem._replace(location=cell.location, related=())
        else:
            place = (Related(problem.location, "here"),) if problem.location else ()
            message = f"with these answers the workspace could not be audited: {problem.message}"
            yield problem._replace(message=message, location=tables[0].top, related=place)
