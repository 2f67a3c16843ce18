"""What a file has for a moment stays with its row, also under a row that has none."""

from __future__ import annotations

import pyarrow as pa
from netinvest.ingest.coded import NULLS
from netinvest.ingest.moment_parts import parts


def test_a_row_without_date_and_time_moves_no_other() -> None:
    found = parts(
        pa.table(
            {
                "answered_date": pa.array(["13/03/2026", None, None, "14/03/2026", "15/03/2026"]),
                "answered_time": pa.array(["10:00:00", None, "11:00:00", None, "12:00:00"]),
            }
        ),
        "answered",
        NULLS,
    )
    assert found is not None
    assert found.original.to_pylist() == ["13/03/2026 10:00:00", None, "11:00:00", "14/03/2026", "15/03/2026 12:00:00"]
