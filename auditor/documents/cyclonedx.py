"""The vendors, their systems and the data between them as CycloneDX 1.6 (`cyclonedx.json`) and 1.7, for tools.

A vendor is a service, what it runs are services in it; so are our own systems. Each has the categories that reach or
leave it. What the standard has no word for, and what nobody declared, stands in properties named `auditor:…`: there
`unknown` is written out. People are no services: where data comes from them or goes to them, they are named.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from auditor import __version__
from auditor.attributes.rows import Rows, TableRow
from auditor.audit import Audit
from auditor.declarations.dataflows import Vendor
from auditor.documents.files import Asked, File
from auditor.inventory.columns import FLOW, SYSTEM, from_fact, known
from auditor.inventory.edges import Edge, edges
from auditor.inventory.known import Known, joined
from auditor.inventory.properties import PREFIX, property_of, title_of, told
from auditor.inventory.recipients import Recipient
from auditor.inventory.sentences import say
from auditor.inventory.stamp import Fields, fields, gate, in_a_line
from auditor.inventory.treated import of_written
from auditor.typeset.markdown import web
from auditor.vocabulary.answers import UNKNOWN
from auditor.workspace.model import Node

VERSIONS: Final = (("1.6", "cyclonedx.json"), ("1.7", "cyclonedx-1.7.json"))
"""The versions of the standard, with the files they are written to. Both say the same."""
OF_VENDOR: Final = (
    "legal_name", "address", "country", "website", "contact", "relation", "status", "purposes", "mechanism", "dpa",
    "trains_on_data", "subprocessors", "certifications",
)  # fmt: skip
OF_FLOW: Final = ("status", "purposes", "retention", "region", "transfer", "trigger", "controls")
_BAD: Final = re.compile("%(?![0-9A-Fa-f]{2})")
"""A sign that is part of no escape in an address."""


class _Bom(NamedTuple):
    """What the services are made from."""

    audit: Audit
    rows: Rows
    edges: tuple[Edge, ...]
    serial: str

    def link(self, end: str) -> str:
        """How an end of a flow is named: a service of this document by its reference, others by a name."""
        node = self.audit.workspace.nodes.get(end)
        if node is None:
            return f"urn:{PREFIX}:unknown"
        return f"urn:{PREFIX}:person:{end}" if node.person else f"urn:cdx:{self.serial}/1#{ref(node)}"

    def told_at(self, edge: Edge) -> str:
        """The service that tells of a flow: where it ends, else where it begins."""
        for end in (edge.target, edge.source):
            node = self.audit.workspace.nodes.get(end)
            if node is not None and not node.person:
                return end
        return ""


def files(audit: Audit, asked: Asked) -> Iterator[File]:
    """A file for each version of the standard."""
    complete = fields(audit, list(_counted(audit)))
    for version, name in VERSIONS:
        yield File(name, "json", partial(as_json, audit, version, complete), complete)


def ref(node: Node) -> str:
    """The reference of a system: that of its vendor, where it is one itself."""
    return f"{'vendor' if node.section == 'vendors' else 'system'}:{node.id}"


def as_json(audit: Audit, version: str, complete: Fields) -> bytes:
    """The document in a version of the standard."""
    said = [audit.workspace.digest, audit.workspace.as_of.isoformat(), *audit.deployments, version, __version__]
    serial = str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:{PREFIX}:{':'.join(said)}"))
    bom = _Bom(audit, Rows(audit.worlds), tuple(edges(audit)), serial)
    content = {
        "$schema": f"http://cyclonedx.org/schema/bom-{version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": _metadata(bom, complete),
        "services": list(_services(bom)),
        "dependencies": _dependencies(bom),
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _metadata(bom: _Bom, complete: Fields) -> dict[str, Any]:
    audit, workspace = bom.audit, bom.audit.workspace
    us = workspace.organization
    properties = [
        ("document", in_a_line(audit, complete)),
        ("workspace", workspace.digest),
        ("as_of", workspace.as_of.isoformat()),
        ("gate", "closed" if audit.gate_closed else "open"),
        ("gate:text", gate(audit)),
        ("fields", f"{complete.stated}/{complete.total}"),
        *(("deployment", name) for name in audit.deployments),
        *told(f"{PREFIX}:organization", _of_us(audit)),
        *((f"person:{node.id}", title_of(node)) for node in workspace.nodes.values() if node.person),
        *_flows(bom, ""),
    ]
    name = us.name if us is not None and isinstance(us.name, str) else say("facts.not_stated")
    return {
        "timestamp": f"{workspace.as_of.isoformat()}T00:00:00Z",
        "lifecycles": [{"phase": "operations"}],
        "tools": {"components": [{"type": "application", "name": "auditor", "version": __version__}]},
        "component": {"type": "application", "bom-ref": "organization", "name": name},
        "properties": [property_of(*one) for one in properties],
    }


def _of_us(audit: Audit) -> dict[str, Known]:
    us = audit.workspace.organization
    keys = ("legal_name", "country", "role", "website")
    return {key: of_written(getattr(us, key) if us else None, ("organization", key)) for key in keys}


def _services(bom: _Bom) -> Iterator[dict[str, Any]]:
    """Every vendor with what it runs, then what nobody else runs, or nobody knows who does."""
    workspace = bom.audit.workspace
    run: dict[object, list[Node]] = {}
    for node in workspace.nodes.values():
        if node.section == "systems" and not node.person:
            run.setdefault(node.vendor, []).append(node)
    for name, vendor in workspace.vendors.items():
        if vendor.status != "retired":
            yield _vendor(bom, name, run.get(name, []))
    for node in sorted((*run.get(None, ()), *run.get(UNKNOWN, ())), key=lambda node: node.id):
        yield _system(bom, node)


def _recipient(bom: _Bom, vendor: str, deployment: str | None = None) -> Recipient:
    names = bom.audit.deployments if deployment is None else (deployment,)
    return Recipient(vendor, "", tuple(bom.rows.get("vendor", vendor, bom.audit.worlds.of(name)) for name in names), ())


def _vendor(bom: _Bom, name: str, run: list[Node]) -> dict[str, Any]:
    vendor = bom.audit.workspace.vendors[name]
    recipient = _recipient(bom, name)
    called = vendor.name if isinstance(vendor.name, str) else name
    itself = bom.audit.workspace.nodes.get(name)
    facts = {column: known(recipient, column)._replace(wording=None) for column in ("name", *OF_VENDOR)}
    service: dict[str, Any] = {
        "bom-ref": f"vendor:{name}",
        "provider": _provider(vendor, called),
        "name": called,
        "x-trust-boundary": True,
        "trustZone": called,
        "properties": [property_of(*one) for one in told(f"{PREFIX}:vendor", facts)],
    }
    if itself is not None:
        service["properties"] += _own_properties(bom, itself)
        service["data"] = _data(bom, itself, called)
    if run:
        service["services"] = [_system(bom, node) for node in run]
    return {key: value for key, value in service.items() if value}


def _provider(vendor: Vendor, called: str) -> dict[str, Any]:
    """Who gives a service: by the legal name where it is known; its website where that is an address of the web."""
    site = vendor.website if isinstance(vendor.website, str) and web(vendor.website) else ""
    legal = vendor.legal_name if isinstance(vendor.legal_name, str) else called
    return {"name": legal, **({"url": [quote(_BAD.sub("%25", site), safe="/:?#@!$&'()*+,;=%")]} if site else {})}


def _system(bom: _Bom, node: Node) -> dict[str, Any]:
    workspace = bom.audit.workspace
    us = workspace.organization
    zone = us.name if us is not None and isinstance(us.name, str) else "organization"
    if isinstance(node.vendor, str):
        name = workspace.vendors[node.vendor].name
        zone = name if isinstance(name, str) else node.vendor
    service: dict[str, Any] = {"bom-ref": ref(node), "name": title_of(node)}
    if node.vendor is not UNKNOWN:
        service |= {"x-trust-boundary": node.vendor is not None, "trustZone": zone}
    service["properties"] = _own_properties(bom, node)
    service["data"] = _data(bom, node, zone if node.vendor is not UNKNOWN else "unknown")
    return {key: value for key, value in service.items() if value not in ([], "")}


def _own_properties(bom: _Bom, node: Node) -> list[dict[str, str]]:
    """What is known of a system: its kind, who runs it, where it is in each deployment, and its flows."""
    place = (node.section, node.id)
    runs = "unknown" if node.vendor is UNKNOWN else "none" if node.vendor is None else str(node.vendor)
    said = [("system:vendor", runs), *told(f"{PREFIX}:system", {"kind": of_written(node.kinds, (*place, "kind"))})]
    for deployment in bom.audit.deployments:
        row = bom.rows.get("system", node.id, bom.audit.worlds.of(deployment))
        region = from_fact(row, row.fact(SYSTEM["region"]))
        said += told(f"{PREFIX}:region", {deployment: region})
    said += _flows(bom, node.id)
    return [property_of(*one) for one in said]


def _flows(bom: _Bom, told_at: str) -> Iterator[tuple[str, str]]:
    """The facts of the flows that are told at a service; with no service, of those that touch none."""
    for edge in bom.edges:
        if edge.rows and bom.told_at(edge) == told_at:
            yield from ((f"flow:{edge.id}:deployment", row.world.deployment) for row in edge.rows)
            facts = {column: _of_flow(edge.rows, column) for column in OF_FLOW}
            yield from told(f"{PREFIX}:flow:{edge.id}", facts)


def _of_flow(rows: tuple[TableRow, ...], column: str) -> Known:
    return joined(from_fact(row, row.fact(FLOW[column])) for row in rows)


def _data(bom: _Bom, node: Node, custodian: str) -> list[dict[str, Any]]:
    """Each category that reaches or leaves a system, with from where and to where; `unknown` where it may be any."""
    arrives: dict[str, list[Edge]] = {}
    leaves: dict[str, list[Edge]] = {}
    for edge in bom.edges:
        for found, end in ((arrives, edge.target), (leaves, edge.source)):
            if end == node.id:
                for word in (*edge.data.values, *(["unknown"] * bool(edge.data.missing))):
                    found.setdefault(word, []).append(edge)
    return [
        _entry(bom, word, arrives.get(word, []), leaves.get(word, []), custodian)
        for word in sorted({*arrives, *leaves})
    ]


def _entry(bom: _Bom, word: str, arrives: list[Edge], leaves: list[Edge], custodian: str) -> dict[str, Any]:
    us = bom.audit.workspace.organization
    title = bom.audit.workspace.titles["data"].get(word, say("facts.not_stated"))
    governance: dict[str, Any] = {"custodians": [{"organization": {"name": custodian}}]}
    if us is not None and isinstance(us.name, str):
        governance["stewards"] = [{"organization": {"name": us.name}}]
        if isinstance(us.role, str):
            owner = us.name if us.role == "controller" else say("cyclonedx.customers")
            governance["owners"] = [{"organization": {"name": owner}}]
    ids = sorted({edge.id for edge in (*arrives, *leaves)})
    entry: dict[str, Any] = {
        "flow": "bi-directional" if arrives and leaves else "inbound" if arrives else "outbound",
        "classification": word,
        "name": title,
        "description": say("cyclonedx.carried", flows=", ".join(ids)),
        "governance": governance,
        "source": sorted({bom.link(edge.source) for edge in arrives}),
        "destination": sorted({bom.link(edge.target) for edge in leaves}),
    }
    return {key: value for key, value in entry.items() if value}


def _dependencies(bom: _Bom) -> list[dict[str, Any]]:
    """A service needs those that it sends data to; one that sends none needs none."""
    workspace = bom.audit.workspace
    needs: dict[str, set[str]] = {
        f"vendor:{name}": set() for name, vendor in workspace.vendors.items() if vendor.status != "retired"
    }
    needs |= {ref(node): set() for node in workspace.nodes.values() if not node.person}
    for edge in bom.edges:
        ends = [workspace.nodes.get(end) for end in (edge.source, edge.target)]
        if all(node is not None and not node.person for node in ends):
            source, target = (ref(node) for node in ends if node is not None)
            needs[source] |= {target} - {source}
    return [{"ref": name, "dependsOn": sorted(found)} for name, found in sorted(needs.items())]


def _counted(audit: Audit) -> Iterator[tuple[str, str, Known]]:
    """The facts of vendors that the document tells."""
    rows = Rows(audit.worlds)
    bom = _Bom(audit, rows, (), "")
    for name, vendor in audit.workspace.vendors.items():
        if vendor.status != "retired":
            for column in OF_VENDOR:
                yield name, say(f"columns.{column}"), known(_recipient(bom, name), column)._replace(wording=None)
