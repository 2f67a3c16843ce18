"""Categories of persons (Directive (EU) 2016/680, articles 6 and 7).

Categories come from registers and from people, never from a score.
"""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """How a register or a person describes an actor; several may hold at once."""

    SUSPECT = "suspect"
    CONVICTED = "convicted"
    VICTIM = "victim"
    POSSIBLE_VICTIM = "possible_victim"
    MINOR = "minor"
    WITNESS = "witness"
    CONTACT = "contact"
    UNKNOWN = "unknown"


PROTECTED = frozenset({Category.VICTIM, Category.POSSIBLE_VICTIM, Category.MINOR})
"""Whose names and numbers appear only after a reveal, and who is never listed as a likely coordinator."""
