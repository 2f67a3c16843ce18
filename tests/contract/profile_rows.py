# ruff: noqa: E501, S311 - test data
"""Rows for any profile of a table: a value of its kind under the first heading of each column that it knows."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from netinvest.loading.loader import installed_loaders

if TYPE_CHECKING:
    from netinvest.loading.loader import Loader

START = datetime(2026, 1, 13, 8, 0, 0)  # noqa: DTZ001 - as files have it
IBANS = ["GB33BUKB20201555555555", "DE89370400440532013000", "FR1420041010050500013M02606", "NL91ABNA0417164300"]
_LEFT_OUT = frozenset(
    [
        "ignored",
        "balance",
        "own_name",
        "duration_minutes",
        "ended_at",
        "ended_date",
        "ended_time",
        "data_session",
        "originating_imsi",
        "originating_imei",
        "originating_cell",
        "position",
        "cell_area",
        "answered_date",
        "answered_time",
        "booked_date",
        "booked_time",
        "posted_date",
        "posted_time",
        "debit_amount",
        "credit_amount",
        "given_name",
        "family_name",
        "identifier",
        "identifier_kind",
        "phone_2",
        "phone_3",
        "image_digests",
        "a_party",
        "b_party",
        "target_msisdn",
        "other_msisdn",
        "uetr",
        "valid_from",
        "valid_to",
        "birth_date",
    ]
)  # what another column says too


def tables() -> list[Loader]:
    """The installed loaders that read tables with headings."""
    return [
        loader for loader in installed_loaders()
        if loader.read is None and loader.profile.columns and not loader.profile.table.columns
    ]  # fmt: skip


def headings(loader: Loader) -> dict[str, str]:
    """Canonical column to the heading it has here: those that the profile needs, and what else tells something."""
    profile = loader.profile
    chosen = dict.fromkeys(c for c in profile.columns if c not in _LEFT_OUT and not c.endswith(("_2", "_3")))
    for any_of in profile.requirements:
        if not any(set(together) <= chosen.keys() | set(profile.fixed) for together in any_of):
            known = next((t for t in any_of if set(t) <= profile.columns.keys() | set(profile.fixed)), any_of[0])
            chosen.update(dict.fromkeys(c for c in known if c not in profile.fixed))
    used: set[str] = set()
    found = {}
    for column in chosen:
        heading = next((h for h in profile.columns.get(column, ()) if h not in used), column)
        used.add(heading)
        found[column] = heading
    for heading in profile.signature:
        if heading not in found.values():
            found[f"ignored {heading}"] = heading
    return found


def _number(n: int) -> str:
    return f"+4477009{n:05d}"


def value(loader: Loader, column: str, place: int, rng: random.Random) -> str:
    """One value; what varies does so with the row, so that no two rows are alike."""
    profile = loader.profile
    when = START + timedelta(hours=7 * place, seconds=rng.randrange(3000))
    if column.endswith(("_at", "_date", "_time")):
        if profile.time.day_zero:
            return str(place)
        form = {"_at": "%d/%m/%Y %H:%M:%S", "ate": "%d/%m/%Y", "ime": "%H:%M:%S"}[column[-3:]]
        return when.strftime("%Y-%m-%d %H:%M:%S" if profile.time.order == "ymd" and column.endswith("_at") else form)
    own = column in {"originating_msisdn", "target_msisdn"}
    made = {
        "phone": _number(rng.randrange(300)), "direction": rng.choice(["IN", "OUT"]), "service": rng.choice(["Voice", "SMS"]),
        "duration": str(rng.randrange(1, 3000)), "imsi": f"23415000000{place:04d}", "imei": f"3512340000{place:04d}",
        "first_cell": f"C{rng.randrange(9)}", "last_cell": f"C{rng.randrange(9)}", "latitude": "51.5", "longitude": "-0.1",
        "amount": f"{rng.randrange(1, 9000)}.{rng.randrange(100):02d}", "currency": "GBP", "title": f"Title {place}",
        "body": f"Text of advertisement {place}, call me", "url": f"https://ads.example.org/{place}", "site": "ads.example.org",
        "location": "Hull", "price": "80", "claimed_age": "24", "email": f"a{place}@example.org", "handle": f"@poster{place}",
        "poster": f"poster{place}", "ad_id": f"A{place}", "name": f"Person {place}", "subject_id": f"S{place}",
        "category": "contact", "basis": "register", "address": f"{place} Sea Street", "account": rng.choice(IBANS),
        "transfer_type": rng.choice(["CASH-IN", "CASH-OUT"]) if "cash" in loader.name else "transfer", "end_to_end_id": f"E{place}", "remittance_information": f"rent {place}",
        "data_session": "5",
    }  # fmt: skip
    if column.startswith("ignored "):
        return str(place)
    if column.endswith("msisdn") or column in {"a_party", "b_party"}:
        return _number(1) if own else _number(2 + rng.randrange(300))
    if column.endswith("_account"):
        if profile.numbering == "opaque":
            return str(rng.randrange(50))
        return IBANS[0] if column in {"own_account", "debtor_account"} else rng.choice(IBANS[1:])
    if column.endswith(("_name", "_agent")):
        return f"Firm {place}" if column.endswith("_name") else "BUKBGB22"
    if column == "account" and profile.numbering == "opaque":
        return str(place)
    if column == "direction" and str(profile.kind) == "transfers":
        return rng.choice(["debit", "credit"])
    return made.get(column, f"x{place}")


def rows(loader: Loader, count: int, seed: int) -> tuple[list[str], list[list[str]]]:
    """Headings and rows."""
    rng = random.Random(f"{loader.name}{seed}")
    columns = headings(loader)
    return list(columns.values()), [[value(loader, c, place, rng) for c in columns] for place in range(count)]
