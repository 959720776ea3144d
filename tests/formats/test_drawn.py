"""SARIF and JUnit of random workspaces: always valid, and always what the audit found."""

import json

from junitparser import JUnitXml
from sarif_kit.validate import validation_errors

from auditor.findings.finding import WAIVED
from auditor.formats import junit
from auditor.formats.sarif import report as sarif
from tests.formats.test_junit import SCHEMA, STATUS, cases, ended
from tests.properties.drawn import MORE, audit_of
from tests.reference.workspaces import workspace_of

SEEDS = range(80_000, 80_000 + max(40, MORE))


def test_reports_of_random_workspaces() -> None:
    seen: set[str] = set()
    for seed in SEEDS:
        found = audit_of(workspace_of(seed, waivers=True, reach=bool(seed % 2)))
        said = json.loads(sarif.render(found))
        assert validation_errors(said) == [], seed
        results = said["runs"][0]["results"]
        assert [result["properties"]["id"] for result in results] == [finding.id for finding in found.findings]
        assert [bool(result["suppressions"]) for result in results] == [
            finding.state == WAIVED for finding in found.findings
        ]
        document = junit.render(found)
        SCHEMA.validate(document)
        promises = cases(JUnitXml.fromstring(document.encode()), "promises")
        for kept in found.promises:
            end = ended(promises[kept.id])
            assert (type(end) if end is not None else None) is STATUS[kept.status], (seed, kept)
            seen.add(kept.status)
        seen |= {finding.state for finding in found.findings}
    assert seen >= {"violated", "undecided", "waived"}
