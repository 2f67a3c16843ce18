"""Handling codes of Europol and its member states: what may be done with information, as its provider said.

The code of a source holds for everything derived from it; of several, each applies.
"""

from __future__ import annotations

import re
from enum import StrEnum

from netinvest.errors import UsageError


class Handling(StrEnum):
    """The codes, and what they allow."""

    H0 = "H0"  # to prevent and combat crime
    H1 = "H1"  # not as evidence in judicial proceedings without the provider's permission
    H2 = "H2"  # not to be passed on without the provider's permission
    H3 = "H3"  # other restrictions, which the provider spells out


NOT_IN_COURT = frozenset({Handling.H1, Handling.H2, Handling.H3})
"""What an exhibit must not rest on without a permission."""
NOT_PASSED_ON = frozenset({Handling.H2, Handling.H3})
"""What must not leave the case without a permission."""
_CODED = re.compile(r"\s*(H[0-3])\s*(?:[:;,-]?\s*(\S.*))?", re.IGNORECASE | re.DOTALL)


def checked(text: str) -> str:
    """A handling code in its one form: ``H2``, or ``H3: not beyond the joint team``.

    Raises:
        UsageError: It is none, or an H3 without the restriction it stands for.
    """
    found = _CODED.fullmatch(text)
    if found is None:
        raise UsageError(
            f"{text!a} is not a handling code",
            remedy="use H0, H1, H2, or H3 with the restriction: 'H3: not beyond ...'",
        )
    code, rest = found[1].upper(), (found[2] or "").strip()
    if code == Handling.H3 and not rest:
        raise UsageError("H3 stands for a restriction that the provider spells out", remedy="write it: 'H3: not ...'")
    return f"{code}: {rest}" if rest else code
