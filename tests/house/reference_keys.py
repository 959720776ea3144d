"""The keys of the declarations as a reader needs them: the type, the default and the text of each field.

They are read from the source, because texts that the auditor carried along would make every run start later.
"""

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

from auditor.declarations import catalog, dataflows, documents, organization, policy, signals
from auditor.vocabulary import words
from auditor.workspace.references import NAMES, NONE_ALLOWED, REFERENCES
from auditor.workspace.validate import MODELS

UNWRITTEN = "Not written: "
"""What follows it in the text of a field is what holds where the key is not written."""


class Key(NamedTuple):
    """A key of a declaration: its name, its type in words, whether it may be `unknown`, and its text."""

    name: str
    kind: str
    fact: bool
    unwritten: str
    doc: str


class Field(NamedTuple):
    """A field of a declaration as it stands in the source."""

    name: str
    type: ast.expr
    default: ast.expr | None
    doc: str


def _parsed(module: ModuleType) -> list[ast.stmt]:
    return ast.parse(inspect.getsource(module)).body


BODIES = {module: _parsed(module) for module in (organization, dataflows, documents, signals, catalog, policy)}
CLASSES = {node.name: node for body in BODIES.values() for node in body if isinstance(node, ast.ClassDef)}
ALIASES = {
    node.targets[0].id: node.value
    for body in BODIES.values()
    for node in body
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
}

MAPPINGS = {"dict", "Mapping"}
SIGNAL_TYPES = {
    "Host": "host",
    "UrlStart": "beginning of an address",
    "NpmName": "package",
    "PypiName": "package",
    "ModuleName": "module",
    "GoPath": "module",
    "GemName": "gem",
    "ComposerName": "package",
    "ResourceType": "resource type",
    "Variable": "variable",
    "ActionName": "action",
    "CommandStart": "command",
    "ImageName": "image",
    "FilePath": "file",
    "ConfigKey": "key",
}
"""The types of signals, each as one is called."""
TYPES = {
    "Text": "text",
    "Flag": "`true` or `false`",
    "Number": "whole number",
    "Day": "date",
    "Signed": "date, or `true`",
    "Retention": "period",
    "Country": "country or group",
    "Places": "place, or list of places",
    "Region": "place, list, or by deployment",
    "Ids": "list",
    "IdOrIds": "one, or a list",
    "Carried": "list of data categories, or `inherited`",
    "Written": "match",
    "Roles": f"one, or a list, of {', '.join(f'`{word}`' for word in words.PRODUCT_ROLES)}",
    "Regions": "mapping of a host to a place, or to a provider of regions",
    **SIGNAL_TYPES,
}
"""The types of values, by their names in the declarations."""


def fields(declaration: str) -> Iterator[Field]:
    """The fields that a declaration gives itself, each with the text below it."""
    body = CLASSES[declaration].body
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            text = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            doc = " ".join(str(text).split())
            if not doc:
                raise AssertionError(f"{declaration}.{node.target.id} says nothing: write a text below the field")
            yield Field(node.target.id, node.annotation, node.value, doc)


def keys(declaration: str, section: str, prefix: str = "", seen: set[str] | None = None) -> Iterator[Key]:
    """The keys of a declaration, those of the mappings in it right after them, each mapping once."""
    seen = set() if seen is None else seen
    is_mapping = any(isinstance(base, ast.Name) and base.id == "TypedDict" for base in CLASSES[declaration].bases)
    for field in fields(declaration):
        name, fact = prefix + field.name.removesuffix("_"), _names(field.type) & {"Fact"} != set()
        doc, _, said = field.doc.partition(UNWRITTEN)
        unwritten = said.rstrip(".") or _unwritten(field, is_mapping, fact)
        yield Key(name, in_words(field.type, _target(section, field.name)), fact, unwritten, doc.strip())
        inner = next((word for word in sorted(_names(field.type)) if word in CLASSES), None)
        if inner is not None and inner not in seen:
            seen.add(inner)
            below = f"{name}.KEY." if _names(field.type) & MAPPINGS else f"{name}."
            yield from keys(inner, section, below, seen)


def _names(node: ast.AST) -> set[str]:
    """All names in a type, those behind an alias too."""
    found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    for alias in found & ALIASES.keys() - TYPES.keys():
        found |= _names(ALIASES[alias])
    return found


def _unwritten(field: Field, is_mapping: bool, fact: bool) -> str:
    """What holds where a key is not written, as far as its type and its default tell."""
    default = field.default
    required = "Required" in _names(field.type) if is_mapping else default is None
    if required or fact:
        return "**required**" if required else "unknown"
    if isinstance(default, ast.Constant):
        return "–" if default.value is None else f"`{str(default.value).lower()}`"
    return "–" if is_mapping and not (MAPPINGS | {"Ids"}) & _names(field.type) else "empty"


def _target(section: str, field: str) -> str | None:
    """What the ids of a key are of, with `none` where that may stand for it."""
    if field == "region":  # its ids are those of deployments, and stand for nothing by themselves
        return None
    alike = [name for name in MODELS if MODELS[name] is MODELS.get(section)]
    targets = {REFERENCES.get(name, {}).get(field) for name in alike}
    if len(targets) > 1:
        return "other id"
    target = targets.pop() if targets else None
    return target and NAMES[target] + ", or `none`" * ((section, field) in NONE_ALLOWED)


def in_words(node: ast.expr, of: str | None = None) -> str:
    """A type as a reader says it. `of` is what its ids are of."""
    match node:
        case ast.BinOp(left=left):
            return in_words(left, of)
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[kind, *checks])):
            choices = _choices(checks)
            return _or(choices) if choices else in_words(kind, of)
        case ast.Subscript(value=ast.Name(id="OrNone"), slice=kind):
            return f"{in_words(kind, of)}, or `none`"
        case ast.Subscript(value=ast.Name(id="Fact" | "Required"), slice=kind):
            return in_words(kind, of)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Constant(value=str(word))):
            return f"`{word}`"
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[ast.Name(id="Written"), _])):
            return "list of rows"
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[ast.Name(id=name), _])) if (
            name in SIGNAL_TYPES
        ):
            return f"list of {SIGNAL_TYPES[name]}s".replace("beginning of an addresss", "beginnings of addresses")
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[kind, _])):
            several = in_words(kind)
            return f"one, or a list, of {several}" + ("" if "`none`" in several else "; `none`")
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[_, ast.Name(id="Written" | "object")])):
            return "a subject and a match"
        case ast.Subscript(value=ast.Name(id="dict" | "Mapping"), slice=ast.Tuple(elts=[_, kind])):
            inner = in_words(kind)
            return "mapping of mappings" if inner == "mapping" else f"mapping of {inner}"
        case ast.Name(id="Transferred"):
            return "mapping, or `none`"
        case ast.Name(id=name) if of is not None and name in TYPES:
            return _of_ids(name, of)
        case ast.Name(id=name) if name in TYPES:
            return TYPES[name]
        case ast.Name(id=name) if name in CLASSES:
            return "mapping"
        case ast.Name(id=name):
            return in_words(ALIASES[name], of)
    raise AssertionError(f"no words for the type {ast.unparse(node)}")


def _of_ids(name: str, of: str) -> str:
    one, comma, none = of.partition(",")
    several = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    said = {"Text": one, "Ids": f"list of {several}", "IdOrIds": f"{one}, or list of {several}"}
    return said.get(name, TYPES[name]) + comma + none


def _choices(checks: list[ast.expr]) -> list[str]:
    """The words that a check allows."""
    found: list[str] = []
    for check in checks:
        if isinstance(check, ast.Call) and isinstance(check.func, ast.Name) and check.func.id == "one_of":
            for word in check.args:
                starred = isinstance(word, ast.Starred)
                found += getattr(words, ast.unparse(word)[1:]) if starred else [ast.literal_eval(word)]
    return found


def _or(choices: list[str]) -> str:
    quoted = [f"`{word}`" for word in choices]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def declaration_of(section: str) -> str:
    """The name of the declaration of a section's entries."""
    name: str = "Organization" if section == "organization" else MODELS[section].__name__
    return name
