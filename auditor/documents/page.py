"""The subprocessor page: as Markdown, HTML, and for machines as `auditor/subprocessors/1`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from auditor.audit import Audit
from auditor.documents.files import Asked, File
from auditor.inventory.bans import bans
from auditor.inventory.known import Known
from auditor.inventory.listed import FACTS, Listed, Listing, Passage, Row, listing
from auditor.inventory.printed import raw
from auditor.inventory.sentences import LANGUAGE, say
from auditor.inventory.stamp import Fields, fields, footer, gate, stamp, warnings
from auditor.typeset import html, markdown
from auditor.typeset.blocks import Block, Bullets, Document, Heading, Line, Link, Paragraph, Table, line

SCHEMA: Final = "auditor/subprocessors/1"
LINKED: Final = ("website", "privacy")
"""Columns that hold an address of the web."""


def files(audit: Audit, asked: Asked) -> Iterator[File]:
    """The page in every format."""
    found = listing(audit)
    complete = completeness(audit, found)
    document = page(audit, found, complete)
    yield File("subprocessors.md", "md", lambda: markdown.render(document).encode(), complete)
    yield File("subprocessors.html", "html", lambda: html.render(document).encode(), complete)
    yield File("subprocessors.json", "json", lambda: as_json(audit, found, complete).encode(), complete)


def page(audit: Audit, found: Listing, complete: Fields) -> Document:
    """The page as a document."""
    updated = say("page.updated", day=found.printer.text(found.updated, "updated"))
    blocks = [block for part in found.parts for block in _part(part, found)]
    return Document(
        title=found.title,
        subtitle=updated,
        blocks=tuple(blocks),
        warnings=warnings(audit),
        stamp=((say("page.version"), version(found)), *stamp(audit, complete)),
        footer=footer(audit),
        language=LANGUAGE,
    )


def _part(part: Listed | Passage, found: Listing) -> Iterator[Block]:
    if part.title:
        yield Heading(2, part.title)
    yield from _table(part, found) if isinstance(part, Listed) else _passage(part)


def _table(table: Listed, found: Listing) -> Iterator[Block]:
    if not table.rows:
        yield Paragraph(line(say("page.nobody")))
        return
    rows = tuple(tuple(_cell(row, column) for column in found.columns) for row in table.rows)
    yield Table(tuple(found.columns.values()), rows)
    doubtful = [row.printed["name"] for row in table.rows if not row.recipient.certain]
    if doubtful:
        yield Paragraph(line(say("page.uncertain", names=", ".join(doubtful))), "quiet")


def _cell(row: Row, column: str) -> Line:
    text = row.printed[column]
    fact = row.facts[column]
    link = column in LINKED and fact.stated and len(fact.values) == 1
    return line(Link(text, str(fact.values[0]))) if link else line(text)


def _passage(passage: Passage) -> Iterator[Block]:
    if len(passage.says) == 1:
        yield Paragraph(line(passage.says[0][1]))
    else:
        yield Bullets(tuple(line(text) for _, text in passage.says))


def completeness(audit: Audit, found: Listing) -> Fields:
    """How many cells of the page are stated, with the day of its last change."""
    cells = [
        (row.printed["name"], heading, row.facts[column])
        for row in found.rows
        for column, heading in found.columns.items()
    ]
    return fields(audit, [(found.title, say("page.updated", day="").rstrip(": "), found.updated), *cells])


def version(found: Listing) -> str:
    """Twelve digits that change when what the page shows does, and only then."""
    shown = [
        [part.id, part.title, [[row.printed[column] for column in found.columns] for row in part.rows]]
        if isinstance(part, Listed)
        else [part.id, part.title, [text for _, text in part.says]]
        for part in found.parts
    ]
    text = json.dumps([found.title, list(found.columns.values()), shown], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def as_json(audit: Audit, found: Listing, complete: Fields) -> str:
    """The page for machines; its schema is `auditor/data/subprocessors.schema.json`."""
    content = {
        "schema": SCHEMA,
        "title": found.title,
        "updated": next((raw(day) for day in found.updated.values), None),
        "version": version(found),
        "as_of": audit.workspace.as_of.isoformat(),
        "workspace": audit.workspace.digest,
        "gate": "closed" if audit.gate_closed else "open",
        "gate_text": gate(audit),
        "fields": {"stated": complete.stated, "total": complete.total},
        "deployments": list(audit.deployments),
        "columns": list(found.columns.values()),
        "rows": [_row(table, row, found) for table in found.tables for row in table.rows],
        "passages": [_said(part) for part in found.parts if isinstance(part, Passage)],
        "not_used": [ban._asdict() for ban in bans(audit)],
        "not_listed": list(found.beside),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _said(passage: Passage) -> dict[str, Any]:
    says = [{"promise": promise or None, "text": text} for promise, text in passage.says]
    return {"section": passage.id, "title": passage.title, "says": says}


def _row(table: Listed, row: Row, found: Listing) -> dict[str, Any]:
    recipient = row.recipient
    return {
        "section": table.id,
        "title": table.title,
        "deployment": recipient.deployments[0] if len(recipient.deployments) == 1 else None,
        "deployments": list(recipient.deployments),
        "vendor": recipient.vendor,
        "system": recipient.service or None,
        "certain": recipient.certain,
        "cells": {heading: row.printed[column] for column, heading in found.columns.items()},
        "facts": {column: _fact(column, row.facts[column]) for column in FACTS},
    }


ONE: Final = ("name", "legal_name", "country", "address", "website", "relation", "status")
"""Facts that have one value. The others are lists, in which null stands for what is not stated beside the rest."""


def _fact(column: str, known: Known) -> Any:
    """The fact for machines; null when nothing of it is stated."""
    values = [raw(value) for value in known.values]
    if not values and known.missing:
        return None
    return next(iter(values), None) if column in ONE else values + ([None] if known.missing else [])
