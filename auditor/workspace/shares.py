"""Work that several processes share: reading many files takes as many times less as there are processors."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO, NamedTuple, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

LEAST = 1_000_000
"""Bytes a share: less is read sooner than a process begins."""


class _Helper(NamedTuple):
    """A process that does a share, and where its results come from."""

    process: int
    results: BinaryIO


def shared(work: Callable[[Item], Result], items: Sequence[Item], sizes: Sequence[int]) -> list[Result]:
    """`work` of each item, in their order. `sizes` are the bytes that an item gives to read.

    A share whose process ends early, for whatever reason, is worked here once more.
    """
    first, *others = _shares(items, sizes, _processes())
    helpers = [_begin(work, share) for share in others]
    found = [work(item) for item in first]
    for share, helper in zip(others, helpers, strict=True):
        given: list[Result] | None = _end(helper) if helper else None
        found += [work(item) for item in share] if given is None else given
    return found


def _processes() -> int:
    """How many may work. Only a process without threads can be doubled safely, and not on every system."""
    threading = sys.modules.get("threading")
    if not hasattr(os, "fork") or (threading is not None and threading.active_count() > 1):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shares(items: Sequence[Item], sizes: Sequence[int], processes: int) -> list[Sequence[Item]]:
    """Runs of items, of about the same size."""
    whole = sum(sizes)
    count = max(1, min(processes, whole // LEAST))
    shares: list[Sequence[Item]] = []
    begin = done = 0
    for number, size in enumerate(sizes):
        done += size
        if done * count >= whole * (len(shares) + 1) and len(shares) < count - 1:
            shares.append(items[begin : number + 1])
            begin = number + 1
    return [*shares, items[begin:]]


def _begin(work: Callable[[Item], Result], share: Sequence[Item]) -> _Helper | None:
    """A process that works a share; None where there can be no more of them."""
    try:
        reading, writing = os.pipe()
    except OSError:
        return None
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if process:
        os.close(writing)
        return _Helper(process, os.fdopen(reading, "rb"))
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as results:
            pickle.dump([work(item) for item in share], results, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)  # nothing of what the first process has to end is this one's to end


def _end(helper: _Helper) -> list[Result] | None:
    """The results of a share; None when they did not come whole."""
    with helper.results as results:
        try:
            given: list[Result] | None = pickle.load(results)
        except (EOFError, pickle.UnpicklingError):
            given = None
    os.waitpid(helper.process, 0)
    return given
