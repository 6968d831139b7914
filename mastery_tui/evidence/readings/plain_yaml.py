"""YAML from elsewhere as plain values: no objects, no bombs of aliases, bounded in size and depth."""

from functools import cache
from typing import Any

from mastery_tui.evidence.readings.reading import Unreadable

_DEEPEST = 60
_MOST_NODES = 100_000


def load(text: str) -> Any:
    """The first document. Tags that YAML does not know are passed over. Raises Unreadable."""
    import yaml

    loader = _loader()
    try:
        _weigh(yaml.parse(text, Loader=loader))
        return next(iter(yaml.load_all(text, Loader=loader)), None)
    except yaml.MarkedYAMLError as error:
        where = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise Unreadable(f"is not YAML: {error.problem or error.context or 'damaged'}{where}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(f"is not YAML: {error}") from error


def _weigh(events: Any) -> None:
    """Raise Unreadable where all aliases written out would be too much, before anything is built."""
    import yaml

    weights: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    total = 0
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor:
                weights[anchor] = total - before
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in weights:
                raise Unreadable("is not YAML: an alias stands before its anchor, or within")
            total += weights[event.anchor]
        elif isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, total))
            total += 1
        elif isinstance(event, yaml.ScalarEvent):
            weight = 1 + len(event.value) // 16
            total += weight
            if event.anchor:
                weights[event.anchor] = weight
        if total > _MOST_NODES:
            raise Unreadable("is too much YAML, or has aliases of aliases")
        if len(open_nodes) > _DEEPEST:
            raise Unreadable("is nested too deeply")


@cache
def _loader() -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("PlainLoader", (base,), {})
    loader.add_multi_constructor("!", _untagged)
    return loader


def _untagged(loader: Any, suffix: str, node: Any) -> Any:
    """What stands behind a tag such as GitLab's `!reference`."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)
