"""The generated companies, and the naive program: it must find in them exactly what the auditor finds."""

import json
from datetime import date
from pathlib import Path

import pytest

from auditor.audit import audit
from benchmarks import answers
from benchmarks.companies import Company, Size, write
from benchmarks.measure import MeasuringFailed, python
from benchmarks.naive.audit import audit as naive_audit
from benchmarks.policies import policy

AS_OF = date(2026, 11, 23)
SIZES = [
    Size(
        40 + 13 * seed,
        1 + seed % 4,
        (0, 12, 40)[seed % 3],
        (20, 60)[seed // 2 % 2],
        bool(seed % 2),
        seed,
        (0.01, 0.2)[seed // 4 % 2],
    )
    for seed in range(16)
]
NAIVE = (
    "import json, pathlib, sys; from benchmarks.naive.audit import audit; "
    "print(json.dumps([one.id for one in audit(pathlib.Path(sys.argv[1]))]))"
)
Found = dict[str, str]


def both(root: Path) -> tuple[Found, Found]:
    """What each finds: the ids and their states."""
    ours = {finding.id: finding.state for finding in audit(root, AS_OF).findings}
    return ours, {finding.id: finding.state for finding in naive_audit(root)}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.flows}-{size.seed}")
def test_both_find_the_same(size: Size, tmp_path: Path) -> None:
    write(tmp_path, size)
    ours, naive = both(tmp_path)
    assert ours == naive


def test_there_is_something_to_find(tmp_path: Path) -> None:
    states, rules = set(), set()
    for size in SIZES:
        root = tmp_path / str(size.seed)
        write(root, size)
        for name, state in both(root)[0].items():
            states.add(state)
            rules.add(name.partition("@")[0])
    assert states == {"violated", "undecided"}
    assert len(rules) > 30, rules
    assert {"unsourced", "unlisted-purpose", "contracts", "tls", "stays-in-the-eu", "ai-keeps-30-days"} <= rules


def test_data_is_followed(tmp_path: Path) -> None:
    """What a service hands on as `inherited` breaks rules where it arrives, in both."""
    write(tmp_path, Size(400, 4, seed=3))
    inherited = {
        name for flows in Company(Size(400, 4, seed=3)).flows() for name, flow in flows.items()
        if flow["data"] == "inherited"
    }  # fmt: skip
    ours, naive = both(tmp_path)
    assert ours == naive
    assert any(name.split("/")[1] in inherited for name in ours)


def test_a_company_is_the_same_every_time(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write(tmp_path / folder, Size(60, 3, varied=True))
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / f).rglob("*.yaml")} for f in ("a", "b"))
    assert first == second
    assert len(first) == 5


def test_values_repeat_or_seldom_do() -> None:
    def distinct(varied: bool) -> int:
        flows = [flow for file in Company(Size(500, varied=varied)).flows() for flow in file.values()]
        return len({json.dumps(flow["controls"]) + flow["retention"] for flow in flows})

    assert distinct(False) < 50
    assert distinct(True) > 400


def test_policies_have_twenty_or_sixty_rules_about_flows() -> None:
    for count in (20, 60):
        about = [next(iter(rule.get("forbid") or rule["for"])) for rule in policy(count)["rules"].values()]
        assert about.count("flow") == count
    with pytest.raises(ValueError, match="not of 30"):
        policy(30)


def test_rivals_that_find_something_else_are_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, Size(200, 2))
    monkeypatch.setattr(answers, "naive", lambda root, *_: python("-c", NAIVE, str(root)))
    assert answers.same_findings(tmp_path) > 0
    monkeypatch.setattr(answers, "naive", lambda root, *_: python("-c", "print('[]')"))
    with pytest.raises(MeasuringFailed, match="finds something else"):
        answers.same_findings(tmp_path)
