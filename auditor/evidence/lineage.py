"""Events of OpenLineage: which stores the data sets are in that jobs read and write.

One event, a list of them, or one a line: a long log is read piece by piece. A data set is named by a namespace
(`s3://photos`, `postgres://host:5432`): that names the store. Facets hold queries and schemas: they are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from auditor.evidence.observation import USED, Sighting
from auditor.evidence.reading.json_text import Part, entries, space
from auditor.evidence.reading.tree import Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.regions import region_of
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import Signs, host, trouble
from auditor.location import Location, Problem

_NAMED: Final = re.compile(r"(^|[/._-])(open-?lineage|lineage)([._-][^/]*)?\.(json|jsonl|ndjson)$", re.IGNORECASE)
MOST: Final = 4_000_000_000
"""So many bytes of a log are read; a large one a piece after the other, so that it must be one event a line."""
_STORES: Final = {
    "abfs": "azure_blob_storage", "abfss": "azure_blob_storage", "athena": "aws", "awsathena": "aws",
    "azurecosmos": "azure_cosmos_db", "bigquery": "bigquery", "dbfs": "databricks", "gs": "google_cloud_storage",
    "pubsub": "google_pubsub", "redshift": "amazon_redshift", "s3": "amazon_s3", "s3a": "amazon_s3",
    "s3n": "amazon_s3", "snowflake": "snowflake", "spanner": "google_cloud", "unitycatalog": "databricks",
    "wasb": "azure_blob_storage", "wasbs": "azure_blob_storage",
}  # fmt: skip
_REGION: Final = re.compile(r"(?<![a-z0-9])([a-z]{2}(?:-gov)?-[a-z]+-\d)(?![0-9])")
_ARN: Final = re.compile(r"arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):")


class Lineage:
    """`named` are paths that the user says hold events: of these it is a problem when they hold none."""

    in_lines = True

    def __init__(self, who: Recipients, named: Collection[str] = ()) -> None:
        self.who = who
        self.named = named
        self._seen: set[tuple[str, str]] = set()  # path, namespace
        self._heard: set[str] = set()  # files that held an event
        self._ended: set[str] = set()  # files that cannot be read on

    def wants(self, path: str) -> bool:
        return path in self.named or _NAMED.search(path) is not None

    def largest(self, path: str) -> int:
        return MOST

    def see(self, file: File) -> Iterable[Found]:
        """A file, or one piece of it after the other."""
        if file.path in self._ended:
            return
        signs = Signs(self.who, file, USED)
        try:
            for event, at in _events(file.text):
                self._heard.add(file.path)
                for one in _sets(event):
                    if (file.path, one) not in self._seen:
                        self._seen.add((file.path, one))
                        yield from _store(signs, one, at)
        except Unreadable as found:
            self._ended.add(file.path)
            yield trouble(file, found)

    def finish(self) -> Iterable[Found]:
        for path in self.named:
            if path not in self._heard | self._ended:
                yield Problem("holds no event of OpenLineage", Location(path, 1, 1))


def _events(text: str) -> Iterator[tuple[dict[str, Any], int]]:
    """Every event in a text, and where it begins."""
    start = space(text, 0)
    while start < len(text):
        part = Part(text, start)
        for one in part.parts() if text[start] == "[" else (part,):
            event = one.read()
            if isinstance(event, dict) and ("inputs" in event or "outputs" in event or "dataset" in event):
                yield event, one.at
        if part.end is None:
            raise Unreadable("is not JSON", start)
        start = space(text, part.end)


def _sets(event: dict[str, Any]) -> Iterator[str]:
    """The namespaces of the data sets of an event."""
    sets = [one for key in ("inputs", "outputs") for one in entries(event.get(key)) if isinstance(one, dict)]
    if isinstance(event.get("dataset"), dict):
        sets.append(event["dataset"])
    for one in sets:
        namespace = one.get("namespace")
        if isinstance(namespace, str):
            yield namespace


def _store(signs: Signs, namespace: str, at: int) -> Iterator[Sighting]:
    scheme = namespace.partition(":")[0].lower()
    arn = _ARN.match(namespace)
    name = host(namespace) if "://" in namespace else ""
    found = signs.catalog.host(name, requested=True) if name else None
    if arn is not None:
        yield signs.named("aws", "resource", at, f"arn {arn[1]}", region=region_of("aws", arn[2]))
    elif found is not None:
        yield signs.sighting(found, "resource", at, name, region=found.region or _written(name))
    elif _STORES.get(scheme) in signs.catalog.products:
        bucket = namespace.partition("://")[2].rpartition("@")[2].partition("/")[0]
        shown = f"{scheme}://{bucket}" if re.fullmatch(r"[\w.-]{1,100}", bucket) else scheme
        yield signs.named(_STORES[scheme], "resource", at, shown, region=_written(bucket))
    elif name and not name.endswith((".internal", ".local")):
        yield signs.stranger(name, "resource", at, name)


def _written(name: str) -> str | None:
    """The region in a host, or in the account of a warehouse (`org.eu-west-1.aws`). The name of a bucket is no sign."""
    found = _REGION.search(name)
    return region_of("aws", found[1]) if found and (".amazonaws.com" in name or ".aws" in name) else None
