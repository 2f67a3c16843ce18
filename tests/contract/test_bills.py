# ruff: noqa: S311 - made-up calls
"""Bills and exports of one customer's calls: one column of numbers, and the customer above it or in the file's name."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from netinvest.errors import UnrecognisedFormat
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

OWN = "+447700900101"
HEADINGS = {
    "Date,Time,Direction,Number,Duration": ("out", "in"),
    "Date,Time,Type,Phone number,Duration": ("Outgoing", "Incoming"),
    "Date,Time,Call Type,Mobile Number,Duration (secs)": ("MO", "MT"),
    "Datum,Uhrzeit,Richtung,Rufnummer,Dauer": ("ausgehend", "eingehend"),
    "Date,Heure,Sens,Numéro,Durée": ("sortant", "entrant"),
    "Fecha,Hora,Sentido,Teléfono,Duración": ("saliente", "entrante"),
    "Data,Ora,Direzione,Utenza,Durata": ("uscente", "entrante"),
    "Data,Godzina,Kierunek,Numer,Czas trwania": ("wychodzące", "przychodzące"),
    "Дата,Время,Направление,Номер,Длительность": ("исходящий", "входящий"),
    "Tarih,Saat,Yön,Numara,Süre": ("giden", "gelen"),
    "Datum,Tijd,Richting,Telefoonnummer,Duur": ("uitgaand", "inkomend"),
    "Data,Hora,Sentido,Telefone,Duração": ("saída", "entrada"),
}
ABOVE = ("Itemised bill for 07700 900101", "Rufnummer: +44 7700 900101", "Nº: 0044 7700 900101")

Calls = list[tuple[str, str, int]]


def _loaded(file: Path) -> Calls:
    with Ledger.create(file.parent / "x.case") as ledger:
        load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test")
        found: Calls = ledger.con.execute(
            "SELECT originating_msisdn, terminating_msisdn, duration_s FROM call ORDER BY row"
        ).fetchall()
    return found


def _rows(rng: random.Random, ways: tuple[str, ...]) -> tuple[list[str], Calls]:
    """Lines of a table in the order date, time, way (if any), number, duration; and the calls that they tell."""
    lines, calls = [], []
    for day in range(13, 13 + rng.randrange(5, 12)):
        other, lasting, way = (
            f"+447700900{rng.randrange(200, 999)}",
            rng.randrange(1, 400),
            rng.randrange(len(ways) or 1),
        )
        told = [f"{day}/01/2026", f"10:{day}:{rng.randrange(60):02d}", *ways[way : way + 1], other, str(lasting)]
        lines.append(",".join(told))
        calls.append((OWN, other, lasting) if way == 0 else (other, OWN, lasting))
    return lines, calls


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_one_column_of_numbers_is_the_others(heading: str, tmp_path: Path) -> None:
    rng = random.Random(heading)
    for place, above in enumerate((*ABOVE, "")):
        lines, calls = _rows(rng, HEADINGS[heading])
        file = tmp_path / str(place) / ("bill.csv" if above else "calls of 07700900101.csv")
        file.parent.mkdir()
        file.write_text("\n".join([*([above, ""] if above else []), heading, *lines, ""]), encoding="utf-8")
        assert _loaded(file) == calls


@pytest.mark.parametrize("heading", ["Number called", "Gewählte Rufnummer", "Caller"])
def test_without_a_direction_the_customer_is_the_side_without_a_column(heading: str, tmp_path: Path) -> None:
    lines, calls = _rows(random.Random(heading), ())
    file = tmp_path / "bill.csv"
    file.write_text("\n".join([ABOVE[0], "", f"Date,Time,{heading},Duration", *lines, ""]), encoding="utf-8")
    assert _loaded(file) == [(b, a, lasting) if heading == "Caller" else (a, b, lasting) for a, b, lasting in calls]


@pytest.mark.parametrize(
    ("above", "heading", "says"),
    [
        ("", "Date,Time,Direction,Number,Duration", "do not say whose they are.*put it into the file's name"),
        ("", "Date,Time,Number called,Duration", "do not say whose they are.*put it into the file's name"),
        # nothing tells who called
        ("Number: 07700 900101", "Date,Time,Number,Duration", "not recognised"),
        # the customer among them: not one customer's calls to others
        ("Number: +447700900299", "Date,Time,Number called,Duration", "not recognised|do not say whose"),
    ],
)
def test_what_is_not_told_is_not_guessed(above: str, heading: str, says: str, tmp_path: Path) -> None:
    lines, _ = _rows(random.Random(1), ("out", "in") if "Direction" in heading else ())
    lines.append(lines[0].replace(lines[0].split(",")[-2], "+447700900299"))
    file = tmp_path / "bill.csv"
    file.write_text("\n".join([*([above, ""] if above else []), heading, *lines, ""]), encoding="utf-8")
    with pytest.raises(UnrecognisedFormat, match=says):
        _loaded(file)


def test_a_need_in_words_is_no_heading(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("Datum,Uhrzeit,Rufnummer\n13/01/2026,10:11:12,+447700900102\n", encoding="utf-8")
    with pytest.raises(UnrecognisedFormat) as refused:
        _loaded(file)
    assert not any("'every'" in told or "for of" in told for told in refused.value.candidates)
