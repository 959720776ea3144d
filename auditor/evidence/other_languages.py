"""Go, Ruby, PHP, and of a few more languages what their strings say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.notes import LIMIT, Notes
from auditor.evidence.plain_code import GO, OTHER, PHP, RUBY, Language, read_plain
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found

_LANGUAGES: Final[dict[str, Language]] = {
    "go": GO, "rb": RUBY, "rake": RUBY, "php": PHP, "java": OTHER, "kt": OTHER, "kts": OTHER, "cs": OTHER,
    "rs": OTHER, "swift": OTHER, "dart": OTHER, "scala": OTHER, "ex": RUBY, "exs": RUBY,
}  # fmt: skip


class OtherLanguages:
    """Imports of Go and Ruby, and of all these the variables they read and the hosts in their strings."""

    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return path.rpartition(".")[2] in _LANGUAGES

    def see(self, file: File) -> Iterator[Found]:
        notes = Notes(file, self.who)
        read_plain(notes, _LANGUAGES[file.path.rpartition(".")[2]], min(len(file.text), LIMIT))
        yield from notes.found
        yield from notes.cut(LIMIT)

    def finish(self) -> Iterable[Found]:
        return ()
