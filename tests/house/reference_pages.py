"""The two reference pages, and the blocks in them.

Every YAML block belongs to a workspace, or to several, by a mark above it: `<!-- workspace: NAME -->`.
A text block says what `auditor check` finds in one, written by hand (`<!-- finds: NAME -->`), or shows the
output of a command (`<!-- says: auditor check NAME -->`).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from auditor.workspace.merge import FOLDERS

ROOT = Path(__file__).resolve().parents[2]
PAGES = {folder: ROOT / folder / "README.md" for folder in FOLDERS}

_BLOCK = re.compile(
    r"(?:<!-- (?P<mark>\w+): (?P<of>[^\n]+) -->\n)?"
    r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


class Block(NamedTuple):
    """A fenced block of a page, and what its mark says."""

    page: str
    mark: str
    of: str
    kind: str
    text: str

    @property
    def workspaces(self) -> list[str]:
        return [name.strip() for name in self.of.split(",")]


def text_of(page: str) -> str:
    return PAGES[page].read_text(encoding="utf-8")


def headings_of(path: Path) -> list[str]:
    return re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)


def _blocks() -> Iterator[Block]:
    for page in PAGES:
        for found in _BLOCK.finditer(text_of(page)):
            yield Block(page, *(found[name] or "" for name in ("mark", "of", "kind", "text")))


BLOCKS = tuple(_blocks())


def build(page: str, name: str, folder: Path) -> Path:
    """Write a workspace of a page, a file a block: `all.yaml`, `more-1.yaml` … Gives its folder."""
    root = folder / name
    for block in BLOCKS:
        if block.kind == "yaml" and block.page == page and name in block.workspaces:
            sections = set(re.findall(r"^(\w+):", block.text, re.MULTILINE))
            [home] = [home for home, known in FOLDERS.items() if sections & set(known)]
            (root / home).mkdir(parents=True, exist_ok=True)
            others = len(list((root / home).iterdir()))
            (root / home / (f"more-{others}.yaml" if others else "all.yaml")).write_text(block.text, encoding="utf-8")
    return root
