"""What small edits change: the auditor and the slow reference see the same changes, and judge them the same."""

import tempfile
from pathlib import Path

import pytest

from auditor.audit import audit_opened
from auditor.comparison import Base
from auditor.opening import open_workspace
from tests.properties.drawn import MORE, shown
from tests.reference.drawn_edits import edited
from tests.reference.evaluator import evaluate
from tests.reference.workspaces import AS_OF, dump
from tests.reference.writer import Entry

CHUNKS = 4
SEEDS = 800


def differences(before: Entry, after: Entry, policy: Entry) -> list[str]:
    """Where the two disagree, a line a finding."""
    with tempfile.TemporaryDirectory() as folder:
        roots = Path(folder, "before"), Path(folder, "after")
        for root, dataflows in zip(roots, (before, after), strict=True):
            dump(dataflows, policy, root)
        opened = [open_workspace(root, AS_OF) for root in roots]
        audited = audit_opened(*opened[1], base=Base(*opened[0]))
    found = {one.id: (one.state, one.severity, one.deployments) for one in audited.findings}
    wanted = evaluate(after, policy, AS_OF, base=before)
    return [
        f"{name}: found {found.get(name)}, wanted {wanted.get(name)}"
        for name in sorted(found.keys() | wanted.keys())
        if found.get(name) != wanted.get(name)
    ]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_seeds(chunk: int) -> None:
    for seed in range(chunk, max(SEEDS, MORE), CHUNKS):
        before, after, policy = edited(seed)
        wrong = differences(before, after, policy)
        assert not wrong, f"edited({seed}):\n" + "\n".join(wrong) + "\n" + shown((after, policy))
