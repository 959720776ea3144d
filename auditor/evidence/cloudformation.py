"""Templates of CloudFormation and SAM, and what CDK makes of an app: the resources, and the regions that are written.

A template seldom says where it is deployed: that stands in `samconfig.toml`, or in the manifest of a CDK app. Where
neither does, the region is untold.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import Sighting
from auditor.evidence.reading import json_text, toml_text, yaml_text
from auditor.evidence.reading.tree import Node, Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.resources import Attribute, regions, settings, snake, where
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import Signs, trouble

_TEMPLATE: Final = re.compile(r"AWSTemplateFormatVersion|[\"']?\bType\b[\"']?\s*:\s*[\"']?AWS::\w+::\w+")
_KIND: Final = re.compile(r"([A-Z]\w*)::(\w+)(?:::(\w+))?")
_SERVICES: Final = {
    "logs": "cloudwatch_log", "elasticloadbalancingv2": "lb", "kinesisfirehose": "kinesis_firehose",
    "serverless": "lambda", "certificatemanager": "acm", "events": "cloudwatch_event",
}  # fmt: skip
"""How Terraform calls a service, where it is another word."""
_TYPES: Final = {
    "AWS::Serverless::SimpleTable": "aws_dynamodb_table",
    "AWS::RDS::DBInstance": "aws_db_instance",
    "AWS::Events::Rule": "aws_cloudwatch_event_rule",
}
_ENVIRONMENT: Final = re.compile(r"aws://[^/]+/([a-z0-9-]+)")
_STANDING_FOR: Final = ("Ref", "Sub", "GetAtt", "If", "FindInMap", "ImportValue", "Select", "Join", "Transform")


class CloudFormation:
    """Remembers the templates of a folder until it is known where they are deployed."""

    def __init__(self, who: Recipients) -> None:
        self.who = who
        self.templates: list[tuple[File, Node]] = []
        self.places: dict[str, set[str]] = {}

    def wants(self, path: str) -> bool:
        return path.endswith((".yaml", ".yml", ".json", ".template", "samconfig.toml"))

    def see(self, file: File) -> Iterable[Found]:
        try:
            if file.name == "samconfig.toml":
                self._deployed(file)
            elif file.name == "manifest.json" and '"aws:cloudformation:stack"' in file.text:
                self._assembled(file)
            elif _TEMPLATE.search(file.text) is not None and "Resources" in file.text:
                self._template(file)
        except Unreadable as found:
            return [trouble(file, found)]
        return []

    def finish(self) -> Iterable[Found]:
        for file, tree in self.templates:
            above = self.places.get(file.path) or self.places.get(posixpath.dirname(file.path) + "/") or {""}
            signs = Signs(self.who, file, grade_of(file.path))
            for name, resource in tree.items("Resources"):
                yield from _resource(signs, name, resource, sorted(above))

    def _template(self, file: File) -> None:
        if file.text.lstrip().startswith("{"):
            self.templates.append((file, json_text.tree(file.text)))
            return
        found = yaml_text.documents(file.text)
        if found.trouble is not None and "{{" not in file.text:
            raise found.trouble
        self.templates += [(file, tree) for tree in found.read if tree.get("Resources") is not None]

    def _deployed(self, file: File) -> None:
        for _, stage in toml_text.tree(file.text).items():
            for _, command in stage.items():
                word = command.said("parameters", "region")
                if word:
                    self.places.setdefault(posixpath.dirname(file.path) + "/", set()).add(word)

    def _assembled(self, file: File) -> None:
        """The manifest of a CDK app says in which environment each template is deployed."""
        for _, artifact in json_text.tree(file.text).items("artifacts"):
            template = artifact.said("properties", "templateFile")
            found = _ENVIRONMENT.fullmatch(artifact.said("environment"))
            if template and found and found[1] != "unknown-region":
                path = posixpath.join(posixpath.dirname(file.path), template)
                self.places.setdefault(path, set()).add(found[1])


def _resource(signs: Signs, name: str, resource: Node, above: list[str]) -> Iterator[Sighting]:
    said = resource.get("Type")
    kind = kind_of(said.text) if said is not None else None
    found = signs.catalog.terraform(kind) if kind else None
    if said is None or kind is None:
        return
    held = list(_attributes(resource.get("Properties")))
    address = f"{name} ({said.text})"
    if found is not None:
        places = regions(kind, held, above)
        for place in places or (None,):
            at = where(kind, held, place)
            yield signs.sighting(found, "resource", said.offset if at is None else at, address, region=place)
        for setting, at in settings(kind, held):
            yield signs.sighting(found, "resource", said.offset if at is None else at, address, setting=setting)
    for key, node in resource.walk():
        if key in ("Variables", "Environment", "Secrets"):
            yield from signs.variables(node)
        if "://" in node.text:
            yield from signs.addresses(node.text, node.offset)
        if key == "Image" and node.text:
            yield from signs.image(node.text, node.offset)


def kind_of(said: str) -> str | None:
    """`AWS::S3::Bucket` as Terraform calls it; of what others add, the beginning of their names."""
    found = _KIND.fullmatch(said)
    if found is None or found[1] == "Custom":
        return None
    if found[1] != "AWS":
        return f"{found[1].lower()}{found[2].lower() if found[3] else ''}_"
    service = found[2].lower()
    return _TYPES.get(said) or f"aws_{_SERVICES.get(service, service)}_{snake(found[3] or '')}"


def _attributes(properties: Node | None) -> Iterator[Attribute]:
    """What a resource sets. What a function stands for is not told."""
    for key, node in properties.walk() if properties is not None else ():
        if not isinstance(node.value, str):
            continue
        function = node.tag in _STANDING_FOR or key == "Ref" or key.startswith("Fn::")
        yield Attribute(snake(key), None if function else node.text, node.offset)
