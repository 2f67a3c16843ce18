# ruff: noqa: DTZ001, E501 - naive times as the ledger gives them; headings as they are written
"""The traps of call records that are no matter of headings: sessions, tower dumps, cells, forwarding, two operators."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.case import create_case
from netinvest.errors import UnrecognisedFormat
from netinvest.ingest.cell_site import cell_told, read_cell
from netinvest.ingest.load import load_file
from netinvest.ingest.place import coordinates
from netinvest.ledger.ledger import Ledger
from netinvest.model.graph import Label, RelationshipType
from netinvest.store import build

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = "+447700900101", "+447700900102", "+447700900103"
HEADING = "caller,callee,start time,duration"


def _loaded(
    folder: Path, text: str, query: str, *, country: str | None = "GB", zone: str = "UTC"
) -> tuple[Any, list[Any]]:
    file = folder / "extract.csv"
    file.write_text(text, encoding="utf-8")
    with Ledger.create(folder / "x.case") as ledger:
        report = load_file(ledger, file, country=country, time_zone=zone, loaded_by="test")
        return report, ledger.con.execute(query).fetchall()


SESSION = (
    "SELECT originating_msisdn, imsi, imei, first_cell, answered_at_utc, duration_s, service FROM call ORDER BY row"
)
IPDR = {
    "airtel": (
        "MSISDN_userID,IMEI,IMSI,Downlink_Vol,Uplink_Vol,Event_Start_Time,Session_Start_Time,Session_End_Time,Pre_Post,Roaming_Circle,ICR_Operator_Name,Home_Circle,Source_Public_IPv4,Source_Public_IPv6,Source_Public_Port,Destination_IP4,Destination_IP6,Destination_Port,Source_Private_IPV4,Source_Handset_Port,Duration,Charging_ID,Access_Point_Name,PACO_GW_IP,2g/4g/5g, CGI Latitude, CGI Longitude, CGI",
        "447700900101,35123400000001,234150000000001,10,5,25/01/2026 10:11:12,25/01/2026 10:11:12,25/01/2026 10:12:12,PRE,-,-,DL,192.0.2.1,-,1,198.51.100.1,-,443,10.0.0.1,5,60,7,internet,10.0.0.2,4G,28.6,77.2,234-15-10-2",
    ),
    "vil": (
        "SR.NO.,IMSI,IMEI,MSISDN,MAC ID,Source IP,Source Port,Destination IP,Destination Port,Translated IP,Translated Port,First Cell ID-Name/Location,Session Start date & time,Session End date & time,Duration in sec,Data Volume Uplink,Data Volume Downlink,PGW IP address,Charging ID,Access Point Name,PDP Address IPv4,PDP Address IPv6,CGI-ld,RAT,PDP-type,ESIM,IP_TYPE",
        "1,234150000000001,35123400000001,447700900101,-,10.0.0.1,1,198.51.100.1,443,192.0.2.1,9,234-15-10-2,25-01-2026 10:11:12,25-01-2026 10:12:12,60,5,10,10.0.0.2,7,internet,10.0.0.1,-,234-15-10-2,4G,IPv4,N,V4",
    ),
    "without_duration": (
        "Subscriber MSISDN;IMSI;IMEI;Start Time;End Time;LAC;Cell ID;APN;Bytes Up;Bytes Down",
        "+447700900101;234150000000001;351234000000011;2026-01-25 10:11:12;2026-01-25 10:12:12;10;2;internet;5;10",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", IPDR)
def test_data_sessions_show_device_subscription_and_cell(name: str, tmp_path: Path) -> None:
    heading, row = IPDR[name]
    report, found = _loaded(tmp_path, f"{heading}\n{row}\n", SESSION)
    cell = "10-2" if name == "without_duration" else "234-15-10-2"
    assert found == [(A, "234150000000001", "35123400000001", cell, datetime(2026, 1, 25, 10, 11, 12), 60, "data")]
    assert (report.profile, report.rejected) == ("ipdr", 0)


def test_claros_data_sessions(tmp_path: Path) -> None:
    text = "numero,fecha_trafico,tipo_cdr,celda_decimal,lac_decimal\n573001234567,20260125101112,DATOS,2,10\n"
    _, found = _loaded(tmp_path, text, SESSION, country="CO", zone="America/Bogota")
    assert found == [("+573001234567", None, None, "10-2", datetime(2026, 1, 25, 15, 11, 12), None, "data")]


def test_sessions_feed_devices_and_cells_and_no_ties(tmp_path: Path) -> None:
    file = tmp_path / "extract.csv"
    file.write_text("\n".join(IPDR["airtel"]) + "\n")
    with Ledger.create(tmp_path / "x.case") as ledger:
        load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test")
        kinds = {kind: build.relationships(ledger.con, kind).num_rows for kind in build.RELATIONSHIPS}
    assert {str(kind): n for kind, n in kinds.items() if n} == {"USED_IN": 2, "SEEN_AT": 1}


def test_a_tower_dump_is_of_the_preambles_cell(tmp_path: Path) -> None:
    rows = "".join(
        f"07700900{1 + n:03d},{'IN' if n % 3 else 'OUT'},07700900{500 + n:03d},25/01/2026,10:{n:02d}:12,61\n"
        for n in range(30)
    )
    text = f"OPERATOR LIMITED\nCall Details of CELL ID 234/15/10/2\nPeriod 25/01/2026\n\nTarget No,Call Type,B Party No,Date,Time,Dur(s)\n{rows}"
    report, found = _loaded(
        tmp_path,
        text,
        "SELECT count(DISTINCT CASE observed_party WHEN 'originating' THEN originating_msisdn ELSE terminating_msisdn END), min(first_cell), max(first_cell) FROM call",
    )
    assert found == [(30, "234-15-10-2", "234-15-10-2")]
    assert "the cell is the preamble's: a tower dump" in report.notes


@pytest.mark.parametrize(
    ("written", "base", "read"),
    [
        ("404-10-1-2", 10, "404-10-1-2"),
        ("404/10/0001/0002", 10, "404-10-1-2"),
        ("404 10 1F 2A", 16, "404-10-31-42"),
        ("0x1F", 10, "31"),
        ("Harbour 2", 10, "Harbour 2"),
        ("234-15-12345", 10, "234-15-12345"),
        ("234-15-1A2B3C4", 16, "234-15-27440068"),
        ("23415-0012AB01", 16, "234-15-1223425"),
        ("1A2B-00FF", 16, "6699-255"),
        ("B-12", 16, "B-12"),
    ],
)  # fmt: skip
def test_cells_in_one_form(written: str, base: int, read: str) -> None:
    assert read_cell(written, base=base) == read


def test_one_hexadecimal_cell_tells_of_all(tmp_path: Path) -> None:
    rows = f"{A},{B},2026-01-25 10:00:00,5,234-15-1F-10\n{A},{B},2026-01-25 11:00:00,5,234-15-10-20\n"
    _, found = _loaded(tmp_path, f"{HEADING},cgi\n{rows}", "SELECT first_cell FROM call ORDER BY row")
    assert found == [("234-15-31-16",), ("234-15-16-32",)]


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1A2B,00FF", "1234,0010"], ["6699-255", "4660-16"]),
        (["12,A1", "12,B2"], ["A1", "B2"]),  # sectors
        (["12,Harbour", "13,7"], ["Harbour", "13-7"]),
    ],
)
def test_areas_and_cells_in_hexadecimal_columns(cells: list[str], read: list[str], tmp_path: Path) -> None:
    rows = "".join(f"{A},{B},2026-01-25 1{n}:00:00,5,{cell}\n" for n, cell in enumerate(cells))
    _, found = _loaded(tmp_path, f"{HEADING},LAC,CI\n{rows}", "SELECT first_cell FROM call ORDER BY row")
    assert [cell for (cell,) in found] == read


def test_the_cell_above_a_tower_dump_may_be_hexadecimal() -> None:
    assert cell_told(["Cell dump for CGI: 234-15-1A2B-00FF"]) == "234-15-6699-255"


def test_a_date_above_a_table_is_no_cell() -> None:
    assert cell_told(["Cell site report 25/01/2026", "Printed 2026-01-25"]) is None


def test_positions_in_degrees_minutes_seconds() -> None:
    import pyarrow as pa
    from netinvest.ingest.coded import NULLS

    table = pa.table(
        {"latitude": ["19°25'12.3\"N", "19.5", "-74,074989"], "longitude": ["99°08'01.2\"W", "-99.5", "4,12"]}
    )
    latitude, longitude = coordinates(table, NULLS)
    assert latitude.to_pylist() == pytest.approx([19 + 25 / 60 + 12.3 / 3600, 19.5, -74.074989])
    assert longitude.to_pylist() == pytest.approx([-(99 + 8 / 60 + 1.2 / 3600), -99.5, 4.12])


def test_the_country_is_the_preambles_where_the_case_has_none(tmp_path: Path) -> None:
    text = f"Extract for +441212345678\nfrom 01/01/2026\n{HEADING}\n07700900101,447700900102,2026-01-25 10:00:00,5\n"
    report, found = _loaded(tmp_path, text, "SELECT originating_msisdn, terminating_msisdn FROM call", country=None)
    assert found == [(A, B)]
    assert "national numbers are read as of GB, as the preamble's number is" in report.notes


def test_a_forwarded_call_is_one_call_with_its_third_party(tmp_path: Path) -> None:
    text = f"Target No,Call Type,B Party No,Date,Time,Dur(s),Call Fow No\n{A},FOW,{B},25/01/2026,10:00:00,5,{C}\n{A},OUT,{B},25/01/2026,11:00:00,6,-\n"
    _, found = _loaded(
        tmp_path, text, "SELECT originating_msisdn, terminating_msisdn, forwarded_to_msisdn FROM call ORDER BY row"
    )
    assert found == [(B, A, C), (A, B, None)]


def test_one_call_that_two_operators_report_is_one_event_of_two_sources(tmp_path: Path) -> None:
    """Same parties, kind and second: both rows stay, the graph counts once and names both files."""
    (tmp_path / "one.csv").write_text(f"{HEADING}\n{A},{B},2026-01-25 10:00:00,61\n{A},{B},2026-01-25 12:00:00,5\n")
    (tmp_path / "two.csv").write_text(
        "Own number,Direction,Other party,Date,Time,Seconds\n07700900102,IN,07700900101,25/01/2026,10:00:00,60\n"
    )
    with Ledger.create(tmp_path / "x.case") as ledger:
        for name in ("one.csv", "two.csv"):
            load_file(ledger, tmp_path / name, country="GB", time_zone="UTC", loaded_by="test")
        assert ledger.con.execute("SELECT count(*) FROM call").fetchone() == (3,)
        called = build.relationships(ledger.con, RelationshipType.CALLED).to_pylist()
    assert [(c["count"], c["duration_s"], len(c["sources"])) for c in called] == [(2, 66, 2)]


def test_senders_and_short_codes_are_service_numbers(tmp_path: Path) -> None:
    senders = ["AD-BANK-S", "41442D42414E4B2D53", "61016", "*86", "121"]
    rows = "".join(f"{s},{A},2026-01-25 10:0{n}:00,0\n" for n, s in enumerate(senders))
    file = tmp_path / "extract.csv"
    file.write_text(f"{HEADING}\n{rows}{B},{A},2026-01-25 11:00:00,9\n")
    with Ledger.create(tmp_path / "x.case") as ledger:
        load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test")
        phones = build.nodes(ledger.con, Label.PHONE).to_pylist()
    assert {p["key"]: p["service_number"] for p in phones} == {
        "phone:AD-BANK-S": True, "phone:61016": True, "phone:*86": True, "phone:121": True, f"phone:{A}": False, f"phone:{B}": False,
    }  # fmt: skip


def test_device_numbers_of_fourteen_fifteen_and_sixteen_figures_are_one(tmp_path: Path) -> None:
    forms = [
        "35123400000001",
        "351234000000017",
        "3512340000000104",
        "35-123400-000001-7",
        "351234000000017.0",
        "3.51234E+14",
        "123",
    ]
    rows = "".join(f"{A},{B},2026-01-25 10:0{n}:00,5,{imei}\n" for n, imei in enumerate(forms))
    report, found = _loaded(
        tmp_path, f"{HEADING},caller imei\n{rows}", "SELECT DISTINCT imei FROM call ORDER BY imei NULLS LAST"
    )
    assert found == [("35123400000001",), (None,)]
    assert "2 device or subscription numbers are set aside" in report.notes


def test_a_case_tells_its_sessions(tmp_path: Path) -> None:
    case = create_case(tmp_path / "x.case", country="GB")
    file = tmp_path / "extract.csv"
    file.write_text("\n".join(IPDR["vil"]) + "\n")
    report = case.load(file)
    assert report.sources[0].kind == "calls"


def test_what_is_neither_is_refused_with_what_would_decide(tmp_path: Path) -> None:
    with pytest.raises(UnrecognisedFormat, match="it lacks"):
        _loaded(
            tmp_path, "MSISDN,Start Time,End Time\n07700900101,2026-01-25 10:00:00,2026-01-25 10:01:00\n", "SELECT 1"
        )
