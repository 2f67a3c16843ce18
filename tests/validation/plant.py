"""Write a planted or a null case of the second generator as files, and say who is who."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.validation.operation import Operation
from tests.validation.town import Town

if TYPE_CHECKING:
    from pathlib import Path

SIZES = {
    "small": {"people": 500, "days": 100, "calls": 12_000, "transfers": 3_200},
    "medium": {"people": 1_200, "days": 150, "calls": 32_000, "transfers": 7_500},
    "acceptance": {"people": 4_000, "days": 180, "calls": 115_000, "transfers": 22_000},
}


@dataclass
class Truth:
    """Who is who: identifier key -> person, and each person's parts and ring."""

    owner: dict[str, str]
    roles: dict[str, frozenset[str]]
    ring: dict[str, str]

    def having(self, role: str) -> set[str]:
        """People who play a part."""
        return {one for one, roles in self.roles.items() if role in roles}


def plant(
    folder: Path,
    *,
    seed: int,
    size: str = "medium",
    rings: int = 2,
    missing: dict[str, float] | None = None,
) -> Truth:
    """Write a case's files; ``missing`` is the share left out of calls, transfers, advertisements, registers."""
    town = Town(seed, **SIZES[size])
    operations = [Operation(town, number) for number in range(rings)]
    town.live()
    for operation in operations:
        operation.act()
    town.innocent_events()
    folder.mkdir(parents=True, exist_ok=True)
    left_out = {"calls": 0.0, "transfers": 0.0, "advertisements": 0.0, "registers": 0.0} | (missing or {})
    _calls(town, folder / "calls.csv", left_out["calls"])
    _transfers(town, folder / "transfers.csv", left_out["transfers"])
    _ads(town, folder / "ads.csv", left_out["advertisements"])
    _registers(town, folder, left_out["registers"])
    owner: dict[str, str] = {}
    for number, person in enumerate(town.people):
        name = f"P{number:05d}"
        owner |= {f"phone:{line.number}": name for line in person.lines}
        owner |= {f"imei:{line.imei[:14]}": name for line in person.lines}
        owner |= {f"account:{account}": name for account in person.accounts}
        owner |= {f"handle:{handle}": name for handle in person.handles}
    return Truth(
        owner,
        {f"P{n:05d}": frozenset(p.roles) for n, p in enumerate(town.people)},
        {f"P{n:05d}": str(p.ring) for n, p in enumerate(town.people) if p.ring is not None},
    )


def _write(path: Path, heading: tuple[str, ...], rows: list[list[object]]) -> None:
    if rows:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(heading)
            writer.writerows(rows)


def _when(moment: float) -> str:
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _kept(town: Town, share: float, number: int) -> list[int]:
    keep = town.rng.random(number) >= share
    return [place for place in range(number) if keep[place]]


def _calls(town: Town, path: Path, share: float) -> None:
    def line(who: int, when: float) -> tuple[str, str]:
        return next((item.number, item.imei) for item in reversed(town.people[who].lines) if item.start <= when)

    town.calls.sort(key=lambda call: call[2])
    rows: list[list[object]] = []
    for place in _kept(town, share, len(town.calls)):
        one, other, when, seconds, kind = town.calls[place]
        (number, imei), (called, _) = line(one, when), line(other, when)
        rows.append([number, called, _when(when), seconds, kind, imei])
    _write(path, ("Calling Number", "Called Number", "Date and Time", "Duration (s)", "Type", "IMEI"), rows)


def _transfers(town: Town, path: Path, share: float) -> None:
    name = {account: person.name for person in town.people for account in person.accounts}
    town.payments.sort(key=lambda item: item[3])
    rows: list[list[object]] = []
    for place in _kept(town, share, len(town.payments)):
        one, other, amount, when, words, kind = town.payments[place]
        rows.append(
            [_when(when), one, name.get(one, ""), other, name.get(other, ""), f"{amount:.2f}", "GBP", kind, words]
        )
    _write(
        path,
        (
            "Transaction Date",
            "Sender Account",
            "Sender Name",
            "Receiver Account",
            "Receiver Name",
            "Amount",
            "Currency",
            "Transaction Type",
            "Reference",
        ),
        rows,
    )


def _ads(town: Town, path: Path, share: float) -> None:
    town.ads.sort(key=lambda ad: ad["when"])  # type: ignore[arg-type,return-value]
    rows: list[list[object]] = []
    for place in _kept(town, share, len(town.ads)):
        ad = town.ads[place]
        numbers = "; ".join(ad["numbers"])  # type: ignore[arg-type]
        rows.append(
            [
                f"{7_000_000 + place}",
                "local.example",
                _when(ad["when"]),
                "Evening",
                ad["text"],  # type: ignore[arg-type]
                ad["town"],
                f"{ad['price']} GBP",
                ad["age"],
                numbers,
                ad["poster"],
            ]
        )
    _write(
        path,
        ("Ad ID", "Website", "Date Posted", "Headline", "Ad Text", "City", "Price", "Age", "Phone", "User Name"),
        rows,
    )


def _registers(town: Town, folder: Path, share: float) -> None:
    """Who holds which number and account, of some; and a few people the case knows."""
    rng = town.rng
    subscribers: list[list[object]] = []
    holders: list[list[object]] = []
    known: list[list[object]] = []
    for person in town.people:
        chance = (0.35 if person.ring is not None else 0.55) * (1 - share)
        if person.lines and rng.random() < chance:
            subscribers += [[line.number, person.name] for line in person.lines]
        if person.accounts and person.lines and rng.random() < chance:
            holders += [[account, person.name, person.lines[0].number] for account in person.accounts]
        if "exploited" in person.roles and rng.random() < 0.08 * (1 - share):
            known.append([f"K{len(known):03d}", person.name, "Victim", "interview", person.lines[0].number])
    _write(folder / "subscribers.csv", ("Mobile Number", "Name"), subscribers)
    _write(folder / "holders.csv", ("Account Number", "Account Holder Name", "Mobile Number"), holders)
    _write(folder / "known.csv", ("Ref", "Full Name", "Status", "Basis", "Telephone(s)"), known)
