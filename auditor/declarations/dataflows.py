"""What stands in `dataflows/`: what we do with data."""

from enum import Enum
from typing import Annotated, Final, Literal, Required

from pydantic import BeforeValidator, ConfigDict, Field, with_config
from typing_extensions import TypedDict

from auditor.declarations.values import (
    AT_LEAST_ONE,
    Country,
    Day,
    Declared,
    Fact,
    Flag,
    IdOrIds,
    Ids,
    Number,
    OrNone,
    OrWord,
    Places,
    Region,
    Retention,
    Signed,
    Text,
    none_alone,
    one_of,
    wrong,
)
from auditor.vocabulary.answers import NOTHING
from auditor.vocabulary.words import (
    AUTHORISATIONS,
    LAWS,
    MECHANISMS,
    NOTICES,
    RELATIONS,
    ROLES,
    STATUSES,
    TRAINING,
    TRIGGERS,
)

Status = Annotated[str, one_of(*STATUSES)]
Labels = dict[str, Text]


class Evidence(Declared):
    """Where a fact was read, and when."""

    url: Fact[Text] | None = None
    checked: Fact[Day] | None = None


class Contact(Declared):
    name: Fact[Text] | None = None
    position: Fact[Text] | None = None
    email: Fact[Text] | None = None
    phone: Fact[Text] | None = None
    address: Fact[Text] | None = None


class Dpa(Declared):
    """A signed data-processing agreement. `signed` is its date, or true when the date is not known."""

    signed: Fact[Signed] | None = None
    url: Fact[Text] | None = None


class Transfer(Declared):
    """The ground for sending data to another country."""

    mechanism: Fact[Annotated[tuple[Annotated[str, one_of(*MECHANISMS)], ...], BeforeValidator(none_alone)]] | None = (
        None
    )
    reference: Fact[Text] | None = None
    assessed: Fact[Day] | None = None


def _no_mechanism(value: object) -> object:
    return {"mechanism": NOTHING.value} if value == NOTHING.value else value


Transferred = Annotated[Transfer, BeforeValidator(_no_mechanism)]


class Notice(Declared):
    """How changes are announced, as promised in general."""

    days: Fact[Number] | None = None
    channel: Fact[Text] | None = None


class Objection(Declared):
    days: Fact[Number] | None = None
    remedy: Fact[Text] | None = None


class Organization(Declared):
    """Us."""

    name: Fact[Text]
    format: Literal["1"] = "1"
    legal_name: Fact[Text] | None = None
    registration: Fact[Text] | None = None
    country: Fact[Country] | None = None
    address: Fact[Text] | None = None
    role: Fact[Annotated[str, one_of(*ROLES)]] | None = None
    website: Fact[Text] | None = None
    contact: Fact[OrNone[Contact]] | None = None
    dpo: Fact[OrNone[Contact]] | None = None
    representatives: Fact[OrNone[dict[Country, Contact]]] | None = None
    authorisation: Fact[Annotated[str, one_of(*AUTHORISATIONS)]] | None = None
    notice: Fact[Notice] | None = None
    objection: Fact[Objection] | None = None
    dpa: Fact[OrNone[Dpa]] | None = None
    transfer: Fact[Transferred] | None = None


class Category(Declared):
    """A data category. `is` names what else it is a kind of, beside what its dots say."""

    title: Text
    is_: Ids = Field((), alias="is")
    subjects: Fact[Ids] | None = None
    sensitive: Fact[Flag] | None = None
    fides: Text | None = None


class Subject(Declared):
    """The people that data is about. Purposes and kinds are written in the same way."""

    title: Text
    is_: Ids = Field((), alias="is")
    fides: Text | None = None


Purpose = Subject
Kind = Subject


class Measure(Declared):
    """A technical or organisational measure, for the annex."""

    title: Text | None = None
    text: Text | None = None
    controls: Fact[Ids] | None = None


class Deployment(Declared):
    """A way in which customers are served."""

    title: Text
    plans: Fact[Ids] | None = None
    residency: Fact[Places] | None = None
    law: Fact[Annotated[tuple[Annotated[str, one_of(*LAWS)], ...], BeforeValidator(none_alone)]] | None = None
    status: Fact[Annotated[str, one_of("proposed", "active")]] | None = None


class Operated(Declared):
    """What systems and vendors have in common: where data can go."""

    kind: Fact[Annotated[IdOrIds, AT_LEAST_ONE]] | None = None
    region: Fact[Region] | None = None
    retention: Fact[Retention] | None = None
    purposes: Fact[Ids] | None = None
    produces: Ids = ()
    strips: Ids = ()
    controls: Fact[Ids] | None = None
    code: Ids = ()
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    wording: dict[str, Text] = Field(default_factory=dict)
    labels: Labels = Field(default_factory=dict)
    note: Text | None = None


class Vendor(Operated):
    """A third party, by legal entity. One that gives `kind` is itself a system, run by itself."""

    name: Fact[Text]
    legal_name: Fact[Text] | None = None
    country: Fact[Country] | None = None
    address: Fact[Text] | None = None
    contact: Fact[OrNone[Contact]] | None = None
    website: Fact[Text] | None = None
    privacy: Fact[Text] | None = None
    relation: Fact[Annotated[str, one_of(*RELATIONS)]] | None = None
    status: Fact[Status] | None = None
    active_from: Fact[Day] | None = None
    dpa: Fact[OrNone[Dpa]] | None = None
    transfer: Fact[Transferred] | None = None
    trains_on_data: Fact[Annotated[str, one_of(*TRAINING)]] | None = None
    certifications: Fact[Ids] | None = None
    subprocessors: Fact[Ids] | None = None
    catalog: Fact[Text] | None = None


class System(Operated):
    """One of our components, a vendor's service, or the people at the edges."""

    kind: Fact[Annotated[IdOrIds, AT_LEAST_ONE]]
    title: Text | None = None
    vendor: Fact[Text] | None = None
    own: Fact[Flag] | None = None


class Inherited(Enum):
    """Data that is written `inherited`: all that leaves the source."""

    INHERITED = "inherited"


INHERITED: Final = Inherited.INHERITED


def _categories(value: object) -> object:
    if isinstance(value, str):
        raise wrong("expected a list of data categories, `inherited` or `unknown`", f"write [{value}]")
    return value


def _somewhere(value: object) -> object:
    if value == []:
        raise wrong("a flow in no deployment exists nowhere", "name one, or leave the key out: then it is in all")
    return value


Carried = Annotated[Annotated[Ids, BeforeValidator(_categories)] | Inherited, OrWord(INHERITED)]


@with_config(ConfigDict(extra="forbid", arbitrary_types_allowed=True))
class Flow(TypedDict, total=False):
    """Data that goes from one system to another. There are many: a checked mapping, not a model."""

    from_: Required[Annotated[Fact[Text], Field(alias="from")]]
    to: Required[Fact[Text]]
    data: Required[Fact[Carried]]
    without: Ids
    purposes: Fact[Ids]
    retention: Fact[Retention]
    region: Fact[Region]
    controls: Fact[Ids]
    trigger: Fact[Annotated[str, one_of(*TRIGGERS)]]
    deployments: Annotated[Ids, BeforeValidator(_somewhere)]
    status: Fact[Status]
    evidence: dict[str, Evidence]
    wording: dict[str, Text]
    labels: Labels
    note: Text


class Told(Declared):
    """An entry in the ledger of notices: what customers were told, and when."""

    sent: Fact[Day]
    vendors: Ids
    about: Annotated[str, one_of(*NOTICES)] = "added"
    effective: Fact[Day] | None = None
    channel: Fact[Text] | None = None
    recipients: Fact[Number] | None = None
    bounced: Fact[Number] | None = None
