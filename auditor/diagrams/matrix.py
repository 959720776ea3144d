"""Which vendor gets which data category: a table, for those who would rather read one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from auditor.audit import Audit
from auditor.graph.world import Spread, at_rest, retention
from auditor.text.plain import columns, only_in, shown
from auditor.vocabulary.answers import MAYBE, UNKNOWN, YES
from auditor.vocabulary.tree import ones
from auditor.workspace.model import Workspace

REST, REST_MAYBE, TRANSIT, MAY = "at rest", "at rest?", "transit", "?"
STRONGEST_FIRST = (REST, REST_MAYBE, TRANSIT, MAY)
MEANINGS = (
    ("at rest", "kept there, or further up its chain"),
    ("at rest?", "it gets there; whether it is kept is not known"),
    ("transit", "it gets there and is not kept"),
    ("proposed", "by no flow that is active today"),
    ("?", "it may get there: something broader, or data that nobody named, does"),
)
PROPOSED = "proposed"
OURSELVES, NOBODY = "ourselves", "not named"
UNNAMED = "unnamed data"
"""The row of what is written `unknown`: it may be any category. No category has such an id."""
WIDEST = 100
"""Columns of a table as text."""


class Matrix(NamedTuple):
    """`rows` has for each category its id and a word for each vendor of `head`, empty where it does not get there."""

    title: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def matrix(audit: Audit) -> Matrix:
    """What gets to whom on any flow or chain of the audited deployments."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for deployment in audit.deployments:
        every = _one(audit.workspace, audit.worlds.of(deployment).spread)
        active = _one(audit.workspace, audit.worlds.of(deployment, active=True).spread)
        for cell, word in every.items():
            found.setdefault(cell, {})[deployment] = word if cell in active else f"{word}, {PROPOSED}"
    certain = {
        category for (category, _), words in found.items() if any(_plain(word) != MAY for word in words.values())
    }
    named = [*sorted(certain - {UNNAMED}), *sorted(certain & {UNNAMED})]
    head = _head(audit, {who for _, who in found})
    rows = tuple((category, tuple(_cell(audit, found.get((category, who), {})) for who in head)) for category in named)
    workspace = audit.workspace
    day = f"As of {workspace.as_of}, workspace {workspace.digest[:12]}."
    several = f" Deployments: {', '.join(audit.deployments)}." if len(workspace.deployments) > 1 else ""
    return Matrix("Which data category gets to whom", day + several, head, rows)


def _one(workspace: Workspace, spread: Spread) -> dict[tuple[str, str], str]:
    """The strongest word for each category and vendor in one deployment."""
    cells: dict[tuple[str, str], str] = {}
    held, doubted = spread.held
    for node in workspace.nodes.values():
        if not node.person:
            who = NOBODY if node.vendor is UNKNOWN else node.vendor or OURSELVES
            number = spread.number[node.id]
            _add(cells, spread, who, spread.propagation.reached[number], held[number], doubted[number])
    for flow in spread.flows:
        if flow.target is UNKNOWN:
            carried = spread.carried(flow.id)
            rests = at_rest(retention(workspace, flow)[0])
            _add(cells, spread, NOBODY, carried, carried if rests is YES else 0, carried if rests is MAYBE else 0)
    return cells


def _add(cells: dict[tuple[str, str], str], spread: Spread, who: str, reached: int, held: int, doubted: int) -> None:
    words = spread.workspace.data.ids
    declared, may, anything = spread.parts.split(reached)
    (kept, _, any_kept), (perhaps, _, any_perhaps) = spread.parts.split(held), spread.parts.split(doubted)
    if anything:
        _put(cells, (UNNAMED, who), REST if any_kept else REST_MAYBE if any_perhaps else TRANSIT)
    for number in ones(declared | may | anything):
        bit = 1 << number
        word = REST if kept & bit else REST_MAYBE if perhaps & bit else TRANSIT if declared & bit else MAY
        _put(cells, (words[number], who), word)


def _put(cells: dict[tuple[str, str], str], cell: tuple[str, str], word: str) -> None:
    cells[cell] = min(cells.get(cell, word), word, key=STRONGEST_FIRST.index)


def _head(audit: Audit, found: set[str]) -> tuple[str, ...]:
    """Ourselves, the vendors, and whom nobody named."""
    ends = [OURSELVES, *audit.workspace.vendors, NOBODY]
    return tuple(who for who in ends if who in found)


def _cell(audit: Audit, words: dict[str, str]) -> str:
    """A word, or several where the deployments differ."""
    by_word: dict[str, list[str]] = {}
    for deployment, word in words.items():
        by_word.setdefault(word, []).append(deployment)
    cells = []
    for word in sorted(by_word, key=lambda word: (STRONGEST_FIRST.index(_plain(word)), word)):
        only = only_in(by_word[word], audit.deployments)
        cells.append(f"{word}, {only[0]}" if only else word)
    return "; ".join(cells)


def text(found: Matrix) -> str:
    """The table in blocks of as many vendors as fit a line."""
    lines = [found.title, found.caption, ""]
    for block in _blocks(found):
        head = ("", *(found.head[number] for number in block))
        rows = [(category, *(cells[number] or "-" for number in block)) for category, cells in found.rows]
        lines += [line.rstrip() for line in columns([head, *rows])]
        lines.append("")
    if not found.rows:
        lines += ["No data gets to anybody.", ""]
    lines += columns([(word, meaning) for word, meaning in MEANINGS if word in words_in(found)])
    return "\n".join(lines).rstrip() + "\n"


def markdown(found: Matrix) -> str:
    """The table in Markdown."""
    lines = [f"# {found.title}", "", found.caption, ""]
    if found.rows:
        lines.append(_row(("data category", *found.head)))
        lines.append(_row(["---"] * (len(found.head) + 1)))
        lines += [
            _row((category if category == UNNAMED else f"`{category}`", *cells)) for category, cells in found.rows
        ]
    else:
        lines.append("No data gets to anybody.")
    lines += ["", *(f"- {word}: {meaning}" for word, meaning in MEANINGS if word in words_in(found))]
    return "\n".join(lines).rstrip() + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(shown(cell) for cell in cells)} |"


def words_in(found: Matrix) -> set[str]:
    """The words that stand in its cells."""
    cells = [cell for _, row in found.rows for cell in row]
    said = {part.split(", ")[0] for cell in cells for part in cell.split("; ")}
    return said | ({PROPOSED} if any(PROPOSED in cell for cell in cells) else set())


def _plain(word: str) -> str:
    return word.removesuffix(f", {PROPOSED}")


def _blocks(found: Matrix) -> list[range]:
    """The positions of the vendors of each block: as few blocks as fit, all about as wide."""
    if not found.rows:
        return []
    first = max(len(category) for category, _ in found.rows)
    widths = [2 + max(len(who), *(len(cells[n]) for _, cells in found.rows)) for n, who in enumerate(found.head)]
    count = len(found.head)
    for size in range(count, 0, -1):
        blocks = [range(start, min(start + size, count)) for start in range(0, count, size)]
        if all(first + sum(widths[number] for number in block) <= WIDEST for block in blocks):
            size = -(-count // len(blocks))
            return [range(start, min(start + size, count)) for start in range(0, count, size)]
    return [range(number, number + 1) for number in range(count)]
