"""What payments say they are for, in several languages."""

from __future__ import annotations

import pyarrow as pa
import pytest
from netinvest.projection.network import PURPOSES
from netinvest.projection.purpose import purposes


def purpose(text: str) -> str | None:
    (code,) = purposes(pa.chunked_array([pa.array([text], pa.string())])).tolist()
    return PURPOSES[code] if code >= 0 else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbour Classifieds PREMIUM AD 30 days", "advertising"),
        ("BUMP UP x3", "advertising"),
        ("Kleinanzeigen GmbH Anzeige 4711", "advertising"),
        ("anuncio destacado", "advertising"),
        ("petites annonces", "advertising"),
        ("OGŁOSZENIE premium", "advertising"),
        ("реклама на сайте", "advertising"),
        ("SEASIDE HOTEL LTD card", "rooms"),
        ("Zimmer 12 Pension Alpenblick", "rooms"),
        ("2 habitaciones", "rooms"),
        ("hôtel du port", "rooms"),
        ("Nocleg 3 dni", "rooms"),
        ("гостиница", "rooms"),
        ("otel 3 gece", "rooms"),
        ("оплата: Отель", "rooms"),
        ("авиабилеты", "transport"),
        ("EasyWing Airways flight ABC123", "transport"),
        ("Tankstelle Nord", "transport"),
        ("billete de tren", "transport"),
        ("FUEL", "transport"),
        ("rent March", None),
        ("wages", None),
        ("groceries", None),
        ("", None),
        # parts of other words say nothing
        ("Madrid", None),
        ("winner", None),
        ("mushroom farm", None),
        ("pilot licence", None),
        ("address change", None),
    ],
)
def test_words_of_several_languages(text: str, expected: str | None) -> None:
    assert purpose(text) == expected


def test_the_first_purpose_counts_where_a_payment_names_two() -> None:
    assert purpose("hotel advertising") == "advertising"
    assert purpose("airport hotel shuttle train") == "rooms"


def test_every_row_gets_its_own_code() -> None:
    words = pa.chunked_array([pa.array(["hotel", "wages"]), pa.array(["hotel", "ads", ""])])
    assert purposes(words).tolist() == [1, -1, 1, 0, -1]
    assert purposes(pa.chunked_array([pa.array([], pa.string())])).tolist() == []
