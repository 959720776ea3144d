"""What is asked for directly in the manifests and lock files of Go, Ruby and PHP."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditor.evidence.dependency import Dependency, Places, is_development, read_json


def composer_json(text: str) -> Iterator[Dependency]:
    held = read_json(text)
    for section in ("require", "require-dev") if isinstance(held, Mapping) else ():
        places = Places(text, text.find(f'"{section}"'))
        packages = held.get(section)
        for name in packages if isinstance(packages, Mapping) else ():
            yield Dependency("composer", name.lower(), section != "require", places.of(f'"{name}"') + 1)


def go_mod(text: str) -> Iterator[Dependency]:
    """What is required, but for what only others require (`// indirect`)."""
    inside = False
    for line in re.finditer(r"^[^\n]*", text, re.MULTILINE):
        written, at = line[0], line.start()
        if written.startswith(("require (", "require(")):
            inside = True
        elif written.startswith(")"):
            inside = False
        found = re.match(r"\s+([\w.-]+\.[\w./-]+)\s+v" if inside else r"require\s+([\w.-]+\.[\w./-]+)\s+v", written)
        if found is not None and "// indirect" not in written:
            yield Dependency("go", found[1], False, at + found.start(1))


def gemfile(text: str) -> Iterator[Dependency]:
    """Gems, by the groups around them; a block that is in no production group is for developers."""
    blocks: list[bool] = []
    for line in re.finditer(r"^[^\n]*", text, re.MULTILINE):
        written = line[0].partition("#")[0]
        if re.search(r"\bdo\b\s*(?:\|[^|]*\|)?\s*$", written) or re.match(r"\s*(?:if|unless|case)\b", written):
            groups = re.findall(r":(\w+)", written) if re.match(r"\s*group\b", written) else []
            blocks.append(bool(groups) and all(is_development(group) for group in groups))
        elif re.match(r"\s*end\b", written) and blocks:
            blocks.pop()
        found = re.match(
            r"\s*(?:gem|spec\.add_(?:runtime_)?dependency|s\.add_(?:runtime_)?dependency)[\s(]+[\"']([\w.-]{1,100})[\"']",
            written,
        )
        if found is not None:
            groups = re.findall(r":(\w+)", written.partition("group")[2]) if "group" in written else []
            yield Dependency("rubygems", found[1], any(blocks) or (bool(groups) and all(map(is_development, groups))),
                             line.start() + found.start(1))  # fmt: skip


def gemfile_lock(text: str) -> Iterator[Dependency]:
    begin = text.find("\nDEPENDENCIES\n")
    for found in re.finditer(r"^  ([\w.-]+)", text[begin:].split("\n\n")[0], re.MULTILINE) if begin >= 0 else ():
        yield Dependency("rubygems", found[1], False, begin + found.start(1))
