"""Tables as a workbook of Excel (XLSX), with the extra `docs`: cells are text, never formulas, numbers or links."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

WIDEST: Final = 60
NARROWEST: Final = 10
"""A column is as wide as its longest cell, in characters, within these; longer text is wrapped."""
MOST: Final = 32_767
"""So many UTF-16 units a cell of Excel holds."""


class Sheet(NamedTuple):
    """A sheet: its name, the headings of its columns, which stay in sight, and its rows."""

    name: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]


class NotInstalled(Exception):
    """The library that writes workbooks is not there."""


def render(sheets: Sequence[Sheet], title: str, made: date, cut: str) -> bytes:
    """The workbook, the same bytes for the same tables. `made` is the day it carries; `cut` ends a cell that is longer
    than Excel allows. Raises NotInstalled."""
    try:
        import xlsxwriter  # an extra
    except ImportError:
        raise NotInstalled from None
    written = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": title, "created": datetime(made.year, made.month, made.day)})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEEEEE"})
        body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for sheet in sheets:
            _sheet(book.add_worksheet(sheet.name), sheet, head, body, cut)
    return written.getvalue()


def _sheet(page: Any, sheet: Sheet, head: Any, body: Any, cut: str) -> None:
    write = page.write_string
    for column, heading in enumerate(sheet.headings):
        write(0, column, heading, head)
        longest = max((len(row[column]) for row in sheet.rows), default=0)
        page.set_column(column, column, min(max(NARROWEST, len(heading) + 2, longest + 2), WIDEST))
    for number, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            write(number, column, fitted(cell, cut), body)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)
    page.set_landscape()
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)


def fitted(text: str, cut: str) -> str:
    """The text as a cell holds it; one that is too long ends with `cut`."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * MOST:
        return text
    kept = units[: 2 * (MOST - len(cut))].decode("utf-16-le", "ignore")
    return f"{kept}{cut}"
