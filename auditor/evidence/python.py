"""Python: imports, variables of the environment, hosts in strings that are no docstrings."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from auditor.evidence.notes import LIMIT, Notes
from auditor.evidence.observation import Sighting
from auditor.evidence.plain_code import PYTHON, read_plain
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found
from auditor.location import Location, Problem

PARSED: Final = 1_000_000
"""How many characters are parsed at most: a tree takes a hundred times the memory of its text."""

_VARIABLE: Final = re.compile(r"[A-Z_][A-Z0-9_]{2,99}\Z")
_FIELD: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_]{2,99}\Z")
_SEND_NAME: Final = re.compile(r"(?:API|BASE|ENDPOINT|INGEST|WEBHOOK|BACKEND)", re.IGNORECASE)
_SEND_ARGUMENT: Final = re.compile(
    r"(?:base_url|api_base|api_url|endpoint|endpoint_url|api_host|server_url|host|dsn|webhook_url|ingest\w*)\Z"
)
_REQUESTS: Final = frozenset((
    "get", "post", "put", "patch", "delete", "head", "options", "request", "urlopen", "Request", "stream", "fetch",
    "ws_connect", "create_connection",
))  # fmt: skip
_SETTINGS: Final = ("BaseSettings", "Settings")


class Python:
    """Python. A module that is the repository's own is nobody's, whatever its name."""

    def __init__(self, who: Recipients) -> None:
        self.who = who
        self._packages: set[str] = set()  # folders with an __init__.py
        self._modules: set[str] = set()  # paths of modules, without `.py`
        self._imports: list[tuple[str, Sighting]] = []  # first part of what is imported, and what it shows

    def wants(self, path: str) -> bool:
        return path.endswith((".py", ".pyw"))

    def see(self, file: File) -> Iterator[Found]:
        folder, _, name = file.path.rpartition("/")
        if name == "__init__.py":
            self._packages.add(folder)
        else:
            self._modules.add(file.path.rpartition(".")[0])
        notes = Notes(file, self.who)
        tree, problem = _parse(file)
        if tree is None:
            read_plain(notes, PYTHON, min(len(file.text), LIMIT))
        else:
            _Reader(notes).read(tree)
        for one in notes.found:
            if one.signal == "import":
                self._imports.append((one.text.partition(".")[0], one))
            else:
                yield one
        if problem is not None:
            yield problem
        yield from notes.cut(LIMIT)

    def finish(self) -> Iterator[Found]:
        own = self._own()
        return (sighting for first, sighting in self._imports if first not in own)

    def _own(self) -> set[str]:
        """The names by which the repository imports what is its own: its packages that are in no package, and the
        modules beside them at the top or in `src`."""
        tops = {
            path.rpartition("/")[2] for path in self._packages if path.rpartition("/")[0] not in self._packages and path
        }
        return tops | {path.rpartition("/")[2] for path in self._modules if path.rpartition("/")[0] in ("", "src")}


def _parse(file: File) -> tuple[ast.Module | None, Problem | None]:
    if len(file.text) > PARSED:
        message = f"longer than {PARSED:,} characters: not parsed, only looked through"
        return None, Problem(message, Location(file.path, 1, 1))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is bad style is not our question
            return ast.parse(file.text), None
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), file.text.count("\n") + 1)
        return None, Problem("is not Python: not parsed, only looked through", Location(file.path, line, 1))
    except (ValueError, RecursionError, MemoryError):  # a null byte, a lone surrogate; nested too deep
        return None, Problem("cannot be parsed as Python, only looked through", Location(file.path, 1, 1))


class _Reader:
    """Walks a tree without recursion. `asked` holds strings that a request goes to, `skipped` those that are said."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.asked: set[int] = set()
        self.named: dict[str, ast.expr] = {}
        self.waiting: list[ast.AST] = []

    def read(self, tree: ast.Module) -> None:
        self.waiting = [tree]
        while self.waiting:
            node = self.waiting.pop()
            kind = type(node)
            if kind is ast.Constant or kind is ast.JoinedStr:
                self._text(node)  # type: ignore[arg-type]
                continue
            if kind is ast.Name or kind is ast.Load or kind is ast.Store:
                continue
            if not self._is_left_out(node):
                self._visit(node)
                self.waiting.extend(reversed(list(ast.iter_child_nodes(node))))

    def _is_left_out(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Expr):
            return isinstance(node.value, ast.Constant | ast.JoinedStr)  # a docstring, or a string as a comment
        if isinstance(node, ast.If) and _dotted(node.test).endswith("TYPE_CHECKING"):
            self.waiting.extend(reversed(node.orelse))
            return True
        return False

    def _visit(self, node: ast.AST) -> None:
        match node:
            case ast.Import():
                for alias in node.names:
                    self._module(alias.name, node)
            case ast.ImportFrom(level=0, module=str(module)):
                for alias in node.names:
                    self._module(f"{module}.{alias.name}", node)
            case ast.Call():
                self._call(node)
            case ast.Subscript(slice=ast.Constant(value=str(name))) if _dotted(node.value).endswith("environ"):
                self._env(name, node.slice)
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                if _SEND_NAME.search(name):
                    self.asked.add(id(value))
                elif isinstance(value, ast.Constant | ast.JoinedStr):
                    self.named[name] = value
            case ast.ClassDef():
                self._settings(node)

    def _module(self, name: str, node: ast.stmt) -> None:
        who = self.notes.who.module("python", name)
        if who is not None:
            self.notes.add(who, "import", name, self._place(node))

    def _call(self, node: ast.Call) -> None:
        called = _dotted(node.func)
        last = called.rpartition(".")[2]
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and _reads_env(called):
            self._env(first.value, first)
        if last in _REQUESTS:
            self._ask(node.args[:2])
        self._ask([word.value for word in node.keywords if word.arg and _SEND_ARGUMENT.match(word.arg)])

    def _ask(self, arguments: list[ast.expr]) -> None:
        for argument in arguments:
            self.asked.add(id(argument))
            if isinstance(argument, ast.Name) and argument.id in self.named:
                value = self.named[argument.id]
                self.notes.url(_written(value), self._place(value), requested=True)

    def _env(self, name: str, node: ast.expr, *, weak: bool = False) -> None:
        if _VARIABLE.match(name):
            self.notes.env(name, self._place(node), weak=weak)

    def _settings(self, node: ast.ClassDef) -> None:
        """The fields of settings that are read from the environment by their names: declared, and no use."""
        if not any(_dotted(base).rpartition(".")[2].endswith(_SETTINGS) for base in node.bases):
            return
        for field in node.body:
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and _FIELD.match(field.target.id)
            ):
                self._env(field.target.id.upper(), field.target, weak=True)
                for word in field.value.keywords if isinstance(field.value, ast.Call) else ():
                    if word.arg in ("env", "alias", "validation_alias") and isinstance(word.value, ast.Constant):
                        self._env(str(word.value.value), word.value, weak=True)

    def _text(self, node: ast.Constant | ast.JoinedStr) -> None:
        if isinstance(node, ast.Constant):
            if not isinstance(node.value, str) or "//" not in node.value[:24]:
                return
        else:
            self.waiting.extend(part.value for part in node.values if isinstance(part, ast.FormattedValue))
        value = _written(node)
        if "//" in value[:24] and " " not in value[:60]:
            self.notes.url(value, self._place(node), requested=id(node) in self.asked)

    def _place(self, node: ast.expr | ast.stmt) -> Location:
        """The place of a node. Python counts columns in bytes."""
        column = node.col_offset
        if column and not self.notes.file.text.isascii():
            lines = self._lines
            line = lines[node.lineno - 1] if node.lineno <= len(lines) else ""
            column = len(line.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))
        return self.notes.file.line(node.lineno, column + 1)

    @cached_property
    def _lines(self) -> list[str]:
        return self.notes.file.text.split("\n")


def _reads_env(called: str) -> bool:
    """Whether what is called reads a variable of the environment."""
    last = called.rpartition(".")[2].lower()
    owner = called.rpartition(".")[0].lower()
    return "env" in last or last in ("config", "get_secret") or owner.endswith(("environ", "env", "config"))


def _dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of attributes; of what is called first, nothing."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
    return ".".join(reversed(names))


def _written(node: ast.expr) -> str:
    """The text of a string; what is filled in is `{}`."""
    if isinstance(node, ast.Constant):
        return node.value[:2_000] if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return "".join(str(part) for part in parts)[:2_000]
    return ""
