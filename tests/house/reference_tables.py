"""The tables of the two reference pages, made from the code, so that neither can be out of date.

Keys come from the declarations, attributes from the register of subjects, words from the vocabulary.
"""

from typing import Any

from auditor.attributes.asking import EQUAL
from auditor.attributes.types import Address, Appointee, Flag, Has, Id, Labels, Thing, Word
from auditor.facts.register import LATER, SUBJECTS
from auditor.vocabulary import words
from auditor.vocabulary.products import names
from auditor.vocabulary.shipped import FACTS, shipped
from auditor.vocabulary.tree import dotted_parent
from auditor.workspace.packs import packs
from auditor.workspace.references import NAMES
from tests.house.reference_keys import keys


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def key_table(declaration: str, section: str) -> str:
    """A table of keys; whether a key may be `unknown` is told where any may."""
    found = list(keys(declaration, section, seen={"Signals"}))  # those have a table of their own
    facts = any(key.fact for key in found)
    header = ["key", "value", *(["unknown?"] if facts else []), "not written", "meaning"]
    rows = [
        [f"`{key.name}`", key.kind, *([["no", "yes"][key.fact]] if facts else []), key.unwritten, key.doc]
        for key in found
    ]
    return table(header, rows)


def asked(kind: Any) -> str:
    """What a rule may ask of an attribute of a type. `declared` may be asked of all."""
    if isinstance(kind, Labels):
        return "`{KEY: VALUE}`"
    if not kind.operators:
        return "only `declared`"
    if isinstance(kind, Thing):
        return f"{kind.subject}: id, ids, `none` or a match"
    if isinstance(kind, Appointee):
        return "`none`"
    if isinstance(kind, Word):
        said = ", ".join(f"`{word}`" for word in kind.allowed)
    elif isinstance(kind, Flag):
        said = "`true`, `false`"
    elif isinstance(kind, Id):
        said = f"{NAMES[kind.section]} id"
    else:
        said = "text" if isinstance(kind, Address) else kind.what
    several = "; has several" if isinstance(kind, Has) else "; several" if kind.many else ""
    operators = "".join(f", `{word}`" for word in kind.operators if word not in EQUAL)
    return said + operators + several


def attribute_tables() -> str:
    """A table a subject, and the subjects that are still refused."""
    parts = []
    for subject in SUBJECTS.values():
        rows = [[f"`{one.name}`", asked(one.type), one.doc] for one in subject.attributes.values()]
        bare = [row[0] for row in rows if not row[2]]
        if bare or not subject.doc:
            raise AssertionError(f"{subject.name} {bare} says nothing: write what it is")
        title = f"**`{subject.name}`**: {subject.doc}. Its findings are under `{subject.section}`.\n\n"
        parts.append(title + table(["attribute", "a rule may ask for", "meaning"], rows))
    if LATER:
        reserved = ", ".join(f"`{name}`" for name in LATER)
        parts.append(f"This version does not judge {reserved} yet:\na rule about one of them is refused.\n")
    return "\n".join(parts)


def word_table() -> str:
    """The words that ship, and the dates of the facts."""
    providers = shipped("regions")["providers"]
    groups = shipped("countries")["groups"]
    laws = shipped("adequacy")["laws"]
    listed = [law for law in laws if laws[law]["decisions"] is not None]
    unlisted = [law for law in laws if laws[law]["decisions"] is None]
    checked = [f"{name} {shipped(name)['as_of']}" for name in FACTS]
    rows = [
        ["kinds", _tree_words(words.KINDS)],
        ["purposes", _tree_words(words.PURPOSES)],
        ["known controls", _list(words.CONTROLS)],
        ["groups (countries)", ", ".join(f"`{name}` ({len(groups[name]['countries'])})" for name in groups)],
        ["providers (regions)", ", ".join(f"`{name}` ({len(providers[name]['regions'])})" for name in providers)],
        ["products", f"{len(names())}, see [below](#products-that-ship)"],
        ["laws whose lists of safe countries ship", _list(listed) + f" (not {_list(unlisted)})" * bool(unlisted)],
        ["packs", _list(packs())],
        ["facts last checked", ", ".join(checked)],
    ]
    return table(["words", "are"], rows)


def product_table() -> str:
    """The products of the catalog that ships, by kind."""
    kinds: dict[str, list[str]] = {}
    for name, entry in sorted(names().items()):
        for kind in [entry["kind"]] if isinstance(entry["kind"], str) else entry["kind"]:
            kinds.setdefault(kind, []).append(name)
    return table(["kind", "products"], [[f"`{kind}`", _list(kinds[kind])] for kind in words.KINDS if kind in kinds])


def _list(found: Any) -> str:
    return ", ".join(f"`{word}`" for word in found)


def _tree_words(tree: Any) -> str:
    """The words of a tree, those below another in brackets after it."""
    said = []
    for word in tree:
        if dotted_parent(word) is None:
            below = [f"`{inner[len(word) :]}`" for inner in tree if inner.startswith(f"{word}.")]
            said.append(f"`{word}`" + f" ({', '.join(below)})" * bool(below))
    return ", ".join(said)
