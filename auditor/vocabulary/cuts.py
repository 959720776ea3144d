"""Names cut at their boundaries, never in the middle of a word."""

from __future__ import annotations

from collections.abc import Iterator


def suffixes(host: str) -> Iterator[str]:
    """A host and what is left of it without its first labels, down to two."""
    labels = host.split(".")
    return (".".join(labels[number:]) for number in range(len(labels) - 1))


def up(name: str, boundary: str) -> Iterator[str]:
    """A name and what stands above it."""
    parts = name.split(boundary)
    return (boundary.join(parts[:count]) for count in range(len(parts), 0, -1))


def beginnings(name: str) -> Iterator[str]:
    """A name, and its beginnings that end with `_`, the longest first."""
    yield name
    cuts = [place + 1 for place, letter in enumerate(name) if letter == "_" and place + 1 < len(name)]
    yield from (name[:cut] for cut in reversed(cuts))
