"""The four trees (data, subjects, purposes, kinds): dots and `is` both mean "is a kind of"."""

from typing import Any

from tests.reference.kleene import NO, UNKNOWN, YES

_KINDS = """person application service edge_host hosting cloud database object_storage cache queue log_store
backup data_warehouse authentication identity_provider ai_model email email.delivery email.inbox payment
analytics analytics.behavioural analytics.product analytics.session_replay advertising tag_manager enrichment
data_marketplace monitoring monitoring.errors support crm cdn search messaging developer_tool"""
_PURPOSES = """service service.hosting service.database service.storage service.authentication
service.ai_inference service.email service.payment service.support service.monitoring service.security
service.backup service.search service.messaging analytics analytics.behavioural analytics.product advertising
enrichment sale ml ml.training ml.evaluation legal"""
KINDS, PURPOSES = _KINDS.split(), _PURPOSES.split()


def as_list(value: Any) -> list[Any]:
    """A value written alone is a list of one."""
    return list(value) if isinstance(value, list) else [value]


class Tree:
    """A tree by dots that is also a graph by `is`."""

    def __init__(self, section: dict[str, Any], built_in: list[str]) -> None:
        self.parents: dict[str, set[str]] = {}
        for word in [*built_in, *section]:
            self.parents[word] = {word.rpartition(".")[0]} if "." in word else set()
        for word, entry in section.items():
            for parent in as_list(entry.get("is", [])):
                self.parents[word].add(parent)
        self.words = set(self.parents)
        self.up = {word: self._climb(word) for word in self.parents}

    def _climb(self, word: str) -> set[str]:
        found = {word}
        changed = True
        while changed:
            more = {parent for one in found for parent in self.parents.get(one, set())}
            changed = not more <= found
            found |= more
        return found

    def above(self, word: str) -> set[str]:
        """The word and everything it is a kind of."""
        return self.up.get(word, {word})

    def below(self, word: str) -> set[str]:
        """The word and everything that is a kind of it."""
        return {one for one in self.words if word in self.above(one)}

    def below_any(self, words: list[str]) -> set[str]:
        """All that is at or below one of the words."""
        return {one for word in words for one in self.below(word)}

    def leaves(self, word: str) -> set[str]:
        """What `word.*` means: "everything below it that has nothing below itself"."""
        return {one for one in self.below(word) - {word} if self.below(one) == {one}}

    def expand(self, listed: list[str]) -> set[str]:
        """A list of categories with every `.*` written out."""
        found: set[str] = set()
        for word in listed:
            found |= self.leaves(word[:-2]) if word.endswith(".*") else {word}
        return found

    def answer(self, has: str, asked: list[str]) -> str:
        """ "yes when H is W or below it, no when nothing is at or below both, undecided otherwise"."""
        if any(word in self.above(has) for word in asked):
            return YES
        if self.below(has) & self.below_any(asked):
            return UNKNOWN
        return NO
