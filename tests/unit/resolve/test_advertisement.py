from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.resolve import propose

if TYPE_CHECKING:
    from conftest import Records

PHONE, OTHER = "+447700900001", "+447700900002"
KEYS = ("email:a@example.org", f"phone:{PHONE}")


def scores(ledger: Records, rule: str) -> dict[tuple[str, str], float]:
    propose(ledger)
    rows = ledger.con.execute("SELECT left_key, right_key, score FROM decision WHERE rule = ?", [rule]).fetchall()
    return {(left, right): score for left, right, score in rows}


def test_always_together_and_often(ledger: Records) -> None:
    for day in range(1, 6):
        ledger.ad(f"2026-03-0{day}", ("phone", PHONE, "contact"), ("email", "a@example.org", "contact"))
    assert scores(ledger, "listed_together") == {KEYS: 0.9}


def test_one_advertisement_posted_again_is_one(ledger: Records) -> None:
    for _ in range(6):
        ledger.ad("2026-03-01", ("phone", PHONE, "contact"), ("email", "a@example.org", "contact"), title="same")
    assert scores(ledger, "listed_together") == {}


def test_sometimes_apart_is_for_a_person(ledger: Records) -> None:
    for day in range(1, 9):
        ledger.ad(f"2026-03-0{day}", ("phone", PHONE, "contact"), ("email", "a@example.org", "contact"))
    ledger.ad("2026-03-09", ("phone", OTHER, "contact"), ("email", "a@example.org", "contact"))
    assert 0.5 < scores(ledger, "listed_together")[KEYS] < 0.8


def test_who_posts_is_not_who_answers(ledger: Records) -> None:
    for day in range(1, 9):
        ledger.ad(f"2026-03-0{day}", ("phone", PHONE, "contact"), ("email", "a@example.org", "poster"))
    assert scores(ledger, "listed_together") == {KEYS: 0.5}
    assert scores(ledger, "poster") == {}


def test_two_telephones_in_one_advertisement_may_be_two_people(ledger: Records) -> None:
    for day in range(1, 9):
        ledger.ad(f"2026-03-0{day}", ("phone", PHONE, "contact"), ("phone", OTHER, "contact"))
    assert scores(ledger, "listed_together") == {(f"phone:{PHONE}", f"phone:{OTHER}"): 0.5}


def test_a_posting_account_and_its_address(ledger: Records) -> None:
    for day in (1, 2):
        ledger.ad(f"2026-03-0{day}", ("handle", "site:rose", "poster"), ("email", "a@example.org", "poster"))
    assert scores(ledger, "poster") == {("email:a@example.org", "handle:site:rose"): 0.97}
    ledger.ad("2026-03-03", ("handle", "site:rose", "poster"), ("email", "b@example.org", "poster"))
    assert set(scores(ledger, "poster").values()) == {0.6}


def test_a_directory_ties_nobody(ledger: Records) -> None:
    for day in range(1, 9):
        ledger.ad(f"2026-03-0{day}", *(("handle", f"h{n}", "contact") for n in range(7)))
    assert scores(ledger, "listed_together") == {}
