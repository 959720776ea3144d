"""How things are measured: two rivals in turn, in one run, and the median of the ratios pair by pair.

A machine that is busy slows both halves of a pair; a ratio of two medians taken minutes apart would not notice.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
CHILD_LIMIT = 300.0
"""Seconds after which a child process is ended."""


class MeasuringFailed(Exception):
    """A figure could not be measured: a command failed, or two rivals did not answer alike."""


class Taken(NamedTuple):
    """What one run took: seconds by the clock and of the processor, and of a child its peak of memory in bytes."""

    wall: float
    cpu: float
    peak: int = 0


class Pairs(NamedTuple):
    """Runs of ours and of a rival, in turn."""

    ours: tuple[Taken, ...]
    rival: tuple[Taken, ...]

    def ratios(self, what: str = "wall") -> list[float]:
        """Ours by the rival's, pair by pair: below 1 where ours is faster."""
        return [getattr(a, what) / getattr(b, what) for a, b in zip(self.ours, self.rival, strict=True)]

    def ratio(self, what: str = "wall") -> float:
        return median(self.ratios(what))

    def times_faster(self, what: str = "wall") -> float:
        return 1 / self.ratio(what)

    def seconds(self, what: str = "wall") -> tuple[float, float]:
        """The median of ours, and of the rival."""
        return median(getattr(a, what) for a in self.ours), median(getattr(b, what) for b in self.rival)

    @property
    def detail(self) -> str:
        """The seconds of both, the spread of the ratios, and the ratio of processor time."""
        ours, rival = self.seconds()
        ratios = self.ratios()
        return (
            f"{seconds(ours)} against {seconds(rival)}; {len(ratios)} pairs, ratios {min(ratios):.2f} to "
            f"{max(ratios):.2f}; by CPU {self.ratio('cpu'):.2f}"
        )


class Figure(NamedTuple):
    """A line of the table. `target` is None where there is none; `at_least` says on which side of it is good."""

    group: str
    what: str
    measured: float
    unit: str
    target: float | None = None
    at_least: bool = False
    detail: str = ""

    @property
    def reached(self) -> bool | None:
        """None: nothing was to be reached. What is no number has reached nothing."""
        if self.target is None:
            return None
        return self.measured >= self.target if self.at_least else self.measured <= self.target


def pairs(ours: Callable[[], Taken], rival: Callable[[], Taken], count: int, warm: bool = True) -> Pairs:
    """Run both in turn, `count` times, after one run each that does not count (`warm`)."""
    gc.collect()
    gc.freeze()  # what was made before is nobody's work, also not for a collector that goes through it
    try:
        if warm:
            ours(), rival()
        taken = [(ours(), rival()) for _ in range(count)]
    finally:
        gc.unfreeze()
    return Pairs(tuple(a for a, _ in taken), tuple(b for _, b in taken))


def timed(work: Callable[[], object], collecting: bool = False) -> Callable[[], Taken]:
    """What a call in this process takes. The garbage collector is off, as in the command, unless `collecting`."""

    def run() -> Taken:
        gc.collect()
        (gc.enable if collecting else gc.disable)()
        try:
            wall, cpu = time.perf_counter(), time.process_time()
            kept = work()  # held until the clock is read: taking it apart is nobody's work
            taken = Taken(time.perf_counter() - wall, time.process_time() - cpu)
        finally:
            gc.enable()
        del kept
        return taken

    return run


def python(*arguments: str) -> list[str]:
    """A command line of this Python."""
    return [sys.executable, *arguments]


def check(workspace: Path, *arguments: str) -> list[str]:
    """The command line of a whole audit."""
    return python("-m", "auditor", "check", str(workspace), *arguments)


def command(argv: Sequence[str], codes: Sequence[int] = (0, 1)) -> Callable[[], Taken]:
    """What a whole process takes, by the operating system's own account. Raises MeasuringFailed when it ends with
    another code, or when its memory cannot be told from ours (a child begins with the peak of its parent)."""

    def run() -> Taken:
        wall = time.perf_counter()
        process = subprocess.Popen(
            argv, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        guard = threading.Timer(CHILD_LIMIT, os.kill, (process.pid, signal.SIGKILL))
        guard.start()
        _, status, usage = os.wait4(process.pid, 0)
        guard.cancel()
        wall = time.perf_counter() - wall
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            raise MeasuringFailed(f"`{' '.join(argv[1:4])} …` ended with {process.returncode}")
        return Taken(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)

    return run


def own_peak() -> int:
    """The peak of this process in bytes: what a child begins with."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def output(argv: Sequence[str], codes: Sequence[int] = (0, 1)) -> str:
    """What a command prints. Raises MeasuringFailed with its last words."""
    done = subprocess.run(
        argv, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=CHILD_LIMIT, check=False
    )
    if done.returncode not in codes:
        raise MeasuringFailed(f"`{' '.join(argv[1:4])} …` ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout


def environment() -> dict[str, str]:
    """That of the caller, without what would change how Python starts; compiled modules are kept."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONOPTIMIZE", "PYTHONPROFILEIMPORTTIME")
    kept = {key: value for key, value in os.environ.items() if key not in left_out}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


def seconds(value: float) -> str:
    """A length of time as people read it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


def same(ours: object, rival: object, what: str) -> None:
    """Two rivals that do not answer alike cannot be compared."""
    if ours != rival:
        raise MeasuringFailed(f"{what}: the answers differ")
