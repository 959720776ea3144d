"""What a vendor's entry, its systems and the ledger of notices say about a vendor."""

import datetime

from tests.reference.facts import Entry, Facts, fact
from tests.reference.kleene import UNKNOWN
from tests.reference.trees import as_list

CATALOG = {
    "google_ads": "Google Ads",
    "meta_pixel": "Meta Pixel",
    "linkedin_insight_tag": "LinkedIn Insight Tag",
    "google_analytics": "Google Analytics",
    "mixpanel": "Mixpanel",
    "amplitude": "Amplitude",
    "heap": "Heap",
    "fullstory": "FullStory",
    "hotjar": "Hotjar",
    "clearbit": "Clearbit",
    "zoominfo": "ZoomInfo",
    "supabase": "Supabase",
    "vercel": "Vercel",
    "anthropic": "Anthropic",
    "razorpay": "Razorpay",
}


def plain(text: str) -> str:
    """ "case, `-` and `_` aside" """
    return text.casefold().replace("-", "").replace("_", "")


def kinds(facts: Facts, vendor: str) -> list[str]:
    """Its own and its systems'; "a vendor without a kind of its own has only its systems' kinds"."""
    found: list[str] = []
    for system in facts.runs(vendor):
        if system != vendor or "kind" in facts.vendors[vendor]:
            found += facts.kinds(system)
    known_nothing = not [system for system in facts.runs(vendor) if system != vendor]
    return found or ([UNKNOWN] if known_nothing and "kind" not in facts.vendors[vendor] else [])


def region(facts: Facts, vendor: str, deployment: str) -> list[str]:
    """Its own, where it is written or the vendor is a system, and its systems'."""
    found: list[str] = []
    for system in facts.runs(vendor):
        found += facts.region(system, deployment)
    if vendor not in facts.systems:
        found += facts.region_written(facts.vendors[vendor], deployment) or []
    return sorted(set(found)) if found or facts.runs(vendor) else [UNKNOWN]


def catalog(facts: Facts, vendor: str) -> str:
    """ "where not given, the catalog's entry with the vendor's id or name, `none` when there is none, and
    unknown while the name is" """
    entry = facts.vendors[vendor]
    if "catalog" in entry:
        return str(entry["catalog"])
    for known in [vendor, str(fact(entry, "name"))]:
        for product, title in CATALOG.items():
            if known != UNKNOWN and plain(known) in (plain(product), plain(title)):
                return product
    return UNKNOWN if fact(entry, "name") == UNKNOWN else "none"


def mechanism(entry: Entry) -> list[str]:
    """The transfer mechanisms of a vendor or of the organization; `none` when it has none."""
    transfer = fact(entry, "transfer")
    found = fact(transfer, "mechanism") if isinstance(transfer, dict) else transfer
    return [str(one) for one in as_list(found)] or ["none"]


def dpa(facts: Facts, vendor: str) -> str:
    """`none`, a date, `signed` (when is not known), or unknown."""
    dpa = fact(facts.vendors[vendor], "dpa")
    signed = str(fact(dpa, "signed")) if isinstance(dpa, dict) else str(dpa)
    return "signed" if signed == "true" else signed


def notice(facts: Facts, vendor: str) -> Entry | None:
    """ "the earliest notice about adding the vendor (since the last one about removing it)" """
    about: dict[str, list[Entry]] = {"added": [], "removed": []}
    for name in sorted(facts.notices):
        entry = facts.notices[name]
        if vendor in entry["vendors"] and entry.get("about", "added") in about:
            about[entry.get("about", "added")].append(entry)
    removed = max((str(entry["sent"]) for entry in about["removed"]), default="")
    added = [entry for entry in about["added"] if str(entry["sent"]) > removed]
    return min(added, key=lambda entry: str(entry["sent"])) if added else None


def notice_days(facts: Facts, vendor: str) -> str:
    """ "days from the earliest notice ... to its `effective` date"; "effective: default active_from" """
    entry = notice(facts, vendor)
    if entry is None:
        return "none"
    effective = str(entry.get("effective", fact(facts.vendors[vendor], "active_from")))
    if UNKNOWN in (effective, entry["sent"]):
        return UNKNOWN
    sent = datetime.date.fromisoformat(str(entry["sent"]))
    return str((datetime.date.fromisoformat(effective) - sent).days)


def notice_fact(facts: Facts, vendor: str, key: str) -> str:
    """The channel or the bounces of that notice; without one, `none` "too"."""
    entry = notice(facts, vendor)
    return "none" if entry is None else str(fact(entry, key))


def evidenced(facts: Facts, vendor: str) -> list[str]:
    """ "the facts whose evidence has a `url` and a `checked` date" """
    written: dict[str, Entry] = facts.vendors[vendor].get("evidence", {})
    return sorted(
        name for name, proof in written.items() if UNKNOWN not in (fact(proof, "url"), fact(proof, "checked"))
    )


def evidence_days(facts: Facts, vendor: str) -> str:
    """ "age of its oldest evidence"; one without a date may be the oldest, and so may one that has yet to come."""
    written: dict[str, Entry] = facts.vendors[vendor].get("evidence", {})
    checked = [str(fact(proof, "checked")) for proof in written.values()]
    if not checked:
        return "none"
    if UNKNOWN in checked or max(checked) > facts.as_of.isoformat():
        return UNKNOWN
    return str((facts.as_of - datetime.date.fromisoformat(min(checked))).days)
