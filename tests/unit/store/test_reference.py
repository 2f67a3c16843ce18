"""The documented model is the model."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from netinvest.model.graph import Label, RelationshipType
from netinvest.store import reference

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_and_the_picture_are_made_from_the_model() -> None:
    text = (DOCS / "graph-model.md").read_text(encoding="utf-8")
    assert reference.page(text) == text, "run: python -m netinvest.store.reference docs"
    assert (DOCS / "graph-model.svg").read_text(encoding="utf-8") == reference.picture()


def test_the_picture_names_every_label_and_type() -> None:
    words = " ".join(ET.fromstring(reference.picture()).itertext()).replace(",", " ").split()  # noqa: S314 - our own
    assert {str(kind) for kind in (*Label, *RelationshipType)} <= set(words)
