"""What a module of Python shows: imports, variables of the environment, hosts, policies."""

from __future__ import annotations

import ast
from functools import cached_property

from auditor.evidence import python_names as names
from auditor.evidence.csp import directive, is_policy, read_policy, read_source
from auditor.evidence.logins import read_login
from auditor.evidence.notes import Notes
from auditor.evidence.python_nodes import FIELDS, LEAVES, base, dotted, reads_env, written
from auditor.location import Location


class PythonReader:
    """Walks a tree without recursion. `asked` holds strings that a request goes to, `compared` those that are
    only looked for, `sources` those of a policy, `named` those that have a name."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.asked: set[int] = set()
        self.compared: set[int] = set()
        self.sources: set[int] = set()
        self.named: dict[str, ast.expr] = {}
        self.waiting: list[ast.AST] = []

    def read(self, tree: ast.Module) -> None:
        waiting = self.waiting = [tree]
        while waiting:
            node = waiting.pop()
            kind = type(node)
            if kind is ast.Constant or kind is ast.JoinedStr:
                self._text(node)  # type: ignore[arg-type]
                continue
            if kind in LEAVES or ((kind is ast.Expr or kind is ast.If) and self._is_left_out(node)):
                continue
            if kind in names.VISITED:
                self._visit(node)
            for field in FIELDS[kind]:
                held = getattr(node, field, None)
                if isinstance(held, list):
                    waiting += [one for one in reversed(held) if isinstance(one, ast.AST)]
                elif isinstance(held, ast.AST):
                    waiting.append(held)

    def _is_left_out(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Expr):
            return isinstance(node.value, ast.Constant | ast.JoinedStr)  # a docstring, or a string as a comment
        if isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING"):
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
            case ast.Subscript(slice=ast.Constant(value=str(name))) if dotted(node.value).endswith("environ"):
                self._env(name, node.slice)
            case (
                ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name), value=ast.expr() as value)
            ):
                self._assign(name, base(value))
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                self._listed(name, value)
            case ast.Attribute(attr=name) if dotted(node.value).endswith(names.SETTINGS_OBJECTS):
                self._setting(name, node)
            case ast.BoolOp(op=ast.Or(), values=[ast.Call() as first, *others]) if reads_env(dotted(first.func)):
                self._default(first, others)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._parameters(node.args)
            case ast.Compare():
                self.compared |= {id(side) for side in (node.left, *node.comparators)}
            case ast.Dict():
                self.compared |= {id(key) for key in node.keys}
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        self._policy(key.value, value)
                        if names.SEND_ARGUMENT.match(key.value):
                            self._ask([value])
            case ast.ClassDef():
                self._settings(node)

    def _assign(self, name: str, value: ast.expr) -> None:
        if name.isupper():
            self._listed(name, value)
        if names.SEND_NAME.search(name):
            self._ask([value])
        elif isinstance(value, ast.Constant | ast.JoinedStr):
            self.named[name] = value

    def _listed(self, name: str, value: ast.expr) -> None:
        """What settings load, through whom they let people sign in, and whose settings they hold."""
        if names.LOADED.match(name) and isinstance(value, ast.List | ast.Tuple):
            for one in value.elts:
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and names.PATH.match(one.value):
                    self._module(one.value, one)
        elif names.PROVIDERS.match(name) and isinstance(value, ast.Dict):
            for key in value.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    read_login(self.notes, key.value, self._place(key))
        elif names.SETTINGS_FILE.search(self.notes.file.path):
            who = self.notes.who.env(name)
            if who is not None and who.product is not None:
                self.notes.add(who, "env", name, self._place(value), weak=True)

    def _policy(self, key: str, value: ast.expr) -> None:
        """The sources of a policy that a mapping holds by its directives."""
        name = directive(key)
        for source in value.elts if name and isinstance(value, ast.List | ast.Tuple) else ():
            if isinstance(source, ast.Constant) and isinstance(source.value, str):
                self.sources.add(id(source))
                read_source(self.notes, name or "", source.value.strip("'"), self._place(source))

    def _module(self, name: str, node: ast.stmt | ast.expr) -> None:
        who = self.notes.who.module("python", name)
        if who is not None:
            self.notes.add(who, "import", name, self._place(node))

    def _call(self, node: ast.Call) -> None:
        called = dotted(node.func)
        last = called.rpartition(".")[2]
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and reads_env(called):
            self._env(first.value, first)
            defaults = [word.value for word in node.keywords if word.arg == "default"]
            self._default(node, [*node.args[1:2], *defaults])
        if called.lower().endswith("oauth.register"):
            named = [first, *(word.value for word in node.keywords if word.arg == "name")]
            for one in named:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    read_login(self.notes, one.value, self._place(one))
        if last in names.REQUESTS or last.endswith("Client") or names.ASKS.search(last):
            self._ask([*node.args[:2], *(word.value for word in node.keywords if word.arg in ("url", "uri"))])
        elif last in names.COMPARES:
            self.compared |= {id(argument) for argument in node.args}
        self.compared |= {id(word.value) for word in node.keywords if word.arg in names.SHOWN}
        self._ask([word.value for word in node.keywords if word.arg and names.SEND_ARGUMENT.match(word.arg)])

    def _ask(self, arguments: list[ast.expr]) -> None:
        for argument in map(base, arguments):
            self.asked.add(id(argument))
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "//" not in argument.value:
                self._host(argument, argument.value, asked=True)
            name = _leading(argument)
            if name in self.named:
                value = self.named[name]
                self.notes.url(written(value), self._place(value), requested=True)

    def _default(self, reads: ast.Call, values: list[ast.expr]) -> None:
        """What is asked where a variable of the environment says nothing else."""
        name = reads.args[0] if reads.args else None
        if isinstance(name, ast.Constant) and isinstance(name.value, str) and not names.TOLD.search(name.value):
            self._ask([value for value in values if "//" in written(value)[:12]])

    def _parameters(self, given: ast.arguments) -> None:
        """The addresses that a function asks when its caller names no other."""
        plain = [*given.posonlyargs, *given.args]
        pairs = [
            *zip(reversed(plain), reversed(given.defaults), strict=False),
            *zip(given.kwonlyargs, given.kw_defaults, strict=True),
        ]
        self._ask([value for name, value in pairs if value is not None and names.SEND_ARGUMENT.match(name.arg)])

    def _setting(self, name: str, node: ast.Attribute) -> None:
        """A field of settings that code reads: the use of what a class of settings declares."""
        who = (
            self.notes.who.env(name.upper()) if names.FIELD.match(name) and (name.islower() or name.isupper()) else None
        )
        if who is not None and (who.product is not None or dotted(node.value).endswith("settings")):
            self.notes.add(who, "env", name.upper(), self._place(node))

    def _env(self, name: str, node: ast.expr, *, weak: bool = False) -> None:
        if names.VARIABLE.match(name):
            self.notes.env(name, self._place(node), weak=weak)

    def _settings(self, node: ast.ClassDef) -> None:
        """The fields of settings that are read from the environment by their names: declared, and no use."""
        if not any(dotted(base).rpartition(".")[2].endswith(names.SETTINGS) for base in node.bases):
            return
        for field in node.body:
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and names.FIELD.match(field.target.id)
            ):
                self._env(field.target.id.upper(), field.target, weak=True)
                for word in field.value.keywords if isinstance(field.value, ast.Call) else ():
                    if word.arg in ("env", "alias", "validation_alias") and isinstance(word.value, ast.Constant):
                        self._env(str(word.value.value), word.value, weak=True)

    def _text(self, node: ast.Constant | ast.JoinedStr) -> None:
        if isinstance(node, ast.Constant):
            if not isinstance(node.value, str):
                return
            if "." in node.value and len(node.value) < 200 and names.CLASS.match(node.value):
                self._module(node.value, node)
            if not ("//" in node.value[:24] or "-src " in node.value):
                if "." in node.value and id(node) not in self.compared:
                    self._host(node, node.value)
                return
        else:
            self.waiting.extend(part.value for part in node.values if isinstance(part, ast.FormattedValue))
        value = written(node)
        if "-src " in value and is_policy(value):
            read_policy(self.notes, value, self._place(node))
        elif "//" in value[:24] and " " not in value[:60] and id(node) not in self.sources:
            weak = id(node) in self.compared
            self.notes.url(value, self._place(node), requested=id(node) in self.asked, weak=weak)

    def _host(self, node: ast.Constant, text: str, *, asked: bool = False) -> None:
        """A product's host whose scheme stands elsewhere."""
        bare = names.BARE.match(text, 0, 300)
        if bare is None:
            return
        who = self.notes.who.host(bare[0], requested=True) if asked else self.notes.who.bare(bare[0])
        if who is not None and who.product is not None:
            self.notes.add(who, "host", bare[0], self._place(node))

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


def _leading(node: ast.expr) -> str:
    """The name that an address begins with: of `BASE`, `self.base` and `f"{BASE}/x"`."""
    if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.FormattedValue):
        node = node.values[0].value
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
