"""What users write, as pydantic models."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, coerce_numbers_to_str=True)


class Organization(Declared):
    name: str
    country: str | None = None


class Category(Declared):
    title: str
    is_: list[str] = Field(default_factory=list, alias="is")


class Operated(Declared):
    kind: str
    region: str = "unknown"
    controls: list[str] | None = None
    produces: list[str] = Field(default_factory=list)
    strips: list[str] = Field(default_factory=list)
    retention: str | None = None


class Vendor(Operated):
    name: str
    status: str = "active"
    country: str | None = None
    trains_on_data: str = "unknown"
    subprocessors: list[str] = Field(default_factory=list)
    dpa: dict[str, Any] | None = None
    purposes: list[str] | None = None


class System(Operated):
    title: str | None = None
    vendor: str


class Flow(Declared):
    source: str = Field(alias="from")
    target: str = Field(alias="to")
    data: list[str] | str
    purposes: list[str] | None = None
    retention: str | None = None
    controls: list[str] | None = None
    trigger: str | None = None


class Promise(Declared):
    says: str
    source: str


class Rule(Declared):
    title: str
    because: list[str]
    forbid: dict[str, dict[str, Any]] | None = None
    for_: dict[str, dict[str, Any]] | None = Field(default=None, alias="for")
    require: dict[str, Any] | None = None


class Workspace(Declared):
    organization: Organization
    data: dict[str, Category]
    vendors: dict[str, Vendor] = Field(default_factory=dict)
    systems: dict[str, System] = Field(default_factory=dict)
    flows: dict[str, Flow]
    promises: dict[str, Promise] = Field(default_factory=dict)
    rules: dict[str, Rule]

    def node(self, name: str) -> System | Vendor:
        return self.systems[name] if name in self.systems else self.vendors[name]

    def vendor_of(self, name: str) -> str | None:
        """Who runs a system: a vendor runs itself."""
        if name not in self.systems:
            return name
        vendor = self.systems[name].vendor
        return None if vendor == "none" else vendor
