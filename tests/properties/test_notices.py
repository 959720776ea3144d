"""Notices of any change: each can be written, and what it adds to the ledger is all that was missing."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import audit
from auditor.changes.letters import letters
from auditor.comparison import Base, compared
from auditor.documents import notices
from auditor.documents.files import Asked
from auditor.documents.forms.message import sections
from auditor.location import InvalidInput
from auditor.vocabulary.words import CHANGES
from tests.properties.drawn import Drawn, shown
from tests.properties.test_changes import PARTS, drawn_pairs, opened
from tests.reference.workspaces import AS_OF, dump

EVERYTHING: dict[str, Any] = {
    "title": "Everything is told", "because": ["we say so"], "require": {"notice_days": {"at_least": "30"}},
    "for": {"change": {"type": [name for name in CHANGES if not name.startswith("notice_")]}},
}  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_what_notices_add_to_the_ledger_is_what_was_missing(part: int) -> None:
    tried = 0
    for seed, first, second in drawn_pairs(60, part):
        dataflows, policy = second
        policy["rules"] = {**policy.get("rules", {}), "everything-is-told": EVERYTHING}
        try:
            before = opened(first)
            found, entries = _written(before, (dataflows, policy))
        except InvalidInput:
            continue  # what the one says the other does not know
        tried += bool(found)
        for name, raw in found.items():
            text = raw.decode("ascii" if name.endswith(".eml") else "utf-8")
            assert text.count("\n# ") + text.startswith("# ") == (0 if name.endswith(".eml") else 1), (seed, name)
        for section, more in entries.items():
            dataflows[section] = json.loads(json.dumps({**dataflows.get(section, {}), **more}, default=str))
        again, _ = _written(before, (dataflows, policy))
        assert not again, (seed, list(again), shown(first), shown((dataflows, policy)))
    assert tried > 3


def _written(before: Base, after: Drawn) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The notices, and what the ledger needs of them."""
    with tempfile.TemporaryDirectory() as folder:
        dump(*after, Path(folder))
        found = audit(Path(folder), AS_OF, must_check=False)
    changes = compared(before, found.worlds, found.policy)
    files = notices.files(found, Asked(Path(folder), compared=changes))
    entries = sections(letters(changes.changes, found.workspace))
    return {file.name: file.make() for file in files}, {name: dict(more) for name, more in entries.items()}
