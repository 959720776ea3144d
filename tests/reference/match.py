"""One attribute against what a match wants of it, and a whole match against a row."""

from dataclasses import dataclass
from typing import Any

from tests.reference.attributes import TABLE, Asked, Thing, Value, World, thing_of
from tests.reference.facts import NOBODY
from tests.reference.flows import Load
from tests.reference.kleene import NO, UNKNOWN, YES, both, either, negate
from tests.reference.places import ask_place
from tests.reference.scales import compare
from tests.reference.trees import Tree, as_list

FORMS = ["not", "at_most", "at_least", "before", "after", "declared"]


@dataclass
class Leaf:
    """The answer of one attribute, and each of its values with its own: "Each offending value has its own
    state"."""

    path: str
    answer: str
    values: list[tuple[str, str]]


def form_of(wanted: Any) -> tuple[str, list[str]]:
    """What is wanted, as a form and its words; a value or a list is the form `is`."""
    if isinstance(wanted, dict):
        ((form, words),) = wanted.items()
        return str(form), [str(one) for one in as_list(words)]
    return "is", [str(one) for one in as_list(wanted)]


def ask(world: World, asked: Asked, wanted: Any, every: bool, path: str) -> Leaf:
    """ "in `forbid` and `for`, any value matches; in `require`, every value must" """
    form, words = form_of(wanted)
    if form == "declared":
        return _declared(asked, words == ["true"], path)
    if asked.type == "nowhere":  # the thing itself is unknown, or not there
        text = asked.values[0].text
        answer = UNKNOWN if text == UNKNOWN else YES if form == "not" else NO
        return Leaf(path, answer, [(text, answer)])
    if asked.type == "has":
        return _has(asked, form, words, path)
    if asked.type == "kinds":
        return _kinds(world.facts.trees["kinds"], asked, form, words, every, path)
    if asked.type == "data":
        pairs = _data(world.facts.data, asked.load, form, words, every)
    else:
        pairs = [
            (one.text, _capped(_one(world, asked.type, one.text, form, words, every), one.may, every))
            for one in asked.values
        ]
    if not pairs and "none" in words:  # "the word `none` may be asked and matches emptiness"
        answer = NO if form == "not" else YES
        return Leaf(path, answer, [("none", answer)])
    return Leaf(path, (both if every else either)(answer for _, answer in pairs), pairs)


def _capped(answer: str, may: bool, every: bool) -> str:
    """What the row may not have answers at most unknown; in `require` it fails at most unknown."""
    return UNKNOWN if may and answer == (NO if every else YES) else answer


def _one(world: World, kind: str, text: str, form: str, words: list[str], every: bool) -> str:
    """One value against the wanted words."""
    if text == UNKNOWN:
        return UNKNOWN
    if kind == "region":
        return ask_place(text, words, form == "not", every)
    if form in ("is", "not"):
        if kind in world.facts.trees:
            answer = world.facts.trees[kind].answer(text, words)
        else:
            answer = either(compare(kind, text, "is", word) for word in words)
        return negate(answer) if form == "not" else answer
    return compare(kind, text, form, words[0])


def _declared(asked: Asked, wanted: bool, path: str) -> Leaf:
    """ "`declared` is always yes or no ...; `none` is declared" """
    texts = sorted(asked.load.declared) if asked.type == "data" else [one.text for one in asked.values]
    known = UNKNOWN not in texts
    if asked.type == "data":  # "no when something in it is unknown"
        known = not asked.load.any and not asked.load.perhaps - asked.load.declared
    if asked.type == "nowhere":
        known = False
    answer = YES if known == wanted else NO
    if not known and asked.type != "nowhere":
        texts = [UNKNOWN]
    if asked.type in ("has", "kinds"):
        texts = [",".join(texts)] if texts else []
    return Leaf(path, answer, [(text, answer) for text in texts or ["none"]])


def _has(asked: Asked, form: str, words: list[str], path: str) -> Leaf:
    """ "What a thing *has* holds a value when it is there, a list when all are" """
    texts = [one.text for one in asked.values]
    answer = UNKNOWN if texts == [UNKNOWN] else both(YES if word in texts else NO for word in words)
    answer = negate(answer) if form == "not" else answer
    # "the values that a thing has ... are sorted and joined by commas (none: `none`)"
    return Leaf(path, answer, [(",".join(texts) or "none", answer)])


def _kinds(tree: Tree, asked: Asked, form: str, words: list[str], every: bool, path: str) -> Leaf:
    """ "it matches when any of its kinds does, `{not: …}` when none does" """
    known = [one.text for one in asked.values if one.text != UNKNOWN]
    unsure = len(known) < len(asked.values)
    each = [(kind, tree.answer(kind, words)) for kind in known] + [(UNKNOWN, UNKNOWN)] * unsure
    answer = either(one for _, one in each)
    near = [(kind, one) for kind, one in each if one != NO]  # "each value that matches or may match"
    if form == "is" and not every and near:
        return Leaf(path, answer, near)
    answer = negate(answer) if form == "not" else answer
    if form == "not" and every and near:
        return Leaf(path, answer, [(kind, negate(one)) for kind, one in near])
    text = UNKNOWN if unsure and (answer == UNKNOWN or not known) else ",".join(known) or "none"
    return Leaf(path, answer, [(text, answer)])


def _data(tree: Tree, load: Load, form: str, words: list[str], every: bool) -> list[tuple[str, str]]:
    """Each declared category against the words, and the value `unknown` for what nobody declared."""
    asked, pairs = tree.below_any(words), list[tuple[str, str]]()
    for category in sorted(load.declared | load.perhaps):
        if any(word in tree.above(category) for word in words):
            answer = YES
        else:
            # what was left out or stripped "is certainly absent"
            answer = UNKNOWN if tree.below(category) & load.below & asked else NO
        answer = negate(answer) if form == "not" else answer
        pairs.append((category, _capped(answer, category not in load.declared, every)))
    if load.any:
        wanted, other = load.any & asked, load.any - asked
        if form == "not":
            wanted, other = other, wanted
        if every:  # "may be any category": it holds only where every one of them would do
            pairs.append((UNKNOWN, UNKNOWN if other else YES))
        else:
            pairs.append((UNKNOWN, UNKNOWN if wanted else NO))
    return pairs


# --- a whole match


def counts_active(subject: str, match: dict[str, Any]) -> bool:
    """ "A match that says `status: active` ... counts only what active flows bring." """
    return subject in ("flow", "vendor") and match.get("status") in ("active", ["active"])


def leaves(
    world: World, row: Thing, match: dict[str, Any], every: bool, active: bool = False, prefix: str = ""
) -> dict[str, list[Leaf]]:
    """Every attribute of a match in the table's order, each with its leaves."""
    active = active or (not every and counts_active(row.subject, match))
    found: dict[str, list[Leaf]] = {}
    for attribute in TABLE[row.subject]:
        if attribute in match:
            each = _leaves_of(world, row, attribute, match[attribute], every, active, prefix)
            if every:  # each of several things must do, and is wrong by itself
                found |= {f"{attribute} {number}" if number else attribute: one for number, one in enumerate(each)}
            else:
                found[attribute] = each[0] if len(each) == 1 else _any_of(each)
    return found


def _any_of(each: list[list[Leaf]]) -> list[Leaf]:
    """Several things, of which any will do: the values of those that match or may match, by the first leaf of each."""
    values: dict[str, str] = {}
    for group in each:
        rest = [leaf.answer for leaf in group[1:]]
        for text, answer in group[0].values:
            values[text] = either([values.get(text, NO), both([answer, *rest])])
    return [Leaf(each[0][0].path, either(both(leaf.answer for leaf in group) for group in each), [*values.items()])]


def _leaves_of(
    world: World, row: Thing, attribute: str, wanted: Any, every: bool, active: bool, prefix: str
) -> list[list[Leaf]]:
    """One attribute; a nested match has a leaf for each of its own, "down to the leaf". A list a thing, where it is
    a thing: there may be several."""
    path = prefix + attribute
    if attribute == "labels":
        return [[_label(world, row, key, wanted[key], every, path) for key in sorted(wanted)]]
    nowhere = row.id in (UNKNOWN, NOBODY)
    kind = thing_of(row.subject, attribute)
    if kind is None:
        there = _nowhere(row.id) if nowhere else world.read(row, attribute, active)
        return [[ask(world, there, wanted, every, path)]]
    things = [Thing(kind, row.id, row.deployment)] if nowhere else world.things(row, attribute)
    if len(things) > 1 and isinstance(wanted, dict) and "declared" in wanted:  # "no when something in it is unknown"
        things = [thing for thing in things if thing.id == UNKNOWN] or things
    return [thing_leaves(world, thing, wanted, every, active, path, nowhere) for thing in things]


def thing_leaves(
    world: World,
    thing: Thing,
    wanted: Any,
    every: bool,
    active: bool = False,
    path: str = "",
    nowhere: bool = False,
) -> list[Leaf]:
    """A thing against an id, ids, or a nested match; `nowhere` where the row that would have it is not there."""
    if not isinstance(wanted, dict) or (len(wanted) == 1 and next(iter(wanted)) in ("not", "declared")):
        return [_thing_itself(world, thing, nowhere, wanted, every, path)]
    nested = leaves(world, thing, wanted, every, active, path + ".")
    if not nested:  # `{}`: is there anything at all?
        answer = {UNKNOWN: UNKNOWN, NOBODY: NO}.get(thing.id, YES)
        return [Leaf(path, answer, [(thing.id, answer)])]
    return [leaf for group in nested.values() for leaf in group]


def _thing_itself(world: World, thing: Thing, nowhere: bool, wanted: Any, every: bool, path: str) -> Leaf:
    """A thing by its id; of a row that is there, `vendor: none` "is declared"."""
    asked = _nowhere(thing.id) if nowhere else _texts(thing.id)
    return ask(world, asked, wanted, every, path)


def _label(world: World, row: Thing, key: str, wanted: Any, every: bool, path: str) -> Leaf:
    """ "`labels: {KEY: VALUE}` is asked and named `labels.KEY`"; not written is empty, so not there."""
    if row.id in (UNKNOWN, NOBODY):
        return ask(world, _nowhere(row.id), wanted, every, f"{path}.{key}")
    labels = world.entry(row).get("labels", {})
    return ask(world, _texts(labels[key]) if key in labels else _nowhere("none"), wanted, every, f"{path}.{key}")


def _texts(text: str) -> Asked:
    return Asked("word", [Value(str(text))])


def _nowhere(text: str) -> Asked:
    return Asked("nowhere", [Value(text)])
