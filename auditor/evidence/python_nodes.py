"""What nodes of a syntax tree of Python say: names, texts, and which of them a reader goes into."""

from __future__ import annotations

import ast
from typing import Final

_NO_NODES: Final = frozenset(("arg", "attr", "ctx", "id", "kind", "module", "name", "op", "ops", "type_comment"))
FIELDS: Final = {
    kind: tuple(name for name in reversed(kind._fields) if name not in _NO_NODES)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of a node that may hold others of which something is seen, the last one first."""
LEAVES: Final = frozenset((ast.Name, ast.alias))


def reads_env(called: str) -> bool:
    """Whether what is called reads a variable of the environment."""
    last = called.rpartition(".")[2].lower()
    owner = called.rpartition(".")[0].lower()
    return "env" in last or last in ("config", "get_secret") or owner.endswith(("environ", "env", "config"))


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of attributes; of what is called first, nothing."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
    return ".".join(reversed(names))


def base(node: ast.expr) -> ast.expr:
    """What a text begins with: of `"…".format()`, `"…" % x` and `"…" + x`, the string."""
    for _ in range(10):
        if isinstance(node, ast.BinOp):
            node = node.left
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            node = node.func.value
        else:
            break
    return node


def written(node: ast.expr) -> str:
    """The text of a string; what is filled in is `{}`."""
    if isinstance(node, ast.Constant):
        return node.value[:2_000] if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return "".join(str(part) for part in parts)[:2_000]
    return ""
