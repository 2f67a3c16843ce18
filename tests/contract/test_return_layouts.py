"""Returns of operators and statements of banks and wallets, loaded as an analyst would: only country and zone are known."""

# ruff: noqa: E501, S311 - rows made by seed
from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import netinvest
import pytest
from tests.contract.return_layouts import CALLS, MOBILES, MONEY

if TYPE_CHECKING:
    from pathlib import Path

Call = tuple[str, str, datetime, int, str]


def moments(rng: random.Random, zone: ZoneInfo, number: int) -> list[datetime]:
    """UTC moments of 2026, in order, none in an hour that a change of clocks repeats or leaves out."""
    found: list[datetime] = []
    while len(found) < number:
        when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(330 * 86400))
        around = {(when + timedelta(hours=h)).astimezone(zone).utcoffset() for h in (-2, 2)}
        if len(around) == 1:
            found.append(when)
    return sorted(found)


def calls(layout: tuple[Any, ...], seed: int) -> tuple[str, list[Call]]:
    """A file of the layout, and what it says."""
    _, country, zone_name, _, _, before, heading, row, after, ways, services = layout
    rng, zone = random.Random(seed), ZoneInfo(zone_name)
    code, trunk, stem = MOBILES[country]
    target = f"{stem}100"
    lines, truth = [], []
    for k, when in enumerate(moments(rng, zone, 60), start=1):
        other = f"{stem}{rng.randrange(101, 200)}"
        text, incoming = (
            rng.random() < 0.3 and len(set(services + ways)) > 2 and (services[0] != "" or len(ways) == 4),
            rng.random() < 0.5,
        )
        seconds = 0 if text else rng.randrange(1, 3500)
        o, d = (other, target) if incoming else (target, other)
        numbers = {
            f"{part}{form}": prefix + body
            for part, body in (("o", o), ("d", d), ("t", target), ("x", other))
            for form, prefix in (("n", trunk), ("i", code), ("p", f"+{code}"))
        }
        lines.append(
            row.format(
                **numbers, k=k, u=when, l=when.astimezone(zone), e=(when + timedelta(seconds=seconds)).astimezone(zone), s=seconds,
                ms=f"{seconds // 60}:{seconds % 60:02d}", hms=f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}",
                way=ways[incoming], svc=services[text], word=ways[2 * text + incoming if len(ways) == 4 else 0],
                imei="356938035643809", imsi="310410123456789",
            )
        )  # fmt: skip
        truth.append((f"+{code}{o}", f"+{code}{d}", when.replace(tzinfo=None), seconds, "text" if text else "call"))
    return before + "\n".join([heading, *lines, *([after.format(n=len(lines))] if after else [])]) + "\n", sorted(truth)


def grouped(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def comma(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def payments(layout: tuple[Any, ...], seed: int) -> tuple[str, list[tuple[bool, Decimal, str, str]]]:
    """A file of the layout, and what it says: (money leaves, amount, currency, local date)."""
    _, country, zone_name, _, _, before, heading, row, after, currency, words = layout
    rng, zone = random.Random(seed), ZoneInfo(zone_name)
    balance, lines, truth = Decimal(1000), [], []
    code, _, stem = {"GH": ("233", "0", "240000"), "BD": ("880", "0", "1700000"), **MOBILES}.get(
        country, ("", "", "000000")
    )
    for k, when in enumerate(moments(rng, zone, 60), start=1):
        local, leaves = when.astimezone(zone), rng.random() < 0.5
        if "%S" not in row:
            local = local.replace(second=0)
        m = Decimal(rng.randrange(100, 250000)) / 100
        a = -m if leaves else m
        balance += a
        other, mine = f"Other Person{'abcdefgh'[k % 8]}", "Example Person"
        own_phone, other_phone = f"{code}{stem}100", f"{code}{stem}{rng.randrange(101, 200)}"
        oa = {"DE": "DE02120300000000202051", "NL": "NL02ABNA0123456789"}.get(country, other_phone)
        blank = lambda keep, text: text if keep else ""  # noqa: E731
        lines.append(
            row.format(
                **{"in": blank(not leaves, f"{m:.2f}")},
                d=local, a=f"{a:.2f}", at=grouped(a), ad=("-" if leaves else "") + "$" + grouped(m), ac=comma(a), m=f"{m:.2f}", mc=comma(m),
                out=blank(leaves, f"{m:.2f}"), nout=blank(leaves, f"-{m:.2f}"), outc=blank(leaves, comma(m)), inc=blank(not leaves, comma(m)),
                w=words[not leaves], way=words[not leaves], wayl=words[not leaves], nm=other, oa=oa, r=f"ref {k}", b=f"{balance:.2f}",
                bt=grouped(balance), bc=comma(balance), k=k, payer=mine if leaves else other, payee=other if leaves else mine,
                fm="me@mail.example" if leaves else "other@mail.example", to="other@mail.example" if leaves else "me@mail.example",
                fa=own_phone if leaves else other_phone, ta=other_phone if leaves else own_phone,
            )
        )  # fmt: skip
        truth.append((leaves, m, currency, str(local.date())))
    return before + "\n".join([heading, *lines, *([after.format(b=balance)] if after else [])]) + "\n", sorted(truth)


def loaded(  # noqa: PLR0917
    folder: Path, name: str, country: str, zone: str, text: str, encoding: str, query: str
) -> list[Any]:
    (folder / f"{name}_20304050607.csv").write_text(text, encoding=encoding, newline="")
    case = netinvest.create_case(folder / "one.case", country=country, time_zone=zone)
    report = case.load(folder / f"{name}_20304050607.csv")
    if report.refused:
        pytest.fail(f"refused: {report.refused[0][1]}")
    with case._open() as ledger:
        return ledger.con.execute(query).fetchall()


@pytest.mark.parametrize("layout", CALLS, ids=lambda layout: layout[0])
def test_every_call_of_a_return_is_exact(layout: tuple[Any, ...], tmp_path: Path) -> None:
    name, country, zone, _, encoding = layout[:5]
    for seed in (1,):
        text, truth = calls(layout, seed)
        (tmp_path / str(seed)).mkdir()
        rows = loaded(
            tmp_path / str(seed), name, country, zone, text, encoding,
            "SELECT originating_msisdn, terminating_msisdn, answered_at_utc, duration_s, service FROM call",
        )  # fmt: skip
        got = sorted(
            (o, d, t.replace(tzinfo=None), s or 0, "text" if s_ in {"sms", "message"} else "call")
            for o, d, t, s, s_ in rows
        )
        assert got == truth


@pytest.mark.parametrize("layout", MONEY, ids=lambda layout: layout[0])
def test_every_payment_of_a_statement_is_exact(layout: tuple[Any, ...], tmp_path: Path) -> None:
    name, country, zone, _, encoding = layout[:5]
    for seed in (1,):
        text, truth = payments(layout, seed)
        (tmp_path / str(seed)).mkdir()
        rows = loaded(
            tmp_path / str(seed), name, country, zone, text, encoding,
            "SELECT amount, currency, booked_at_utc, debtor_account, debtor_name, creditor_account, creditor_name "
            "FROM transfer",
        )  # fmt: skip
        got = []
        for amount, currency, at, da, dn, ca, cn in rows:
            leaves = (
                "Other" in f"{cn}"
                or any(f"{ca}".endswith(str(n)) for n in range(101, 200))
                or bool(da and not ca and "Other" not in f"{dn}")
            )
            local = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) if (at.hour, at.minute) != (0, 0) else at
            got.append(
                (leaves, amount, currency or layout[9], str(local.date()))
            )  # a file may leave the currency unsaid
        assert sorted(got) == truth


def test_a_negative_payment_among_many_payers_went_the_other_way(tmp_path: Path) -> None:
    lines = [
        f"2026-03-{day:02d},Payer {day % 3},Payee {day % 4},{'-' if day % 5 == 0 else ''}{day}.50"
        for day in range(1, 29)
    ]
    text = "\n".join(["Date,Payer Name,Payee Name,Amount", *lines]) + "\n"
    query = "SELECT debtor_name, creditor_name FROM transfer ORDER BY row"
    rows = loaded(tmp_path, "ledger", "GB", "Europe/London", text, "utf-8", query)
    sides = [(f"Payer {day % 3}", f"Payee {day % 4}") for day in range(1, 29)]
    assert rows == [pair[::-1] if day % 5 == 0 else pair for day, pair in enumerate(sides, start=1)]
