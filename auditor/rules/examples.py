"""The examples of a rule: rows that a person wrote. What they do not say is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.attributes.asking import NONE, BadWord, Type
from auditor.attributes.cell import NOT_KNOWN, Attribute, Carried, Cell, Fact, known_values
from auditor.attributes.types import Data, Has, Id, InTree, Kind, Labels, Text, Thing
from auditor.facts.register import SUBJECTS
from auditor.graph.network import Parts
from auditor.location import Problem, Route
from auditor.rules.match import Compiler
from auditor.source import Refused
from auditor.vocabulary.answers import MAYBE, YES
from auditor.vocabulary.places import within
from auditor.vocabulary.tree import Tree, dotted_parent
from auditor.workspace.model import Workspace


class ExampleRow:
    """A row of an example. `said` are its attributes as they were written, read."""

    def __init__(self, subject: str, route: Route, parts: Parts, workspace: Workspace) -> None:
        self.subject = subject
        self.id: str | None = None
        self.route = route
        self.parts = parts
        self.workspace = workspace
        self.said: dict[str, Cell | Carried] = {}
        self.category: str | None = None

    def fact(self, attribute: Attribute) -> Fact:
        """What was said, what follows from it, or unknown."""
        name = attribute.name
        place = (*self.route, name)
        if name.startswith("labels."):
            labels = dict(known_values(self.said["labels"])) if "labels" in self.said else {}
            return Fact(Cell((labels[name[7:]],)) if name[7:] in labels else Cell((NONE,)), place)
        cell = self.said.get(name)
        if cell is None:
            cell = self._follows(name)
        return Fact(NOT_KNOWN if cell is None else cell, place)

    def of(self, category: str) -> ExampleRow:
        narrowed = ExampleRow(self.subject, self.route, self.parts, self.workspace)
        narrowed.said, narrowed.category = self.said, category
        return narrowed

    def activated(self) -> ExampleRow:
        return self

    def whole(self) -> ExampleRow:
        return self

    def _follows(self, name: str) -> Cell | None:
        """What a row that says less says all the same."""
        if name == "at_rest" and "retention" in self.said:
            known = known_values(self.said["retention"])
            return Cell((known[0].at_rest,)) if known else None
        if name in ("subjects", "sensitive") and "data" in self.said:
            return self._of_categories(name)
        if name == "in_residency":
            return self._in_residency()
        return None

    def _in_residency(self) -> Cell | None:
        home = self.said.get("deployment")
        inside = home[0][0] if isinstance(home, Cell) and home.known else None
        wanted = inside.said.get("residency") if isinstance(inside, ExampleRow) else None
        here = self.said.get("region")
        if not (isinstance(wanted, Cell) and isinstance(here, Cell) and wanted.known and here.known):
            return None
        answer = min(within(place, wanted.known) for place in here.known)
        return None if answer is MAYBE else Cell((answer is YES,))

    def _of_categories(self, name: str) -> Cell:
        data = self.said["data"]
        declared = self.parts.split(data.sure)[0] if isinstance(data, Carried) else 0
        words = (self.category,) if self.category is not None else self.parts.tree.words(declared)
        values: dict[object, None] = {}
        unknown = not words
        for word in words:
            if word not in self.workspace.data:
                unknown = True
                continue
            found, missing, _ = self.workspace.passed_down[name][word]
            values.update(dict.fromkeys(found))
            unknown = unknown or bool(missing)
        return Cell(tuple(values), (), unknown)


def read_example(compiler: Compiler, subject: str, written: Any, route: Route, workspace: Workspace) -> ExampleRow:
    """Read a row of an example; what does not fit is a problem. Ids in it need not be declared."""
    tree = _with_categories(workspace.data, _categories(written))
    row = ExampleRow(subject, route, Parts(tree), workspace)
    attributes = SUBJECTS[subject].attributes
    for name, said in written.items() if isinstance(written, Mapping) else ():
        place = (*route, name)
        if name not in attributes:
            where = compiler.merged.at(place, key=True)
            message = f"unknown attribute `{name}` of {subject}"
            compiler.problems.append(Problem(message, where, None, name, tuple(attributes)))
        elif not isinstance(said, Refused):
            cell = _cell(compiler, attributes[name], said, place, row)
            if cell is not None:
                row.said[name] = cell
    said_id = row.said.get("id")
    if isinstance(said_id, Cell) and said_id.known:
        row.id = said_id.known[0]
    return row


def _cell(compiler: Compiler, attribute: Attribute, said: Any, route: Route, row: ExampleRow) -> Cell | Carried | None:
    kind: Type = attribute.type
    if said == "unknown":
        parts = row.parts
        return Carried(parts.anything) if isinstance(kind, Data) else NOT_KNOWN
    if isinstance(kind, Thing):
        return _thing(compiler, kind, said, route, row)
    if isinstance(kind, Labels):
        if isinstance(said, Mapping):
            return Cell(tuple(sorted(said.items())))
        compiler.wrong("expected labels", route)
        return None
    if isinstance(said, Mapping):
        compiler.wrong("expected a value, not a mapping", route)
        return None
    words = said if isinstance(said, list) else [said]
    if isinstance(said, list) and not kind.many:
        compiler.wrong(f"`{attribute.name}` is one value, not a list", route)
        return None
    if isinstance(kind, Data):
        return Carried(row.parts.declared(tuple(word for word in words if isinstance(word, str) and word != NONE)))
    values = []
    for number, word in enumerate(words):
        try:
            values.append(_value(kind, word, compiler))
        except BadWord as error:
            where = compiler.merged.at((*route, number) if isinstance(said, list) else route)
            compiler.problems.append(Problem(str(error), where, error.hint, error.word, error.candidates))
    return Cell(tuple(values))


def _value(kind: Type, word: Any, compiler: Compiler) -> Any:
    if not isinstance(word, str):
        raise BadWord("expected a word")
    free = isinstance(kind, Has | Id | Text) or (
        isinstance(kind, InTree) and not isinstance(kind, Kind) and kind.tree == "subjects"
    )
    if free or word == NONE:
        none_is_a_period = type(kind).__name__ == "Retention"
        return kind.read(word, compiler.words) if none_is_a_period else word
    return kind.read(word, compiler.words)


def _thing(compiler: Compiler, kind: Thing, said: Any, route: Route, row: ExampleRow) -> Cell | None:
    if isinstance(said, Mapping):
        return Cell((read_example(compiler, kind.subject, said, route, row.workspace),))
    if said == NONE:
        return Cell((NONE,))
    if not isinstance(said, str):
        compiler.wrong("expected an id, or what is known of the thing", route)
        return None
    named = ExampleRow(kind.subject, route, row.parts, row.workspace)
    named.id = said
    named.said["id"] = Cell((said,))
    return Cell((named,))


def _categories(written: Any) -> set[str]:
    """All categories that an example names."""
    found: set[str] = set()
    for name, said in written.items() if isinstance(written, Mapping) else ():
        if name in ("data", "receives", "holds"):
            found.update(word for word in (said if isinstance(said, list) else [said]) if isinstance(word, str))
    return found - {"unknown", NONE}


def _with_categories(tree: Tree, words: set[str]) -> Tree:
    """The tree of the workspace, with the categories that only an example knows, below their dots."""
    new = {word for word in words if word not in tree}
    if not new:
        return tree
    parents = dict(tree.parents)
    for word in sorted(new):
        above = dotted_parent(word)
        while above is not None and above not in tree and above not in new:
            above = dotted_parent(above)
        parents[word] = (above,) if above else ()
    return Tree(parents)
