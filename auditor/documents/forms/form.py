"""A form being filled in: its blocks, and of every field that is ours to fill whether it is stated."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.audit import Audit
from auditor.declarations.customer import Customer
from auditor.documents.forms.words import Gap, Words
from auditor.inventory.known import Known, joined
from auditor.inventory.sentences import say
from auditor.inventory.stamp import Fields, fields
from auditor.typeset.blocks import (
    ABSENT,
    FOR_THE_CUSTOMER,
    GENERATED,
    NOT_APPLICABLE,
    Block,
    Field,
    Heading,
    Hint,
    Line,
    Paragraph,
    Strong,
    line,
)
from auditor.workspace.model import Workspace


class Form:
    """Collects the blocks of a document about one deployment. `thing` is what the fields are about that come next."""

    def __init__(self, audit: Audit, deployment: str, customer: Customer | None = None) -> None:
        self.audit = audit
        self.deployment = deployment
        self.customer = customer
        self.words = Words(audit.workspace)
        self.blocks: list[Block] = []
        self.thing = ""
        self._asked: list[tuple[str, str, Known]] = []

    @property
    def workspace(self) -> Workspace:
        return self.audit.workspace

    def heading(self, level: int, text: str, number: str = "") -> None:
        """A heading; `number` stands before it, as in the official form."""
        self.blocks.append(Heading(level, text, number))
        self.thing = text

    def paragraph(self, text: str, tone: str = "plain") -> None:
        self.blocks.append(Paragraph(line(text), tone))

    def fact(self, label: str, known: Known, column: str) -> None:
        """A field that is made from a fact."""
        self.lines(label, [(self.words.items(known._replace(wording=None), column), known)])

    def lines(self, label: str, parts: Iterable[tuple[list[str], Known]], none: str = "") -> None:
        """A field of several facts, each with the lines that say it; `none` is what is said when there are none."""
        every = list(parts)
        known = joined(part for _, part in every)
        texts = list(dict.fromkeys(text for said, _ in every for text in said)) or [none or say("facts.none")]
        self._asked.append((self.thing, label, known))
        answers = tuple(_with_gaps(text) if isinstance(text, Gap) else line(text) for text in texts)
        self.blocks.append(Field(label, answers, ABSENT if known.missing else GENERATED))

    def for_customer(self, label: str, texts: Iterable[str] = (), hint: str = "") -> None:
        """A field of the customer's half: what their file says, else theirs to fill in."""
        said = tuple(line(text) for text in texts) or (line(Hint(hint or say("annex.for_the_customer"))),)
        self.blocks.append(Field(label, said, FOR_THE_CUSTOMER))

    def not_applicable(self, label: str, reason: str) -> None:
        """A field that is not asked here, and why."""
        self.blocks.append(Field(label, (line(say("annex.not_applicable", reason=reason)),), NOT_APPLICABLE))

    def complete(self) -> Fields:
        """How many of our fields are stated."""
        return fields(self.audit, self._asked)


def _with_gaps(text: str) -> Line:
    """A text in which the words for what nobody declared stand out."""
    words = say("facts.not_stated")
    parts = [part for said in text.split(words) for part in (said, Strong(words))][:-1]
    return tuple(part for part in parts if part)
