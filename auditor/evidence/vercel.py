"""vercel.json: where functions run, what headers and rewrites let through, and what is set for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import Sighting
from auditor.evidence.reading import json_text
from auditor.evidence.reading.tree import Node, Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.regions import region_of
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import POLICIES, SERVICE_ROLE, Signs, trouble


class Vercel:
    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return path.rpartition("/")[2] == "vercel.json"

    def see(self, file: File) -> Iterable[Found]:
        try:
            tree = json_text.tree(file.text)
        except Unreadable as found:
            return [trouble(file, found)]
        return _shown(Signs(self.who, file, grade_of(file.path)), tree)

    def finish(self) -> Iterable[Found]:
        return ()


def _shown(signs: Signs, tree: Node) -> Iterator[Sighting]:
    yield signs.named("vercel", "config", tree.offset, "vercel.json")
    for key, node in tree.walk():
        if key in ("regions", "functionFailoverRegions") and node.text:
            place = region_of("vercel", node.text) or ("global" if node.text == "all" else "unknown")
            yield signs.named("vercel", "config", node.offset, key, region=place)
        elif key == "destination" and "://" in node.text:
            yield from signs.addresses(node.text, node.offset)
    for rule in tree.entries("headers"):
        for header in rule.entries("headers"):
            yield from _header(signs, header)
    for part in (tree.get("env"), tree.get("build", "env")):
        yield from signs.variables(part)
        for name, node in part.items() if part is not None else ():
            if SERVICE_ROLE.search(name):
                yield signs.named("vercel", "env", node.key, name, setting="service_role")


def _header(signs: Signs, header: Node) -> Iterator[Sighting]:
    name, value = header.said("key").lower(), header.get("value")
    if value is None:
        return
    if name in POLICIES:
        yield from signs.policy(value.text, value.offset + 1)
    elif name in ("cdn-cache-control", "vercel-cdn-cache-control", "cache-control"):
        said = value.text.lower()
        if "private" not in said and "no-store" not in said and ("s-maxage" in said or name != "cache-control"):
            yield signs.named("vercel", "config", value.offset, header.said("key"), setting="cache")
