"""Pages for the tests, and what stands in them as an HTML parser reads it."""

import re
import tempfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from auditor.audit import Audit, audit
from auditor.formats.html import report
from tests.diagrams import companies
from tests.formats import everything as fixed
from tests.reference.workspaces import AS_OF, dump

VOID = {"meta", "input", "br"}


@cache
def company(flows: int) -> Audit:
    """A made-up company."""
    with tempfile.TemporaryDirectory() as folder:
        dump(*companies.company(flows), Path(folder))
        return audit(Path(folder), AS_OF)


@cache
def page(name: str) -> str:
    """The page of one of the fixed audits, or of a company of so many flows."""
    found = company(int(name)) if name.isdigit() else getattr(fixed, name)()
    return report.render(found)


def flat(text: str) -> str:
    """Text with every gap as one space."""
    return re.sub(r"\s+", " ", text).strip()


class Parsed(HTMLParser):
    """All elements with their attributes, whether each is closed, and the text by the id of an element around it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[tuple[str, str | None]] = []
        self.texts: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if tag not in VOID:
            self.open.append((tag, found.get("id")))
        if tag == "br":
            self.handle_data("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()
        if tag in ("dt", "td", "th"):
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        for _, name in self.open:
            if name is not None:
                self.texts[name] = self.texts.get(name, "") + data

    @property
    def ids(self) -> list[str]:
        return [found["id"] for _, found in self.elements if "id" in found]

    def said(self, name: str) -> str:
        """The text in an element, with every gap as one space."""
        return flat(self.texts[name])


@cache
def parsed(name: str) -> Parsed:
    return Parsed(page(name))
