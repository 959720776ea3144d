"""What stands under `documents`: what the generated page shows."""

from collections.abc import Mapping

from auditor.declarations.shape import EMPTY, Declared
from auditor.declarations.values import Day, Fact, Ids, Text


class Shown(Declared):
    """A table of the generated page: what a match finds."""

    show: dict[str, object]
    """Which rows the table shows: a subject and a match, as in a rule."""
    title: Text | None = None
    """The heading of the table."""


class Passage(Declared):
    """A part of the generated page that prints the words of promises."""

    promises: Ids
    """The promises whose words it prints."""
    title: Text | None = None
    """The heading of the passage."""


class Page(Declared):
    """What the generated page shows."""

    title: Text | None = None
    """The heading of the page."""
    updated: Fact[Day] | None = None
    """The day it was last changed."""
    columns: Ids | None = None
    """Attributes of vendors and flows, `website`, `privacy`, `note` or `labels.KEY`. Not written: every column that
    holds a fact."""
    headings: Mapping[str, Text] = EMPTY
    """What a column is called, by the column."""
    print: Mapping[str, Text] = EMPTY
    """What a word is printed as, by the word."""
    tables: Mapping[str, Shown] = EMPTY
    """The tables, in the order of their ids. Not written: one for each status."""
    sections: Mapping[str, Passage] = EMPTY
    """Passages of text, in the order of their ids, among the tables."""
