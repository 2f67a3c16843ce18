"""Records out of an XML file as a stream, with nothing in it trusted.

A document type declaration is refused: entities in it can read files or grow without bound, and no report needs one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from netinvest.errors import InputRefused, UnsafeInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO
    from xml.etree.ElementTree import Element

_DEEPEST = 200


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return _local(element.tag)


class Node:
    """An element that is read often: children by local name (the first of each), all in order, text without blanks."""

    __slots__ = ("all", "attributes", "children", "name", "text")

    def __init__(self, name: str, text: str | None, attributes: dict[str, str]) -> None:
        self.name, self.text, self.attributes = name, text, attributes
        self.children: dict[str, Node] = {}
        self.all: list[Node] = []

    def every(self) -> Iterator[Node]:
        """This node and all below it, in order."""
        yield self
        for child in self.all:
            yield from child.every()


def node_of(element: Element) -> Node:
    """An element and everything in it."""
    text = element.text
    node = Node(_local(element.tag), " ".join(text.split()) or None if text else None, element.attrib)
    for child in element:
        below = node_of(child)
        node.all.append(below)
        node.children.setdefault(below.name, below)
    return node


def records(
    stream: IO[bytes],
    name: str,
    *,
    record: frozenset[str],
    header: frozenset[str],
    kind_of: Callable[[Element], str] = local_name,
) -> Iterator[tuple[Element, dict[str, Element]]]:
    """Each record element when it is complete, with the header elements open or closed before it.

    Args:
        stream: The file's bytes.
        name: The file's name, for a refusal.
        record: Local names of the elements wanted; one within another is part of that other.
        header: Local names of the elements that say something about the records after or within them.
        kind_of: What is meant by a name, where the local name is not enough.

    Yields:
        The record and the latest header of each name. Both are read at once: the record is dropped afterwards.

    Raises:
        UnsafeInput: There is a document type declaration or an entity, or nesting without end.
        InputRefused: The file is not well-formed XML.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException, ElementTree

    path: list[Element] = []
    headers: dict[str, Element] = {}
    within = 0  # records open
    try:
        for event, element in ElementTree.iterparse(stream, events=("start", "end"), forbid_dtd=True):
            kind = kind_of(element)
            if event == "start":
                path.append(element)
                if len(path) > _DEEPEST:
                    raise UnsafeInput(
                        "elements are nested without end", where=name, remedy="check where the file is from"
                    )
                if not within and kind in header:
                    headers[kind] = element
                within += kind in record
                continue
            path.pop()
            within -= kind in record
            if within or kind not in record | header:
                continue
            if kind in record:
                yield element, headers
            if path:
                path[-1].remove(element)  # keeps memory constant; a header stays with `headers`
    except DefusedXmlException as error:
        raise UnsafeInput(
            "a document type declaration or entity is not accepted",
            where=name,
            remedy="remove it, if the file is trusted",
        ) from error
    except ParseError as error:
        line = error.position[0]
        raise InputRefused("not well-formed XML", where=f"{name}:{line}", remedy="ask for the file again") from error
