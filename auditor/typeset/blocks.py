"""What a document is made of, whatever it is set as."""

from __future__ import annotations

from typing import Final, NamedTuple

PLAIN: Final = "plain"
QUIET: Final = "quiet"
WARNING: Final = "warning"
"""How a paragraph is meant."""

GENERATED: Final = "generated"
FOR_THE_CUSTOMER: Final = "for_the_customer"
ABSENT: Final = "absent"
NOT_APPLICABLE: Final = "not_applicable"
"""The states of a field: made from what is declared; for the customer to fill in; nobody declared it; and not asked of
this document, with the reason."""


class Link(NamedTuple):
    """Text that leads somewhere."""

    text: str
    url: str


class Strong(NamedTuple):
    text: str


class Hint(NamedTuple):
    """Text that stands where an answer would: it says who will give it."""

    text: str


Inline = str | Link | Strong | Hint
Line = tuple[Inline, ...]
"""A line of text. Plain strings are what a person wrote, or a sentence: every format makes them safe itself."""


class Heading(NamedTuple):
    """A heading. `level` counts from 2: the title of the document is 1. `number` stands before it, as in a form."""

    level: int
    text: str
    number: str = ""


class Paragraph(NamedTuple):
    line: Line
    tone: str = PLAIN


class Bullets(NamedTuple):
    items: tuple[Line, ...]


class Field(NamedTuple):
    """A field of a form: what it asks for, and the answer in lines. One that has no answer says why in its lines."""

    label: str
    lines: tuple[Line, ...]
    state: str = GENERATED
    number: str = ""


class Table(NamedTuple):
    """A table. `marked` are the rows that need a look, by number."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Heading | Paragraph | Bullets | Field | Table


class Document(NamedTuple):
    """A document. `mark` is written large where it is no final one (`DRAFT`); `warnings` stand on the first page, below
    the title; `stamp` says where it comes from, and `footer` repeats that in a line on every page. `paging` numbers the
    pages, `unshown` says of which `{scripts}` no font was there; with `parted`, each numbered part begins a page."""

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    mark: str = ""
    warnings: tuple[str, ...] = ()
    stamp: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    language: str = "en"
    paging: str = "{page} / {pages}"
    unshown: str = "{scripts}"
    parted: bool = False


def line(*parts: Inline) -> Line:
    """A line of its parts."""
    return parts
