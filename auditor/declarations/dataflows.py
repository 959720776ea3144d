"""What stands in `dataflows/`: what we do with data."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Final, Required, TypedDict

from auditor.declarations.organization import Contact, Dpa, Transferred
from auditor.declarations.shape import EMPTY, Before, Declared, OrWord, wrong
from auditor.declarations.values import (
    AT_LEAST_ONE,
    Country,
    Day,
    Fact,
    Flag,
    IdOrIds,
    Ids,
    OrNone,
    Places,
    Region,
    Retention,
    Text,
    none_alone,
    one_of,
)
from auditor.vocabulary.words import LAWS, RELATIONS, STATUSES, TRAINING, TRIGGERS

Status = Annotated[str, one_of(*STATUSES)]
Labels = Mapping[str, Text]


class Evidence(Declared):
    """Where a fact was read, and when."""

    url: Fact[Text] | None = None
    """Where the fact was read."""
    checked: Fact[Day] | None = None
    """The day it was read there."""


class Category(Declared):
    """A data category. `is` names what else it is a kind of, beside what its dots say."""

    title: Text
    """What documents call it."""
    is_: Ids = ()
    """What else it is a kind of, beside what its dots say."""
    subjects: Fact[Ids] | None = None
    """The people it is about. Not written: those of what it is a kind of, else unknown."""
    sensitive: Fact[Flag] | None = None
    """Whether it is of a special category. Not written: as what it is a kind of, else unknown."""
    fides: Text | None = None
    """Its name in Fideslang, for exchange with other tools."""


class Subject(Declared):
    """The people that data is about. Purposes and kinds are written in the same way."""

    title: Text
    """What documents call it."""
    is_: Ids = ()
    """What else it is a kind of, beside what its dots say."""
    fides: Text | None = None
    """Its name in Fideslang, for exchange with other tools."""


Purpose = Subject
Kind = Subject


class Measure(Declared):
    """A technical or organisational measure, for the annex."""

    title: Text | None = None
    """What documents call it."""
    text: Text | None = None
    """The measure in words."""
    controls: Fact[Ids] | None = None
    """The controls it stands for. They are then words that a rule may ask for."""


class Deployment(Declared):
    """A way in which customers are served."""

    title: Text
    """What documents call it."""
    plans: Fact[Ids] | None = None
    """The plans served from it, in words of your own."""
    residency: Fact[Places] | None = None
    """Where it promises that data stays."""
    law: Fact[Annotated[tuple[Annotated[str, one_of(*LAWS)], ...], Before(none_alone)]] | None = None
    """The laws that its customers are under; `none`: none of them."""
    status: Fact[Annotated[str, one_of("proposed", "active")]] | None = None
    """`proposed`: so is every flow that is in no other deployment."""


class Operated(Declared):
    """What systems and vendors have in common: where data can go."""

    kind: Fact[Annotated[IdOrIds, AT_LEAST_ONE]] | None = None
    """What it is. A vendor that gives it is itself a system, run by itself."""
    region: Fact[Region] | None = None
    """Where it runs, everywhere or by deployment."""
    retention: Fact[Retention] | None = None
    """How long it keeps what flows bring that do not say it themselves."""
    purposes: Fact[Ids] | None = None
    """Of a system: what flows to it are for that do not say it themselves. Of a vendor: all that it may be used for, a
    limit and never a default."""
    produces: Ids = ()
    """Data that it makes itself. `x.*` stands for all below x that has nothing below itself."""
    strips: Ids = ()
    """Data that it takes away, with all below it, before it passes data on."""
    controls: Fact[Ids] | None = None
    """The controls it has, in words of your own or the known ones."""
    code: Ids = ()
    """Its paths in the repository."""
    evidence: Mapping[str, Evidence] = EMPTY
    """Where a fact was read, by the key that holds the fact."""
    wording: Mapping[str, Text] = EMPTY
    """How documents print a fact or a column, by its name. No rule sees it."""
    labels: Labels = EMPTY
    """Words of your own, which rules may ask for."""
    note: Text | None = None
    """A remark, which the page may show as a column."""


class Vendor(Operated):
    """A third party, by legal entity. One that gives `kind` is itself a system, run by itself."""

    name: Fact[Text]
    """What it is called."""
    legal_name: Fact[Text] | None = None
    """The legal entity."""
    country: Fact[Country] | None = None
    """Where that is established."""
    address: Fact[Text] | None = None
    """Its postal address."""
    contact: Fact[OrNone[Contact]] | None = None
    """Whom to write to there; `none` when there is nobody."""
    website: Fact[Text] | None = None
    """Its website."""
    privacy: Fact[Text] | None = None
    """Its privacy notice, by address."""
    relation: Fact[Annotated[str, one_of(*RELATIONS)]] | None = None
    """What it is to us."""
    status: Fact[Status] | None = None
    """`proposed`: so is every flow at it or its systems that does not say otherwise. `retired`: kept as history."""
    active_from: Fact[Day] | None = None
    """The day it is, or was, first used."""
    dpa: Fact[OrNone[Dpa]] | None = None
    """The data-processing agreement with it; `none` when there is none."""
    transfer: Fact[Transferred] | None = None
    """The ground on which data goes to it abroad; `none` when there is none."""
    trains_on_data: Fact[Annotated[str, one_of(*TRAINING)]] | None = None
    """Whether it trains models on what it gets."""
    certifications: Fact[Ids] | None = None
    """The certifications it has, in words of your own."""
    subprocessors: Fact[Ids] | None = None
    """The vendors that get all that reaches it."""
    observed: Annotated[str, one_of("never")] | None = None
    """`never`: it is used where no file of the repository can show it. A scan need not see it then."""
    catalog: Fact[Text] | None = None
    """The product it is, by the catalog that ships or by an entry of your own; `none` when it is none of those. Not
    written: the entry with its id or name, else `none`; unknown while the name is."""


class System(Operated):
    """One of our components, a vendor's service, or the people at the edges."""

    kind: Fact[Annotated[IdOrIds, AT_LEAST_ONE]]
    """What it is."""
    title: Text | None = None
    """What documents call it."""
    vendor: Fact[Text] | None = None
    """Who runs it; `none`: nobody else does. Not written: unknown; of a person nobody."""
    own: Fact[Flag] | None = None
    """`false`: not our component but a service of the vendor, which documents list under it. Not written: `true`, but
    `false` of a person."""


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


Carried = Annotated[Annotated[Ids, Before(_categories)] | Inherited, OrWord(INHERITED)]


class Flow(TypedDict, total=False):
    """Data that goes from one system to another. There are many: a checked mapping, not a model."""

    from_: Required[Fact[Text]]
    """The system it comes from."""
    to: Required[Fact[Text]]
    """The system it goes to."""
    data: Required[Fact[Carried]]
    """What it carries. `x.*` stands for all below x that has nothing below itself; `inherited`: all that leaves the
    source."""
    without: Ids
    """What it never carries, with all below it, whatever `data` says."""
    purposes: Fact[Ids]
    """What it is for. Not written: the `purposes` of a destination under `systems`, else unknown."""
    retention: Fact[Retention]
    """How long the destination keeps what it brings. Not written: the `retention` of the destination, else unknown."""
    region: Fact[Region]
    """Where the destination is, if not where that usually runs. Not written: the destination's."""
    controls: Fact[Ids]
    """The controls on the way, in words of your own or the known ones."""
    trigger: Fact[Annotated[str, one_of(*TRIGGERS)]]
    """What sets it off."""
    deployments: Annotated[Ids, Before(_somewhere)]
    """Where it exists. Not written: all."""
    status: Fact[Status]
    """`retired`: kept as history, not audited. Not written: `proposed` when the vendor at an end is, or all its
    deployments are; else `active`."""
    evidence: dict[str, Evidence]
    """Where a fact was read, by the key that holds the fact."""
    wording: dict[str, Text]
    """How documents print a fact or a column, by its name. No rule sees it."""
    labels: Labels
    """Words of your own, which rules may ask for."""
    note: Text
    """A remark, which the page may show as a column."""
