from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.charts.plain_text import Redaction, plain, shortened


def test_what_cannot_be_shown_is_replaced_not_dropped() -> None:
    assert plain("a\ud800b\x00c\u202ed") == "a\ufffdb\ufffdc\ufffdd"
    assert plain("two\r\nlines\u2028three") == "two lines three"
    assert plain("فاطمة 👩‍👧") == "فاطمة 👩‍👧"
    assert plain(None) == ""


def test_a_long_text_says_how_long_it_was() -> None:
    assert plain("x" * 5_242_880, 10) == "x" * 10 + "… (5,242,880 characters)"


def test_a_cut_name_has_its_dots_where_it_ends() -> None:
    assert shortened("Jonathan Featherstone", 10) == "Jonathan…"
    for name in ("محمد عبد الرحمن", "שלום עליכם רבותי", "Ali محمد ١٢ عبد الرحمن"):
        assert shortened(name, 11).endswith("…\u200f"), name
        assert shortened(name, 30) == name
    assert shortened("محمد Jonathan Featherstone", 12).endswith("…")


@given(st.text(alphabet=st.characters(), max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_encoded_embedded_and_read_back(text: str) -> None:
    shown = plain(text)
    shown.encode("utf-8")
    assert json.loads(json.dumps({"__proto__": shown}, ensure_ascii=False).encode("utf-8")) == {"__proto__": shown}


def test_numbers_are_found_in_any_spelling() -> None:
    redact = Redaction([("+447700900123", "A-1")])
    for spelt in ("+44 7700 900123", "07700900123", "0044-7700-900-123", "(0)7700 900 123"):
        assert redact(f"rang {spelt} twice").replace("(", "") == "rang [A-1] twice"
    assert redact("rang 07700 900124 on 2026-02-11 at 12:30") == "rang 07700 900124 on 2026-02-11 at 12:30"


def test_other_identifiers_are_found_whole_only() -> None:
    redact = Redaction([("site:Bella", "A-2"), ("GB00TEST1", "A-3"), ("a", "A-4")])
    assert redact("BELLA wrote; Isabella did not; a b") == "[A-2] wrote; Isabella did not; a b"
    assert redact("gb00test1_2026.csv") == "[A-3]_2026.csv"
