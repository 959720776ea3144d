"""The worksheet of unknown facts, as CSV: what nobody declared, with room for the answer. `auditor import worksheet`
reads it back, filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from auditor.audit import Audit
from auditor.documents.files import Asked, File
from auditor.inventory.listed import heading
from auditor.inventory.sentences import has, say
from auditor.inventory.stamp import Fields, in_a_line
from auditor.inventory.wanted import Wanted, wanted
from auditor.text.plain import readable
from auditor.typeset import comma
from auditor.workspace.model import Workspace
from auditor.workspace.references import NAMES

COLUMNS: Final = (
    "fact", "thing", "asked", "expected", "answer", "url", "checked", "waiting", "rules", "fields", "where", "written",
)  # fmt: skip
"""The columns; `answer`, `url` and `checked` are to be filled in."""


def files(audit: Audit, asked: Asked) -> Iterator[File]:
    """The worksheet. What the other documents lack is in `asked`."""
    found = wanted(audit, asked.others)
    every = asked.others.values()
    complete = Fields(sum(fields.stated for fields in every), sum(fields.total for fields in every))
    yield File("worksheet.csv", "csv", lambda: as_csv(audit, found, complete), complete)


def as_csv(audit: Audit, found: list[Wanted], complete: Fields) -> bytes:
    """A row for each fact; every row says where the document comes from, so that they may be sorted and parted."""
    source = in_a_line(audit, complete)
    headings = (*(say(f"worksheet.{column}") for column in COLUMNS), say("stamp.source"))
    rows = [(*_row(audit.workspace, one).values(), source) for one in found]
    return comma.render(headings, [[readable(cell) for cell in row] for row in rows])


def _row(workspace: Workspace, one: Wanted) -> dict[str, str]:
    """The cells of a fact, by column."""
    cells = dict.fromkeys(COLUMNS, "")
    return cells | {
        "fact": one.name,
        "thing": _thing(workspace, one),
        "asked": _asked(one),
        "expected": expected_in_words(one),
        "waiting": str(len(one.rules)),
        "rules": "; ".join(one.rules),
        "fields": "; ".join(one.fields),
        "where": f"{one.where.file}:{one.where.line}",
        "written": one.written,
    }


def _thing(workspace: Workspace, one: Wanted) -> str:
    """What the fact is about, as people call it: its name or title, else its id."""
    entry = workspace.merged.value(one.route[:2]) if one.route[0] != "organization" else None
    if isinstance(entry, dict):
        for key in ("question", "title", "says", "name"):
            if isinstance(entry.get(key), str) and entry[key] != "unknown":
                return str(entry[key])
    return str(one.route[0] if len(one.route) < 3 else one.route[1])


def _asked(one: Wanted) -> str:
    """Which fact it is."""
    key = str(one.route[1] if one.route[0] == "organization" else one.route[min(2, len(one.route) - 1)])
    inner = one.route[2:] if one.route[0] == "organization" else one.route[3:]
    name = heading(key) if has(f"columns.{key}") else key.replace("_", " ").capitalize()
    return f"{name}: {', '.join(map(str, inner))}" if inner else name


def expected_in_words(one: Wanted) -> str:
    """What sort of value is asked for."""
    found = one.expected
    if found is None:
        return say("worksheet.kind.elsewhere")
    if found.of is not None:
        said = say("worksheet.kind.ids" if found.several else "worksheet.kind.id", thing=NAMES[found.of])
    elif found.kind == "word":
        said = say("worksheet.kind.words" if found.several else "worksheet.kind.word", words=" | ".join(found.words))
    else:
        said = say(f"worksheet.kind.{found.kind}")
    if found.kind != "word" and found.words:
        said = say("worksheet.kind.or", said=said, words=" | ".join(found.words))
    return say("worksheet.kind.or_none", said=said) if found.none else said
