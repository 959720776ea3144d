"""What the generated page shows: its tables are matches, its columns attributes; every mistake in them, placed."""

from __future__ import annotations

from auditor.declarations.documents import Page
from auditor.facts.register import SUBJECTS
from auditor.location import Problem, Route
from auditor.rules.match import Compiler, Match
from auditor.rules.subject import subject_match
from auditor.workspace.merge import plain
from auditor.workspace.model import Workspace
from auditor.workspace.validate import MODELS, keys_of

COLUMNS_BESIDE = ("website", "privacy", "note")
"""Columns of the generated page that are no attributes."""
LISTED = ("vendor", "system", "flow")
"""What the tables of the page may show: vendors, those that run a system, those that a flow touches."""


def shown_tables(compiler: Compiler, workspace: Workspace) -> dict[str, Match]:
    """What the generated page shows are matches and attributes too. Gives the match of each table."""
    compiler.expects, compiler.requires = True, False
    matches: dict[str, Match] = {}
    columns = tuple(
        sorted({*SUBJECTS["vendor"].attributes, *SUBJECTS["flow"].attributes, *COLUMNS_BESIDE} - {"labels"})
    )
    _wordings(compiler, workspace, columns)
    for document, page in workspace.documents.items():
        route: Route = ("documents", document)
        for name, table in page.tables.items():
            match = subject_match(compiler, table.show, (*route, "tables", name, "show"))
            if match is not None and match.subject in LISTED:
                matches[name] = match
            elif match is not None:
                message = f"`{match.subject}` is nothing that a table of vendors can show"
                hint = f"a table shows {', '.join(LISTED)}"
                compiler.wrong(message, (*route, "tables", name, "show", match.subject), hint, key=True)
        for number, column in enumerate(page.columns or ()):
            _column(compiler, column, columns, (*route, "columns", number), key=False)
        for column in page.headings:
            _column(compiler, column, columns, (*route, "headings", column), key=True)
        _no_heading_twice(compiler, page, route)
        for name, section in page.sections.items():
            for number, promise in enumerate(section.promises):
                if promise not in workspace.merged.sections.get("promises", {}):
                    where = workspace.merged.at((*route, "sections", name, "promises", number))
                    known = tuple(sorted(workspace.promises))
                    compiler.problems.append(Problem(f"unknown promise `{promise}`", where, None, promise, known))
    return matches


def _no_heading_twice(compiler: Compiler, page: Page, route: Route) -> None:
    """Two columns of one heading would be one to whoever reads the page by its headings."""
    first: dict[str, str] = {}
    for column, heading in page.headings.items():
        if first.setdefault(heading, column) != column:
            message = f"`{column}` has the heading of `{first[heading]}`"
            compiler.wrong(message, (*route, "headings", column), "a heading stands for one column")


def _wordings(compiler: Compiler, workspace: Workspace, columns: tuple[str, ...]) -> None:
    """Words that documents print stand for a fact of the thing, or for a column."""
    for section in ("vendors", "systems", "flows"):
        known = tuple(sorted({*columns, *keys_of(MODELS[section])} - {"evidence", "wording", "labels", "code"}))
        for name, entry in plain(workspace.merged.sections.get(section, {})).items():
            written = entry.get("wording") if isinstance(entry, dict) else None
            for key in written if isinstance(written, dict) else ():
                if key not in known and not key.startswith("labels."):
                    where = compiler.merged.at((section, name, "wording", key), key=True)
                    message = f"wording for `{key}`, which is no fact and no column"
                    compiler.problems.append(Problem(message, where, None, key, known))


def _column(compiler: Compiler, column: str, columns: tuple[str, ...], route: Route, key: bool) -> None:
    declared = column.removeprefix("labels.") in compiler.words.free["label"] and column.startswith("labels.")
    if column not in columns and not declared:
        where = compiler.merged.at(route, key=key)
        compiler.problems.append(Problem(f"unknown column `{column}`", where, "or labels.KEY", column, columns))
