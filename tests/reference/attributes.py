"""The attributes of the subjects, in the order of the format's table, as values that can be asked."""

import datetime
from dataclasses import dataclass, field

from tests.reference import changes, observed, transfers, vendors
from tests.reference.facts import NOBODY, Entry, Facts, fact
from tests.reference.flows import Load, Travel
from tests.reference.kleene import NO, UNKNOWN, YES
from tests.reference.trees import as_list

_TABLE = {
    "flow": """data to from purposes retention at_rest region in_residency transfer trigger controls subjects
        sensitive sourced status deployment labels""",
    "system": "kind receives holds region in_residency vendor controls own deployment id labels",
    "vendor": """kind catalog purposes trains_on_data receives holds region country mechanism dpa
        subprocessors notice_days notice_channel notice_bounced relation certifications evidenced legal_name
        name address contact used direct evidence_days status active_from deployment id labels""",
    "deployment": "residency law plans status id",
    "organization": "legal_name country role address contact dpo representatives website transfer",
}
DECLARED = {subject: words.split() for subject, words in _TABLE.items()}
TABLE = DECLARED | observed.TABLE | {"change": changes.TABLE}
THINGS = {"to": "system", "from": "system", "vendor": "vendor", "deployment": "deployment"}
OF_A_CATEGORY = ["subjects", "sensitive", "sourced"]
SEEN_THINGS = {"system": "system"}
"""The things among the attributes of what was seen: its vendor is a product, not a vendor of ours."""
FREE_WORDS = ["legal_name", "name", "address", "contact", "dpo", "representatives", "website"]
HAS = ["controls", "certifications", "evidenced"]


@dataclass(frozen=True)
class Value:
    """One value; `may` says that it is not certain that the row has it."""

    text: str
    may: bool = False


@dataclass
class Asked:
    """An attribute of a row: how its values compare, and what they are; `load` for categories."""

    type: str
    values: list[Value] = field(default_factory=list)
    load: Load = field(default_factory=Load)


@dataclass(frozen=True)
class Thing:
    """A row that can be asked: `id` is `unknown` or `none` where the thing is not known or not there."""

    subject: str
    id: str
    deployment: str


def thing_of(subject: str, attribute: str) -> str | None:
    """The subject of the thing that an attribute is; None where it is no thing."""
    if subject == "change":
        return attribute if attribute in ("vendor", "system", "flow") else None
    return (SEEN_THINGS if subject in observed.TABLE else THINGS).get(attribute)


class World:
    """A workspace with its travels, one a deployment, with proposals or of active flows only."""

    def __init__(
        self,
        dataflows: Entry,
        policy: Entry,
        as_of: datetime.date,
        observations: list[Entry] | None = None,
        base: Entry | None = None,
    ) -> None:
        self.facts = Facts(dataflows, policy, as_of)
        found = changes.changes(Facts(base, {}, as_of), self.facts) if base is not None else []
        self.changes = {change.id: change for change in found}
        self.travels: dict[tuple[str, bool], Travel] = {}
        self.beside = observed.Beside(self.facts, observed.Seen(observations or []))

    def travel(self, deployment: str, active: bool) -> Travel:
        """The data of one deployment."""
        if (deployment, active) not in self.travels:
            self.travels[deployment, active] = Travel(self.facts, deployment, active)
        return self.travels[deployment, active]

    def rows(self, subject: str) -> list[Thing]:
        """Every row of a subject; "a vendor in a deployment" is one. "A retired vendor is no row." """
        facts, names = self.facts, list[str]()
        if subject in observed.TABLE:
            names = list(self.beside.seen.rows[subject])
        if subject == "change":
            return [Thing("change", name, one) for name, row in self.changes.items() for one in row.deployments]
        if subject == "flow":
            return [Thing("flow", name, one) for name in facts.flows for one in facts.flow_deployments(name)]
        if subject == "deployment":
            return [Thing("deployment", one, one) for one in facts.deployments]
        if subject == "vendor":
            names = [name for name in facts.vendors if not facts.retired(name)]
        if subject == "system":
            names = [name for name in facts.systems if not self._of_retired(name)]
        if subject == "organization":
            names = ["organization"]
        return [Thing(subject, name, one) for name in names for one in facts.deployments]

    def _of_retired(self, system: str) -> bool:
        vendor = self.facts.vendor_of(system)
        return vendor in self.facts.vendors and self.facts.retired(vendor)

    def entry(self, row: Thing) -> Entry:
        """What is written of a row."""
        facts = self.facts
        sections: dict[str, dict[str, Entry]] = {
            "flow": facts.flows,
            "system": facts.systems,
            "vendor": facts.vendors,
            "deployment": facts.deployments,
            "organization": {"organization": facts.organization},
        }
        return sections[row.subject][row.id]

    def things(self, row: Thing, attribute: str) -> list[Thing]:
        """The same, of which what was seen in several files may have several."""
        if row.subject not in observed.TABLE:
            return [self.thing(row, attribute)]
        systems = self.beside.systems(self.beside.seen.files(row.subject, row.id))
        return [Thing("system", system, row.deployment) for system in systems]

    def thing(self, row: Thing, attribute: str) -> Thing:
        """The thing that `to`, `from`, `vendor` or `deployment` of a row is."""
        if row.subject == "change":
            return Thing(attribute, getattr(self.changes[row.id], attribute), row.deployment)
        if attribute == "deployment":
            return Thing("deployment", row.deployment, row.deployment)
        if attribute == "vendor":
            return Thing("vendor", self.facts.vendor_of(row.id), row.deployment)
        return Thing("system", str(self.facts.flows[row.id][attribute]), row.deployment)

    def read(self, row: Thing, attribute: str, active: bool) -> Asked:
        """The values of an attribute; an unknown fact has the one value `unknown`."""
        if row.subject == "change":
            if attribute == "data":
                return Asked("data", load=self.changes[row.id].data)
            kind, words = changes.values(self.facts, self.changes[row.id], attribute)
            return _words(words, kind)
        if row.subject in observed.TABLE:
            travel = self.travel(row.deployment, False)
            kind, words = observed.values(self.beside, row.subject, row.id, attribute, travel)
            return _words(words, kind)
        if attribute in FREE_WORDS:
            return _words(self._free_words(row, attribute), "free")
        if attribute in HAS:
            found = vendors.evidenced(self.facts, row.id) if attribute == "evidenced" else None
            return _words(fact(self.entry(row), attribute) if found is None else found, "has")
        if attribute == "id":
            return _words(row.id, "word")
        special = {"flow": self._flow, "system": self._system, "vendor": self._vendor}.get(row.subject)
        answer = special(row, attribute, active) if special else None
        if answer is not None:
            return answer
        types = {"residency": "region", "country": "region", "active_from": "date", "purposes": "purposes"}
        if attribute == "law":
            return _words(transfers.laws(self.facts, row.deployment), "word")
        if attribute == "transfer":  # of the organization
            return _words(vendors.mechanism(self.entry(row)), "word")
        return _words(fact(self.entry(row), attribute), types.get(attribute, "word"))

    def _free_words(self, row: Thing, attribute: str) -> str:
        """ "`contact` is when its name or email is"; the words themselves are never printed."""
        found = fact(self.entry(row), attribute)
        if attribute == "contact" and isinstance(found, dict):
            known = [fact(found, key) for key in ("name", "email") if fact(found, key) != UNKNOWN]
            return "declared" if known else UNKNOWN
        return found if found in (UNKNOWN, "none") else "declared"

    def _flow(self, row: Thing, attribute: str, active: bool) -> Asked | None:
        facts, region = self.facts, self.facts.flow_region(row.id, row.deployment)
        if attribute == "data":
            return Asked("data", load=self.travel(row.deployment, active).carries.get(row.id, Load()))
        if attribute in OF_A_CATEGORY:
            load = self.travel(row.deployment, active).carries.get(row.id, Load())
            categories = dict.fromkeys(load.declared, False) | ({UNKNOWN: False} if load.any else {})
            return self.of_categories(row, attribute, categories, active)
        answers = {
            "purposes": lambda: _words(facts.purposes(row.id), "purposes"),
            "retention": lambda: _words(facts.retention(row.id), "period"),
            "at_rest": lambda: _words(_boolean(facts.at_rest(row.id)), "word"),
            "region": lambda: _words(region, "region"),
            "in_residency": lambda: _words(_boolean(transfers.in_residency(facts, row.deployment, region)), "word"),
            "transfer": lambda: _words(transfers.transfer(facts, row.id, row.deployment), "word"),
            "status": lambda: _words(facts.status(row.id), "word"),
        }
        return answers[attribute]() if attribute in answers else None

    def of_categories(self, row: Thing, attribute: str, categories: dict[str, bool], active: bool) -> Asked:
        """`subjects`, `sensitive` or `sourced` of some of the categories of a flow.

        True stands at a category that may not be asked for. What is below a carried category, and may be
        carried with it, gives values that may be.
        """
        travel, facts = self.travel(row.deployment, active), self.facts
        certain: set[str] = set()
        possible: set[str] = set()
        for category, doubtful in categories.items():
            own: set[str] = {UNKNOWN}
            inner: set[str] = set()
            if attribute == "sourced":
                own = {YES if category == UNKNOWN else travel.sourced(row.id, category)}
            elif category == NOBODY:  # nothing is carried
                own = set()
            elif category != UNKNOWN:
                below = facts.data.below(category) & travel.carries.get(row.id, Load()).below
                of_one = facts.subjects_of if attribute == "subjects" else lambda one: {facts.sensitive(one)}
                own = of_one(category)
                inner = {value for one in below for value in of_one(one)}
            possible |= inner | own
            if not doubtful:
                certain |= own
        if attribute != "subjects":
            certain, possible = {_boolean(one) for one in certain}, {_boolean(one) for one in possible}
        values = [Value(text, may=text not in certain) for text in sorted(possible)]
        return Asked("subjects" if attribute == "subjects" else "word", values)

    def _system(self, row: Thing, attribute: str, active: bool) -> Asked | None:
        facts, travel = self.facts, self.travel(row.deployment, active)
        region = facts.region(row.id, row.deployment)
        if attribute == "kind":
            return _words(facts.kinds(row.id), "kinds")
        if attribute in ("receives", "holds"):
            return Asked("data", load=(travel.reaches if attribute == "receives" else travel.holds)[row.id])
        if attribute == "region":
            return _words(region, "region")
        if attribute == "in_residency":
            return _words(_boolean(transfers.in_residency(facts, row.deployment, region)), "word")
        if attribute == "own":
            # "(under `systems`, no person, not `own: false`: our component, whoever hosts it)"
            ours = row.id in facts.listed and not facts.is_person(row.id)
            said = facts.listed[row.id].get("own") if ours else "false"
            if said is None and facts.kinds(row.id) == [UNKNOWN]:
                return _words(_boolean(UNKNOWN), "word")  # it may be a person
            return _words(_boolean(NO if said == "false" else YES), "word")
        return None

    def _vendor(self, row: Thing, attribute: str, active: bool) -> Asked | None:
        facts, travel = self.facts, self.travel(row.deployment, active)
        answers = {
            "kind": lambda: _words(vendors.kinds(facts, row.id), "kinds"),
            "catalog": lambda: _words(vendors.catalog(facts, row.id), "word"),
            "receives": lambda: Asked("data", load=travel.at_vendor(travel.reaches, row.id)),
            "holds": lambda: Asked("data", load=travel.at_vendor(travel.holds, row.id)),
            "region": lambda: _words(vendors.region(facts, row.id, row.deployment), "region"),
            "mechanism": lambda: _words(vendors.mechanism(facts.vendors[row.id]), "word"),
            "dpa": lambda: _words(vendors.dpa(facts, row.id), "dpa"),
            "notice_days": lambda: _words(vendors.notice_days(facts, row.id), "number"),
            "notice_channel": lambda: _words(vendors.notice_fact(facts, row.id, "channel"), "word"),
            "notice_bounced": lambda: _words(vendors.notice_fact(facts, row.id, "bounced"), "number"),
            "evidence_days": lambda: _words(vendors.evidence_days(facts, row.id), "age"),
            "used": lambda: _words(_boolean(travel.touched(row.id, True)), "word"),
            "direct": lambda: _words(_boolean(travel.touched(row.id, False)), "word"),
        }
        return answers[attribute]() if attribute in answers else None


def _words(found: object, kind: str) -> Asked:
    return Asked(kind, [Value(str(one)) for one in sorted(set(as_list(found)))])


def _boolean(answer: str) -> str:
    return {YES: "true", NO: "false"}.get(answer, UNKNOWN)
