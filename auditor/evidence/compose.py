"""docker-compose: images, variables, hosts, and where logs go.

A compose file is mostly for developers: it is configuration, unless its name says that it is for production.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import CONFIGURED, DEVELOPMENT, USED, Sighting
from auditor.evidence.reading import yaml_text
from auditor.evidence.reading.tree import Node
from auditor.evidence.recipients import Recipients
from auditor.evidence.regions import region_of
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import Signs, trouble, unique

_NAMED: Final = re.compile(r"(^|/)(?:docker-)?(?:compose|stack)(?:[._-][^/]*)?\.ya?ml$", re.IGNORECASE)
_PRODUCTION: Final = re.compile(r"prod|deploy|stag|live|stack", re.IGNORECASE)
_DEVELOPMENT: Final = re.compile(
    r"[._-](dev|develop|development|local|test|tests|ci|override|debug|e2e)\b", re.IGNORECASE
)
_LOGS: Final = {"awslogs": "amazon_cloudwatch", "gcplogs": "google_cloud_logging", "splunk": "splunk"}


class Compose:
    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return _NAMED.search(path) is not None

    def see(self, file: File) -> Iterable[Found]:
        found = yaml_text.documents(file.text)
        signs = Signs(self.who, file, _grade(file))
        seen = (one for tree in found.read for _, service in tree.items("services") for one in _service(signs, service))
        yield from unique(seen)
        if found.trouble is not None:
            yield trouble(file, found.trouble)

    def finish(self) -> Iterable[Found]:
        return ()


def _grade(file: File) -> str:
    if grade_of(file.path) == DEVELOPMENT or _DEVELOPMENT.search(file.name):
        return DEVELOPMENT
    return USED if _PRODUCTION.search(file.name) else CONFIGURED


def _service(signs: Signs, service: Node) -> Iterator[Sighting]:
    image = service.get("image")
    if image is not None:
        yield from signs.image(image.text, image.offset)
    yield from signs.variables(service.get("environment"))
    for _, node in service.walk():
        if "://" in node.text:
            yield from signs.addresses(node.text, node.offset)
    driver = service.get("logging", "driver")
    if driver is None:
        return
    options = service.get("logging", "options") or Node({}, driver.offset)
    if driver.text in _LOGS:
        region = region_of("aws", options.said("awslogs-region"))
        yield signs.named(_LOGS[driver.text], "config", driver.offset, driver.text, region=region, setting="log_drain")
    for key in ("splunk-url", "gelf-address", "syslog-address", "fluentd-address"):
        address = options.get(key)
        if address is not None:
            yield from signs.receiver(address.text, address.offset, "log_drain")
