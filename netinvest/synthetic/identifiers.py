"""Numbers nobody holds: phones, SIMs, handsets, accounts.

Phones. France keeps 06 39 98 xx xx for fiction, the United States 555-01xx in every area. The United Kingdom keeps
07700 900000-900999, one thousand numbers, too few for a case; beyond them the rest of 07700 9xxxxx is used, which
is possible in length and form but in no operator's hands (libphonenumber knows no assignment there).
Networks use mobile network code 99 and 98 of the country, which nobody runs. Handsets use type allocation codes
that begin 00 (test devices) followed by a made-up maker. IBANs have valid check digits under made-up bank codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from numpy.random import Generator

_US_AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229,
             231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 272, 276, 281, 301, 302, 303,
             304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 330, 331, 334,
             336, 337, 339, 346, 347, 351, 352, 360, 361, 385, 386, 401, 402, 404, 405, 406, 407, 408, 409, 410, 412,
             413, 414, 415, 417, 419, 423, 424, 425, 430, 432, 434, 435, 440, 442, 443, 469, 470, 475)  # fmt: skip


def phones(rng: Generator, country: str, count: int) -> list[str]:
    """``count`` different E.164 numbers in a random order."""
    match country:
        case "GB":
            # all of the fiction range first, then the unassigned remainder, so that small cases use fiction only
            rest = rng.choice(99_000, size=max(count - 1000, 0), replace=False) + 1000
            pool = [f"+4477009{n:05d}" for n in np.concatenate([np.arange(min(count, 1000)), rest])]
        case "FR":
            pool = [f"+3363998{n:04d}" for n in range(10_000)]
        case _:
            pool = [f"+1{area}55501{n:02d}" for area in _US_AREAS for n in range(100)]
    if count > len(pool):
        raise UsageError(
            f"there are {len(pool)} fictional numbers for {country} and the case needs {count}",
            remedy="ask for fewer actors, or for country GB",
        )
    return [pool[i] for i in rng.permutation(len(pool))[:count]]


def luhn(digits: str) -> str:
    """The check digit for ``digits`` (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        doubled = int(char) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def imeis(rng: Generator, count: int) -> list[str]:
    """``count`` different 15-digit IMEIs with check digits, of some forty models."""
    models = rng.choice(90_000, size=40, replace=False) + 10_000
    popularity = rng.dirichlet(np.full(40, 0.6))
    serials = rng.choice(1_000_000, size=count, replace=count > 1_000_000)
    bodies = [
        f"001{model:05d}{serial:06d}"
        for model, serial in zip(rng.choice(models, count, p=popularity), serials, strict=True)
    ]
    return [body + luhn(body) for body in bodies]


def imsis(rng: Generator, mcc: str, operators: np.ndarray) -> list[str]:
    """An IMSI a line; the network code tells the operator apart."""
    subscribers = rng.choice(10**9, size=len(operators), replace=False) + 10**9
    return [f"{mcc}{98 + int(op) % 2}{number}" for op, number in zip(operators, subscribers, strict=True)]


BANKS = {
    "GB": ("QHRB", "QMDW", "QFEN", "QOAK"),
    "FR": ("99817", "99828", "99839", "99840"),
    "US": ("999100015", "999200028", "999300031", "999400044"),
}
"""Made-up banks: four letters in GB, five figures in FR, nine in US."""

BANK_NAMES = ("Harbour & Vale Bank", "Meadow Mutual", "Fenland Savings", "Oakbridge Direct")


def _check(country: str, bban: str) -> str:
    number = "".join(str(int(char, 36)) for char in f"{bban}{country}00")
    return f"{98 - int(number) % 97:02d}"


def accounts(rng: Generator, country: str, banks: np.ndarray) -> list[str]:
    """An account a bank index: IBANs in GB and FR, twelve figures in US."""
    numbers = rng.choice(9 * 10**7, size=len(banks), replace=False) + 10**7
    codes = BANKS[country]
    if country == "US":
        return [f"99{int(bank)}0{number}" for bank, number in zip(banks, numbers, strict=True)]
    bodies = [
        f"{codes[int(bank)]}{90_00_00 + int(bank) * 100 + int(number) % 37:06d}{number}"
        if country == "GB"
        else _french(codes[int(bank)], f"{int(number) % 37:05d}", f"{number:011d}")
        for bank, number in zip(banks, numbers, strict=True)
    ]
    return [f"{country}{_check(country, body)}{body}" for body in bodies]


def _french(bank: str, branch: str, number: str) -> str:
    """A relevé d'identité bancaire with its key."""
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(number)) % 97
    return f"{bank}{branch}{number}{key:02d}"
