"""netlify.toml, and `_headers` and `_redirects`: what is set for functions, and whom pages may talk to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import Sighting
from auditor.evidence.reading import toml_text
from auditor.evidence.reading.tree import Node, Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import POLICIES, SERVICE_ROLE, Signs, hosts, trouble

_HEADER: Final = re.compile(rf"^[ \t]+({'|'.join(POLICIES)}):[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)


class Netlify:
    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return path.rpartition("/")[2] in ("netlify.toml", "_headers", "_redirects")

    def see(self, file: File) -> Iterable[Found]:
        signs = Signs(self.who, file, grade_of(file.path))
        if file.name == "_headers":
            for found in _HEADER.finditer(file.text):
                yield from signs.policy(found[2], found.start(2))
        elif file.name == "_redirects":
            for name, begin in hosts(file.text):
                yield from signs.addresses(f"https://{name}", begin)
        else:
            try:
                yield from _shown(signs, toml_text.tree(file.text))
            except Unreadable as found_:
                yield trouble(file, found_)

    def finish(self) -> Iterable[Found]:
        return ()


def _shown(signs: Signs, tree: Node) -> Iterator[Sighting]:
    yield signs.named("netlify", "config", tree.offset, "netlify.toml")
    for key, node in tree.walk():
        if key == "environment":
            yield from signs.variables(node)
            for name, value in node.items():
                if SERVICE_ROLE.search(name):
                    yield signs.named("netlify", "env", value.key, name, setting="service_role")
        elif key == "to" and "://" in node.text:
            yield from signs.addresses(node.text, node.offset)
        elif key.lower() in POLICIES and node.text:
            yield from signs.policy(node.text, node.offset + 1)
        elif key.lower() in ("netlify-cdn-cache-control", "cdn-cache-control") and "no-store" not in node.text:
            yield signs.named("netlify", "config", node.key, key, setting="cache")
