"""Whose view the signs of amounts are: both sides stand in columns, and the amounts are signed all the same.

A negative amount between a payer and a payee is a payment that went the other way, unless the file is the statement of
one of them: Wise and others give the payer, the payee and a sign, which then says the same twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netinvest.ingest.coded import Coded


class SignedView:
    """Who pays wherever the amount is negative, and who is paid wherever it is not."""

    def __init__(self) -> None:
        self._payers: dict[str, set[str | None]] = {}
        self._payees: dict[str, set[str | None]] = {}

    def observe(self, minus: NDArray[np.bool_], what: str, debtor: Coded, creditor: Coded) -> None:
        """See a block: where amounts are negative, and both sides by ``what``, an account or a name."""
        for column, rows, seen in ((debtor, minus, self._payers), (creditor, ~minus, self._payees)):
            known = seen.setdefault(what, set())
            if len(known) < 2:  # noqa: PLR2004 - two are as many as a thousand
                known.update(column.values[code] if code >= 0 else None for code in np.unique(column.codes[rows]))

    @property
    def of_one(self) -> bool:
        """Whether one party pays every negative amount and gets every other: the sides stand as they are headed."""
        return any(
            len(payers) == 1 and payers == self._payees[what] and None not in payers
            for what, payers in self._payers.items()
        )
