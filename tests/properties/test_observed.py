"""What a scan saw beside what is declared: the auditor and the slow reference find the same."""

import json
import tempfile
from pathlib import Path

import pytest

from auditor.attributes.rows import Rows
from auditor.audit import audit
from auditor.evidence.observe import observe
from auditor.formats import observations
from auditor.graph.world import Worlds
from tests.properties.drawn import MORE, shown
from tests.reference.drawn_repositories import Files, raw, repository_of
from tests.reference.evaluator import Finding, evaluate
from tests.reference.workspaces import AS_OF, dump
from tests.reference.writer import Entry

CHUNKS = 6
SEEDS = 900
CODE = {"nothing/here.py": "import json\n"}
"""A repository without any code is a case of its own: `observed-fails-closed`."""
OUTSIDE = ("noticed",)
"""What no row of a scan shows."""


def both(dataflows: Entry, policy: Entry, files: Files) -> tuple[dict[str, Finding], dict[str, Finding]]:
    """What the auditor finds, and what the reference makes of the rows of the same scan."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        dump(dataflows, policy, root)
        for name, text in (files | CODE).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        audited = audit(root, AS_OF)
        assert audited.observed is not None
        rows = Rows(Worlds(audited.workspace), observe(audited.workspace, root))
        scan = json.loads(observations.render_json(rows, audited.workspace))["observations"]
    found = {one.id: (one.state, one.severity, one.deployments) for one in audited.findings if one.rule not in OUTSIDE}
    return found, evaluate(dataflows, policy, AS_OF, raw(scan))


def differences(dataflows: Entry, policy: Entry, files: Files) -> list[str]:
    """Where the two disagree, a line a finding."""
    found, wanted = both(dataflows, policy, files)
    return [
        f"{name}: found {found.get(name)}, wanted {wanted.get(name)}"
        for name in sorted(found.keys() | wanted.keys())
        if found.get(name) != wanted.get(name)
    ]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_seeds(chunk: int) -> None:
    for seed in range(chunk, max(SEEDS, MORE), CHUNKS):
        dataflows, policy, files = repository_of(seed)
        wrong = differences(dataflows, policy, files)
        assert not wrong, f"repository_of({seed}): {files}\n" + "\n".join(wrong) + "\n" + shown((dataflows, policy))
