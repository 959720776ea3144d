"""Who we are: the section `organization`; and whom we told of a change: the section `notices`."""

from typing import Annotated, Literal

from auditor.declarations.shape import Before, Declared
from auditor.declarations.values import (
    Country,
    Day,
    Fact,
    Ids,
    Number,
    OrNone,
    Signed,
    Text,
    none_alone,
    one_of,
)
from auditor.vocabulary.answers import NOTHING
from auditor.vocabulary.words import AUTHORISATIONS, MECHANISMS, NOTICES, ROLES


class Contact(Declared):
    name: Fact[Text] | None = None
    """The person."""
    position: Fact[Text] | None = None
    """What they do there."""
    email: Fact[Text] | None = None
    """Their e-mail address."""
    phone: Fact[Text] | None = None
    """Their telephone number."""
    address: Fact[Text] | None = None
    """Their postal address."""


class Dpa(Declared):
    """A signed data-processing agreement. `signed` is its date, or true when the date is not known."""

    signed: Fact[Signed] | None = None
    """The day it was signed; `true` when that day is not known."""
    url: Fact[Text] | None = None
    """Where it can be read."""


class Transfer(Declared):
    """The ground for sending data to another country."""

    mechanism: Fact[Annotated[tuple[Annotated[str, one_of(*MECHANISMS)], ...], Before(none_alone)]] | None = None
    """The grounds: standard contractual clauses, the Data Privacy Framework, binding corporate rules, the agreement of
    the United Kingdom, a derogation. `none`: there is none."""
    reference: Fact[Text] | None = None
    """Which clauses, or which certificate."""
    assessed: Fact[Day] | None = None
    """The day the transfer was assessed."""


def _no_mechanism(value: object) -> object:
    return {"mechanism": NOTHING.value} if value == NOTHING.value else value


Transferred = Annotated[Transfer, Before(_no_mechanism)]


class Notice(Declared):
    """How changes are announced, as promised in general."""

    days: Fact[Number] | None = None
    """How many days ahead customers are told of a change."""
    channel: Fact[Text] | None = None
    """How they are told."""


class Objection(Declared):
    days: Fact[Number] | None = None
    """Within how many days a customer may object."""
    remedy: Fact[Text] | None = None
    """What a customer who objects may do."""


class Organization(Declared):
    """Us."""

    name: Fact[Text]
    """What we are called."""
    format: Literal["1"] = "1"
    """The version of this format."""
    legal_name: Fact[Text] | None = None
    """The name in the register of companies."""
    registration: Fact[Text] | None = None
    """The number in that register."""
    country: Fact[Country] | None = None
    """Where we are established."""
    address: Fact[Text] | None = None
    """Our postal address."""
    role: Fact[Annotated[str, one_of(*ROLES)]] | None = None
    """What we are towards our customers."""
    website: Fact[Text] | None = None
    """Our website."""
    contact: Fact[OrNone[Contact]] | None = None
    """Whom to write to about privacy."""
    dpo: Fact[OrNone[Contact]] | None = None
    """The data protection officer, as in `contact`; `none` when none is appointed."""
    representatives: Fact[OrNone[dict[Country, Contact]]] | None = None
    """Who represents us elsewhere, by country or group, each as in `contact`; `none` when nobody does."""
    authorisation: Fact[Annotated[str, one_of(*AUTHORISATIONS)]] | None = None
    """How customers agree to subprocessors: in general, or one by one."""
    notice: Fact[Notice] | None = None
    """How changes are announced, as promised in general. What was really sent stands in `notices`."""
    objection: Fact[Objection] | None = None
    """What a customer may do about a change."""
    dpa: Fact[OrNone[Dpa]] | None = None
    """Our own data-processing agreement for customers; `none` when there is none."""
    transfer: Fact[Transferred] | None = None
    """The ground on which data gets to us, and to systems with `vendor: none`; `none` when there is none."""


class Told(Declared):
    """An entry in the ledger of notices: what customers were told, and when."""

    sent: Fact[Day]
    """The day it was sent."""
    vendors: Ids
    """The vendors it was about."""
    about: Annotated[str, one_of(*NOTICES)] = "added"
    """What it said of them."""
    effective: Fact[Day] | None = None
    """The day the change takes effect. Not written: the vendor's `active_from`."""
    channel: Fact[Text] | None = None
    """How it was sent, in words of your own."""
    recipients: Fact[Number] | None = None
    """To how many it was sent."""
    bounced: Fact[Number] | None = None
    """To how many of them it did not get."""
