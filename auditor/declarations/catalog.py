"""An entry of the catalog: a product, and what gives it away. Those that ship and a workspace's own have one shape."""

from collections.abc import Mapping
from typing import Annotated

from auditor.declarations.dataflows import Evidence
from auditor.declarations.shape import EMPTY, Before
from auditor.declarations.signals import RegionHost, RegionOf, Signals
from auditor.declarations.values import AT_LEAST_ONE, Country, Fact, IdOrIds, Text, one_of, several
from auditor.vocabulary.words import PRODUCT_ROLES

Roles = Annotated[tuple[Annotated[str, one_of(*PRODUCT_ROLES)], ...], Before(several)]
Regions = Mapping[RegionHost, RegionOf]


class Entry(Signals):
    """A product that data may go to. What its signals are compared with is told by `vocabulary/catalog.py`."""

    name: Text
    """What it is called."""
    kind: Annotated[IdOrIds, AT_LEAST_ONE]
    """What it is for."""
    role: Roles = ()
    """What it usually is to those who use it."""
    legal_name: Fact[Text] | None = None
    """The legal entity that offers it."""
    country: Fact[Country] | None = None
    """Where that is established."""
    website: Text | None = None
    """Its website. A link to it, or to a host of it that people read, proves nothing."""
    regions: Regions = EMPTY
    """Hosts of it whose place is known, each with that place. Where `{region}` stands in a host for a region code, the
    provider of those codes."""
    not_signals: Signals | None = None
    """Look-alikes, with the same keys: they prove nothing about it, though one of its signals takes them in."""
    evidence: Mapping[str, Evidence] = EMPTY
    """Where a fact was read, by the key that holds the fact."""
    note: Text | None = None
    """A remark."""
