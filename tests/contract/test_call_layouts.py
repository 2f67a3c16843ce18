# ruff: noqa: DTZ001, E501 - naive times as the ledger gives them; headings as they are written
"""Headings of operators as seen in public code are recognised, and their rows come back as the calls they are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

TARGET, OTHER = "+919812345678", "+919898989898"
# name, country, preamble, heading, one outgoing and one incoming row of TARGET with OTHER
LAYOUTS: list[tuple[str, str, str, str, str]] = [
    (
        "airtel",
        "BHARTI AIRTEL LIMITED\n\nPAN India\n\nCall Details of Mobile No '9812345678' from '01/01/2026' to '31/01/2026'\n\n",
        "Target No,Call Type,TOC,B Party No,LRN No,LRN TSP-LSA,Date,Time,Dur(s),First CGI Lat/Long,First CGI,Last CGI Lat/Long,Last CGI,SMSC No,Service Type,IMEI,IMSI,Call Fow No,Roam Nw,SW & MSC ID,IN TG,OUT TG,Vowifi First UE IP,Port1,Vowifi Last UE IP,Port2",
        "'9812345678',OUT,PREPAID,'9898989898',-,-,'25/01/2026','10:11:12',61,28.6/77.2,404-10-1-2,---,404-10-1-2,-,VOICE,'351234000000011','404100000000001',-,DL,-,-,-,-,-,-,-",
        "'9812345678',SMT,PREPAID,'9898989898',-,-,'26/01/2026','10:11:12',0,28.6/77.2,404-10-1-2,---,-,-,SMS,'351234000000011','404100000000001',-,DL,-,-,-,-,-,-,-",
    ),
    (
        "airtel_tower_dump",
        "BHARTI AIRTEL LIMITED\nCall Details of CELL ID 404-10-1-2\n",
        "Target No,Call Type,TOC,B Party No,LRN No,Date,Time,Dur(s),First CGI,Last CGI,IMEI,IMSI",
        "9812345678,OUT,PREPAID,9898989898,-,25/01/2026,10:11:12,61,404-10-1-2,404-10-1-2,351234000000011,404100000000001",
        "9812345678,SMT,PREPAID,9898989898,-,26/01/2026,10:11:12,0,404-10-1-2,404-10-1-2,351234000000011,404100000000001",
    ),
    (
        "jio",
        "Ticket Number :,LEA/0000/2026\nInput Value (MSISDN) :,919812345678\nDate Range :,01/01/2026 to 31/01/2026\nTotal Records :,2\n\n",
        "Calling Party Telephone Number,Called Party Telephone Number,Call Forwarding,LRN Called No,Call Date,Call Time,Call Termination Time,Call Duration,First Cell ID,Last Cell ID,Call Type,SMS Center Number,IMEI,IMSI,Roaming Circle Name",
        "'919812345678','919898989898','-','-',25/01/2026,10:11:12,10:12:13,61,'405-1','405-1',a_out,'-','351234000000011','405100000000001','DL'",
        "'919898989898','919812345678','-','-',26/01/2026,10:11:12,10:11:12,0,'405-1','405-1',A2P_SMSIN,'-','351234000000011','405100000000001','DL'",
    ),
    (
        "jio_22_columns",
        "",
        "Target / A Party Number,Call Type (In/Out),Type of Connection,B Party Number,LRN Called No,LRN Operator Name with LSA,Call Date,Call Time,Call Duration,First BTS Location-Address,First Cell ID,Last BTS Location-Address,Last Cell ID,SMS Center Number,Service Type (Voice/SMS),IMEI,IMSI,Call Forwarding Number,Roaming Circle Name,Switch ID / MSC ID,In TG,Out TG",
        "919812345678,OUT,PREPAID,919898989898,-,-,25/01/2026,10:11:12,61,Street 1,405-1,Street 1,405-1,-,VOICE,351234000000011,405100000000001,-,DL,-,-,-",
        "919812345678,IN,PREPAID,919898989898,-,-,26/01/2026,10:11:12,0,Street 1,405-1,Street 1,405-1,-,SMS,351234000000011,405100000000001,-,DL,-,-,-",
    ),
    (
        "claro",
        "",
        "celda_inicio_llamada;celda_final_llamada;originador;receptor;fecha_hora;duracion;tipo;servicio",
        "A1;A2;9812345678;9898989898;25/01/2026 10:11:12;61;CDR_SALIENTE;VOZ",
        "A1;A2;9898989898;9812345678;26/01/2026 10:11:12;0;CDR_ENTRANTE;SMS",
    ),
    (
        "movistar",
        "",
        "numero_que_contesta,numero_que_marca,fecha_hora_inicio_llamada,duracion,celda_origen,celda_destino,servicio",
        "9898989898,9812345678,25/01/2026 10:11:12,61,A1,A2,voz",
        "9812345678,9898989898,26/01/2026 10:11:12,0,A1,A2,sms",
    ),
    (
        "cider",
        "",
        "txn_type,caller_id,recipient_id,timestamp,duration,caller_antenna,recipient_antenna,international",
        "call,919812345678,919898989898,2026-01-25 10:11:12,61,1,2,false",
        "text,919898989898,919812345678,2026-01-26 10:11:12,0,1,2,false",
    ),
]


def _loaded(folder: Path, text: str, name: str = "file.csv") -> tuple[list[tuple[Any, ...]], Any]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    with Ledger.create(folder / "x.case") as ledger:
        report = load_file(ledger, file, country="IN", time_zone="UTC", loaded_by="test")
        rows = ledger.con.execute(
            """SELECT originating_msisdn, terminating_msisdn, answered_at_utc, duration_s, service FROM call ORDER BY row"""
        ).fetchall()
    return rows, report


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout[0] for layout in LAYOUTS])
def test_a_published_layout_is_read_as_the_calls_it_holds(
    layout: tuple[str, str, str, str, str], tmp_path: Path
) -> None:
    _, preamble, heading, outgoing, incoming = layout
    rows, report = _loaded(tmp_path, f"{preamble}{heading}\n{outgoing}\n{incoming}\n")
    assert rows == [
        (TARGET, OTHER, datetime(2026, 1, 25, 10, 11, 12), 61, "voice"),
        (OTHER, TARGET, datetime(2026, 1, 26, 10, 11, 12), 0, "sms"),
    ]
    assert report.lines == 2 + report.structural_lines


def test_one_persons_records_without_a_heading(tmp_path: Path) -> None:
    rows, report = _loaded(
        tmp_path,
        "1;11;A_user;B_user;2014-08-21 20:31:42;542;4.35;50.85\n2;21;A_user;C;2014-08-21 21:10:31;0;4.82;45.75\n",
    )
    assert rows == [
        ("A_user", "B_user", datetime(2014, 8, 21, 20, 31, 42), 542, "voice"),
        ("C", "A_user", datetime(2014, 8, 21, 21, 10, 31), 0, "sms"),
    ]
    assert report.profile == "bandicoot_orange"


def test_one_persons_records_are_of_whom_the_file_is_named_after(tmp_path: Path) -> None:
    text = "interaction,direction,correspondent_id,datetime,call_duration,antenna_id\ntext,in,C,2014-08-21 21:10:31,,13087\n"
    rows, _ = _loaded(tmp_path, text, "A.csv")
    assert rows == [("C", "A", datetime(2014, 8, 21, 21, 10, 31), None, "sms")]
