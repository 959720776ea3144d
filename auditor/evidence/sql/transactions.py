"""BEGIN, COMMIT, ROLLBACK and savepoints."""

from __future__ import annotations

from auditor.evidence.sql.catalogue import Catalogue
from auditor.evidence.sql.words import Refused, Words


class Transactions:
    """What of a catalogue can still be taken back."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._start: int | None = None
        self._points: list[tuple[str, int]] = []

    @property
    def open(self) -> bool:
        return self._start is not None

    def close(self) -> None:
        """The session ends: what was not committed is lost."""
        if self._start is not None:
            self._roll_back(self._start)
        self._leave()

    def takes(self, verb: str, words: Words) -> bool:
        """Whether a statement is about transactions; if so it is done."""
        journal = self._catalogue.journal
        if verb in ("begin", "start"):
            if self._start is None:
                self._start = journal.mark()
        elif verb in ("commit", "end"):
            if words.take("prepared"):
                return True
            self._end(words)
        elif verb in ("rollback", "abort"):
            words.one_of("work", "transaction")
            if words.take("to"):
                words.take("savepoint")
                self._back_to(words.name())
            else:
                if self._start is not None:
                    self._roll_back(self._start)
                self._end(words)
        elif verb == "savepoint":
            self._need_open()
            self._points.append((words.name(), journal.mark()))
        elif verb == "release":
            self._need_open()
            words.take("savepoint")
            del self._points[self._point(words.name()) :]
        else:
            return False
        return True

    def _need_open(self) -> None:
        if self._start is None:
            raise Refused("no transaction is open")

    def _end(self, words: Words) -> None:
        chained = any(
            a.value == "and" and b.value == "chain" for a, b in zip(words.tokens, words.tokens[1:], strict=False)
        )
        if chained:
            self._need_open()
        self._leave()
        if chained:
            self._start = self._catalogue.journal.mark()

    def _leave(self) -> None:
        self._start = None
        self._points.clear()
        self._catalogue.settings.drop("local")

    def _point(self, name: str) -> int:
        for at in reversed(range(len(self._points))):
            if self._points[at][0] == name:
                return at
        raise Refused(f"there is no savepoint `{name}`")

    def _back_to(self, name: str) -> None:
        self._need_open()
        at = self._point(name)
        self._roll_back(self._points[at][1])
        del self._points[at + 1 :]

    def _roll_back(self, mark: int) -> None:
        self._catalogue.journal.back(mark)
