"""What every part of the comment is written with: the words, the links, and what fits in the room there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from auditor.audit import Audit
from auditor.findings.finding import Finding
from auditor.findings.groups import tally
from auditor.location import Location
from auditor.phrases import MOST_ID, SHORT, Note, Phrases
from auditor.text.markdown import code, escaped, link, size
from auditor.text.plain import counted

MOST_CODE: Final = 100
"""The characters that are shown of a line of a file, and of the name of a file."""
MOST_NOTE: Final = 2_000
"""The characters of a command, or of what to paste."""
MOST_RULES: Final = 10
MOST_TALLY: Final = 1_500
"""So many rules are named of what is left out, and so many characters that takes at most."""


class Item(NamedTuple):
    """A piece that is shown whole or not at all, the findings it tells of, and what it stands below."""

    text: str
    findings: Sequence[Finding]
    above: str = ""


class Sheet(Phrases):
    """An audit, and what paths of files are below: a folder, an address, or nothing."""

    def __init__(self, audit: Audit, base: str) -> None:
        super().__init__(audit)
        self.base = base

    def remarked(self) -> Iterator[str]:
        """What to look at soon; what to do about it in a list below."""
        for remark in self.remarks():
            notes = (f"- {label}: {code(text, MOST_NOTE)}" for label, text in remark.notes)
            yield "\n".join([escaped(remark.said, 2_000), *notes])

    def at(self, place: Location) -> str:
        """A link to a line, named by its file."""
        return self.link(place, code(f"{place.file}:{place.line}", MOST_CODE))

    def link(self, place: Location, text: str) -> str:
        """A link to a line; of what ships with the auditor, the text alone."""
        if place.file in self.workspace.merged.shipped:
            return text
        return link(text, place.file, place.line, self.base)

    def line(self, place: Location) -> str:
        """What stands there, as much of a long line as is around what is meant."""
        text = self.workspace.merged.line(place)
        start = max(0, place.column - 1 - MOST_CODE // 3) if len(text) > MOST_CODE else 0
        said = text[start : start + MOST_CODE].strip()
        if not said:
            return ""
        before, after = "... " if start else "", " ..." if start + MOST_CODE < len(text) else ""
        return f" {code(f'{before}{said}{after}', 2 * MOST_CODE)}"


def notes(told: Iterable[Note]) -> Iterator[str]:
    for label, spans in told:
        said = "".join(span.text for span in spans)
        yield f"{label}: {code(said, 500) if label == 'witness' else escaped(said, 500)}"


def identity(finding: Finding) -> str:
    return f"id: {code(finding.id, MOST_ID)}"


def listed(first: str, lines: Iterable[str]) -> str:
    """An item of a list, with lines below it."""
    return "\n".join([f"- {first}", *(f"  - {line}" for line in lines)])


def section(heading: str, items: Sequence[Item], room: int, hidden: Sequence[Finding] = ()) -> str:
    """The items in their order, as many as there is room for, those below one thing together; then what is left
    out, `hidden` too. Nothing where there is nothing."""
    if not items:
        return ""
    room -= size(heading) + MOST_TALLY
    kept: list[Item] = []
    left = list(hidden)
    above: set[str] = set()
    for number, item in enumerate(items):
        needs = size(item.text) + 1 + (0 if item.above in above else size(item.above) + 4)
        if needs <= room:
            room -= needs
            kept.append(item)
            above.add(item.above)
        elif kept:  # the worst come first: nothing less bad takes the place of what has none
            left += [finding for rest in items[number:] for finding in rest.findings]
            break
        else:
            left += item.findings
    paragraphs = [heading] if heading else []
    for name in dict.fromkeys(item.above for item in kept):
        paragraphs += [name] if name else []
        paragraphs.append("\n".join(item.text for item in kept if item.above == name))
    return "\n\n".join([*paragraphs, *([_more(left)] if left else [])])


def _more(findings: Sequence[Finding]) -> str:
    """What is left out, by rule."""
    order = tally(findings)
    told = ", ".join(f"{severity} {code(rule, SHORT)}: {number:,}" for severity, rule, number in order[:MOST_RULES])
    if len(order) > MOST_RULES:
        rest = sum(number for _, _, number in order[MOST_RULES:])
        told += f", {counted(len(order) - MOST_RULES, 'other rule')}: {rest:,}"
    return f"And {counted(len(findings), 'more finding')}, not shown here; `--format json` lists every one: {told}."
