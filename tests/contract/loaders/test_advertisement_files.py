"""Advertisements in the layouts of sites and scrapers."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from netinvest.ingest.report import SourceReport
    from netinvest.ledger.ledger import Ledger

AD = {
    "ad_id": "1",
    "site": "Board.example",
    "url": "https://board.example/1",
    "posted_at": "2024-07-13T10:00:00+02:00",
    "title": "New in town, 22 yrs",
    "body": "call O77OO 9OO I23 or telegram: @Foo",
    "location": "Leeds",
    "lat": 53.8,
    "lon": -1.54,
    "price": "£80",
    "age": 24,
    "phones": ["07700 900123", "07700900124"],
    "email": "A@b.example",
    "username": "kate99",
    "images": ["abc", "def"],
}


def contacts(ledger: Ledger) -> list[tuple[Any, ...]]:
    return ledger.con.execute("""
        SELECT kind, value, role, where_found, confidence FROM advertisement_contact
        ORDER BY row, kind, value, where_found""").fetchall()


def test_json_lines(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(json.dumps(AD) + "\n" + json.dumps({**AD, "ad_id": "2"}) + "\n", "ads.jsonl")
    assert (report.kind, report.loaded) == ("advertisements", 2)
    row = ledger.con.execute("""
        SELECT ad_id, site, posted_at_utc, location, latitude, price, currency, claimed_age, image_digests
        FROM advertisement ORDER BY row""").fetchone()
    # the younger of the two ages it claims
    assert row == (
        "1", "Board.example", datetime(2024, 7, 13, 8), "Leeds", 53.8, Decimal(80), "GBP", 22, ["abc", "def"],  # noqa: DTZ001
    )  # fmt: skip
    assert contacts(ledger)[:6] == [
        ("email", "a@b.example", "contact", "email", 1.0),
        ("handle", "board.example:kate99", "poster", "poster", 1.0),
        ("handle", "telegram:foo", "contact", "body", 0.9),
        ("phone", "+447700900123", "contact", "body", 0.85),
        ("phone", "+447700900123", "contact", "phone", 1.0),
        ("phone", "+447700900124", "contact", "phone", 1.0),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "Post ID,Website,Date Posted,Headline,Ad Text,City,Phone,Age\n"
                "1,x.example,13/07/2024,Hi,text me,Leeds,07700 900123,22\n2,x.example,14/07/2024,Hi,text me,Leeds,,22\n"
            ),
            "a.csv",
        ),
        (
            json.dumps(
                [{"id": 1, "title": "Hi", "text": "call 07700 900123", "contact": {"phone": "07700900123"}}, AD]
            ),
            "a.json",
        ),
        (
            "postdate;url;headline;description;phone_numbers\n2024-07-13;https://x.example/1;hi;call;07700 900123\n",
            "b.csv",
        ),
        ("Titre;Texte;Ville;Téléphone;Prix;Âge\nSalut;appelle;Lyon;+44 7700 900123;100€;22 ans\n", "c.csv"),
    ],
)
def test_layouts(text: str, name: str, ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(text, name)
    assert (report.kind, report.rejected) == ("advertisements", 0)
    assert ("phone", "+447700900123", "contact", "phone", 1.0) in contacts(ledger)


def test_a_number_hidden_in_its_own_field_is_read(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load(json.dumps({"title": "Hi", "body": "x", "phone": "o seven 700 nine 00 123"}) + "\n", "a.jsonl")
    assert contacts(ledger) == [("phone", "+447700900123", "contact", "phone", 0.9)]


def test_what_cannot_be_read_is_set_aside_and_the_rest_kept(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(json.dumps({**AD, "age": "old", "price": "ask", "phones": ["see site"]}) + "\n", "a.jsonl")
    assert report.loaded == 1
    remarks = ledger.con.execute("SELECT field, value FROM remark ORDER BY field").fetchall()
    assert remarks == [("claimed_age", "old"), ("phone", "see site"), ("price", "ask")]


def test_an_advertisement_that_says_nothing_is_refused(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    nothing = {"title": None, "body": "", "location": "Leeds", "ad_id": "3"}
    report = load(json.dumps(AD) + "\n" + json.dumps(nothing) + "\n", "a.jsonl")
    assert (report.loaded, report.rejected) == (1, 1)


def test_the_same_text_again_is_another_advertisement(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    lines = [AD, {**AD, "ad_id": "2"}, AD]
    report = load("".join(json.dumps(ad) + "\n" for ad in lines), "a.jsonl")
    assert (report.loaded, report.duplicate) == (2, 1)


def test_a_young_claim_in_the_text_prevails(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(json.dumps({"title": "hi", "body": "I am 17", "age": 21}) + "\n", "a.jsonl")
    assert ledger.con.execute("SELECT claimed_age FROM advertisement").fetchone() == (17,)
    assert "1 advertisements claim an age under 18" in report.notes


def test_hostile_text_is_text(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    body = "<img src=x onerror=alert(1)>\u202e call <b>07700</b> 900&#49;23 <!ENTITY x>"
    load(json.dumps({"title": "=cmd|' /C calc'!A0", "body": body}) + "\n", "a.jsonl")
    assert ledger.con.execute("SELECT title, body FROM advertisement").fetchone() == ("=cmd|' /C calc'!A0", body)
    assert [row[1] for row in contacts(ledger)] == ["+447700900123"]


def test_the_site_itself_is_no_contact(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    ad = {"title": "hi", "body": "more at www.board.example/1 and www.kate.example", "url": "https://board.example/1"}
    load(json.dumps(ad) + "\n", "a.jsonl")
    assert [row[1] for row in contacts(ledger)] == ["url:kate.example"]
    assert ledger.con.execute("SELECT site, ad_id LIKE '%:1' FROM advertisement").fetchone() == ("board.example", True)


@pytest.mark.parametrize(
    ("written", "age"), [("17-19", 17), ("18/20", 18), ("18+", 18), ("age: 21", 21), ("old", None)]
)
def test_of_two_ages_the_lower(
    written: str, age: int | None, ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    load(f"ad_id,title,phone,age\n1,New,07700900123,{written}\n")
    assert ledger.con.execute("SELECT claimed_age FROM advertisement").fetchall() == [(age,)]


def test_when_somebody_collected_it_is_not_when_it_was_posted(
    ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    load("id,scraped_at,title,date_posted,phone\n1,2026-02-03T10:00:00Z,New,2026-02-01,07700900123\n")
    (posted,) = ledger.con.execute("SELECT posted_at_utc::DATE::VARCHAR FROM advertisement").fetchall()
    assert posted == ("2026-02-01",)
