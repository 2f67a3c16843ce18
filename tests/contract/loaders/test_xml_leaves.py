"""What stands at which path of an element, whatever its tree: against a walk that keeps nothing in mind."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from netinvest_loaders.xml_stream import Leaves

TAGS = st.sampled_from(["{urn:a}A", "{urn:b}A", "B", "C", "D"])
TEXTS = st.sampled_from([None, "", " ", "x", " y  z ", "1.50"])
TREE = st.recursive(st.tuples(TAGS, TEXTS), lambda below: st.tuples(TAGS, st.lists(below, max_size=4)), max_leaves=25)


def build(tree: tuple[str, Any], above: Any = None) -> Any:
    tag, content = tree
    element = etree.Element(tag) if above is None else etree.SubElement(above, tag)
    if isinstance(content, list):
        for below in content:
            build(below, element)
    else:
        element.text = content
    return element


def walk(element: Any, path: str = "") -> list[tuple[str, str | None]]:
    found = []
    for child in element:
        below = path + etree.QName(child).localname
        found += walk(child, f"{below}/") if len(child) else [(below, " ".join((child.text or "").split()) or None)]
    return found


@given(st.lists(st.tuples(TAGS, st.lists(TREE, max_size=4)), max_size=6), st.data())
def test_leaves_are_found_at_their_paths(trees: list[Any], data: st.DataObject) -> None:
    for tree in trees:  # one after another: what is known of the shape of one must not be taken for that of the next
        element = build(tree)
        expected, leaves = walk(element), Leaves(element)
        paths = sorted({path for path, _ in expected} | {"A/B/C"})
        first = dict(reversed(expected))
        asked = tuple(data.draw(st.lists(st.sampled_from(paths), max_size=4)))
        assert leaves.text(*asked) == next((text for path in asked if (text := first.get(path))), None)
        assert leaves.texts(is_below_a) == [text for path, text in expected if text and is_below_a(path)]


@given(st.tuples(TAGS, st.lists(TREE, max_size=6)))
def test_what_stands_apart_is_not_looked_into(tree: Any) -> None:
    element = build(tree)
    leaves = Leaves(element, frozenset("A"))
    assert leaves.apart == [child for child in element if etree.QName(child).localname == "A"]
    for child in leaves.apart:
        element.remove(child)
    assert leaves.texts(bool) == [text for _, text in walk(element) if text]


def is_below_a(path: str) -> bool:
    return path.startswith("A/")
