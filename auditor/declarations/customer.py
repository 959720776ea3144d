"""What a customer fills in: their half of the annexes, in a file of its own. It is no part of a workspace."""

from typing import Annotated

from auditor.declarations.organization import Contact
from auditor.declarations.shape import Declared
from auditor.declarations.values import Country, Day, Fact, OrNone, Text, one_of
from auditor.vocabulary.words import ROLES


class Customer(Declared):
    """The customer's half of the annexes. What is not written stays theirs to fill in."""

    name: Fact[Text]
    """The name of the customer, as it stands in the contract."""
    registration: Fact[Text] | None = None
    """The number in the register of companies."""
    country: Fact[Country] | None = None
    """Where the customer is established."""
    address: Fact[Text] | None = None
    """The postal address."""
    contact: Fact[OrNone[Contact]] | None = None
    """Whom to write to about data protection."""
    dpo: Fact[OrNone[Contact]] | None = None
    """The data protection officer, as in `contact`; `none` when none is appointed."""
    representative: Fact[OrNone[Contact]] | None = None
    """The representative in the European Union, as in `contact`; `none` when none is appointed."""
    role: Fact[Annotated[str, one_of(*ROLES)]] | None = None
    """What the customer is for this data: a controller, or itself a processor."""
    activities: Fact[Text] | None = None
    """The activities that the data is transferred for."""
    supervisory_authority: Fact[Text] | None = None
    """The supervisory authority that is competent."""
    governing_law: Fact[Text] | None = None
    """The law that the parties choose to govern the clauses."""
    courts: Fact[Text] | None = None
    """The courts that the parties choose."""
    signatory: Fact[Text] | None = None
    """Who signs, with the position."""
    signed: Fact[Day] | None = None
    """The day of the signature."""
