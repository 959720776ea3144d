"""Facts as contracts print them: built-in words by names of their own, and vendors by theirs."""

from __future__ import annotations

from auditor.declarations.organization import Contact
from auditor.inventory.known import Known
from auditor.inventory.printed import TREES, Printer, contact_parts
from auditor.inventory.sentences import has, say
from auditor.location import Route


class Gap(str):
    """Words that stand for something nobody declared."""


def not_stated() -> Gap:
    return Gap(say("facts.not_stated"))


def marked(text: str, known: Known) -> str:
    """A text, as a gap where something in it is not stated."""
    return Gap(text) if known.missing else text


class Words(Printer):
    """The printer of contracts: no word of the format that a reader would not know stands in them."""

    def title(self, word: str, column: str) -> str:
        found = super().title(word, column)
        tree = TREES.get(column, column)
        if found != word or not has(f"facts.{tree}.{word}"):
            return found
        return say(f"facts.{tree}.{word}")

    def items(self, known: Known, column: str) -> list[str]:
        found = super().items(known._replace(missing=()), column) if known.values or not known.missing else []
        return [*found, not_stated()] if known.missing else found

    def vendor(self, name: str) -> str:
        """What a vendor is called; by its id where its name is not stated."""
        said = self.workspace.vendors[name].name
        return said if isinstance(said, str) else say("annex.unnamed", id=name)

    def us(self) -> str:
        """What we are called."""
        us = self.workspace.organization
        for said in (us.legal_name, us.name) if us else ():
            if isinstance(said, str):
                return said
        return say("annex.us")

    def system(self, name: str) -> str:
        """What one of our systems is called."""
        return getattr(self.workspace.nodes[name].declared, "title", None) or name

    def data(self, known: Known) -> list[str]:
        """Categories, each with those of them that are named below it: `Customer Data: Photos, Notes`."""
        tree = self.workspace.data
        values = list(known.values)
        told: list[str] = []
        for word in values:
            if any(other != word and _below(tree.bit(word), tree.down(tree.bit(other))) for other in values):
                continue
            inner = [
                self.value(other, "data")
                for other in values
                if other != word and _below(tree.bit(other), tree.down(tree.bit(word)))
            ]
            said = self.value(word, "data")
            told.append(say("annex.including", whole=said, parts=", ".join(inner)) if inner else said)
        told += [not_stated()] if known.missing else []
        return told or [say("facts.none")]


def _below(bit: int, whole: int) -> bool:
    return bool(bit & whole)


def contact_known(contact: Contact, route: Route, asked: tuple[str, ...] = ("name", "position")) -> Known:
    """A contact as the official forms ask for it: the name, the position and the details. What is not stated of that
    is missing."""
    parts = contact_parts(contact)
    missing: list[Route] = [(*route, key) for key in asked if key not in parts]
    if not {"email", "phone", "address"} & parts.keys():
        missing.append((*route, "email"))
    return Known((contact,), tuple(missing))
