"""CycloneDX in both versions: valid, complete, and what nobody declared is said."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.documents.strange import MENDED, NAMES, company
from tests.documents.written import parametrized, workspace, write

FILES = {"cyclonedx.json": SchemaVersion.V1_6, "cyclonedx-1.7.json": SchemaVersion.V1_7}


def _documents(name: str, folder: Path) -> dict[str, Any]:
    files = write(workspace(name, folder), folder / "out", "cyclonedx")
    assert set(files) == set(FILES)
    return {file: json.loads(raw) for file, raw in files.items()}


def _services(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting = list(document["services"])
    while waiting:
        service = waiting.pop()
        yield service
        waiting += service.get("services", [])


def _properties(thing: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in thing["properties"]:
        found.setdefault(one["name"], []).append(one["value"])
    return found


@parametrized
def test_it_is_valid_in_both_versions(name: str, tmp_path: Path) -> None:
    for file, document in _documents(name, tmp_path).items():
        version = FILES[file]
        assert document["specVersion"] == version.to_version()
        assert JsonStrictValidator(version).validate_str(json.dumps(document)) is None
        assert uuid.UUID(document["serialNumber"].removeprefix("urn:uuid:")).version == 5
        assert document["metadata"]["timestamp"] == "2026-11-23T00:00:00Z"


def test_the_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    document = _documents("leanos", tmp_path)["cyclonedx.json"]
    document["services"][0]["data"][0]["flow"] = "sideways"
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document)) is not None


def test_both_versions_say_the_same(tmp_path: Path) -> None:
    said = []
    for document in _documents("quotes", tmp_path).values():
        serial = document["serialNumber"].removeprefix("urn:uuid:")
        text = json.dumps(document, sort_keys=True).replace(serial, "SERIAL")
        said.append(text.replace(f"bom-{document['specVersion']}", "bom").replace(document["specVersion"], "VERSION"))
    assert said[0] == said[1]


@parametrized
def test_every_reference_leads_somewhere(name: str, tmp_path: Path) -> None:
    document = _documents(name, tmp_path)["cyclonedx.json"]
    refs = [service["bom-ref"] for service in _services(document)]
    assert len(set(refs)) == len(refs)
    assert [one["ref"] for one in document["dependencies"]] == sorted(refs)
    start = f"urn:cdx:{document['serialNumber'].removeprefix('urn:uuid:')}/1#"
    people = {key.removeprefix("auditor:person:") for key in _properties(document["metadata"]) if ":person:" in key}
    for service in _services(document):
        for entry in service.get("data", []):
            for end in (*entry.get("source", []), *entry.get("destination", [])):
                known = end.removeprefix(start) in refs or end.removeprefix("urn:auditor:person:") in people
                assert known or end == "urn:auditor:unknown"
    assert all(set(one["dependsOn"]) <= set(refs) for one in document["dependencies"])


@pytest.mark.parametrize("key", NAMES)
def test_what_is_declared_is_there(key: str, tmp_path: Path) -> None:
    document, name = _documents(key, tmp_path)["cyclonedx.json"], NAMES[key]
    declared = company(name)[0]
    services = {service["bom-ref"]: service for service in _services(document)}
    assert set(services) == {
        *(f"vendor:{vendor}" for vendor in declared["vendors"]),
        *(f"system:{system}" for system, said in declared["systems"].items() if said["kind"] != "person"),
    }
    host = services["vendor:host"]
    assert (host["name"], host["provider"]["name"], host["x-trust-boundary"]) == (name, name, True)
    assert {inner["bom-ref"] for inner in host["services"]} == {"system:cache"}
    assert services["system:shop"]["x-trust-boundary"] is False
    assert "x-trust-boundary" not in services["system:stray"]
    told = _properties(host)
    assert told["auditor:vendor:country"] == ["US"]
    assert told["auditor:vendor:mechanism"] == ["scc"]
    assert told["auditor:vendor:dpa"] == ["none"]
    assert told["auditor:vendor:trains_on_data"] == ["unknown"]
    assert told["auditor:region:west"] == ["aws/eu-central-1"]
    assert told["auditor:flow:shop-to-host:retention"] == ["30d"]
    assert told["auditor:flow:shop-to-host-too:retention"] == ["unknown"]
    assert _properties(services["system:stray"])["auditor:system:vendor"] == ["unknown"]
    assert _properties(services["vendor:silent"])["auditor:vendor:name"] == ["unknown"]
    note = next(entry for entry in host["data"] if entry["classification"] == "order.note")
    assert (note["name"], note["flow"]) == (f"{name} note", "bi-directional"), "it comes in, and goes on to its own"
    assert note["governance"]["custodians"][0]["organization"]["name"] == name
    assert note["governance"]["owners"][0]["organization"]["name"] == "The customers, as controllers"
    assert [entry["classification"] for entry in services["vendor:silent"]["data"]] == ["unknown"]


def test_every_flow_is_told_once(tmp_path: Path) -> None:
    document = _documents("quotes", tmp_path)["cyclonedx.json"]
    told = [
        key.split(":")[2]
        for thing in (*_services(document), document["metadata"])
        for key in _properties(thing)
        if key.startswith("auditor:flow:") and key.endswith(":retention")
    ]
    assert sorted(told) == sorted(company("")[0]["flows"])


def test_the_vendors_of_the_mended_page(tmp_path: Path) -> None:
    services = {one["bom-ref"]: one for one in _services(_documents("mended", tmp_path)["cyclonedx.json"])}
    for path in (MENDED / "dataflows").glob("**/*.yaml"):
        said = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        for vendor, entry in said.get("vendors", {}).items():
            service = services[f"vendor:{vendor}"]
            assert service["name"] == entry["name"]
            if "trains_on_data" in entry:
                assert _properties(service)["auditor:vendor:trains_on_data"] == [entry["trains_on_data"]]


def test_where_it_is_from(tmp_path: Path) -> None:
    told = _properties(_documents("leanos", tmp_path)["cyclonedx.json"]["metadata"])
    assert told["auditor:gate"] == ["closed"]
    assert told["auditor:deployment"] == ["enterprise_eu", "enterprise_us", "standard"]
    assert told["auditor:document"][0].startswith("as of 2026-11-23; ")
