from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.ingest.digits import code_of, codes_of, figures_of, lengths_of, text_of, texts_of

TEXTS = st.one_of(
    st.none(), st.text(alphabet="+0123456789ax- é", max_size=19), st.from_regex(r"\+?[0-9]{1,18}", fullmatch=True)
)


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, max_size=30), st.integers(0, 5))
def test_a_column_is_coded_as_each_of_its_texts_is_and_written_again(texts: list[str | None], skipped: int) -> None:
    column = pa.array(["zz"] * skipped + texts, pa.string()).slice(skipped)
    codes = codes_of(column)
    assert codes.tolist() == [code_of(text) for text in texts]
    assert texts_of(codes).to_pylist() == [text if code_of(text) else None for text in texts]
    assert [text_of(code) for code in codes.tolist()] == texts_of(codes).to_pylist()
    digits = [(text or "").lstrip("+") if code_of(text) else "" for text in texts]
    lengths = lengths_of(codes)
    assert lengths.tolist() == [len(figures) for figures in digits]
    assert figures_of(codes, lengths).tolist() == [int(figures or 0) for figures in digits]
