"""Workflows of GitHub, GitLab, CircleCI and Bitbucket: who builds, and above all who is deployed to.

What only builds and tests is development. A step that deploys to a host is the strongest sign of it that a repository
has: that is used.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from auditor.evidence.observation import DEVELOPMENT, USED, Sighting
from auditor.evidence.reading import yaml_text
from auditor.evidence.reading.tree import Node
from auditor.evidence.recipients import Recipients
from auditor.evidence.regions import region_of
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import VARIABLE, Signs, hosts, trouble, unique
from auditor.vocabulary.catalog import Found as Product

_FILES: Final = (
    (re.compile(r"(^|/)\.github/(workflows/[^/]+|actions/.+/action)\.ya?ml$"), "github"),
    (re.compile(r"(^|/)(\.gitlab-ci|\.gitlab/.+)\.ya?ml$"), "gitlab"),
    (re.compile(r"(^|/)\.circleci/[^/]+\.ya?ml$"), "circleci"),
    (re.compile(r"(^|/)bitbucket-pipelines\.ya?ml$"), None),
)
_HOSTS: Final = frozenset(
    ("authentication", "cdn", "cloud", "data_warehouse", "database", "edge_host", "hosting", "object_storage")
)
_DEPLOYS: Final = frozenset(
    ("--prod", "apply", "cp", "create", "deploy", "deployed", "launch", "promote", "publish", "push", "release", "sync",
     "up", "update", "update-function-code", "update-service", "upload")
)  # fmt: skip
_PIPES: Final = {
    "aws": "aws", "azure": "azure", "firebase": "firebase", "google": "google_cloud", "heroku": "heroku",
    "netlify": "netlify", "slack": "slack",
}  # fmt: skip
"""The beginning of the name of a pipe -> who it is about."""
_TOOLING: Final = re.compile(r"setup|install|login|lint|test|cache|comment|label|report", re.IGNORECASE)
_SCRIPTS: Final = frozenset(("run", "script", "before_script", "after_script", "command", "commands"))
_REGION: Final = re.compile(r"(?:^|[_-])(region|location)s?$", re.IGNORECASE)
_SECRET: Final = re.compile(r"\b(?:secrets|vars|env)\.([A-Z][A-Z0-9_]+)\b")
_BLANK: Final = re.compile(" *")
_READ: Final = re.compile(r"\$\{?([A-Z][A-Z0-9_]+)\b")


class Ci:
    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return any(pattern.search(path) for pattern, _ in _FILES)

    def see(self, file: File) -> Iterable[Found]:
        found = yaml_text.documents(file.text)
        signs = Signs(self.who, file, DEVELOPMENT)
        host = next((product for pattern, product in _FILES if pattern.search(file.path)), None)
        if found.read and host in self.who.catalog.products:
            yield signs.named(str(host), "ci", found.read[0].offset, file.name)
        for document in found.read:
            yield from unique(_workflow(signs, document))
        if found.trouble is not None:
            yield trouble(file, found.trouble)

    def finish(self) -> Iterable[Found]:
        return ()


def _workflow(signs: Signs, document: Node) -> Iterator[Sighting]:
    for key, node in document.walk():
        if key == "uses":
            yield from _action(signs, node)
        elif key == "pipe":
            yield from _pipe(signs, node)
        elif key == "orbs":
            for _, orb in node.items():
                yield from _action(signs, orb)
        elif key in _SCRIPTS and node.text:
            yield from _script(signs, node)
        elif key in ("env", "environment", "variables") and isinstance(node.value, dict):
            yield from signs.variables(node)
        elif key == "image" and node.text:
            yield from signs.image(node.text, node.offset)
        elif key == "url" and node.text:
            yield from signs.addresses(node.text, node.offset, grade=USED)
        yield from _secrets(signs, node)
        yield from _region(signs, key, node)


def _action(signs: Signs, node: Node) -> Iterator[Sighting]:
    """A step that somebody else wrote: of a host, unless it only prepares something, it deploys there."""
    name = node.text.partition("@")[0].partition(":")[0]
    found = signs.catalog.action(name)
    if found is not None:
        deploys = bool(_HOSTS.intersection(found.product.kinds)) and not _TOOLING.search(name)
        yield signs.sighting(found, "ci", node.offset, name, grade=USED if deploys else DEVELOPMENT)


def _pipe(signs: Signs, node: Node) -> Iterator[Sighting]:
    """A step of Bitbucket. Those that Atlassian wrote are named by the host that they deploy to."""
    name = node.text.partition(":")[0]
    maker, _, what = name.partition("/")
    if maker != "atlassian":
        yield from _action(signs, node)
        return
    product = _PIPES.get(what.partition("-")[0])
    if product is not None:
        yield signs.named(product, "ci", node.offset, name, grade=DEVELOPMENT if _TOOLING.search(what) else USED)


def _script(signs: Signs, node: Node) -> Iterator[Sighting]:
    lines = _Lines(signs.file.text, node)
    for found, words, begin in signs.commands(node.text):
        deploys = bool(_HOSTS.intersection(found.product.kinds)) and _deploys(found, words)
        verb = next((word for word in words[1:] if word in _DEPLOYS), "")
        name = found.signal if verb in found.signal.split() else f"{found.signal} {verb}".rstrip()
        yield signs.sighting(
            found, "ci", lines.at(begin), name, grade=USED if deploys else DEVELOPMENT, region=_flag(found, words)
        )
    for name, begin in hosts(node.text):
        yield from signs.addresses(f"https://{name}", lines.at(begin))
    for found_ in _READ.finditer(node.text):
        yield from signs.variable(found_[1], lines.at(found_.start()))


def _deploys(found: Product, words: Sequence[str]) -> bool:
    """Does a command change what runs at a host? The command of Vercel does, alone."""
    return any(word in _DEPLOYS for word in words[1:]) or (found.product.id == "vercel" and len(words) == 1)


def _flag(found: Product, words: Sequence[str]) -> str | None:
    """The region that a command names."""
    for number, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in ("--region", "--location", "--regions"):
            said = value if equals else (words[number + 1] if number + 1 < len(words) else "")
            return region_of(found.product.id, said.strip("\"'"))
    return None


def _secrets(signs: Signs, node: Node) -> Iterator[Sighting]:
    """The names of secrets that a step is given."""
    if "${{" in node.text:
        lines = _Lines(signs.file.text, node)
        for found in _SECRET.finditer(node.text):
            at = lines.at(found.start(1))
            if VARIABLE.fullmatch(found[1]):
                for sighting in signs.variable(found[1], at):
                    yield sighting._replace(signal="secret")


def _region(signs: Signs, key: str, node: Node) -> Iterator[Sighting]:
    """A region that a step is set to."""
    if not _REGION.search(key) or not node.text:
        return
    place = region_of(None, node.text)
    cloud = {"aws": "aws", "gcp": "google_cloud", "azure": "azure"}.get((place or "").partition("/")[0])
    if cloud is not None:
        yield signs.named(cloud, "ci", node.offset, key, grade=USED, region=place)


class _Lines:
    """Where in the file the lines of a text of several lines are: there they follow one another, too."""

    def __init__(self, text: str, node: Node) -> None:
        self.begins = [0, *(found.end() for found in re.finditer("\n", node.text))]
        self.starts = [node.offset]
        block = text.startswith(("|", ">"), node.offset)
        for _ in range(len(self.begins) - (not block)):
            following = text.find("\n", self.starts[-1])
            if following < 0:
                break
            blank = _BLANK.match(text, following + 1)
            self.starts.append(blank.end() if blank else following + 1)
        if block and len(self.starts) > 1:
            del self.starts[0]

    def at(self, index: int) -> int:
        """The place in the file of a place in the text: its line, and its column where the text has one line."""
        line = min(bisect_right(self.begins, index) - 1, len(self.starts) - 1)
        return self.starts[line] + (index if len(self.begins) == 1 else 0)
