"""`auditor waive` on random workspaces in random layouts: what is named is waived, and nothing else has changed."""

import contextlib
import io
import random
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.audit import Audit, audit
from auditor.cli.main import main
from auditor.findings.finding import Finding
from auditor.reader import read
from auditor.source import Source
from tests.properties.drawn import examples
from tests.properties.styled import yaml_of
from tests.properties.test_writing import commented, texts
from tests.reference.workspaces import AS_OF, dump, workspace_of
from tests.reference.writer import Writer

Seen = dict[tuple[str, str], list[Any]]
"""What an audit says of a finding in a deployment: its state, and the conditions."""


def seen(found: Audit) -> Seen:
    every: Seen = {}
    for part in found.parts:
        for deployment, state in part.states:
            said = [state, part.severity, part.message, [(one.attribute, one.found) for one in part.conditions]]
            every.setdefault((part.id, deployment), []).append(said)
    return every


def lay_out(policy: Any, write: Writer, draw: st.DrawFn) -> bytes:
    """The policy in some style, with comments, in some encoding."""
    text = yaml_of(policy, write)
    assume(not read(Source("policy/all.yaml", text)))
    text = commented(draw, text)
    text = text.rstrip("\n") if write.chance(3) else text
    return (b"\xef\xbb\xbf" if write.chance(3) else b"") + text.replace("\n", write.pick(["\n", "\r\n"])).encode()


@st.composite
def cases(draw: st.DrawFn) -> tuple[Any, bytes, int, str]:
    """A workspace, its policy as it is written, a choice, and a reason."""
    write = Writer(lambda low, high: draw(st.integers(low, high)))
    seed = draw(st.integers(0, 400))
    dataflows, policy = workspace_of(seed, waivers=draw(st.booleans()))
    policy.pop("waivers", None) if write.chance(4) else None
    return dataflows, lay_out(policy, write, draw), draw(st.integers(0, 10**6)), draw(texts)


@examples(80)
@given(cases())
def test_what_is_named_is_waived_and_nothing_else(case: tuple[Any, bytes, int, str]) -> None:
    dataflows, policy, choice, reason = case
    assume(reason.strip() and reason != "--")
    with tempfile.TemporaryDirectory() as folder:
        root, file = Path(folder), Path(folder) / "policy/all.yaml"
        dump(dataflows, {}, root)
        file.write_bytes(policy)
        before = audit(root, AS_OF, must_check=False)
        write = Writer(random.Random(choice).randint)
        only = write.some(list(before.deployments), least=1) if write.chance(2) else []
        where = set(only or before.deployments)
        left = sorted({part.id for part in before.parts if _may_be_waived(before, part, where)})
        assume(left)
        wanted = write.some(left, least=1, most=4)
        arguments = ["waive", *wanted, "--dir", folder, "--as-of", AS_OF.isoformat(), f"--reason={reason}"]
        arguments += [f"--deployment={name}" for name in only]
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            code = main([*arguments, "--owner", "me", "--expires", "2027-01-31"])
        assert code == 0, said.getvalue()
        after = audit(root, AS_OF, must_check=False)
        expected = seen(before)
        for (name, deployment), every in expected.items():
            for one in every:
                one[0] = "waived" if name in wanted and deployment in where else one[0]
        assert seen(after) == expected
        new = {name: waiver for name, waiver in after.workspace.waivers.items() if name not in before.workspace.waivers}
        assert {waiver.reason for waiver in new.values()} == {reason}
        _check_files(root / "policy", policy)


def _may_be_waived(found: Audit, part: Finding, where: set[str]) -> bool:
    rule = found.workspace.rules.get(part.rule)
    waivable = part.section != "waivers" and (rule is None or rule.waivable)
    return waivable and any(state != "waived" and deployment in where for deployment, state in part.states)


def _check_files(folder: Path, policy: bytes) -> None:
    """A new file beside the old one, or the old one with something put in."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    if len(files) > 1:
        assert sorted(files) == ["all.yaml", "waivers.yaml"]
        assert files["all.yaml"] == policy
    else:
        assert _is_one_insertion(policy, files["all.yaml"])


def _is_one_insertion(old: bytes, new: bytes) -> bool:
    """Is the new text the old one, with something put in at one place?"""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    return any(new.endswith(old[place:]) for place in range(same + 1)) and len(new) > len(old)
