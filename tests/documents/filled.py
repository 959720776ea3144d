"""A worksheet filled in by a machine: for every fact a valid value of its sort."""

import csv
import io
from collections.abc import Callable

from auditor.inventory.sentences import say
from auditor.text.cells import guarded, unguarded

NAMES = {column: say(f"worksheet.{column}") for column in ("fact", "expected", "answer", "url", "checked", "written")}


def rows_of(raw: bytes) -> list[dict[str, str]]:
    """The rows as a program reads them that knows of the guard."""
    text = io.StringIO(raw.decode("utf-8-sig"), newline="")
    return [{key: unguarded(cell) for key, cell in row.items()} for row in csv.DictReader(text)]


def written(rows: list[dict[str, str]], delimiter: str = ",", mark: str = "\ufeff", end: str = "\r\n") -> bytes:
    """The rows as a spreadsheet saves them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows({key: guarded(cell) for key, cell in row.items()} for row in rows)
    return (mark + text.getvalue()).encode()


def fill(rows: list[dict[str, str]], answer: Callable[[str, str], str]) -> list[dict[str, str]]:
    """The rows with an answer to each, by its fact and by what is expected."""
    return [row | {NAMES["answer"]: answer(row[NAMES["fact"]], row[NAMES["expected"]])} for row in rows]
