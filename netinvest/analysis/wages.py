"""Wages: who is paid like others by one employer, and whose wages are withheld.

Somebody's *employer* is whom at least half of all they receive comes from. *Staff* are three people or more of one
employer, but for those who are paid more than twice what is usual among them: what an
employer's takings come from does not make its staff those with whom it ends.

A payee is *common* to an employer's people if three of them or more, and half of all of them, hand over a quarter or
more of what they receive, again and again. Wages are *withheld* from whom half or more goes to common payees: the
account is theirs, the money is not (ILO 2012, *Indicators of forced labour*: withholding of wages, debt bondage; FATF
2018, *Financial flows from human trafficking*: wages of several employees passed on to one account).

How it is misread: a firm may house all its people with one landlord, who takes half of their pay; a head who draws no
more than the others looks like one of the staff.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netinvest.analysis.handover import HALF, QUARTER
from netinvest.analysis.paid import paid

if TYPE_CHECKING:
    from netinvest.projection.network import Floats, Ints, Mask, Transfers

SEVERAL = 3
"""People of one employer whose pay going the same way is no coincidence."""
MOST = 2.0
"""Times the median of an employer's payments to its people from which somebody is no mere employee."""


@dataclass(frozen=True)
class Wages:
    """Per actor."""

    staff: Mask  # paid by an employer as several others are
    withheld: Floats  # part of what is received that goes to payees common to the employer's people, 0 below a half


def find_wages(transfers: Transfers, received: Floats, *, outside: Mask, weights: Floats | None = None) -> Wages:
    """Find who is paid wages, and whose are withheld.

    Args:
        transfers: Single transfers.
        received: All each actor received, cash and payments from outside included.
        outside: Payees to whom pay may well go: innocent hubs.
        weights: Of the transfers (a perturbation).
    """
    size = len(received)
    pairs = paid(transfers, size, weights=weights)
    payer, payee, amount = pairs.payer, pairs.payee, pairs.amount
    employer, pay = np.full(size, -1, dtype=np.int64), np.zeros(size)
    pays = amount >= HALF * received[payee]  # of a month's pay a short record has one payment or two
    employer[payee[pays]], pay[payee[pays]] = payer[pays], amount[pays]
    gives = pairs.habit & (employer[payer] >= 0) & (amount >= QUARTER * received[payer]) & ~outside[payee]
    gives &= payee != employer[payer]
    common = _common(employer, payer[gives], payee[gives])
    handed = np.bincount(payer[gives][common], weights=amount[gives][common], minlength=size)
    part = np.divide(handed, received, out=np.zeros(size), where=received > 0)
    withheld = np.where(part >= HALF, np.minimum(part, 1.0), 0.0)  # more can leave where records begin late
    return Wages(_staff(employer, pay), withheld)


def _staff(employer: Ints, pay: Floats) -> Mask:
    """Who is one of three or more whom an employer pays, and not paid far more than is usual among them."""
    staff = np.zeros(len(employer), dtype=bool)
    employed = np.flatnonzero(employer >= 0)
    order = employed[np.argsort(employer[employed], kind="stable")]
    for group in np.split(order, np.flatnonzero(np.diff(employer[order])) + 1):
        if len(group) >= SEVERAL:
            staff[group] = pay[group] <= MOST * np.median(pay[group])
    return staff


def _common(employer: Ints, payer: Ints, payee: Ints) -> Mask:
    """Which of some gifts go to somebody who is given to by several, and by half, of the people of an employer."""
    number = np.bincount(employer[employer >= 0], minlength=len(employer))
    whose = employer[payer]
    _, inverse, count = np.unique(whose * np.int64(len(employer)) + payee, return_inverse=True, return_counts=True)
    return np.asarray((count[inverse] >= SEVERAL) & (2 * count[inverse] >= number[whose]))
