"""Links between actors, by stream: what the graph store holds between identifiers, summed over their actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.model.graph import RelationshipType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from netinvest.projection.network import Ints
    from netinvest.store.base import GraphStore

# who posted for whom, and who else is named in the same advertisement
_POSTED = """
SELECT p.kind || ':' || p.value AS start_key, c.kind || ':' || c.value AS end_key,
       count(DISTINCT (p.source_no, p.row)) AS count, count(DISTINCT posted_at_utc::DATE) AS active_days,
       min(posted_at_utc) AS first_at_utc, max(posted_at_utc) AS last_at_utc,
       list_sort(list(DISTINCT source_id)) AS sources
FROM advertisement_contact AS p
JOIN advertisement_contact AS c USING (source_no, row)
JOIN advertisement USING (source_no, row)
JOIN source USING (source_no)
WHERE c.role = 'contact' AND (p.role = 'poster' OR (p.kind, p.value) < (c.kind, c.value))
GROUP BY start_key, end_key
ORDER BY start_key, end_key
"""

_SUMS = ("count", "duration_s", "active_days", "amount")
_SCHEMA = pa.schema(
    [
        *((name, pa.int64()) for name in ("start", "end")),
        ("stream", pa.string()),
        *((name, pa.int64()) for name in ("count", "duration_s", "active_days")),
        *((name, pa.timestamp("us")) for name in ("first_at_utc", "last_at_utc")),
        ("amount", pa.decimal128(38, 8)),
        ("currency", pa.string()),
    ]
)


class _SourceSets:
    """The sets of sources that relationships rest on, each kept once and numbered."""

    def __init__(self) -> None:
        self._number: dict[frozenset[str], int] = {}

    def __call__(self, sources: Iterable[str]) -> int:
        return self._number.setdefault(frozenset(sources), len(self._number))

    def numbered(self, lists: pa.ChunkedArray) -> Ints:
        """The number of each list's set."""
        array = lists.combine_chunks()
        coded = array.flatten().dictionary_encode()
        names = coded.dictionary.to_pylist()
        code = coded.indices.to_numpy().astype(np.int64)
        length = array.value_lengths().to_numpy()
        result = np.empty(len(array), dtype=np.int64)
        alone = length == 1
        begin = np.cumsum(length) - length
        result[alone] = np.array([self([name]) for name in names], dtype=np.int64)[code[begin[alone]]]
        several: dict[bytes, int] = {}
        for row in np.flatnonzero(~alone).tolist():
            codes = code[begin[row] : begin[row] + length[row]]
            key = codes.tobytes()
            if key not in several:
                several[key] = self(names[c] for c in codes.tolist())
            result[row] = several[key]
        return result

    def lists(self, numbers: Ints) -> pa.Array:
        """The sorted sources of each number."""
        sets = pa.array([sorted(names) for names in self._number], pa.list_(pa.string()))
        return sets.take(pa.array(numbers))

    def united(self, numbers: Ints, begin: Ints) -> Ints:
        """For each group of consecutive numbers, that of the union of its sets."""
        result = numbers[begin]
        if len(begin) == len(numbers):
            return result
        low, high = np.minimum.reduceat(numbers, begin), np.maximum.reduceat(numbers, begin)
        end = np.r_[begin[1:], len(numbers)]
        sets = list(self._number)
        known: dict[tuple[int, ...], int] = {}
        for group in np.flatnonzero(low != high).tolist():
            several = tuple(np.unique(numbers[begin[group] : end[group]]).tolist())
            if several not in known:
                known[several] = self(name for number in several for name in sets[number])
            result[group] = known[several]
        return result


def _between_actors(table: pa.Table, stream: str, actor_of: pa.Table, sets: _SourceSets) -> tuple[pa.Table, Ints]:
    """One stream's relationships summed over the pairs of different actors, sorted, and the number of their sources."""
    index = actor_of["index"].combine_chunks()
    keys = actor_of["identifier_key"].combine_chunks()
    start, end = (index.take(pc.index_in(table[f"{side}_key"].combine_chunks(), keys)) for side in ("start", "end"))
    kept = pc.fill_null(pc.not_equal(start, end), fill_value=False)
    columns = {"start": start, "end": end} | {name: table[name].combine_chunks() for name in table.column_names}
    ties = pa.table(columns).filter(kept)
    source_set = sets.numbered(table["sources"])[kept.to_numpy(zero_copy_only=False)]
    pair = ties["start"].to_numpy() * (int(pc.max(index).as_py() or 0) + 1) + ties["end"].to_numpy()
    if stream == "transfers":
        currency = pc.if_else(pc.equal(ties["discriminator"], ""), None, ties["discriminator"]).combine_chunks()
        names = sorted(currency.drop_null().unique().to_pylist())
        code = pc.fill_null(pc.index_in(currency, pa.array(names, pa.string())), len(names)).to_numpy()
        pair = pair * (len(names) + 1) + code
        ties = ties.append_column("currency", currency)
    order = np.argsort(pair, kind="stable")
    pair, source_set = pair[order], source_set[order]
    begin = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]][: len(pair)])
    ties = ties.select([name for name in _SCHEMA.names if name in ties.column_names]).take(pa.array(order))
    if len(begin) < len(pair):
        ties = _summed(ties, pair, begin)
    size = len(begin)
    ties = ties.append_column("stream", pa.repeat(stream, size))
    for name in _SCHEMA.names:
        if name not in ties.column_names:
            absent = pa.repeat(0, size) if name == "duration_s" else pa.nulls(size, _SCHEMA.field(name).type)
            ties = ties.append_column(name, absent)
    return ties.select(_SCHEMA.names).cast(_SCHEMA), sets.united(source_set, begin)


def _summed(ties: pa.Table, pair: Ints, begin: Ints) -> pa.Table:
    """One row a group of equal pairs, which lie together."""
    group = np.repeat(np.arange(len(begin)), np.diff(np.r_[begin, len(pair)]))
    whole = ties.append_column("group", pa.array(group))
    sums = [(name, "sum") for name in _SUMS if name in ties.column_names]
    found = whole.group_by("group", use_threads=False).aggregate(
        [*sums, ("first_at_utc", "min"), ("last_at_utc", "max")]
    )
    one = ties.take(pa.array(begin))
    for name, how in [*sums, ("first_at_utc", "min"), ("last_at_utc", "max")]:
        one = one.set_column(one.column_names.index(name), name, found[f"{name}_{how}"])
    return one


def project_links(con: DuckDBPyConnection, store: GraphStore, actor_of: pa.Table) -> pa.Table:
    """All links between different actors, one row an ordered pair, stream and currency, sorted.

    Args:
        con: The ledger's connection.
        store: The graph store in step with it.
        actor_of: ``(identifier_key, index)``: any whole number an actor.

    Returns:
        ``start, end, stream, count, duration_s, active_days, first_at_utc, last_at_utc, amount, currency, source_ids``.
        ``active_days`` of an actor with several numbers is the sum over them.
    """
    sets = _SourceSets()
    streams = {
        "advertisements": con.execute(_POSTED).to_arrow_table(),
        "calls": store.read_relationships(RelationshipType.CALLED),
        "messages": store.read_relationships(RelationshipType.MESSAGED),
        "transfers": store.read_relationships(RelationshipType.TRANSFERRED),
    }
    parts = [_between_actors(table, stream, actor_of, sets) for stream, table in streams.items()]
    links = pa.concat_tables(part for part, _ in parts)
    source_ids = sets.lists(np.concatenate([numbers for _, numbers in parts]))
    return links.append_column("source_ids", source_ids).combine_chunks()
