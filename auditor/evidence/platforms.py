"""The files of other hosts: Fly, Railway, Render, Heroku, App Engine, Amplify, Serverless, Firebase, Expo.

Each says by its being there who hosts; some say where, and what is set for the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import CONFIGURED, DEVELOPMENT, UNTOLD, Sighting
from auditor.evidence.reading import json_text, toml_text, yaml_text
from auditor.evidence.reading.tree import Node, Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.regions import region_of
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import SERVICE_ROLE, Signs, trouble, unique

RENDER: Final = "US"
"""Where Render runs what names no region: in Oregon (https://render.com/docs/blueprint-spec, `region`, read on
2026-11-23). A static site is in none: it is everywhere."""
SERVERLESS: Final = "aws/us-east-1"
"""The same of Serverless Framework (https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml,
`provider.region`, read on 2026-11-23)."""


class Platforms:
    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return path.rpartition("/")[2] in _READERS

    def see(self, file: File) -> Iterable[Found]:
        signs = Signs(self.who, file, grade_of(file.path))
        problem: Unreadable | None = None
        try:
            if file.name.endswith((".yaml", ".yml")):
                read = yaml_text.documents(file.text)
                trees, problem = read.read, read.trouble
            elif file.name.endswith(".toml"):
                trees = (toml_text.tree(file.text),)
            elif file.name.endswith(".json"):
                trees = (json_text.tree(file.text),)
            else:
                trees = (Node(file.text, 0),)
        except Unreadable as found:
            trees, problem = (), found
        for tree in trees:
            yield from unique(_READERS[file.name](signs, tree))
        if problem is not None:
            yield trouble(file, problem)

    def finish(self) -> Iterable[Found]:
        return ()


def _placed(signs: Signs, product: str, node: Node | None, text: str) -> Iterator[Sighting]:
    """A region that is named; nothing where none is."""
    for one in node.entries() if node is not None else ():
        place = region_of(product, one.text) or UNTOLD
        yield signs.named(product, "config", one.offset, text, region=place)


def _held(signs: Signs, product: str, variables: Node | None) -> Iterator[Sighting]:
    """What a host is given as variables: whose they are, and what it may do with them."""
    yield from signs.variables(variables)
    for key, node in variables.walk() if variables is not None else ():
        for name, value in node.items():
            if SERVICE_ROLE.search(name):
                yield signs.named(product, "env", value.key, name, setting="service_role")
        if key in ("key", "name") and SERVICE_ROLE.search(node.text):
            yield signs.named(product, "env", node.offset, node.text, setting="service_role")
        yield from signs.addresses(node.text, node.offset)


def _fly(signs: Signs, tree: Node) -> Iterator[Sighting]:
    yield signs.named("fly", "config", tree.offset, "fly.toml")
    yield from _placed(signs, "fly", tree.get("primary_region"), "primary_region")
    image = tree.get("build", "image")
    if image is not None:
        yield from signs.image(image.text, image.offset)
    yield from _held(signs, "fly", tree.get("env"))


def _railway(signs: Signs, tree: Node) -> Iterator[Sighting]:
    yield signs.named("railway", "config", tree.offset, signs.file.name)
    yield from _placed(signs, "railway", tree.get("deploy", "region"), "deploy.region")
    for name, node in tree.items("deploy", "multiRegionConfig"):
        place = region_of("railway", name) or UNTOLD
        yield signs.named("railway", "config", node.key, f"multiRegionConfig.{name}", region=place)


def _render(signs: Signs, tree: Node) -> Iterator[Sighting]:
    yield signs.named("render", "config", tree.offset, "render.yaml")
    for part in ("services", "databases", "keyValues", "envVarGroups"):
        for service in tree.entries(part):
            region = service.get("region")
            yield from _placed(signs, "render", region, f"{part} region")
            static = "static" in (service.said("type"), service.said("runtime"), service.said("env"))
            if region is None and part != "envVarGroups" and not static:
                yield signs.named("render", "config", service.offset, part, region=RENDER)
            image = service.get("image", "url")
            if image is not None:
                yield from signs.image(image.text, image.offset)
            yield from _held(signs, "render", service.get("envVars"))


def _procfile(signs: Signs, tree: Node) -> Iterator[Sighting]:
    """Other hosts read a Procfile too: it is no use of Heroku, but a sign of it."""
    grade = DEVELOPMENT if signs.grade == DEVELOPMENT else CONFIGURED
    if re.search(r"^[A-Za-z0-9_-]+:\s*\S", tree.text, re.MULTILINE):
        yield signs.named("heroku", "config", 0, "Procfile", grade=grade)


def _app_json(signs: Signs, tree: Node) -> Iterator[Sighting]:
    """Of an app of Expo, or of one that Heroku makes."""
    expo = tree.get("expo")
    if expo is not None:
        updates = expo.get("updates", "url") or expo.get("extra", "eas", "projectId")
        if updates is not None:
            yield signs.named("expo_eas", "config", updates.key, "expo")
        for _, node in expo.walk():
            yield from signs.addresses(node.text, node.offset)
        for plugin in expo.entries("plugins"):
            first = plugin.value[0] if isinstance(plugin.value, list) and plugin.value else plugin
            found = signs.catalog.package("npm", first.text) if first.text else None
            if found is not None:
                yield signs.sighting(found, "config", first.offset, first.text)
    elif any(tree.get(key) is not None for key in ("addons", "buildpacks", "formation", "stack")):
        yield signs.named("heroku", "config", tree.offset, "app.json")
        yield from _held(signs, "heroku", tree.get("env"))
        for addon in tree.entries("addons"):
            yield from _addon(signs, addon.get("plan") or addon)


def _addon(signs: Signs, node: Node) -> Iterator[Sighting]:
    """What Heroku sells with an app: its own, or somebody else's."""
    name = node.text.partition(":")[0]
    product = name.replace("-", "_")
    if name.startswith("heroku-"):
        yield signs.named("heroku", "config", node.offset, name)
    elif product in signs.catalog.products:
        yield signs.named(product, "config", node.offset, name)
    elif name:
        yield signs.stranger(name, "config", node.offset, name)


def _eas(signs: Signs, tree: Node) -> Iterator[Sighting]:
    yield signs.named("expo_eas", "config", tree.offset, "eas.json")
    for _, profile in tree.items("build"):
        yield from signs.variables(profile.get("env"))


def _app_engine(signs: Signs, tree: Node) -> Iterator[Sighting]:
    if tree.get("runtime") is None or tree.get("apiVersion") is not None:
        return
    yield signs.named("google_cloud", "config", tree.offset, "app.yaml", region=UNTOLD)
    yield from _held(signs, "google_cloud", tree.get("env_variables"))


def _amplify(signs: Signs, tree: Node) -> Iterator[Sighting]:
    if any(tree.get(key) is not None for key in ("frontend", "backend", "applications")):
        yield signs.named("aws", "config", tree.offset, signs.file.name, region=UNTOLD)


def _serverless(signs: Signs, tree: Node) -> Iterator[Sighting]:
    provider = tree.get("provider")
    product = {"aws": "aws", "google": "google_cloud", "azure": "azure"}.get(
        tree.said("provider", "name") or tree.said("provider")
    )
    if provider is None or product is None:
        return
    region = provider.get("region") or provider.get("location")
    place = region_of(product, region.text) if region is not None else None
    if region is None and product == "aws":
        place = SERVERLESS
    at = region.offset if region is not None else provider.offset
    yield signs.named(product, "config", at, "provider.region", region=place or UNTOLD)
    for key, node in tree.walk():
        if key == "environment":
            yield from _held(signs, product, node)
    for plugin in tree.entries("plugins"):
        found = signs.catalog.package("npm", plugin.text)
        if found is not None and found.product.id != product:
            yield signs.sighting(found, "config", plugin.offset, plugin.text)


def _firebase(signs: Signs, tree: Node) -> Iterator[Sighting]:
    yield signs.named("firebase", "config", tree.offset, "firebase.json")
    for key, node in tree.walk():
        if key in ("region", "location"):
            place = region_of("google_cloud", node.text)
            if place is not None:
                yield signs.named("firebase", "config", node.offset, key, region=place)


_READERS: Final[dict[str, Callable[[Signs, Node], Iterator[Sighting]]]] = {
    "Procfile": _procfile,
    "amplify.yml": _amplify,
    "app.json": _app_json,
    "app.yaml": _app_engine,
    "eas.json": _eas,
    "firebase.json": _firebase,
    "fly.toml": _fly,
    "railway.json": _railway,
    "railway.toml": _railway,
    "render.yaml": _render,
    "serverless.yaml": _serverless,
    "serverless.yml": _serverless,
}
