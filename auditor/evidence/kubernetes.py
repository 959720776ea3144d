"""Manifests of Kubernetes, also those that Helm rendered: images, variables, hosts, regions.

A template of Helm or another tool is no YAML before it is rendered: that is remarked, once a folder.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import Remark, Sighting
from auditor.evidence.reading import yaml_text
from auditor.evidence.reading.tree import Node
from auditor.evidence.recipients import Recipients
from auditor.evidence.regions import region_of
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import Signs, trouble, unique
from auditor.location import Location

_MANIFEST: Final = re.compile(r"^[\"']?(?:apiVersion)[\"']?\s*:", re.MULTILINE)
_KIND: Final = re.compile(r"^[\"']?kind[\"']?\s*:", re.MULTILINE)
_TEMPLATE: Final = re.compile(r"\{\{[^{}\n]{1,200}\}\}")
_OTHERS: Final = ("CustomResourceDefinition", "Kustomization", "Chart", "Config")
_ZONES: Final = (
    "topology.kubernetes.io/region", "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
)  # fmt: skip
_CLOUDS: Final = (
    ("eks.amazonaws.com", "aws"), ("ebs.csi.aws.com", "aws"), ("efs.csi.aws.com", "aws"),
    ("service.beta.kubernetes.io/aws-", "aws"), ("alb.ingress.kubernetes.io", "aws"),
    ("pd.csi.storage.gke.io", "google_cloud"), ("cloud.google.com", "google_cloud"),
    ("iam.gke.io", "google_cloud"), ("networking.gke.io", "google_cloud"),
    ("disk.csi.azure.com", "azure"), ("file.csi.azure.com", "azure"), ("azure.workload.identity", "azure"),
    ("service.beta.kubernetes.io/azure-", "azure"), ("kubernetes.azure.com", "azure"),
    ("service.beta.kubernetes.io/do-", "digitalocean"), ("dobs.csi.digitalocean.com", "digitalocean"),
    ("csi.hetzner.cloud", "hetzner"), ("load-balancer.hetzner.cloud", "hetzner"),
)  # fmt: skip


class Kubernetes:
    def __init__(self, who: Recipients) -> None:
        self.who = who
        self.templates: dict[str, Location] = {}

    def wants(self, path: str) -> bool:
        return path.endswith((".yaml", ".yml"))

    def see(self, file: File) -> Iterable[Found]:
        if _MANIFEST.search(file.text) is None or _KIND.search(file.text) is None:
            return
        template = _TEMPLATE.search(file.text)
        found = yaml_text.documents(file.text)
        if template is not None and (found.trouble is not None or "/templates/" in f"/{file.path}"):
            self.templates.setdefault(posixpath.dirname(file.path), file.at(template.start()))
            return
        signs = Signs(self.who, file, grade_of(file.path))
        for document in found.read:
            yield from unique(_manifest(signs, document))
        if found.trouble is not None:
            yield trouble(file, found.trouble)

    def finish(self) -> Iterable[Found]:
        for folder, place in sorted(self.templates.items()):
            text = "templates are read when they are rendered (`helm template`), not before"
            yield Remark("not_rendered", folder, place, text)


def _manifest(signs: Signs, document: Node) -> Iterator[Sighting]:
    kind = document.said("kind")
    if not document.said("apiVersion") or kind in _OTHERS:
        return
    if kind == "List":
        for item in document.entries("items"):
            yield from _manifest(signs, item)
        return
    secret = kind in ("Secret", "SealedSecret", "ExternalSecret")
    for part in ("data", "stringData"):
        if kind in ("Secret", "ConfigMap"):
            yield from signs.variables(document.get(part))
    if kind == "StorageClass":
        yield from _cloud(signs, document.said("provisioner"), document.get("provisioner"))
    for key, node in document.walk():
        if key == "image" and node.text:
            yield from signs.image(node.text, node.offset)
        elif key == "env" and isinstance(node.value, list):
            yield from signs.variables(node)
        elif key in ("annotations", "labels", "nodeSelector", "matchLabels"):
            yield from _marks(signs, node)
        elif not secret and "://" in node.text:
            yield from signs.addresses(node.text, node.offset)


def _marks(signs: Signs, node: Node) -> Iterator[Sighting]:
    """Annotations and labels that only one cloud reads, and the regions that they select."""
    for name, value in node.items():
        yield from _cloud(signs, name, value)
        if name in _ZONES:
            place = region_of(None, value.text)
            cloud = {"aws": "aws", "gcp": "google_cloud", "azure": "azure"}.get((place or "").partition("/")[0])
            if cloud is not None:
                yield signs.named(cloud, "config", value.offset, name, region=place)


def _cloud(signs: Signs, name: str, node: Node | None) -> Iterator[Sighting]:
    for begins, product in _CLOUDS:
        if node is not None and name.startswith(begins):
            yield signs.named(product, "config", node.key, name)
            return
