"""The organization, deployments and vendors of a drawn workspace, and what they share with systems."""

from typing import Any

from tests.reference.writer import Entry, Writer

PLACES = [
    *["aws/ap-south-1", "aws/us-east-1", "aws/eu-central-1", "aws/eu-west-2", "vercel/iad1", "vercel/fra1"],
    *["DE", "IN", "US", "GB", "NO", "JP", "EU", "EEA", "UK"],
]
PERIODS = ["none", "none", "none", "90s", "15min", "12h", "30d", "1mo", "12mo", "365d", "1y"]
PERIODS += ["until_deleted", "indefinite", "kept"]
LAWS = [["gdpr"], ["dpdp"], ["gdpr", "uk_gdpr"], ["uk_gdpr"], ["fadp", "dpdp"], ["none"], []]
CONTROLS = ["tls", "row_level_security", "redaction", "four_eyes"]
VENDORS = {
    "supabase": "Supabase",
    "acme-cloud": "Acme Cloud Ltd",
    "vercel": "Vercel",
    "mixpanel": "Mixpanel",
    "globex": "Globex",
    "heap": "Heap",
}
_KINDS = "application service edge_host database object_storage log_store ai_model analytics analytics.product"
_PURPOSES = "service service.hosting service.database analytics analytics.product ml.training triage"
KINDS, PURPOSES = _KINDS.split(), _PURPOSES.split()
FACTS = ["trains_on_data", "region", "country", "dpa"]
STATUSES = ["active", "proposed"]


def organization(write: Writer) -> Entry:
    """What is said of the organization itself."""
    entry: Entry = {"name": "LeanOS", "format": "1"}
    write.rarely(entry, "legal_name", lambda: "LeanOS Private Limited", unknown=True)
    write.fact(entry, "country", lambda: write.pick(["IN", "DE", "US", "GB"]))
    write.rarely(entry, "role", lambda: write.pick(["processor", "controller"]), unknown=True)
    write.rarely(entry, "contact", lambda: _contact(write))
    write.rarely(entry, "address", lambda: "1 Main Road, Pune", unknown=True)
    write.rarely(entry, "website", lambda: "https://example.org", unknown=True)
    write.fact(entry, "transfer", lambda: _transfer(write))
    return entry


def _contact(write: Writer) -> Entry:
    """At times without a name or an address that is known."""
    return write.pick(
        [
            {"name": "unknown", "position": "Founder"},
            {"name": "A. Person", "email": "unknown"},
            {"email": "founder@example.org"},
        ]
    )


def _transfer(write: Writer) -> Any:
    """Mechanisms, none, or unknown."""
    if write.chance(6):
        return "none"
    return {"mechanism": write.pick(["none", "unknown", ["scc"], ["scc", "dpf"], ["bcr"], []])}


def deployment(write: Writer) -> Entry:
    """A way to be served."""
    entry: Entry = {"title": "A way to be served"}
    write.fact(entry, "law", lambda: [*write.pick(LAWS)])
    write.fact(entry, "residency", lambda: _places(write, PLACES))
    write.rarely(entry, "plans", lambda: write.some(["pilot", "enterprise"]), unknown=True)
    write.rarely(entry, "status", lambda: write.pick(STATUSES), unknown=True)
    return entry


def _places(write: Writer, single: list[str]) -> Any:
    """A place, or several at once."""
    return write.some(PLACES, least=1, most=2) if write.chance(4) else write.pick(single)


def region(write: Writer, flows: Entry) -> Any:
    """A place, several at once, or a mapping of deployments to them."""
    single, names = [*PLACES, "global"], ["default", *flows.get("deployments", {})]
    if len(names) == 1 or not write.chance(3):
        return _places(write, single)
    return {name: _places(write, [*single, "unknown"]) for name in write.some(names, least=1, most=2)}


def kind(write: Writer, flows: Entry) -> Any:
    """What a system is; at times several things."""
    words = [*KINDS, *flows.get("kinds", {})]
    return write.some(words, least=1, most=2) if write.chance(4) else write.pick([*words, "unknown"])


def labels(write: Writer) -> Entry:
    """A label with a value that an id has to encode."""
    return {"owner": write.pick(["platform", "Füße & co", "data"])}


def vendor(write: Writer, name: str, flows: Entry) -> Entry:
    """A vendor, with or without a kind of its own."""
    entry: Entry = {"name": write.pick([VENDORS[name]] * 5 + ["unknown"])}
    if not write.chance(4):
        entry["kind"] = kind(write, flows)
    write.fact(entry, "country", lambda: write.pick(["US", "DE", "IN", "GB", "EU", "JP", "CA"]))
    write.fact(entry, "region", lambda: region(write, flows))
    write.fact(entry, "status", lambda: write.pick(STATUSES))
    write.rarely(entry, "catalog", lambda: write.pick(["none", "mixpanel", "heap"]), unknown=True)
    write.rarely(entry, "purposes", lambda: write.some(PURPOSES), unknown=True)
    write.fact(entry, "transfer", lambda: _transfer(write))
    write.fact(entry, "dpa", lambda: _dpa(write))
    write.fact(entry, "retention", lambda: write.pick(PERIODS))
    trains = ["never", "opt_in", "opt_out", "always"]
    write.rarely(entry, "trains_on_data", lambda: write.pick(trains), unknown=True)
    relations = ["subprocessor", "affiliate", "independent_controller", "customer_chosen", "processor"]
    write.rarely(entry, "relation", lambda: write.pick(relations), unknown=True)
    certifications = ["SOC 2 Type 2", "ISO 27001"]
    write.rarely(entry, "certifications", lambda: write.some(certifications), unknown=True)
    write.rarely(entry, "active_from", lambda: write.pick(["2026-05-03", "2026-12-24"]), unknown=True)
    write.rarely(entry, "legal_name", lambda: "A Company, Inc.", unknown=True)
    write.rarely(entry, "address", lambda: "2 Side Street", unknown=True)
    write.rarely(entry, "contact", lambda: _contact(write))
    write.rarely(entry, "labels", lambda: labels(write))
    proof = {fact: _proof(write) for fact in write.some(FACTS, most=2)}
    if proof:
        entry["evidence"] = proof
    return entry


def _dpa(write: Writer) -> Any:
    """Signed on a day, signed some day, not signed."""
    dates = ["2026-05-03", "2026-10-01", "true", "unknown"]
    return "none" if write.chance(5) else {"signed": write.pick(dates)}


def _proof(write: Writer) -> Entry:
    """Where a fact was read, and when, or only one of them."""
    entry: Entry = {}
    days = ["2025-06-01", "2026-10-24", "2026-11-22"]
    write.fact(entry, "url", lambda: "https://example.org/terms", unknown=False)
    write.fact(entry, "checked", lambda: write.pick(days))
    return entry or {"url": "https://example.org/privacy"}
