"""Whether a row is kept in numbers or as text is no matter: the same file gives the same calls either way."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from netinvest.ingest.call_rows import CallRows
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HEADINGS = ("Calling Number", "Called Number", "Call Date", "Call Time", "Duration (s)", "Service", "Direction", "IMEI")
MORE = ("IMSI", "First Cell", "Forwarded To")
WRITTEN = (
    "07700900123,+447700900456,447700900789,0044 7700 900123,+44 7700 900777,12345,BANKINFO,118118,withheld,,"
    "7.7009E+10,015550142,+15555550142,00447700900999,7700900321"
)
NUMBERS = st.sampled_from(WRITTEN.split(","))
ROWS = st.tuples(
    NUMBERS,
    NUMBERS,
    st.sampled_from(["13/03/2026", "29/03/2026", "25/10/2026", "1/4/2026", "31/02/2026", ""]),
    st.sampled_from(["01:30:00", "02:15:09", "23:59:59", "9:05:00", "24:10:00", "", "12:00"]),
    st.sampled_from(["0", "61", "061", "1:05", "", "-4", "86400"]),
    st.sampled_from(["Voice", "SMS", "voice", "Data"]),
    st.sampled_from(["MO", "MT"]),
    st.sampled_from(["351234000000017", "35123400000001", "3512340000000172", "", "000000000000000", "3.5E+14", "n/a"]),
    st.sampled_from(["234150000000001", "2341500000001", "", "0", "23415"]),
    st.sampled_from(["234-10-1-2", "", "abc"]),
    st.sampled_from(["", "", "+447700900888"]),
)
TABLES = ("call", "rejection", "remark", "duplicate")


def _loaded(folder: Path, name: str, text: str, *, zone: str) -> tuple[dict[str, list[Any]], int]:
    file = folder / f"{name}.csv"
    file.write_text(text, encoding="utf-8")
    with Ledger.create(folder / name) as ledger:
        load_file(ledger, file, country="GB", time_zone=zone, loaded_by="test", date_order="dmy")
        rows = {t: ledger.con.execute(f"SELECT * FROM {t} ORDER BY row").fetchall() for t in TABLES}
        return rows, ledger.con.execute("SELECT count(*) FROM call_coded").fetchall()[0][0]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=4, max_size=40), st.sampled_from(["Europe/London", "UTC"]), st.booleans())
def test_numbers_say_the_same_as_texts(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[tuple[str, ...]],
    zone: str,
    plain: bool,  # noqa: FBT001 - drawn
) -> None:
    folder = tmp_path_factory.mktemp("calls")
    first = ("07700900123", "+447700900456", "13/03/2026", "10:00:00", "5", "Voice", "MO", "351234000000017", *[""] * 3)
    last = ("07700900123", "12345", "14/03/2026", "10:00:01", "5", "SMS", "MO", "", "234150000000001", "", "")
    if plain:  # times that do not keep a row from being coded
        rows = [(*row[:2], "29/03/2026", "01:30:00", *row[4:]) for row in rows]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([(*HEADINGS, *MORE), first, *rows, last, last])
    coded, many = _loaded(folder, "coded", out.getvalue(), zone=zone)
    with monkeypatch.context() as patch:
        patch.setattr(CallRows, "_fit", lambda read: read.rows < 0)
        verbatim, none = _loaded(folder, "verbatim", out.getvalue(), zone=zone)
    assert none == 0
    assert coded == verbatim
    assert many or not plain
