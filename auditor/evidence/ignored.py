"""What the `.gitignore` files of a folder leave out, where git itself cannot be asked."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple


class Pattern(NamedTuple):
    """A line of a `.gitignore`: relative to its folder. `back` takes paths back in that an earlier line left out."""

    base: str
    pattern: re.Pattern[str]
    only_folders: bool
    back: bool


class Ignored(NamedTuple):
    """The patterns that hold in a folder; of those that fit, the last one decides."""

    patterns: tuple[Pattern, ...] = ()

    def below(self, root: Path, folder: str, has_file: bool) -> Ignored:
        """With what the folder itself says."""
        if not has_file:
            return self
        try:
            text = (root / folder / ".gitignore").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return self  # nothing is left out then: too much is read, never too little
        found = (_pattern(folder, line) for line in text.splitlines())
        return Ignored((*self.patterns, *(pattern for pattern in found if pattern is not None)))

    def has(self, path: str, is_folder: bool) -> bool:
        ignored = False
        for pattern in self.patterns:
            if pattern.only_folders and not is_folder:
                continue
            inner = path[len(pattern.base) + 1 :] if pattern.base else path
            if pattern.pattern.fullmatch(inner):
                ignored = not pattern.back
        return ignored


def _pattern(base: str, line: str) -> Pattern | None:
    line = re.sub(r"(?<!\\)\s+$", "", line)
    if not line or line.startswith("#"):
        return None
    back = line.startswith("!")
    line = line[1:] if back else line
    only_folders = line.endswith("/")
    line = line.rstrip("/")
    anchored = "/" in line
    line = line.removeprefix("/")
    return Pattern(base, _compiled(line if anchored else f"**/{line}"), only_folders, back) if line else None


_PARTS: Final = re.compile(r"\*\*/|/\*\*$|\*|\?|\[!?\]?[^\]]*\]|\\.|.", re.DOTALL)


@cache
def _compiled(glob: str) -> re.Pattern[str]:
    """A pattern of git as a regular expression."""
    parts = []
    for part in _PARTS.findall(glob):
        if part == "**/":
            parts.append("(?:.*/)?")
        elif part == "/**":
            parts.append("/.+")
        elif part == "*":
            parts.append("[^/]*")
        elif part == "?":
            parts.append("[^/]")
        elif part.startswith("[") and part.endswith("]") and len(part) > 2:
            inner = part[1:-1]
            inner = f"^{inner[1:]}" if inner.startswith("!") else inner
            parts.append(f"(?!/)[{inner.replace(chr(92), chr(92) * 2)}]")
        else:
            parts.append(re.escape(part[1:] if len(part) == 2 and part[0] == "\\" else part))
    try:
        return re.compile("".join(parts))
    except re.error:  # git matches nothing by such a line either
        return re.compile(r"(?!)")
