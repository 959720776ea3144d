"""What stands under `documents`: what the generated page shows."""

from pydantic import Field

from auditor.declarations.values import Day, Declared, Fact, Ids, Text


class Shown(Declared):
    """A table of the generated page: what a match finds."""

    show: dict[str, object]
    title: Text | None = None


class Passage(Declared):
    """A part of the generated page that prints the words of promises."""

    promises: Ids
    title: Text | None = None


class Page(Declared):
    """What the generated page shows."""

    title: Text | None = None
    updated: Fact[Day] | None = None
    columns: Ids | None = None
    headings: dict[str, Text] = Field(default_factory=dict)
    print: dict[str, Text] = Field(default_factory=dict)
    tables: dict[str, Shown] = Field(default_factory=dict)
    sections: dict[str, Passage] = Field(default_factory=dict)
