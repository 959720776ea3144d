"""Plain data written as YAML in every style that YAML has."""

from typing import Any

import yaml

from tests.reference.writer import Writer

STRING, LIST, MAPPING = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))
KEY_STYLES: list[str | None] = [None, None, None, "'", '"']
STYLES: list[str | None] = [*KEY_STYLES, "|", ">"]


def yaml_of(data: Any, write: Writer, shuffle: bool = False) -> str:
    """The data as YAML; each scalar in some style, each collection in a line or in a block.

    The emitter takes another style where the text does not allow the one that was drawn. With
    `shuffle` the keys of every mapping come in another order.
    """
    text: str = yaml.serialize(
        _node(data, write, shuffle),
        Dumper=yaml.BaseDumper,
        width=write.pick([80, 20, 1000]),
        indent=write.pick([2, 4, 3]),
        allow_unicode=write.chance(2),
    )
    return text


def _node(data: Any, write: Writer, shuffle: bool) -> yaml.Node:
    if isinstance(data, str):
        return yaml.ScalarNode(STRING, data, style=write.pick(STYLES))
    in_a_line = write.chance(4)
    if isinstance(data, list):
        return yaml.SequenceNode(LIST, [_node(one, write, shuffle) for one in data], flow_style=in_a_line)
    keys = write.some(list(data), least=len(data), most=len(data)) if shuffle else list(data)
    entries = [
        (yaml.ScalarNode(STRING, key, style=write.pick(KEY_STYLES)), _node(data[key], write, shuffle)) for key in keys
    ]
    return yaml.MappingNode(MAPPING, entries, flow_style=in_a_line)
