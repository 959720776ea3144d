"""The list of vendors as a commit shows it, kept for the comparison with the next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from auditor.declarations.documents import Page
from auditor.graph.world import Worlds
from auditor.inventory.listed import tables_of
from auditor.inventory.recipients import Followed, Key
from auditor.inventory.sentences import say
from auditor.rules.compile import Policy
from auditor.workspace.model import Workspace


class Cell(NamedTuple):
    """What a cell prints, and its values one by one."""

    text: str
    items: tuple[str, ...]


class Shown(NamedTuple):
    """A recipient in the list: the tables it is in, and of each column what its cell prints in each of them."""

    name: str
    tables: tuple[str, ...]
    cells: dict[str, dict[str, Cell]]
    certain: bool


class Published(NamedTuple):
    """A list. `columns` are the columns with their headings, `tables` the tables with theirs."""

    title: str
    columns: dict[str, str]
    tables: dict[str, str]
    rows: dict[Key, Shown]
    of: Followed


class Opened(NamedTuple):
    """What a list is made of, with nothing judged: no rule, and no gate."""

    workspace: Workspace
    policy: Policy
    worlds: Worlds
    deployments: tuple[str, ...]


def opened(workspace: Workspace, policy: Policy, wanted: Iterable[str]) -> Opened:
    """The same of a workspace; `wanted` limits it to some deployments, of which it may have none."""
    names = set(wanted)
    chosen = tuple(name for name in workspace.deployments if not names or name in names)
    return Opened(workspace, policy, Worlds(workspace), chosen)


def published(of: Followed) -> Published:
    """The list."""
    columns, tables, printer = tables_of(of)
    rows: dict[Key, Shown] = {}
    for table in tables:
        for row in table.rows:
            key = row.recipient.vendor, row.recipient.service
            before = rows.get(key, Shown(row.printed["name"], (), {}, True))
            for column, fact in row.facts.items():
                cell = Cell(row.printed[column], tuple(printer.items(fact, column)))
                before.cells.setdefault(column, {})[table.id] = cell
            rows[key] = before._replace(
                tables=(*before.tables, table.id), certain=before.certain and row.recipient.certain
            )
    page = of.workspace.documents.get("page", Page())
    return Published(page.title or say("page.title"), columns, {table.id: table.title for table in tables}, rows, of)
