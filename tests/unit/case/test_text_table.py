from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from netinvest.case.text_table import clean, html_table, text_table


@given(st.text())
def test_clean_text_is_one_line_without_controls(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.splitlines()) <= 1
    assert not [c for c in cleaned if unicodedata.category(c).startswith("C")]
    assert len(cleaned) == len(text)


def test_numbers_stand_to_the_right() -> None:
    assert text_table(("file", "rows"), [("a.csv", 12345), ("longer.csv", 7)]) == (
        "file          rows\na.csv       12,345\nlonger.csv       7"
    )


def test_no_rows_are_the_headings_alone() -> None:
    assert text_table(("a", "b"), []) == "a  b"


def test_html_cells_are_text() -> None:
    table = html_table(("<b>",), [("<script>alert(1)</script>",)])
    assert "<script>" not in table
    assert "&lt;script&gt;" in table
    assert "<th>&lt;b&gt;</th>" in table


def test_a_cell_may_be_a_list() -> None:
    assert text_table(("file", "pictures"), [("a", ["1", "2"]), ("b", 3)]) == (
        "file  pictures\na     ['1', '2']\nb     3"
    )
