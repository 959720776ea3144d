"""A made-up shop, commit by commit, and what its change log must say, written down by hand."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from tests.reference.workspaces import dump
from tests.repositories.git import Repo

Said = tuple[str, str, tuple[str, ...]]
"""A day, a headline, and the lines below it."""

SHOP: dict[str, Any] = {
    "organization": {"name": "Shop", "website": "https://shop.example/vendors?a=1&b=2", "notice": {"days": "30"}},
    "data": {"photo": {"title": "Photos"}, "name": {"title": "Names"}, "card": {"title": "Card numbers"}},
    "vendors": {
        "host": {"name": "Host", "status": "active", "kind": "edge_host", "region": "DE"},
        "mail": {"name": "Mail", "status": "active", "kind": "email", "region": "DE"},
    },
    "systems": {"user": {"kind": "person"}},
    "flows": {
        "user-to-host": {"from": "user", "to": "host", "data": ["photo"], "retention": "30d", "purposes": ["service"]},
        "user-to-mail": {"from": "user", "to": "mail", "data": ["name"], "retention": "30d"},
    },
    "documents": {"page": {"title": "Who works for us", "columns": ["name", "data", "region", "website"]}},
}
PAY = {"name": "Pay", "status": "proposed", "kind": "payment", "region": "IN"}
USER_TO_PAY = {"from": "user", "to": "pay", "data": ["name", "card"], "retention": "30d"}
TOLD = {"sent": "2026-01-02", "about": "added", "vendors": ["pay"], "effective": "2026-02-01"}
CACHE = {"kind": "cache", "vendor": "host", "own": "false", "title": "Cache", "region": "DE"}
HOST_TO_CACHE = {"from": "host", "to": "cache", "data": ["photo"], "retention": "1d", "purposes": ["service.storage"]}
CHAT = {"name": "Chat", "status": "active", "kind": "support", "region": "IE", "website": "https://chat.example/"}
BANK = {"name": "Bank", "status": "active", "kind": "payment", "region": "IN"}


class Shop:
    """The shop in a repository. `now` is what it declares; a commit is of the day it says."""

    def __init__(self, root: Path, below: str = ".") -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.repo = Repo(root, below)
        self.repo.git("init", "-q", "-b", "main")
        self.now = deepcopy(SHOP)
        self.policy: dict[str, Any] = {}

    def write(self) -> None:
        dump(self.now, self.policy, self.repo.workspace)

    def commit(self, day: str) -> str:
        self.write()
        return self.recorded(day)

    def recorded(self, day: str) -> str:
        """Commit what stands there."""
        self.repo.at = f"{day}T00:30:00+05:30"
        return self.repo.commit()


def told(shop: Shop) -> Shop:
    """The whole story."""
    now = shop.now
    shop.commit("2026-01-05")
    now["vendors"]["pay"] = dict(PAY)
    now["flows"]["user-to-pay"] = dict(USER_TO_PAY)
    shop.commit("2026-01-12")
    _reorder(now)
    shop.commit("2026-01-20")
    now["vendors"]["pay"]["status"] = "active"
    now["notices"] = {"2026-01-pay": TOLD}
    shop.commit("2026-02-01")
    now["vendors"]["mail"]["region"] = "US"
    shop.commit("2026-02-10")
    now["vendors"]["host"]["website"] = "https://host.example/"
    shop.commit("2026-02-15")
    now["flows"]["user-to-host"]["data"] = ["name", "photo"]
    shop.commit("2026-03-01")
    shop.repo.write("dataflows/all.yaml", "vendors: {host: {name: Host, regoin: DE}}\n")
    shop.recorded("2026-03-05")
    now["systems"]["cache"] = dict(CACHE)
    now["flows"]["host-to-cache"] = dict(HOST_TO_CACHE)
    shop.commit("2026-03-06")
    _rename(now)
    shop.commit("2026-03-10")
    now["vendors"]["hosting"]["name"] = "Hosting"
    shop.commit("2026-03-11")
    del now["vendors"]["mail"], now["flows"]["user-to-mail"]
    shop.commit("2026-03-20")
    _merged(shop)
    now["vendors"]["pay"]["status"] = "retired"
    now["vendors"]["bank"] = dict(BANK)
    now["flows"]["user-to-pay"]["to"] = "bank"
    shop.commit("2026-04-10")
    now["documents"]["page"] = {"title": "Subprocessors", "columns": ["name", "data", "website", "country"]}
    shop.commit("2026-04-11")
    shop.repo.write("README.md", "Of no list.\n")
    shop.recorded("2026-04-12")
    return shop


def _reorder(now: dict[str, Any]) -> None:
    """Everything stands elsewhere and says the same."""
    for section in ("vendors", "flows", "data"):
        now[section] = dict(reversed(now[section].items()))
    now["flows"]["user-to-pay"]["data"] = ["card", "name"]


def _rename(now: dict[str, Any]) -> None:
    now["vendors"]["hosting"] = now["vendors"].pop("host")
    now["systems"]["cache"]["vendor"] = "hosting"
    now["flows"]["user-to-host"]["to"] = now["flows"]["host-to-cache"]["from"] = "hosting"


def _merged(shop: Shop) -> None:
    """Two commits of a branch, and the merge, which is the one that is told."""
    shop.repo.git("switch", "-q", "-c", "chat")
    shop.now["vendors"]["chat"] = {**CHAT, "region": "US"}
    shop.now["flows"]["user-to-chat"] = {"from": "user", "to": "chat", "data": ["photo"], "retention": "1d"}
    shop.commit("2026-03-25")
    shop.now["vendors"]["chat"] = dict(CHAT)
    shop.commit("2026-03-28")
    shop.repo.git("switch", "-q", "main")
    shop.repo.at = "2026-04-02T08:00:00Z"
    shop.repo.git("merge", "-q", "--no-ff", "-m", "merge", "chat")


UNREAD = "The list of this day cannot be read. Whether it changed is not known."
UNCOMMITTED = "The list has changes that are not committed yet. They are not in this log."
AFTER = "The list of 5 March 2026 cannot be read. This compares with the last one before it that can."
RECIPIENT = "Material: a new recipient of data"
SAID: list[Said] = [
    ("11 April 2026", "The list itself changed", (
        "Title: Who works for us → Subprocessors",
        "Columns: added Country; removed Region",
    )),
    ("10 April 2026", "Bank added (material)", (
        "Material: it takes the place of another", "List: Active", "Replaces: Pay",
        "Data: Card numbers, Names", "Region: India", "Website: not stated",
    )),
    ("10 April 2026", "Pay removed (not material)", ("List: Active", "Replaced by: Bank")),
    ("2 April 2026", "Chat added (material)", (
        RECIPIENT, "List: Active", "Data: Photos", "Region: Ireland", "Website: https://chat.example/",
    )),
    ("20 March 2026", "Mail removed (not material)", ("List: Active",)),
    ("11 March 2026", "Hosting changed: Name (not material)", ("Name: Host → Hosting",)),
    ("11 March 2026", "Hosting: Cache changed: Name (not material)", ("Name: Host: Cache → Hosting: Cache",)),
    ("6 March 2026", "Host: Cache added (not material)", (
        "List: Active", "Data: Photos", "Region: Germany", "Website: https://host.example/",
    )),
    ("1 March 2026", "Host changed: Data (material)", ("Material: a new category of data", "Data: added Names")),
    ("15 February 2026", "Host changed: Website (not material)", ("Website: not stated → https://host.example/",)),
    ("10 February 2026", "Mail changed: Region (material)", (
        "Material: a new country or region", "Region: Germany → United States",
    )),
    ("1 February 2026", "Pay changed: List (material)", (
        RECIPIENT, "List: Proposed, not yet active → Active", "Announced on 2 January 2026",
        "In effect not before 1 February 2026",
    )),
    ("12 January 2026", "Pay added (material)", (
        RECIPIENT, "List: Proposed, not yet active",
        "Data: Names, Card numbers", "Region: India", "Website: not stated",
    )),
    ("5 January 2026", "First list", ("Active: Host, Mail",)),
]  # fmt: skip
"""What the log says, the newest first. The commit that only orders anew, the one that only renames an id, and the one
beside the workspace say nothing; the one of 5 March cannot be read."""
