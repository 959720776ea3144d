"""Plans and states of Terraform as JSON (`terraform show -json`): the authority on what is built, and where.

A plan is read part by part, so that a large one takes little memory. What Terraform calls sensitive is not looked at,
and of what it does not know yet only that it does not is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import CONFIGURED, DEVELOPMENT, Sighting
from auditor.evidence.reading.json_text import Part, entries
from auditor.evidence.reading.tree import MAX_DEPTH, Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.resources import Attribute, regions, settings
from auditor.evidence.scanner import LARGE, NAMED, File, Found
from auditor.evidence.signs import SERVICE_ROLE, VARIABLE, Signs, trouble
from auditor.location import Problem

_NAMED: Final = re.compile(
    r"(^|[/._-])(tf-?plan|terraform[._-]?plan|plan|tfstate|state)([._-][^/]*)?\.json$", re.IGNORECASE
)
_INDEX: Final = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')
_READ: Final = ("configuration", "format_version", "resource_changes", "values", "variables")
_ADDRESSES: Final = frozenset(("endpoint", "url", "uri", "destination", "hostname", "host", "destination_conf"))


class _Resource(NamedTuple):
    """What is kept of a resource until the configuration is known."""

    address: str
    kind: str
    attributes: tuple[Attribute, ...]
    names: tuple[str, ...]
    managed: bool
    offset: int


class TerraformPlan:
    """`named` are paths that the user says are plans: of these it is a problem when they are none."""

    in_lines = False

    def __init__(self, who: Recipients, named: Collection[str] = ()) -> None:
        self.who = who
        self.named = named

    def wants(self, path: str) -> bool:
        return path in self.named or _NAMED.search(path) is not None

    def largest(self, path: str) -> int:
        return NAMED if path in self.named else LARGE

    def see(self, file: File) -> Iterable[Found]:
        try:
            yield from self._plan(file)
        except Unreadable as found:
            yield trouble(file, found)

    def finish(self) -> Iterable[Found]:
        return ()

    def _plan(self, file: File) -> Iterator[Found]:
        resources: list[_Resource] = []
        parts: dict[str, Any] = {}
        for part in Part.whole(file.text).parts():
            if part.key == "resource_changes":
                resources += [_changed(change.read(), change.at) for change in part.parts()]
            elif part.key == "values":
                for module in part.parts():
                    resources += _stated(module) if module.key == "root_module" else []
            elif part.key in _READ:
                parts[part.key] = part.read()
        version = parts.get("format_version")
        if not isinstance(version, str) or version.partition(".")[0] not in ("0", "1"):
            if file.path in self.named or resources or version is not None:
                said = (
                    "is no plan of Terraform as JSON" if version is None else "is a plan of a format that is not known"
                )
                yield Problem(said, file.at(0), "write it with `terraform show -json PLAN`; its format is 1.x")
            return
        signs = Signs(self.who, file, grade_of(file.path))
        providers = _Providers(parts.get("configuration"), parts.get("variables"))
        for resource in resources:
            if resource.kind:
                yield from _sightings(signs, resource, providers)


def _sightings(signs: Signs, resource: _Resource, providers: _Providers) -> Iterator[Sighting]:
    found = signs.catalog.terraform(resource.kind)
    grade = signs.grade if resource.managed or signs.grade == DEVELOPMENT else CONFIGURED
    if found is not None:
        places = regions(resource.kind, resource.attributes, (providers.region(resource.address),))
        for place in places or (None,):
            yield signs.sighting(found, "resource", resource.offset, resource.address, grade=grade, region=place)
        for setting in dict.fromkeys(name for name, _ in settings(resource.kind, resource.attributes)):
            yield signs.sighting(
                found, "resource", resource.offset, resource.address, grade=grade, region=_one(places), setting=setting
            )
        if any(SERVICE_ROLE.search(name) for name in resource.names):
            yield signs.sighting(
                found, "resource", resource.offset, resource.address, grade=grade, setting="service_role"
            )
    drain = "log_drain" if any(name == "log_drain" for name, _ in settings(resource.kind, ())) else None
    for one in resource.attributes:
        if drain and one.text and one.name in _ADDRESSES:
            yield from signs.receiver(one.text, resource.offset, drain, grade)
        elif one.text and "://" in one.text:
            yield from signs.addresses(one.text, resource.offset, grade=grade)
    for name in resource.names:
        yield from signs.variable(name, resource.offset, grade)


def _one(places: tuple[str, ...]) -> str | None:
    return places[0] if len(places) == 1 else None


def _changed(change: Any, offset: int) -> _Resource:
    """A resource as it will be; one that goes, or of which nothing is said, has no kind."""
    made = _mapping(_mapping(change).get("change"))
    if made.get("actions") == ["delete"]:
        return _Resource("", "", (), (), True, offset)
    return _resource(
        _mapping(change), made.get("after"), made.get("after_sensitive"), made.get("after_unknown"), offset
    )


def _stated(module: Part) -> Iterator[_Resource]:
    """The resources of a state, and of the modules in it."""
    for part in module.parts():
        if part.key == "resources":
            for one in part.parts():
                said = _mapping(one.read())
                yield _resource(said, said.get("values"), said.get("sensitive_values"), None, one.at)
        elif part.key == "child_modules":
            for child in part.parts():
                yield from _stated(child)


def _resource(said: dict[str, Any], values: Any, sensitive: Any, unknown: Any, offset: int) -> _Resource:
    address, kind = said.get("address"), said.get("type")
    if not isinstance(address, str) or not isinstance(kind, str):
        return _Resource("", "", (), (), True, offset)
    attributes: list[Attribute] = []
    names: list[str] = []
    _gather("", values, sensitive, unknown, offset, attributes, names, 0)
    for name, value in _mapping(unknown).items():
        if value is True:
            attributes.append(Attribute(name, None, offset))
    return _Resource(address, kind, tuple(attributes), tuple(dict.fromkeys(names)), said.get("mode") != "data", offset)


def _gather(
    name: str, value: Any, sensitive: Any, unknown: Any, offset: int,
    attributes: list[Attribute], names: list[str], depth: int,
) -> None:  # fmt: skip
    """What stands in a value and is not sensitive. The names of variables are told also where their values are."""
    if depth > MAX_DEPTH:
        raise Unreadable("nested too deep", offset)
    if isinstance(value, dict):
        hidden, later = _mapping(sensitive), _mapping(unknown)
        for key, held in value.items():
            if VARIABLE.fullmatch(key):
                names.append(key)
            elif (
                key in ("name", "key")
                and isinstance(held, str)
                and VARIABLE.fullmatch(held)
                and hidden.get(key) is not True
            ):
                names.append(held)
            _gather(
                key, held, sensitive is True or hidden.get(key), later.get(key), offset, attributes, names, depth + 1
            )
    elif isinstance(value, list):
        for index, held in enumerate(value):
            _gather(
                name, held, sensitive is True or _at(sensitive, index), _at(unknown, index), offset, attributes, names,
                depth + 1,
            )  # fmt: skip
    elif sensitive is not True and value is not None:
        attributes.append(Attribute(name, str(value).lower() if isinstance(value, bool) else str(value), offset))


def _at(values: Any, index: int) -> Any:
    return values[index] if isinstance(values, list) and index < len(values) else None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class _Providers:
    """Which region the provider of a resource is set to, as far as the plan tells."""

    def __init__(self, configuration: Any, variables: Any) -> None:
        self.variables = _mapping(variables)
        self.settings = _mapping(_mapping(configuration).get("provider_config"))
        self.root = _mapping(_mapping(configuration).get("root_module"))
        self.keys: dict[str, str] = {}
        self.calls: dict[str, dict[str, Any]] = {}
        self._module(self.root, "", 0)

    def _module(self, module: dict[str, Any], path: str, depth: int) -> None:
        for one in entries(module.get("resources")):
            said = _mapping(one)
            self.keys[f"{path}{said.get('address')}"] = str(said.get("provider_config_key"))
        if depth > MAX_DEPTH:
            return
        for name, call in _mapping(module.get("module_calls")).items():
            inner = f"{path}module.{name}."
            self.calls[inner] = _mapping(call)
            self._module(_mapping(_mapping(call).get("module")), inner, depth + 1)

    def region(self, address: str) -> str | None:
        """The region of a resource's provider; None where it is not told."""
        key = self.keys.get(_INDEX.sub("", address), "")
        setting = _mapping(self.settings.get(key))
        said = _mapping(setting.get("expressions"))
        path = f"{setting['module_address']}." if isinstance(setting.get("module_address"), str) else ""
        for name in ("region", "location", "zone"):
            if name in said:
                return self._told(said[name], path, 0)
        return None

    def _told(self, expression: Any, path: str, depth: int) -> str | None:
        """What an expression in a module stands for: a constant, or a variable, which the call of the module sets."""
        said = _mapping(expression)
        if isinstance(said.get("constant_value"), str):
            return str(said["constant_value"])
        references = said.get("references")
        if not isinstance(references, list) or not references or depth > MAX_DEPTH:
            return None
        name = str(references[0])
        if len(references) > 1 or not name.startswith("var."):
            return None
        return self._variable(name.split(".")[1], path, depth)

    def _variable(self, name: str, path: str, depth: int) -> str | None:
        call = self.calls.get(path)
        module = self.root if call is None else _mapping(call.get("module"))
        declared = _mapping(_mapping(module.get("variables")).get(name))
        if declared.get("sensitive"):
            return None
        if call is None:
            value = _mapping(self.variables.get(name)).get("value", declared.get("default"))
            return value if isinstance(value, str) else None
        given = _mapping(call.get("expressions")).get(name)
        if given is None:
            default = declared.get("default")
            return default if isinstance(default, str) else None
        above = re.sub(r"module\.[^.]+\.$", "", path)
        return self._told(given, above, depth + 1)
