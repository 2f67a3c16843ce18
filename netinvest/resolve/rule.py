"""What a rule is: it reads the ledger and says which pairs of identifiers belong together, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

PAIRS = """CREATE OR REPLACE TEMP TABLE pair (
    a_key VARCHAR NOT NULL, b_key VARCHAR NOT NULL,
    score DOUBLE NOT NULL,      -- 0..1
    reason VARCHAR NOT NULL     -- a sentence in which {a} and {b} stand for the aliases of the two
)"""
PROOFS = """CREATE OR REPLACE TEMP TABLE proof (
    a_key VARCHAR NOT NULL, b_key VARCHAR NOT NULL,
    record VARCHAR NOT NULL, source_no INTEGER NOT NULL, row BIGINT NOT NULL    -- record: call, transfer, ...
)"""
"""The two temporary tables that a rule fills."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of seeing that two identifiers belong to one actor.

    ``behavioural``: it rests on how phones and advertisements are used, not on what a register or a network says
    of them. A behavioural rule never merges an identifier of a protected person; it proposes.
    """

    name: str
    behavioural: bool
    find: Callable[[DuckDBPyConnection], None]  # fills ``pair`` and ``proof``
