# ruff: noqa: DTZ001, E501 - naive times as the ledger gives them; lists of headings
"""Calls written in layouts of many operators come back exactly: who, whom, when in UTC, how long, by what."""

from __future__ import annotations

import codecs
import csv
import io
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    Row = dict[str, Any]

LONDON = ZoneInfo("Europe/London")
# headings: originating/terminating by role, or own/other with a direction; time in one column or two
ROLES = [
    ("Calling Party Telephone Number", "Called Party Telephone Number"),
    ("caller_msisdn", "callee_msisdn"),
    ("A_NUMBER", "B_NUMBER"),
    ("Originating No.", "Terminating No."),
    ("Number calling", "Number called"),
    ("originador", "receptor"),
    ("Número que llama", "Número llamado"),
    ("Numéro appelant", "Numéro appelé"),
    ("Anrufer", "Angerufener"),
    ("Numero chiamante", "Numero chiamato"),
    ("Numer dzwoniący", "Numer odbierający"),
    ("Вызывающий абонент", "Вызываемый абонент"),
    ("Arayan Numara", "Aranan Numara"),
    ("Número de origem", "Número de destino"),
    ("CallingNumber", "CalledNumber"),
    ("From MSISDN", "To MSISDN"),
    ("A-Party", "B-Party"),
    ("Număr apelant", "Număr apelat"),
    ("Bellend nummer", "Gebeld nummer"),
]
OWN = [
    ("Target No", "B Party No"),
    ("MSISDN", "OTHER_PARTY"),
    ("Subscriber Number", "Other Number"),
    ("A Party", "B Party"),
    ("Número investigado", "Interlocutor"),
    ("Rufnummer", "Gegenstelle"),
    ("Numéro cible", "Correspondant"),
    ("Served MSISDN", "Correspondent"),
]
MOMENTS = ["Start Time", "Date/Time", "Call Start", "fecha_hora", "Date et heure", "Beginn", "Data e ora", "Дата и время", "Timestamp", "Event Date Time"]  # fmt: skip
DAYS = [("Date", "Time"), ("Call Date", "Call Time"), ("Fecha", "Hora"), ("Date appel", "Heure appel"), ("Datum", "Uhrzeit"), ("Start Date", "Start Time"), ("Дата", "Время")]  # fmt: skip
DURATIONS = [
    "Duration",
    "Dur(s)",
    "Duration (sec)",
    "duracion",
    "Durée (s)",
    "Dauer",
    "Durata",
    "Длительность",
    "Talk Time",
]
WORDS = [
    {"out": ("OUT", "SMO"), "in": ("IN", "SMT")},
    {"out": ("MOC", "SMS-MO"), "in": ("MTC", "SMS-MT")},
    {"out": ("Outgoing Call", "Outgoing SMS"), "in": ("Incoming Call", "Incoming SMS")},
    {"out": ("Appel émis", "SMS émis"), "in": ("Appel reçu", "SMS reçu")},
    {"out": ("a_out", "P2P_SMSOUT"), "in": ("a_in", "A2P_SMSIN")},
    {"out": ("VOZ SALIENTE", "SMS SALIENTE"), "in": ("VOZ ENTRANTE", "SMS ENTRANTE")},
    {"out": ("Исходящий вызов", "Исходящее SMS"), "in": ("Входящий вызов", "Входящее SMS")},
]
DATE_FORMS = ["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d-%b-%Y", "%Y%m%d", "%d.%m.%Y", "%d/%m/%y", "%b %d, %Y", "%Y/%m/%d"]
TIME_FORMS = ["%H:%M:%S", "%I:%M:%S %p", "%H%M%S"]
NUMBER_FORMS: list[Callable[[str], str]] = [
    lambda e: e,
    lambda e: "00" + e[1:],
    lambda e: e[1:],
    lambda e: "0" + e[3:],
    lambda e: e[3:],
    lambda e: f"+44 ({e[3:7]}) {e[7:]}",
]


def _duration(seconds: int, form: str) -> str:
    if form == "mm:ss":
        return f"{seconds // 60}:{seconds % 60:02d}"
    if form == "hh:mm:ss":
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(seconds)


@st.composite
def layouts(draw: st.DrawFn) -> dict[str, Any]:
    by_role = draw(st.booleans())
    return {
        "by_role": by_role,
        "parties": draw(st.sampled_from(ROLES if by_role else OWN)),
        "moment": draw(st.sampled_from(MOMENTS)) if draw(st.booleans()) else None,
        "days": draw(st.sampled_from(DAYS)),
        "date": draw(st.sampled_from(DATE_FORMS)),
        "time": draw(st.sampled_from(TIME_FORMS)),
        "utc": draw(st.booleans()),
        "duration": (draw(st.sampled_from(DURATIONS)), draw(st.sampled_from(["s", "mm:ss", "hh:mm:ss"]))),
        "words": draw(st.sampled_from(WORDS)),
        "number": draw(st.sampled_from([*range(len(NUMBER_FORMS)), -1])),
        "delimiter": draw(st.sampled_from([",", ";", "\t", "|"])),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])),
        "newline": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "preamble": draw(st.integers(0, 12)),
        "rule": draw(st.booleans()),
        "footer": draw(st.sampled_from(["", "*** END OF REPORT ***", "Total records: 40"])),
        "quoted": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        "apostrophes": draw(st.booleans()),
        "extra": draw(st.booleans()),
        "shuffle": draw(st.permutations(range(6))),
        "seed": draw(st.integers(0, 2**32)),
    }


def _calls(seed: int) -> list[Row]:
    """Forty calls of a customer, every day of the month among them, no two alike."""
    rng = random.Random(seed)  # noqa: S311
    numbers = [f"+447700900{i:03d}" for i in rng.sample(range(1000), 12)]
    own = numbers[0]
    rows = []
    for place in range(40):
        other = rng.choice(numbers[1:]) if rng.random() > 0.1 else rng.choice(["AD-BANK-S", "61016", "150"])
        out = rng.random() < 0.5 and other.startswith("+")
        sms = rng.random() < 0.3
        # winter, no clock change: that has a test of its own
        when = datetime(2026, rng.choice([1, 2, 7]), 1 + place % 28, rng.randrange(24), rng.randrange(60), rng.randrange(60), tzinfo=UTC)  # fmt: skip
        rows.append(
            {
                "own": own,
                "other": other,
                "out": out,
                "sms": sms,
                "when": when,
                "seconds": 0 if sms else rng.randrange(1, 5400),
            }
        )
    return rows


def write(rows: list[Row], layout: dict[str, Any]) -> bytes:  # noqa: C901 - what a clerk may do, one by one
    """The calls as this operator writes them."""
    rng = random.Random(layout["seed"])  # noqa: S311
    if layout["date"] == "%d/%m/%y":
        layout["utc"] = False

    def number(e164: str) -> str:
        if not e164.startswith("+"):
            return e164
        form = layout["number"] if layout["number"] >= 0 else rng.randrange(len(NUMBER_FORMS))
        return NUMBER_FORMS[form](e164)

    zone = UTC if layout["utc"] else LONDON
    mark = " (UTC)" if layout["utc"] else ""
    heading: dict[str, list[str]] = {}
    for row in rows:
        local = row["when"].astimezone(zone)
        cells: dict[str, str] = {}
        pair = (row["own"], row["other"])
        if layout["by_role"]:
            pair = pair if row["out"] else (row["other"], row["own"])
        for name, value in zip(layout["parties"], pair, strict=True):
            cells[name] = number(value)
        if layout["moment"]:
            cells[layout["moment"] + mark] = local.strftime(f"{layout['date']} {layout['time']}")
        else:
            cells[layout["days"][0] + mark] = local.strftime(layout["date"])
            cells[layout["days"][1] + mark] = local.strftime(layout["time"])
        cells[layout["duration"][0]] = _duration(row["seconds"], layout["duration"][1])
        cells["Call Type"] = layout["words"]["out" if row["out"] else "in"][row["sms"]]
        if layout["extra"]:
            cells["IMEI"] = "35123400000001"
            cells["Roam Nw"] = "-"
        for name, value in cells.items():
            quoted = layout["apostrophes"] and layout["quoted"] == csv.QUOTE_MINIMAL
            heading.setdefault(name, []).append(f"'{value}'" if quoted else value)
    names = list(heading)
    order = [names[i] for i in layout["shuffle"] if i < len(names)] + names[6:]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=layout["delimiter"], lineterminator=layout["newline"], quoting=layout["quoted"])
    for place in range(layout["preamble"]):
        writer.writerow(
            [["OPERATOR LIMITED"], [], ["Period: 01/01/2026 to 31/07/2026"], ["Requested by", "LEA"]][place % 4]
        )
    writer.writerow(order)
    if layout["rule"]:
        writer.writerow(["-" * 8] * len(order))
    for place in range(len(rows)):
        writer.writerow([heading[name][place] for name in order])
    if layout["footer"]:
        text.write(layout["footer"] + layout["newline"])
    return codecs.encode(text.getvalue(), layout["encoding"])


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(layout=layouts())
def test_calls_written_in_any_layout_come_back_exactly(
    layout: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = _calls(layout["seed"])
    folder = tmp_path_factory.mktemp("round")
    file = folder / "calls.txt"
    file.write_bytes(write(rows, layout))
    got, report = _loaded(folder, file)
    assert (report.rows, report.loaded, report.rejected, report.duplicate) == (40, 40, 0, 0)
    assert report.lines == 40 + report.structural_lines
    want = [
        (
            *((row["own"], row["other"]) if row["out"] else (row["other"], row["own"])),
            row["when"].replace(tzinfo=None),
            row["seconds"],
            "sms" if row["sms"] else "voice",
        )
        for row in rows
    ]
    assert got == want


def _loaded(folder: Path, file: Path) -> tuple[list[tuple[Any, ...]], Any]:
    with Ledger.create(folder / "x.case") as ledger:
        report = load_file(ledger, file, country="GB", time_zone="Europe/London", loaded_by="test")
        got = ledger.con.execute(
            """SELECT originating_msisdn, terminating_msisdn, answered_at_utc, duration_s, service
               FROM call ORDER BY row"""
        ).fetchall()
    return got, report


def test_local_times_at_a_clock_change_are_marked(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(
        "caller,callee,start time,duration\n"
        "+447700900001,+447700900002,2026-03-29 00:59:59,1\n"
        "+447700900001,+447700900002,2026-03-29 01:30:00,2\n"
        "+447700900001,+447700900002,2026-10-25 01:30:00,3\n"
        "+447700900001,+447700900002,2026-07-01T12:00:00+02:00,4\n"
    )
    with Ledger.create(tmp_path / "x.case") as ledger:
        report = load_file(ledger, file, country="GB", time_zone="Europe/London", loaded_by="test")
        got = ledger.con.execute("SELECT answered_at_utc, time_note FROM call ORDER BY row").fetchall()
    assert got == [
        (datetime(2026, 3, 29, 0, 59, 59), None),
        (datetime(2026, 3, 29, 1, 30), "nonexistent"),
        (datetime(2026, 10, 25, 0, 30), "ambiguous"),
        (datetime(2026, 7, 1, 10), None),
    ]
    assert any("1 local times are ambiguous" in note for note in report.notes)


def test_the_letter_a_is_the_customer_where_the_values_say_so(tmp_path: Path) -> None:
    lines = ["A Number,B Number,Date/Time,Direction"]
    start = datetime(2026, 1, 5)
    for place in range(10):
        when = start + timedelta(hours=place)
        lines.append(f"07700900001,0770090001{place},{when:%Y-%m-%d %H:%M:%S},{'IN' if place % 2 else 'OUT'}")
    file = tmp_path / "calls.csv"
    file.write_text("\n".join(lines))
    got, _ = _loaded(tmp_path, file)
    assert [(a[-3:], b[-3:]) for a, b, *_ in got[:2]] == [("001", "010"), ("011", "001")]
