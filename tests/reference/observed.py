"""What a scan saw, set beside what is declared: the attributes of the three observed subjects, and what nothing shows.

A scan is given as plain data, as `auditor scan --format json` prints it. What it says of the declarations (`listed`,
`status`, `system`, `at_rest`, `listed_region`, `agrees`) is not looked at: it is computed here.
"""

from collections.abc import Iterator
from typing import Any

from tests.reference import vendors
from tests.reference.facts import Entry, Facts, fact
from tests.reference.flows import Travel
from tests.reference.kleene import NO, UNKNOWN, YES, both, either
from tests.reference.places import inside, within
from tests.reference.trees import as_list

TABLE = {
    "observed_vendor": [
        "vendor",
        "kind",
        "listed",
        "status",
        "grade",
        "signals",
        "system",
        "file",
        "settings",
        "at_rest",
    ],
    "observed_region": ["vendor", "system", "region", "listed_region", "agrees"],
    "observed_table": ["schema", "name", "exposed", "row_level_security", "policies", "always_true"],
}
CLOUDS = {"amazon_s3": "aws", "amazon_sqs": "aws"}
""" "The products of one cloud (a bucket, a queue) are listed with it" """


class Seen:
    """The rows of a scan, by the ids that findings have for them."""

    def __init__(self, observations: list[Entry]) -> None:
        self.rows: dict[str, dict[str, list[Entry]]] = {subject: {} for subject in TABLE}
        for one in observations:
            self.rows[one["subject"]].setdefault(self._id(one), []).append(one)

    @staticmethod
    def _id(one: Entry) -> str:
        if one["subject"] == "observed_table":
            return f"{one['schema']}.{one['name']}"
        who = one["vendor"] or one["name"].lower()
        return who if one["subject"] == "observed_vendor" else f"{who}..{one['region'] or UNKNOWN}"

    def first(self, subject: str, name: str) -> Entry:
        """One of the places that show it; what is said of the whole thing stands at each."""
        return self.rows[subject][name][0]

    def files(self, subject: str, name: str) -> list[str]:
        """The files that show it."""
        return sorted({one["file"] for one in self.rows[subject][name]})


class Beside:
    """The declarations, asked about what was seen."""

    def __init__(self, facts: Facts, seen: Seen) -> None:
        self.facts, self.seen = facts, seen

    def listed(self, one: Entry) -> tuple[str, list[str]]:
        """ "whether a declared vendor is that product", and which are."""
        found = self._product(one["vendor"]) if one["vendor"] else self._stranger(one["name"])
        if found:
            return YES, found
        return (UNKNOWN if self._may_be(one["vendor"]) else NO), []

    def _product(self, product: str) -> list[str]:
        declared = {name: vendors.catalog(self.facts, name) for name in self.facts.vendors}
        same = [name for name, other in declared.items() if other == product]
        return same or [
            name for name, other in declared.items() if CLOUDS.get(product) == other or CLOUDS.get(other) == product
        ]

    def _stranger(self, name: str) -> list[str]:
        """ "Somebody whom the catalog does not know is listed by the id, the name or the website of a vendor" """
        found = []
        for vendor, entry in self.facts.vendors.items():
            words = {_bare(vendor), _bare(str(fact(entry, "name")))}
            host = str(fact(entry, "website")).partition("//")[2].removeprefix("www.")
            if _bare(name) in words or (host and (name == host or name.endswith(f".{host}"))):
                found.append(vendor)
        return found

    def _may_be(self, product: str | None) -> bool:
        """A vendor whose product is not known may be any; "not known to be while a declared vendor of no product has
        no website"."""
        for vendor, entry in self.facts.vendors.items():
            declared = vendors.catalog(self.facts, vendor)
            if declared == UNKNOWN and product:
                return True
            if declared in (UNKNOWN, "none") and not product and fact(entry, "website") == UNKNOWN:
                return True
        return False

    def systems(self, files: list[str]) -> list[str]:
        """ "whose `code` it is; unknown where none claims the path" """
        return sorted({self._claimed(file) for file in files})

    def _claimed(self, file: str) -> str:
        """Of two that claim it, the one that says it more closely."""
        claims = [
            (len(path), system)
            for system, entry in self.facts.systems.items()
            for path in as_list(entry.get("code", []))
            if (file == path or file.startswith(f"{path}/")) and not self._gone(system)
        ]
        return max(claims)[1] if claims else UNKNOWN

    def _gone(self, system: str) -> bool:
        """A system of a retired vendor is no row, so nothing is its code."""
        vendor = self.facts.vendor_of(system)
        return vendor in self.facts.vendors and self.facts.retired(vendor)

    def places(self, names: list[str], only: str | None = None) -> list[str]:
        """ "where it is as declared, in any deployment": of the vendors, and of the systems they run."""
        found: set[str] = set()
        for vendor in names:
            for deployment in [only] if only else self.facts.deployments:
                if self.facts.retired(vendor):  # history, and so is what it ran
                    entry = self.facts.vendors[vendor]
                    found.update(self.facts.region_written(entry, deployment) or [UNKNOWN])
                else:
                    found.update(vendors.region(self.facts, vendor, deployment))
        return sorted(found)

    def at_rest(self, names: list[str], deployment: Travel) -> str:
        """ "whether anything is at rest there, as declared": at the end of a flow, or handed on by who holds it."""
        holding = {system for vendor in names for system in self.facts.runs(vendor)}
        for _ in self.facts.systems:
            holding |= {system for system, next_one in deployment.links if next_one in holding}
        return either(
            both([self.facts.at_rest(flow), YES if load.declared or load.any else NO])
            for flow, load in deployment.carries.items()
            if self.facts.flows[flow]["to"] in holding
        )

    def agrees(self, region: str | None, names: list[str]) -> str:
        """ "whether what was seen is inside what is declared": `global` is every country at once. A region that the
        files do not tell is not asked for where no file can show it (`observed: never`)."""
        places = self.places(names)
        if "global" in places:
            return YES
        if region is None:
            unseen = all(self.facts.vendors[vendor].get("observed") == "never" for vendor in names)
            return "none" if unseen else UNKNOWN
        return either(UNKNOWN if place == UNKNOWN else inside(region, place) for place in places)

    # --- what nothing shows

    def built_in(self, used: dict[str, bool], unread: bool) -> Iterator[tuple[str, str, str]]:
        """(finding id, deployment, state) of each; `used` says of a vendor whether an active flow touches it."""
        shown: dict[str, list[str]] = {}
        for name, places in self.seen.rows["observed_vendor"].items():
            if places[0]["grade"] != "development":
                for vendor in self.listed(places[0])[1]:
                    shown.setdefault(vendor, []).append(name)
        for vendor, entry in self.facts.vendors.items():
            if entry.get("status") != "active" or not used[vendor] or entry.get("observed") == "never":
                continue
            if vendor not in shown:
                unsure = vendors.catalog(self.facts, vendor) in (UNKNOWN, "none") or unread
                for deployment in self.facts.deployments:
                    yield f"never-seen@vendors/{vendor}", deployment, "undecided" if unsure else "violated"
            else:
                yield from self._regions(vendor, shown[vendor])

    def _regions(self, vendor: str, names: list[str]) -> Iterator[tuple[str, str, str]]:
        rows = self.seen.rows["observed_region"]
        there = [rows[row][0]["region"] for row in rows if row.rpartition("..")[0] in names and rows[row][0]["region"]]
        for deployment in self.facts.deployments:
            for place in self.places([vendor], deployment):
                if place not in ("global", UNKNOWN) and not any(within([one], [place]) != NO for one in there):
                    yield f"region-never-seen@vendors/{vendor}/region={place}", deployment, "undecided"


def _bare(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def values(beside: Beside, subject: str, name: str, attribute: str, deployment: Travel) -> tuple[str, list[str]]:
    """The type of an attribute and its values in a deployment."""
    one = beside.seen.first(subject, name)
    if subject == "observed_table":
        return "word", _written(one[attribute])
    answer, names = beside.listed(one)
    if attribute == "vendor":
        return "word", [one["vendor"] or "none"]
    if attribute == "kind":
        return "kinds", _written(one["kind"])
    if attribute == "file":
        return "word", beside.seen.files(subject, name)
    if attribute == "region":
        return "region", [one["region"] or UNKNOWN]
    if attribute in ("grade", "signals", "settings"):
        return "word", [str(word) for word in as_list(one[attribute])]
    if attribute == "listed":
        return "word", [_boolean(answer)]
    kind = "region" if attribute == "listed_region" else "word"
    if answer != YES:
        return kind, [UNKNOWN if answer == UNKNOWN else "none"]  # "`none` if not declared"
    if attribute == "status":
        return kind, sorted({str(fact(beside.facts.vendors[vendor], "status")) for vendor in names})
    if attribute == "at_rest":
        return kind, [_boolean(beside.at_rest(names, deployment))]
    if attribute == "listed_region":
        return kind, beside.places(names) or ["none"]
    return kind, [_boolean(beside.agrees(one["region"], names))]


def _written(value: Any) -> list[str]:
    """A value as a scan prints it: null is unknown, an empty list is nothing."""
    if value is None:
        return [UNKNOWN]
    return [str(word).lower() if isinstance(word, bool) else str(word) for word in as_list(value)] or ["none"]


def _boolean(answer: str) -> str:
    return {YES: "true", NO: "false", "none": "none"}.get(answer, UNKNOWN)
