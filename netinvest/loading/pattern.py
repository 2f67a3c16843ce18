"""Regular expressions that a person wrote into a profile, matched in time that grows with the text alone.

Python's own engine can take years over ``(a+)+$`` and a line of thirty letters. RE2, which comes with pyarrow, cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 500  # letters of a pattern


def checked(pattern: str) -> str:
    """A pattern, if it can be used.

    Raises:
        ValueError: It is too long, no regular expression, or one that looks ahead, behind or back.
    """
    if len(pattern) > _LONGEST:
        raise ValueError(f"a pattern may have {_LONGEST} letters")
    from pyarrow import ArrowInvalid

    try:
        found(pattern, [""])
    except ArrowInvalid:
        raise ValueError(
            "that is not a regular expression (of RE2: it may not look ahead or behind, nor back at a group)"
        ) from None
    return pattern


def found(pattern: str, texts: Sequence[str | None], *, whole: bool = False) -> list[bool]:
    """For each text, whether the pattern is found in it, or is the whole of it; None never fits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sought = rf"\A(?:{pattern})\z" if whole else pattern
    column = pa.lib.StringBuilder()  # pa.array imports pandas to look at what it is given
    column.append_values(texts)
    fits = pc.match_substring_regex(column.finish(), sought)
    return [fit is True for fit in fits.to_pylist()]
