"""A drawing: nodes and links with the texts somebody wrote on them, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netinvest.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ELEMENTS = 2_000_000
"""Nodes and links of a file; more is no drawing."""
TEXTS = ("label", "description", "note", "notes", "comment", "comments", "text", "relation", "relationship", "remark")
"""Attributes that hold what somebody wrote, by folded name."""


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node as it stands in the file.

    Attributes:
        place: Where: ``node 12``.
        name: Its id in the file, by which links name it.
        attributes: Everything else, by folded name.
    """

    place: str
    name: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DrawnLink:
    """A link as it stands in the file: ``place`` is ``edge 12`` or ``row 12``; the ends are ids of nodes."""

    place: str
    start: str
    end: str
    attributes: Mapping[str, str]


@dataclass(slots=True)
class Drawing:
    """All that a file holds.

    Attributes:
        form: ``graphml``, ``gexf`` or ``edges``.
        nodes: In the order of the file; a list of links has none.
        links: In the order of the file.
        stated: What the file says of itself, by folded name: ``case``, ``run``.
        unread: Places of elements that no drawing can hold, and why.
    """

    form: str
    nodes: list[DrawnNode] = field(default_factory=list)
    links: list[DrawnLink] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)

    def check_size(self, name: str) -> None:
        """Raise where there are more elements than MOST_ELEMENTS.

        Raises:
            InputRefused: There are.
        """
        if len(self.nodes) + len(self.links) + len(self.unread) > MOST_ELEMENTS:
            raise InputRefused(
                f"the file has more than {MOST_ELEMENTS:,} nodes and links", where=name, remedy="export a part of it"
            )


def folded(name: str) -> str:
    """An attribute's name as it is compared: ``First at UTC`` is ``first_at_utc``."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def written(attributes: Mapping[str, str]) -> str:
    """What somebody wrote on a node or link: its texts, each once."""
    found = [text for name in TEXTS if (text := attributes.get(name, "").strip())]
    return " - ".join(dict.fromkeys(found))
