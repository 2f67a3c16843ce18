"""GraphML (networkx, yEd, Gephi) and GEXF (Gephi, networkx) as drawings, with nothing in the file trusted.

A document type declaration is refused: entities in it can read files or grow without bound, and neither format needs
one. Nested graphs (groups in yEd) are read as if they were flat; a link of more than two ends is not read, and said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from netinvest.drawing.drawing import Drawing, DrawnLink, DrawnNode, folded
from netinvest.errors import InputRefused, UnsafeInput

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEEPEST = 100
_OWNERS = frozenset({"node", "edge", "graph", "hyperedge"})
_LABELS = frozenset({"NodeLabel", "EdgeLabel"})  # yEd draws its texts inside a data element


class _Element(NamedTuple):
    """An element that is closed: its attributes, its own text, whether others stood in it, and the labels within."""

    attributes: Mapping[str, str]
    text: str
    has_children: bool
    labels: list[str]

    def get(self, name: str) -> str:
        """An attribute, blank where it is not there."""
        return self.attributes.get(name, "").strip()


def read_xml(data: bytes, name: str) -> Drawing:
    """Read a file of either format; its root element tells which.

    Raises:
        UnsafeInput: There is a document type declaration or an entity, or nesting without end.
        InputRefused: It is not well-formed, or neither GraphML nor GEXF, or an element lacks what names it.
    """
    walk = _Walk(name)
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = walk.declared
    parser.StartElementHandler = walk.start
    parser.CharacterDataHandler = walk.characters
    parser.EndElementHandler = walk.end
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no names
    except ExpatError as error:
        raise InputRefused("not well-formed XML", where=f"{name}:{error.lineno}", remedy="save it again") from None
    except (LookupError, ValueError):  # an encoding that nobody knows
        raise InputRefused("its characters cannot be read", where=name, remedy="save it as UTF-8") from None
    if walk.reader is None:
        raise InputRefused("the file is empty", where=name, remedy="save it again")
    return walk.reader.drawing


class _Walk:
    """Goes through a file with expat, which resolves no entity and opens no other file."""

    def __init__(self, name: str) -> None:
        self.reader: _Reader | None = None
        self._name = name
        self._attributes: list[Mapping[str, str]] = []
        self._texts: list[list[str]] = []
        self._children: list[int] = []
        self._labels: list[str] = []

    def declared(self, *_: object) -> None:
        raise UnsafeInput(
            "a document type declaration or entity is not accepted",
            where=self._name,
            remedy="save the drawing again without one",
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if self.reader is None:
            if local not in {"graphml", "gexf"}:
                raise InputRefused(
                    "this XML is neither GraphML nor GEXF",
                    where=self._name,
                    remedy="save it as .graphml, .gexf or .csv",
                )
            self.reader = _GraphML(self._name) if local == "graphml" else _Gexf(self._name)
        if len(self._texts) > _DEEPEST:
            raise UnsafeInput(
                "elements are nested without end", where=self._name, remedy="check where the file is from"
            )
        if self._children:
            self._children[-1] += 1
        self._attributes.append(attributes)
        self._texts.append([])
        self._children.append(0)
        if local == "data":
            self._labels = []
        self.reader.opened(local, attributes)

    def characters(self, text: str) -> None:
        self._texts[-1].append(text)

    def end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        text = "".join(self._texts.pop())
        element = _Element(self._attributes.pop(), text, self._children.pop() > 0, self._labels)
        if local in _LABELS and text.strip():
            self._labels.append(text.strip())
        if self.reader is not None:
            self.reader.closed(local, element)


class _Reader:
    """Collects the attributes of whatever is open: nodes and links may stand within each other."""

    def __init__(self, name: str, form: str) -> None:
        self.drawing = Drawing(form)
        self._name = name
        self._titles: dict[tuple[str, str], str] = {}  # what an attribute is of, its id: its name
        self._open: list[tuple[str, dict[str, str], str]] = []  # element, its attributes, its place
        self._seen = {"node": 0, "edge": 0, "hyperedge": 0}

    def opened(self, local: str, attributes: Mapping[str, str]) -> None:
        if local not in _OWNERS:
            return
        place = local
        if local in self._seen:
            self._seen[local] += 1
            place = f"{local} {self._seen[local]:,}"
        self._open.append((local, self._own(local, attributes), place))

    def closed(self, local: str, element: _Element) -> None:
        if local not in _OWNERS:
            self._attribute(local, element)
            return
        _, attributes, place = self._open.pop()
        drawing = self.drawing
        if local == "graph":
            drawing.stated |= {name: value for name, value in attributes.items() if value}
        elif local == "hyperedge":
            drawing.unread.append((place, "a link of more than two ends cannot be taken over"))
        elif local == "node":
            drawing.nodes.append(DrawnNode(place, self._required(element, "id", place), attributes))
        else:
            start, end = (self._required(element, name, place) for name in ("source", "target"))
            drawing.links.append(DrawnLink(place, start, end, attributes))
        drawing.check_size(self._name)

    def _required(self, element: _Element, attribute: str, place: str) -> str:
        value = element.get(attribute)
        if not value:
            raise InputRefused(f"{place} has no {attribute}", where=self._name, remedy="save the drawing again")
        return value

    def _own(self, local: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """What an element says in attributes of its own."""
        raise NotImplementedError

    def _attribute(self, local: str, element: _Element) -> None:
        """Take an element that says something about the one it stands in."""
        raise NotImplementedError

    def _say(self, title: str, value: str) -> None:
        if self._open and value.strip():
            said = self._open[-1][1]
            said[title] = f"{said[title]} {value.strip()}" if title in said else value.strip()


class _GraphML(_Reader):
    def __init__(self, name: str) -> None:
        super().__init__(name, "graphml")

    def _own(self, local: str, attributes: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG002
        return {}

    def _attribute(self, local: str, element: _Element) -> None:
        if local == "key":
            self._titles["", element.get("id")] = folded(element.get("attr.name") or element.get("id"))
        elif local == "data":
            if element.labels:
                self._say("label", " ".join(element.labels))
            elif not element.has_children:
                key = element.get("key")
                self._say(self._titles.get(("", key), folded(key)), element.text)


class _Gexf(_Reader):
    def __init__(self, name: str) -> None:
        super().__init__(name, "gexf")
        self._of = "node"

    def opened(self, local: str, attributes: Mapping[str, str]) -> None:
        if local == "attributes":
            self._of = attributes.get("class", "node")
        super().opened(local, attributes)

    def _own(self, local: str, attributes: Mapping[str, str]) -> dict[str, str]:
        label = attributes.get("label", "").strip()
        return {"label": label} if label and local in {"node", "edge"} else {}

    def _attribute(self, local: str, element: _Element) -> None:
        if local == "attribute":
            self._titles[self._of, element.get("id")] = folded(element.get("title") or element.get("id"))
        elif local == "attvalue" and self._open:
            key = element.get("for") or element.get("id")
            title = self._titles.get((self._open[-1][0], key), folded(key))
            if title == "label":
                self._open[-1][1].pop("label", None)  # the attribute of the same name says it in full
            self._say(title, element.get("value"))
