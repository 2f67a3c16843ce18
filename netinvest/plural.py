"""Numbers of things, in words."""

from __future__ import annotations


def plural(number: int, one: str, many: str | None = None) -> str:
    """``1 record``, ``2,000 records``; ``many`` where an s will not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
