"""The changes for a comment on a pull request, in the Markdown of GitHub and GitLab; never longer than one may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from auditor.changes.letters import Letter
from auditor.changes.records import Change
from auditor.formats.changes.records import NOTHING, Block, Report, blocks, head, remarks, said, says, to_send, whom
from auditor.location import Location
from auditor.text.markdown import code, details, escaped, link, size
from auditor.text.plain import counted

MOST: Final = 65_000
"""Characters; GitHub takes 65,536."""
GAP: Final = "\n\n"


def render(report: Report, base: str = "") -> str:
    """The report. `base` is put before the path of every link to the newer revision."""
    if not report.changes:
        return f"## {escaped(NOTHING)}\n"
    told = blocks(report, material=True)
    mark = "📣" if told else "✅"
    page = [f"## {mark} {escaped(head(report))}"]
    room = MOST - size(page[0]) - 400
    for title, found, folded in (
        ("Customers must be told", told, False),
        ("Customers need not be told", blocks(report, material=False), True),
    ):
        parts, left = _fitting(report, found, base, room)
        if left:
            parts.append(f"And {counted(left, 'more change')}; `--format json` lists every one.")
        if parts and folded:
            page.append(details(f"{title} ({sum(len(block.changes) for block in found):,})", *parts))
        elif parts:
            page += [f"### {title}", *parts]
        room -= sum(size(part) + len(GAP) for part in parts)
    letters = [
        "\n  ".join([f"- {code(whom(letter))}: {escaped(says(letter), 2_000)}", *_entries(letter)])
        for letter in to_send(report)
    ]
    parts = [part for number, part in enumerate(letters) if sum(map(size, letters[: number + 1])) < room]
    if parts:
        page += ["### Notices to send", "\n".join(parts)]
    return GAP.join(page) + "\n"


def _entries(letter: Letter) -> Iterator[str]:
    """What to add to the sections `vendors` and `notices`."""
    if letter.declares:
        yield f"{code('vendors')} {code(letter.declares)}"
    yield code(letter.ledger)


def _fitting(report: Report, found: list[Block], base: str, room: int) -> tuple[list[str], int]:
    """The blocks that have room, and how many changes are in the others."""
    parts: list[str] = []
    left = 0
    for block in found:
        part = GAP.join([f"**{escaped(block.title)}**", "\n".join(_lines(report, block, base))])
        if left or size(part) + len(GAP) > room:
            left += len(block.changes)
        else:
            parts.append(part)
            room -= size(part) + len(GAP)
    return parts, left


def _lines(report: Report, block: Block, base: str) -> Iterator[str]:
    for change in block.changes:
        yield f"- {code(change.type)} {escaped(said(change))}{_places(change, base)}"
        for label, text in remarks(report, change):
            yield f"  - {label}: {escaped(text)}"


def _places(change: Change, base: str) -> str:
    places = [_place("was", change.location_before, ""), _place("now", change.location_after, base)]
    told = ", ".join(place for place in places if place)
    return f" ({told})" if told else ""


def _place(label: str, place: Location | None, base: str) -> str:
    """A link to the newer revision; of the older one, which may be nowhere any more, the words."""
    if place is None:
        return ""
    words = f"{place.file}:{place.line}:{place.column}"
    said_ = link(escaped(words), place.file, place.line, base) if label == "now" else code(words)
    return f"{label} {said_}"
