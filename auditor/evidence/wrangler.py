"""wrangler.toml and wrangler.jsonc: a worker of Cloudflare, what it is bound to, and where its logs go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import Sighting
from auditor.evidence.reading import json_text, toml_text
from auditor.evidence.reading.tree import Node, Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import SERVICE_ROLE, Signs, trouble

_STORES: Final = (
    "kv_namespaces", "d1_databases", "durable_objects", "queues", "vectorize", "hyperdrive", "ai", "browser",
    "analytics_engine_datasets", "images", "pipelines", "workflows", "secrets_store_secrets",
)  # fmt: skip
_JURISDICTIONS: Final = {"eu": "EU", "fedramp": "US"}


class Wrangler:
    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return path.rpartition("/")[2] in ("wrangler.toml", "wrangler.json", "wrangler.jsonc")

    def see(self, file: File) -> Iterable[Found]:
        try:
            tree = toml_text.tree(file.text) if file.name.endswith(".toml") else json_text.tree(file.text)
        except Unreadable as found:
            return [trouble(file, found)]
        return _shown(Signs(self.who, file, grade_of(file.path)), tree)

    def finish(self) -> Iterable[Found]:
        return ()


def _shown(signs: Signs, tree: Node) -> Iterator[Sighting]:
    yield signs.named("cloudflare_workers", "config", tree.offset, signs.file.name)
    stages = [tree, *(stage for _, stage in tree.items("env"))]
    for stage in stages:
        for name in _STORES:
            node = stage.get(name)
            if node is not None and (node.value or isinstance(node.value, str)):
                yield signs.named("cloudflare_workers", "config", node.key, name)
        for bucket in stage.entries("r2_buckets"):
            place = _JURISDICTIONS.get(bucket.said("jurisdiction").lower())
            yield signs.named("cloudflare_r2", "config", bucket.key, "r2_buckets", region=place)
        for key in ("logpush", "tail_consumers"):
            drain = stage.get(key)
            if drain is not None and not drain.off and drain.value:
                yield signs.named("cloudflare_workers", "config", drain.key, key, setting="log_drain")
        yield from signs.variables(stage.get("vars"))
        for name, node in stage.items("vars"):
            if SERVICE_ROLE.search(name):
                yield signs.named("cloudflare_workers", "env", node.key, name, setting="service_role")
            yield from signs.addresses(node.text, node.offset)
