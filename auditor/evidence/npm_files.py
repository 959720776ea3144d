"""What is asked for directly in the manifests and lock files of npm, pnpm, yarn, bun and Deno.

A reader gives dependencies in the order of the file. What is not of the form that its tool writes raises Unreadable;
where a part holds something else than it should, the rest is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from auditor.evidence.dependency import Dependency, Places, Unreadable, read_json
from auditor.evidence.scanner import LARGEST

_OURS: Final = ("workspace:", "file:", "link:", "portal:")
"""What stands for a version where a package is a folder of the repository itself."""
_SECTIONS: Final = {
    "dependencies": False,
    "optionalDependencies": False,
    "peerDependencies": False,
    "devDependencies": True,
}


def package_json(text: str) -> Iterator[Dependency]:
    return _npm(text, read_json(text), 0)


def package_lock(text: str) -> Iterator[Dependency]:
    """The entry of the root package says what is direct; the rest of the file is not read."""
    root = re.search(r'"packages"\s{0,20}:\s{0,20}\{\s{0,20}""\s{0,20}:\s{0,20}', text)
    if root is None:
        return
    line = text.count("\n", 0, root.end()) + 1
    try:
        entry, _ = json.JSONDecoder().raw_decode(text[: root.end() + LARGEST], root.end())
    except (ValueError, RecursionError):
        cut = len(text) > root.end() + LARGEST
        raise Unreadable("is not JSON" + ", or asks for too much" * cut, line) from None
    yield from _npm(text, entry, root.end())


_RESOLVED: Final = re.compile(r'^ {0,4}"packages": \{', re.MULTILINE)


def bun_lock(text: str) -> Iterator[Dependency]:
    """What each project of the workspace asks for stands in front; what was found for it is not read."""
    end = _RESOLVED.search(text)
    front = text if end is None else text[: end.start()] + "}"
    if len(front) > LARGEST:
        raise Unreadable("asks for too much")
    held = read_json(front)
    spaces = held.get("workspaces") if isinstance(held, Mapping) else None
    for name, entry in spaces.items() if isinstance(spaces, Mapping) else ():
        yield from _npm(text, entry, max(text.find(json.dumps(name)), 0))


def _npm(text: str, held: Any, start: int) -> Iterator[Dependency]:
    if not isinstance(held, Mapping):
        raise Unreadable("is not a mapping")
    for section, development in _SECTIONS.items():
        packages = held.get(section)
        if not isinstance(packages, Mapping):
            continue
        places = Places(text, text.find(f'"{section}"', start))
        for name, version in packages.items():
            at = places.of(*_quoted(name))
            if not (isinstance(version, str) and version.startswith(_OURS)):
                yield Dependency("npm", _alias(name, version), development, at + 1)


def _alias(name: str, version: object) -> str:
    """The package that is meant: `"x": "npm:stripe@14"` installs Stripe."""
    found = re.match(r"npm:(@[^/@]+/[^@]+|[^@]+)", version) if isinstance(version, str) else None
    return found[1] if found else name


def deno_json(text: str) -> Iterator[Dependency]:
    held = read_json(text)
    imports = held.get("imports") if isinstance(held, Mapping) else None
    places = Places(text, text.find('"imports"'))
    for value in imports.values() if isinstance(imports, Mapping) else ():
        if isinstance(value, str) and value.startswith(("npm:", "jsr:", "https:")):
            yield Dependency("deno", value, False, places.of(*_quoted(value)) + 1)


def pnpm_lock(text: str) -> Iterator[Dependency]:
    """The part before `packages:`: what each project of the workspace asks for."""
    end = re.search(r"^packages:", text, re.MULTILINE)
    section, depth = "", -1
    for line in re.finditer(
        r"^( *)(['\"]?)([^\s'\":][^'\":\n]*)\2:([^\n]*)", text[: end.start() if end else None], re.MULTILINE
    ):
        indent, name = len(line[1]), line[3]
        if indent <= depth:
            section = ""
        if name in _SECTIONS and not line[4].strip():
            section, depth = name, indent
        elif section and indent == depth + 2 and not line[4].strip().startswith(_OURS):
            yield Dependency("npm", name, _SECTIONS[section], line.start(3))


def yarn_lock(text: str) -> Iterator[Dependency]:
    """Berry writes what the projects of the workspace depend on; before it, nothing in the file says what is direct."""
    ours = inside = False
    for line in re.finditer(r"^[^\n]+", text, re.MULTILINE):
        written = line[0]
        if not written.startswith((" ", "#")):
            ours, inside = "@workspace:" in written, False
        elif re.match(r"  \w+:", written):
            inside = written.startswith(("  dependencies:", "  peerDependencies:"))
        found = re.match(r"    \"?(@?[^\s\":@]+)\"?: (.*)", written) if ours and inside else None
        if found is not None and "workspace:" not in found[2]:
            yield Dependency("npm", found[1], False, line.start() + found.start(1))


def _quoted(name: str) -> tuple[str, ...]:
    """How JSON may write a text."""
    return tuple(dict.fromkeys((json.dumps(name, ensure_ascii=False), json.dumps(name))))
