"""What a scanner is: it says which files it wants, sees each once, and tells what it found."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final, Protocol, runtime_checkable

from auditor.evidence.observation import Remark, Sighting, Table
from auditor.location import Location, Problem

Found = Sighting | Table | Remark | Problem

LARGEST: Final = 2_000_000
"""So many bytes of a file are read. A larger one is nobody's source; what it begins with is read, and it is said."""
LARGE: Final = 64_000_000
"""The same of files that tools write and that are large by their nature: locks, plans, lists of components."""
NAMED: Final = 256_000_000
"""The same of such a file that a user names."""


class File:
    """A file that is scanned: its path from the scanned folder, with `/`, and its text, decoded. `first` is the line
    that the text begins with, where it is a piece of the file; `cut` says that more of the file was not read."""

    def __init__(self, path: str, text: str, first: int = 1, cut: bool = False) -> None:
        self.path = path
        self.text = text
        self.first = first
        self.cut = cut

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def at(self, offset: int) -> Location:
        """The place of a character."""
        from bisect import bisect_right

        line = bisect_right(self._starts, offset)
        return Location(self.path, line + self.first - 1, offset - self._starts[line - 1] + 1)

    def line(self, number: int, column: int = 1) -> Location:
        """The place of a line, counted from 1."""
        return Location(self.path, number, column)


class Scanner(Protocol):
    """One kind of evidence. Made anew for each scan, so it may remember what it saw until `finish`.

    A file that it wants and cannot read is a Problem with its place, never silence.
    """

    def wants(self, path: str) -> bool:
        """By the path alone, quickly: it is asked of every file."""
        ...

    def see(self, file: File) -> Iterable[Found]:
        """What one file shows."""
        ...

    def finish(self) -> Iterable[Found]:
        """What several files show together; it is asked once, after all files."""
        ...


@runtime_checkable
class Large(Scanner, Protocol):
    """A scanner of files that may be larger than what people write."""

    in_lines: bool
    """Whether a file that is too large to be held is shown in pieces of whole lines, one after the other."""

    def largest(self, path: str) -> int:
        """So many bytes of a file are read."""
        ...
