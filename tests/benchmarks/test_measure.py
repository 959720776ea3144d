"""The arithmetic of the figures: a rival that is slower shows as slower, and a target that is missed as missed."""

import math
import os
import time
from pathlib import Path

import pytest

from benchmarks.measure import Figure, MeasuringFailed, Pairs, Taken, command, output, pairs, python, seconds, timed
from benchmarks.results import lines, page

MB = 1_000_000


def taken(*walls: float) -> tuple[Taken, ...]:
    return tuple(Taken(wall, wall / 2) for wall in walls)


def test_a_slower_rival_shows_as_slower() -> None:
    faster = Pairs(taken(1.0, 1.0, 1.0), taken(4.0, 4.0, 4.0))
    assert (faster.ratio(), faster.times_faster()) == (0.25, 4.0)
    slower = Pairs(taken(4.0, 4.0, 4.0), taken(1.0, 1.0, 1.0))
    assert (slower.ratio(), slower.times_faster()) == (4.0, 0.25)


def test_the_ratio_is_the_median_of_the_pairs_and_not_the_ratio_of_the_medians() -> None:
    """A machine that is slow for the second pair slows both of it."""
    found = Pairs(taken(1.0, 30.0, 2.0), taken(2.0, 90.0, 5.0))
    assert found.ratios() == [0.5, 30 / 90, 0.4]
    assert found.ratio() == 0.4
    assert found.seconds() == (2.0, 5.0)
    assert "0.33 to 0.50" in found.detail


def test_cpu_time_has_a_ratio_of_its_own() -> None:
    found = Pairs((Taken(1.0, 6.0),), (Taken(2.0, 2.0),))
    assert (found.ratio("wall"), found.ratio("cpu")) == (0.5, 3.0)


def test_rivals_run_in_turn_after_one_run_that_does_not_count() -> None:
    order: list[str] = []

    def run(name: str, wall: float) -> Taken:
        order.append(name)
        return Taken(wall, wall)

    found = pairs(lambda: run("a", 1.0), lambda: run("b", 2.0), 3)
    assert "".join(order) == "ab" + "ababab"
    assert len(found.ours) == len(found.rival) == 3


def test_what_takes_longer_is_measured_as_longer() -> None:
    found = pairs(timed(lambda: None), timed(lambda: time.sleep(0.01)), 3)
    assert found.times_faster() > 1


@pytest.mark.parametrize(
    ("measured", "at_least", "reached"),
    [(2.0, False, True), (2.1, False, False), (2.0, True, True), (1.9, True, False), (math.nan, True, False)],
)
def test_a_target_is_reached_from_its_own_side(measured: float, at_least: bool, reached: bool) -> None:
    assert Figure("Group", "what", measured, "x", 2.0, at_least).reached is reached
    assert Figure("Group", "what", measured, "x").reached is None


def test_the_page_says_what_was_missed_and_what_could_not_be_measured() -> None:
    figures = [
        Figure("Reading", "one", 3.5, "x", 3.0, detail="how one"),
        Figure("Reading", "two", 5.0, "x faster", 4.0, True),
        Figure("Field", "three", math.nan, "x faster", 1.0, True, "not installed"),
    ]
    text = "\n".join(lines(figures, ["large: ended with 3"]))
    assert "| one | 3.5 x | at most 3 x | **not reached** | how one |" in text
    assert "| two | 5 x faster | at least 4 x faster | reached |  |" in text
    assert "| three | - | at least 1 x faster | **not reached** | not installed |" in text
    assert "## Not measured\n\n- large: ended with 3" in text
    whole = page(figures, [], "0.10, 0.20, 0.30", 61.0)
    assert "Load before: 0.10, 0.20, 0.30" in whole
    assert os.sep + "benchmarks" not in whole


def test_a_command_that_fails_gives_no_figure() -> None:
    with pytest.raises(MeasuringFailed, match="ended with 3"):
        command(python("-c", "raise SystemExit(3)"))()
    with pytest.raises(MeasuringFailed, match="last words"):
        output(python("-c", "raise SystemExit('last words')"), codes=(0,))


def test_the_memory_of_a_child_is_its_own() -> None:
    small = command(python("-c", "pass"))()
    large = command(python("-c", "x = bytearray(300_000_000)"))()
    assert large.peak - small.peak > 100 * MB or large.peak > 300 * MB
    assert large.peak > 300 * MB


def test_lengths_of_time_are_readable() -> None:
    assert [seconds(value) for value in (12.0, 0.0123, 4.5e-6, 7e-9)] == ["12 s", "12.3 ms", "4.5 µs", "7 ns"]


def test_children_import_the_checkout(tmp_path: Path) -> None:
    assert output(python("-c", "import auditor, pathlib; print(pathlib.Path(auditor.__file__).parts[-2])"))
