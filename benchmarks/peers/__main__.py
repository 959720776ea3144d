"""A tool as a whole process: `python -m benchmarks.peers TOOL DIR` reads, decides and prints what is broken."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from benchmarks.peers.facts import facts, load

TOOLS = ("pytm", "cel", "cedar", "rego")


def main(tool: str, root: Path) -> None:
    if tool not in TOOLS:
        raise SystemExit(f"unknown tool {tool}: one of {', '.join(TOOLS)}")
    said = importlib.import_module(f"benchmarks.peers.{tool}").prepare(facts(load(root)))()
    for flow, rule in sorted(said.broken):
        print(f"{rule}@flows/{flow}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
