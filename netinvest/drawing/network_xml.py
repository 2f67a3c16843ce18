"""GraphML (networkx, yEd, Gephi) and GEXF (Gephi, networkx) as drawings, with nothing in the file trusted.

A document type declaration is refused: entities in it can read files or grow without bound, and neither format needs
one. Nested graphs (groups in yEd) are read as if they were flat; a link of more than two ends is not read, and said.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from netinvest.drawing.drawing import Drawing, DrawnLink, DrawnNode, folded
from netinvest.errors import InputRefused, UnsafeInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_DEEPEST = 100
_OWNERS = frozenset({"node", "edge", "graph", "hyperedge"})
_LABELS = frozenset({"NodeLabel", "EdgeLabel"})  # yEd draws its texts inside a data element


def read_xml(data: bytes, name: str) -> Drawing:
    """Read a file of either format; its root element tells which.

    Raises:
        UnsafeInput: There is a document type declaration or an entity, or nesting without end.
        InputRefused: It is not well-formed, or neither GraphML nor GEXF, or an element lacks what names it.
    """
    reader: _Reader | None = None
    for event, element, depth in _events(data, name):
        local = _local(element)
        if reader is None:
            if local not in {"graphml", "gexf"}:
                raise InputRefused(
                    "this XML is neither GraphML nor GEXF", where=name, remedy="save it as .graphml, .gexf or .csv"
                )
            reader = _GraphML(name) if local == "graphml" else _Gexf(name)
        if event == "start":
            reader.opened(local, element)
        else:
            reader.closed(local, element)
            if depth > 1 and local in _OWNERS | {"data", "key", "attvalue", "attribute"}:
                element.clear()
    if reader is None:
        raise InputRefused("the file is empty", where=name, remedy="save it again")
    return reader.drawing


def _events(data: bytes, name: str) -> Iterator[tuple[str, Element, int]]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException, ElementTree

    depth = 0
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > _DEEPEST:
                raise UnsafeInput("elements are nested without end", where=name, remedy="check where the file is from")
            yield event, element, depth
    except DefusedXmlException:
        raise UnsafeInput(
            "a document type declaration or entity is not accepted",
            where=name,
            remedy="save the drawing again without one",
        ) from None
    except ParseError as error:
        raise InputRefused("not well-formed XML", where=f"{name}:{error.position[0]}", remedy="save it again") from None
    except (LookupError, ValueError):  # an encoding that nobody knows
        raise InputRefused("its characters cannot be read", where=name, remedy="save it as UTF-8") from None


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class _Reader:
    """Collects the attributes of whatever is open: nodes and links may stand within each other."""

    def __init__(self, name: str, form: str) -> None:
        self.drawing = Drawing(form)
        self._name = name
        self._titles: dict[tuple[str, str], str] = {}  # what an attribute is of, its id: its name
        self._open: list[tuple[str, dict[str, str], str]] = []  # element, its attributes, its place
        self._seen = {"node": 0, "edge": 0, "hyperedge": 0}

    def opened(self, local: str, element: Element) -> None:
        if local not in _OWNERS:
            return
        place = local
        if local in self._seen:
            self._seen[local] += 1
            place = f"{local} {self._seen[local]:,}"
        self._open.append((local, self._own(local, element), place))

    def closed(self, local: str, element: Element) -> None:
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

    def _required(self, element: Element, attribute: str, place: str) -> str:
        value = element.get(attribute)
        if value is None or not value.strip():
            raise InputRefused(f"{place} has no {attribute}", where=self._name, remedy="save the drawing again")
        return value.strip()

    def _own(self, local: str, element: Element) -> dict[str, str]:
        """What an element says in attributes of its own."""
        raise NotImplementedError

    def _attribute(self, local: str, element: Element) -> None:
        """Take an element that says something about the one it stands in."""
        raise NotImplementedError

    def _say(self, title: str, value: str) -> None:
        if self._open and value.strip():
            said = self._open[-1][1]
            said[title] = f"{said[title]} {value.strip()}" if title in said else value.strip()


class _GraphML(_Reader):
    def __init__(self, name: str) -> None:
        super().__init__(name, "graphml")

    def _own(self, local: str, element: Element) -> dict[str, str]:  # noqa: ARG002
        return {}

    def _attribute(self, local: str, element: Element) -> None:
        if local == "key":
            self._titles["", element.get("id", "")] = folded(element.get("attr.name") or element.get("id") or "")
        elif local == "data":
            labels = [text for part in element.iter() if _local(part) in _LABELS and (text := part.text or "").strip()]
            if labels:
                self._say("label", " ".join(labels))
            elif len(element) == 0:
                key = element.get("key", "")
                self._say(self._titles.get(("", key), folded(key)), element.text or "")


class _Gexf(_Reader):
    def __init__(self, name: str) -> None:
        super().__init__(name, "gexf")
        self._of = "node"

    def opened(self, local: str, element: Element) -> None:
        if local == "attributes":
            self._of = element.get("class", "node")
        super().opened(local, element)

    def _own(self, local: str, element: Element) -> dict[str, str]:
        label = element.get("label", "").strip()
        return {"label": label} if label and local in {"node", "edge"} else {}

    def _attribute(self, local: str, element: Element) -> None:
        if local == "attribute":
            self._titles[self._of, element.get("id", "")] = folded(element.get("title") or element.get("id") or "")
        elif local == "attvalue" and self._open:
            key = element.get("for") or element.get("id") or ""
            title = self._titles.get((self._open[-1][0], key), folded(key))
            if title == "label":
                self._open[-1][1].pop("label", None)  # the attribute of the same name says it in full
            self._say(title, element.get("value", ""))
