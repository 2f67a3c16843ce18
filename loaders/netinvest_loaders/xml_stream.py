"""Records out of an XML file as a stream, with nothing in it trusted.

A document type declaration is refused: entities in it can read files or grow without bound, and no report needs one.
lxml cuts the file (libxml2 builds each record in C); expat has looked at what stands before the root by then.
"""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError, ParserCreate  # only for what stands before the root

from netinvest.errors import InputRefused, UnsafeInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

    Asked = tuple[str, ...] | Callable[[str], bool]

_CHUNK = 64 * 1024

Element = Any
"""Of lxml, which has no types: iterable over its children, with ``tag``, ``text``, ``get(attribute)``."""


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return _local(element.tag)


def text_of(element: Element) -> str | None:
    """What stands directly in an element, blanks as one; None for nothing."""
    text = element.text
    return " ".join(text.split()) or None if text else None


class Node:
    """An element that is read often: children by local name (the first of each), all in order, text without blanks."""

    __slots__ = ("all", "attributes", "children", "name", "text")

    def __init__(self, element: Element) -> None:
        self.name, self.text = _local(element.tag), text_of(element)
        self.attributes: dict[str, str] = dict(element.attrib)
        self.all = [Node(child) for child in element]
        self.children: dict[str, Node] = {}
        for child in self.all:
            self.children.setdefault(child.name, child)


_MOST_SHAPES, _LARGEST_SHAPE = 256, 256  # of a hostile file every record may be of another, or one without end
_TAG = attrgetter("tag")


class _Shape(dict["Asked", list[int]]):
    """What elements have in common that hold the same tags in the same tree: at which places is what is asked for.

    Asked for are several paths (the first element at each that there is), or which paths are wanted (all elements).

    Args:
        tags: Of all elements, in document order.
        children: How many each of these has.
    """

    def __init__(self, tags: tuple[str, ...], children: tuple[int, ...]) -> None:
        super().__init__()
        self._leaves: list[tuple[str, int]] = []
        due, above = [0], [""]  # of each element that is open: how many are to come in it, and its path
        for place, (tag, inside) in enumerate(zip(tags, children, strict=True)):
            while len(due) > 1 and not due[-1]:
                due.pop()
                above.pop()
            due[-1] -= 1
            path = above[-1] + _local(tag)
            if inside:
                due.append(inside)
                above.append(f"{path}/")
            else:
                self._leaves.append((path, place))
        self.first = dict(reversed(self._leaves))

    def __missing__(self, asked: Asked) -> list[int]:
        if isinstance(asked, tuple):
            self[asked] = [self.first[path] for path in asked if path in self.first]
        else:
            self[asked] = [place for path, place in self._leaves if asked(path)]
        return self[asked]


_shapes: dict[tuple[tuple[str, ...], tuple[int, ...]], _Shape] = {}


def _shape_of(elements: list[Element]) -> _Shape:
    tags, children = tuple(map(_TAG, elements)), tuple(map(len, elements))
    shape = _shapes.get((tags, children))
    if shape is None:
        shape = _Shape(tags, children)
        if len(elements) <= _LARGEST_SHAPE:
            if len(_shapes) >= _MOST_SHAPES:
                _shapes.clear()
            _shapes[tags, children] = shape
    return shape


class Leaves:
    """An element by what stands in it: each element without children under its path (``Acct/Id/IBAN``).

    The records of a file have few shapes; where a path leads is found once for each.

    Args:
        element: What they are in.
        apart: Local names of elements right in it that are not looked into.

    Attributes:
        apart: The elements that were not looked into, in order.
    """

    __slots__ = ("_elements", "_shape", "apart")

    def __init__(self, element: Element, apart: frozenset[str] = frozenset()) -> None:
        self.apart: list[Element] = []
        self._elements: list[Element] = []
        for child in element:
            if apart and _local(child.tag) in apart:
                self.apart.append(child)
            else:
                self._elements += child.iter()
        self._shape = _shape_of(self._elements)

    def text(self, *paths: str) -> str | None:
        """The text at the first of several paths that has any."""
        for place in self._shape[paths]:
            if (text := self._elements[place].text) and (text := " ".join(text.split())):
                return text
        return None

    def texts(self, wanted: Callable[[str], bool]) -> list[str]:
        """All texts at paths that are wanted, in order; ``wanted`` tells of a path always the same."""
        return [text for place in self._shape[wanted] if (text := text_of(self._elements[place]))]

    def get(self, path: str, attribute: str) -> str | None:
        """An attribute of the first element at a path."""
        place = self._shape.first.get(path)
        return None if place is None else self._elements[place].get(attribute)


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
        record: Kinds of the elements wanted; one within another is part of that other.
        header: Kinds of the elements that say something about the records after or within them.
        kind_of: What is meant by an element, where its local name is not enough: the name, a colon, and more.

    Yields:
        The record and the latest header of each kind. Both are read at once: the record is dropped afterwards.

    Raises:
        UnsafeInput: There is a document type declaration, or nesting or a text without end.
        InputRefused: The file is not well-formed XML.
    """
    from lxml import etree

    data, root_name = _prolog(stream, name)
    tags = {kind.partition(":")[0] for kind in record | header} | {root_name}
    parser = etree.XMLPullParser(
        events=("start", "end"), tag=[f"{{*}}{tag}" for tag in sorted(tags)],
        remove_comments=True, remove_pis=True, resolve_entities=False, load_dtd=False, no_network=True,
    )  # fmt: skip
    root: Element = None
    headers: dict[str, Element] = {}
    inside = about = 0  # records and headers open
    try:
        while data:
            parser.feed(data)
            for event, element in parser.read_events():
                kind = kind_of(element)
                step = 1 if event == "start" else -1
                root = element if root is None else root
                if kind in header and not inside:
                    about += step
                    if event == "start":
                        headers[kind] = element
                inside += step * (kind in record)
                complete = event == "end" and not inside
                if complete and kind in record:
                    yield element, headers
                if complete and (kind in record or (kind in header and not about)) and element is not root:
                    element.getparent().remove(element)  # keeps memory constant; a header stays with `headers`
            if root is not None and not inside and not about:
                _drop_passed(root)
            data = stream.read(_CHUNK)
        parser.close()
    except etree.XMLSyntaxError as error:
        without_end = error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT
        raise (_without_end if without_end else _not_well_formed)(name, error.lineno) from None  # lxml quotes the file


def _drop_passed(root: Element) -> None:
    """Drop what is closed and nobody asked for: memory is constant though the file be full of it."""
    while len(root):
        del root[:-1]
        root = root[-1]


def _without_end(name: str, line: int | None) -> UnsafeInput:
    return UnsafeInput(
        "elements are nested without end, or a text has no end",
        where=f"{name}:{line}",
        remedy="check where the file is from",
    )


def _not_well_formed(name: str, line: int | None) -> InputRefused:
    where = f"{name}:{line}" if line else name
    return InputRefused("not well-formed XML", where=where, remedy="ask for the file again")


def _prolog(stream: IO[bytes], name: str) -> tuple[bytes, str]:
    """The bytes up to somewhere behind the root's start, and its local name; a declaration of a type is refused.

    It can stand nowhere else. Expat reads it, so that no entity reaches the parser that would resolve it.
    """
    found: list[str] = []

    def declared(*_: object) -> None:
        raise UnsafeInput(
            "a document type declaration or entity is not accepted",
            where=name,
            remedy="remove it, if the file is trusted",
        )

    parser = ParserCreate()
    parser.StartElementHandler = lambda tag, _: found.append(_local(tag))
    parser.StartDoctypeDeclHandler = declared
    read = b""
    while not found:
        data = stream.read(_CHUNK)
        read += data
        try:
            parser.Parse(data, not data)
        except ExpatError as error:
            if not found:  # what is behind the root's start is not looked at
                raise _not_well_formed(name, error.lineno) from None
    return read, found[0]
