"""A table of a CSV file, however a spreadsheet saved it, with the place of every cell."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from auditor.location import InvalidInput, Location, Problem
from auditor.text.cells import unguarded

DELIMITERS: Final = (",", ";", "\t")
"""What parts cells: where a comma is a decimal point, spreadsheets write semicolons."""
_QUOTED: Final = re.compile(r'[ ]*"((?:[^"]|"")*)"')
_END: Final = re.compile(r"\r\n|\r|\n")


class Cell(NamedTuple):
    """The text of a cell, without what guards it from being a formula, and where it stands."""

    text: str
    location: Location


Row = tuple[Cell, ...]


class Table(NamedTuple):
    """The rows below the headings. `columns` gives the number of each heading that was asked for and is there."""

    columns: dict[str, int]
    rows: tuple[Row, ...]
    top: Location
    text: str

    def cell(self, row: Row, column: str) -> Cell | None:
        """The cell of a column; None where the column, or the cell, is not there."""
        number = self.columns.get(column)
        return row[number] if number is not None and number < len(row) else None

    def line(self, location: Location) -> str:
        """The text of a line."""
        lines = self.text.splitlines()
        return lines[location.line - 1] if location.line <= len(lines) else ""


def table(name: str, raw: bytes, headings: dict[str, str], needed: tuple[str, ...]) -> Table:
    """Reads the file. `headings` are those that are looked for, by column; of them `needed` must be there. Raises
    InvalidInput where it is no such table."""
    text = _decoded(name, raw)
    top = Location(name, 1, 1)
    for delimiter in DELIMITERS:
        rows = tuple(_rows(name, text, delimiter))
        found = {_folded(cell.text): number for number, cell in enumerate(rows[0])} if rows else {}
        columns = {column: found[_folded(said)] for column, said in headings.items() if _folded(said) in found}
        if all(column in columns for column in needed):
            return Table(columns, rows[1:], top, text)
    said = " and ".join(f"`{headings[column]}`" for column in needed)
    hint = "its first line must be the headings, as `auditor write worksheet` writes them"
    raise InvalidInput([Problem(f"there is no column {said}", top, hint)])


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _decoded(name: str, raw: bytes) -> str:
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        hint = "save it as CSV UTF-8"
        raise InvalidInput([Problem("not UTF-8", Location(name, line, 1), hint)]) from None


def _rows(name: str, text: str, delimiter: str) -> Iterator[Row]:
    """The rows that hold anything."""
    row: list[Cell] = []
    index = start = 0
    line = 1
    while index <= len(text):
        where = Location(name, line, index - start + 1)
        quoted = _QUOTED.match(text, index)
        end = quoted.end() if quoted else index
        rest = end
        while end < len(text) and text[end] not in f"{delimiter}\r\n":
            end += 1
        said = quoted[1].replace('""', '"') if quoted else ""
        row.append(Cell(unguarded(said + text[rest:end].rstrip()) if quoted else unguarded(text[index:end]), where))
        for broken in _END.finditer(text, index, rest):  # a cell of several lines
            line, start = line + 1, broken.end()
        index = end + 1
        if end == len(text) or text[end] in "\r\n":
            if any(cell.text.strip() for cell in row):
                yield tuple(row)
            row = []
            ended = _END.match(text, end)
            if ended is None:
                return
            line, start, index = line + 1, ended.end(), ended.end()
