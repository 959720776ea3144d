"""A bar on stderr for work that takes its time, where somebody looks on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds that a step may take before the bar is shown."""


@contextmanager
def progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Counts steps. The function it gives is told the name of each that begins. Nothing is shown where stderr is no
    terminal, or while no step takes long."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from threading import Timer

    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=steps)
    waiting: list[Timer] = []

    def step(name: str) -> None:
        for timer in waiting:
            timer.cancel()
        bar.update(task, description=name, completed=len(waiting))
        waiting.append(Timer(PATIENCE, bar.start))
        waiting[-1].daemon = True
        waiting[-1].start()

    try:
        yield step
    finally:
        for timer in waiting:
            timer.cancel()
        bar.stop()


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """Shows how many of how many are done, where stderr is a terminal and it takes longer than a moment."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from time import monotonic

    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)
    begun, shown = monotonic(), False

    def step(done: int, of: int) -> None:
        nonlocal shown
        if not shown and monotonic() - begun > PATIENCE:
            bar.start()
            shown = True
        if shown:
            bar.update(task, completed=done, total=of)

    try:
        yield step
    finally:
        if shown:
            bar.stop()
