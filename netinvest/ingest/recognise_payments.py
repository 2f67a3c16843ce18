"""Columns of payments that no heading tells or that a heading tells amiss, told by their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netinvest.ingest.recognise_columns import form_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.loading.heading import Match

_FORMS = {"moment": "booked_at", "day": "booked_date"}
_MANY = 0.9
_LEAST_DIGITS = 6
_DRESSED = re.compile(r"[\s./-]+")
_NUMBERED = re.compile(r"[A-Za-z]{0,2}\d[A-Za-z0-9]*")


def complete(match: Match, values: dict[int, list[str]], columns: dict[str, int]) -> set[str]:
    """Add the one column of dates where no heading says when, and call accounts what the values show to be accounts.

    Args:
        match: The headings that are known.
        values: What stands in the columns, by position.
        columns: Those that headings tell; changed.

    Returns:
        What was added.
    """
    before = set(columns)
    if not {"booked_at", "booked_date"} & columns.keys():
        dated = [(at, form_of(values.get(at, []))) for at in match.unknown if at not in columns.values()]
        dated = [(at, form) for at, form in dated if form in _FORMS]
        if len(dated) == 1:
            at, form = dated[0]
            columns[_FORMS[str(form)]] = at
    for side in ("debtor", "creditor"):
        name, account = f"{side}_name", f"{side}_account"
        if name in columns and account not in columns and _are_accounts(values.get(columns[name], [])):
            columns[account] = columns.pop(name)
    return set(columns) - before


def _are_accounts(values: Sequence[str]) -> bool:
    """Whether nearly all values are numbers of accounts, cards or telephones and none is a person's name."""
    numbered = [
        bool(_NUMBERED.fullmatch(text)) and sum(c.isdigit() for c in text) >= _LEAST_DIGITS
        for value in values
        if (text := _DRESSED.sub("", value).lstrip("+"))
    ]
    return bool(numbered) and sum(numbered) >= _MANY * len(numbered)
