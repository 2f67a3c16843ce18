"""The installed DuckDB loses no row where a cast is pushed into its CSV reader: 2.0.0 did, without a word."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import duckdb
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 12_000  # several of DuckDB's vectors
TEXTS = ("", "", "", "n/a", "7", "-3", "2026-03-13", "12:00", "1e5", "x", "07700900123", "99999999999999999999", " 5")


def test_a_cast_pushed_into_the_reader_loses_no_rows(tmp_path: Path) -> None:
    assert int(version("duckdb").split(".")[0]) < 2, "pinned below 2: see pyproject.toml"
    draw = np.random.default_rng(7)
    rows = [(str(n), str(draw.choice(TEXTS)), str(draw.choice(TEXTS))) for n in range(ROWS)]
    file = tmp_path / "calls.csv"
    file.write_text("n,a,b\n" + "".join(",".join(row) + "\n" for row in rows), encoding="ascii")
    source = f"read_csv('{file}', header = true, delim = ',', columns = {{n: 'VARCHAR', a: 'VARCHAR', b: 'VARCHAR'}})"

    def count(what: str) -> tuple[int, ...]:
        return tuple(duckdb.execute(f"SELECT {what}").fetchall()[0])

    def whole(text: str) -> bool:
        return text.strip().lstrip("-").isdigit() and len(text) < 15

    good = [whole(a) or a == "1e5" for _, a, _ in rows]
    assert count(f"count(*), count(TRY_CAST(a AS BIGINT)) FROM {source}") == (ROWS, sum(good))
    read = "TRY_CAST(a AS BIGINT)"
    for test, kept in (
        (f"{read} IS NULL", ROWS - sum(good)),
        (f"{read} IS NOT NULL", sum(good)),
        (f"{read} > 5", sum(a in {"7", "1e5", "07700900123"} for _, a, _ in rows)),
        ("TRY_CAST(b AS DATE) IS NULL", sum(b != "2026-03-13" for *_, b in rows)),
        (f"({read} > 5) IS NOT TRUE", sum(a not in {"7", "1e5", "07700900123"} for _, a, _ in rows)),
        ("coalesce(a, '') <> 'x'", sum(a != "x" for _, a, _ in rows)),
    ):
        assert count(f"count(*) FROM {source} WHERE {test}") == (kept,), test
        assert count(f"count(n), count(DISTINCT n) FROM (SELECT n, {read} AS v FROM {source} WHERE {test})") == (
            kept,
            kept,
        ), test
    # what is cast and what is not make one whole
    assert count(
        f"sum(c) FROM (SELECT v IS NULL, count(*) AS c FROM (SELECT {read} AS v FROM {source}) GROUP BY 1)"
    ) == (ROWS,)
