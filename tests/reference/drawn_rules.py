"""Random rules over a drawn workspace, asking mostly for words that it holds."""

import datetime
from typing import Any

from tests.reference.attributes import DECLARED, TABLE, thing_of
from tests.reference.builtins import AFTER_A_SCAN, BUILT_IN
from tests.reference.facts import Facts
from tests.reference.trees import as_list
from tests.reference.writer import Entry, Writer

BOOLEANS = ["at_rest", "in_residency", "sensitive", "sourced", "own", "used", "direct"]
BOOLEANS += ["material", "listed", "agrees", "exposed", "row_level_security", "always_true"]
FREE = ["legal_name", "name", "address", "contact", "dpo", "representatives", "website"]
HAS = ["controls", "certifications", "evidenced"]
WORDS = {
    "flow.transfer": "unrestricted domestic adequate missing scc dpf",
    "flow.trigger": "user_request scheduled event",
    "flow.status": "active active proposed",
    "vendor.status": "active active proposed",
    "deployment.status": "active proposed",
    "organization.transfer": "scc dpf none",
    "catalog": "mixpanel heap supabase vercel none",
    "trains_on_data": "never opt_in always",
    "mechanism": "scc dpf none",
    "relation": "subprocessor affiliate processor",
    "law": "gdpr uk_gdpr fadp dpdp none",
    "role": "processor controller",
    "purposes": "service service.hosting service.database analytics analytics.product ml triage",
    "kind": "person application service database edge_host ai_model analytics analytics.product log_store",
    "region": "EU EEA UK DE IN US GB JP global aws/eu-central-1 vercel/fra1 aws/us-east-1 aws/ap-south-1",
    "residency": "EU EEA UK DE IN US GB aws/eu-central-1 vercel/fra1",
    "country": "EU EEA UK DE IN US GB JP",
    "retention": "none 30d 365d until_deleted indefinite",
    "notice_days": "29 30 32 0",
    "notice_bounced": "0 1",
    "evidence_days": "1 30 365",
    "active_from": "2026-05-03 2026-10-01 2026-12-01",
    "observed_vendor.vendor": "supabase vercel mixpanel heap amazon_s3",
    "observed_vendor.status": "active proposed retired",
    "observed_region.vendor": "supabase vercel amazon_s3",
    "change.type": "at_rest_added retention_changed control_removed control_added purposes_added flow_changed",
    "listed_region": "EU DE IN US global vercel/fra1 aws/us-east-1",
    "grade": "used used configured development",
    "signals": "package import host env resource config",
    "settings": "cache log_drain service_role",
    "file": "app/db.ts lib/track.ts vercel.json",
    "schema": "public",
    "name": "plants defects",
    "policies": "everybody own",
    "dpa": "2026-05-03 2026-10-01 2026-12-01",
}
PERIODS = ["30d", "1y", "365d", "12h", "90s"]
COMMON = {"flow": ["data", "data", "data", "to", "to"], "system": ["vendor", "kind", "receives", "holds"]}
COMMON["observed_vendor"] = ["vendor", "kind", "listed", "status", "grade", "system"]
COMMON["vendor"] = ["kind", "receives", "holds", "region"]


class Pools:
    """The words a rule may ask for; the free ones are those that the workspace declares."""

    def __init__(self, dataflows: Entry) -> None:
        self.dataflows = dataflows
        facts = Facts(dataflows, {}, datetime.date.min)
        entries = [one for part in ("systems", "vendors", "flows") for one in self.section(part).values()]
        self.words: dict[str, list[str]] = {name: words.split() for name, words in WORDS.items()}
        for name in ("data", "receives", "holds"):
            self.words[name] = list(self.section("data"))
        self.words["subjects"] = list(self.section("subjects"))
        self.words["kind"] += list(self.section("kinds"))
        self.words["controls"] = sorted({"tls", "redaction"} | _declared(entries, "controls"))
        self.words["certifications"] = sorted(_declared(entries, "certifications"))
        self.words["evidenced"] = sorted({key for one in entries for key in one.get("evidence", {})})
        self.words["plans"] = sorted(_declared(list(self.section("deployments").values()), "plans"))
        channels = _declared(list(self.section("notices").values()), "channel")
        self.words["notice_channel"] = [*sorted(channels), "none"] if channels else []
        self.words["subprocessors"] = [*self.section("vendors"), "none"]
        self.labels = sorted({one["labels"]["owner"] for one in entries if "labels" in one})
        self.ids = {
            "system": sorted(facts.systems),
            "vendor": list(self.section("vendors")),
            "deployment": list(self.section("deployments")),
            "flow": sorted(facts.flows),
        }

    def section(self, name: str) -> Entry:
        """A section of the workspace, empty where it is not written."""
        found: Entry = self.dataflows.get(name, {})
        return found


def _declared(entries: list[Entry], key: str) -> set[str]:
    return {str(one) for entry in entries for one in as_list(entry.get(key, []))} - {"unknown"}


def _words(write: Writer, words: list[str]) -> Any:
    """A value, a list, or either of them turned round; nothing where there is no word."""
    if not words:
        return None
    found: Any = write.some(words, least=1, most=2) if write.chance(3) else write.pick(words)
    return {"not": found} if write.chance(3) else found


def _declared_or_not(write: Writer) -> Entry:
    return {"declared": write.pick(["true", "false"])}


def _asked(write: Writer, pools: Pools, subject: str, attribute: str) -> Any:
    """What a match may want of an attribute; None where the workspace has no word for it."""
    words = pools.words.get(f"{subject}.{attribute}", pools.words.get(attribute, []))
    if (attribute in FREE and subject in DECLARED) or (write.chance(10) and attribute not in ("labels", "id")):
        return _declared_or_not(write)
    if attribute == "id":
        return _words(write, pools.ids[subject])
    if attribute == "labels":
        found = _words(write, pools.labels)
        return None if found is None else {"owner": _declared_or_not(write) if write.chance(5) else found}
    if attribute in BOOLEANS:
        word = write.pick(["true", "false"])
        return {"not": word} if write.chance(4) else word
    if attribute in HAS:  # "`{not: LIST}` is refused there"
        if not words or write.chance(2):
            return {"not": write.pick(words)} if words else None
        return write.some(words, least=1, most=2) if write.chance(3) else write.pick(words)
    return _limited(write, attribute, words) or _words(write, words)


def _limited(write: Writer, attribute: str, words: list[str]) -> Any:
    """A limit, for what has an order."""
    if attribute == "retention" and write.chance(2):
        return {write.pick(["at_most", "at_least"]): write.pick(PERIODS)}
    if attribute in ("notice_days", "notice_bounced", "evidence_days"):
        if write.chance(3):
            return _words(write, [*words, "none"])
        return {write.pick(["at_most", "at_least"]): write.pick(words)}
    if attribute == "active_from" and write.chance(2):
        return {write.pick(["before", "after"]): write.pick(words)}
    if attribute == "dpa":
        return {write.pick(["before", "after"]): write.pick(words)} if write.chance(2) else _words(write, ["none"])
    return None


def match_of(write: Writer, pools: Pools, subject: str, depth: int = 0) -> Entry:
    """One to three attributes of a subject; nested for a thing, down to the vendor of a flow's end."""
    found: Entry = {}
    for _ in range(write.pick([1, 2, 1, 3])):
        attribute = write.pick([*COMMON.get(subject, []), *TABLE[subject]])
        thing = thing_of(subject, attribute)
        wanted = _thing(write, pools, thing, depth) if thing else _asked(write, pools, subject, attribute)
        if wanted is not None:
            found[attribute] = wanted
    return found or {TABLE[subject][0]: {"declared": "true"}}


def _thing(write: Writer, pools: Pools, subject: str, depth: int) -> Any:
    """A nested match, an id, ids, or either turned round."""
    if subject == "deployment":
        nested = depth == 0 and not write.chance(3)
        return match_of(write, pools, subject, depth + 1) if nested else _words(write, pools.ids[subject])
    if write.chance(12):
        return _declared_or_not(write)
    if write.chance(3):
        return _words(write, pools.ids[subject])
    return match_of(write, pools, subject, depth + 1)


def policy(write: Writer, pools: Pools, reach: bool = False) -> Entry:
    """Up to two promises, one to six rules, and at times a severity for a built-in; then rules about `reach`."""
    promises: Entry = {}
    for name in write.some(["first", "second"]):
        promises[name] = {"says": "We promise this", "source": "The page, a row"}
        if write.chance(3):
            promises[name]["question"] = "For how long, then?"
            if write.chance(2):
                promises[name]["answer"] = "For a day."
        if write.chance(4):
            promises[name]["not_enforced"] = "a contract term; no flow shows it"
    enforced = [name for name in promises if "not_enforced" not in promises[name]]
    rules: Entry = {}
    for number in range(write.number(1, 6)):
        because = write.pick(["A clause in words", *enforced])
        rules[f"rule-{number}"] = {"title": "A rule", "because": [because], **_rule(write, pools)}
    if write.chance(5):
        severity = write.pick(["error", "warning", "note"])
        name = write.pick(sorted(BUILT_IN.keys() - AFTER_A_SCAN))
        rules[name] = {"because": ["A clause in words"], "severity": severity}
    for number in range(write.number(1, 4) if reach else 0):
        because = write.pick(["A clause in words", *enforced])
        rules[f"rule-reach-{number}"] = {"title": "A rule", "because": [because], **_reach_rule(write, pools)}
    return {"promises": promises, "rules": rules} if promises else {"rules": rules}


def _reach_rule(write: Writer, pools: Pools) -> Entry:
    """The verb, the match and what it weighs."""
    if write.chance(2):
        return {"forbid": {"reach": _reach_match(write, pools)}, **_weight(write)}
    required: Entry = {}
    if not write.chance(5):
        ids = pools.ids["system"]
        listed: Any = write.some(ids, least=1) if write.chance(2) else write.pick(ids)
        required["through"] = match_of(write, pools, "system", 1) if write.chance(2) else listed
    if write.chance(4) or not required:
        required |= _reach_match(write, pools)
    scope = _reach_match(write, pools)
    return {"for": {"reach": scope}, "require": required or {"through": pools.ids["system"]}, **_weight(write)}


def _reach_match(write: Writer, pools: Pools) -> Entry:
    """Data that gets from one system to another; each of them at times not asked for."""
    found: Entry = {}
    if not write.chance(4):
        found["data"] = _asked(write, pools, "reach", "data")
    if write.chance(2):
        found["from"] = _thing(write, pools, "system", 0)
    if not write.chance(3):
        found["to"] = _thing(write, pools, "system", 0)
    if write.chance(6):
        found["deployment"] = _thing(write, pools, "deployment", 0)
    return {attribute: wanted for attribute, wanted in found.items() if wanted is not None}


OFTEN = ["flow", "flow", "flow", "flow", "vendor", "vendor", "vendor", "system", "system", *DECLARED]


def _rule(write: Writer, pools: Pools) -> Entry:
    """The verb, the match and what it weighs."""
    return rule_about(write, pools, write.pick(OFTEN))


def rule_about(write: Writer, pools: Pools, subject: str) -> Entry:
    """A rule about one subject."""
    found: Entry = {}
    if write.chance(2):
        found["forbid"] = {subject: {} if write.chance(20) else match_of(write, pools, subject)}
    else:
        scope = {} if write.chance(3) else match_of(write, pools, subject)
        found |= {"for": {subject: scope}, "require": match_of(write, pools, subject)}
    return found | _weight(write)


def _weight(write: Writer) -> Entry:
    """How bad it is."""
    found: Entry = {}
    if write.chance(2):
        found["severity"] = write.pick(["error", "warning", "note"])
    if write.chance(2):
        found["on_unknown"] = write.pick(["violation", "warning", "ignore"])
    return found
