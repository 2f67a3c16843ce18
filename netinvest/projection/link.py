"""Links between actors, by stream: what the graph store holds between identifiers, summed over their actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.model.graph import RelationshipType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

_STREAMS = ("advertisements", "calls", "messages", "transfers")
"""In the order of the links."""

_TIE = " UNION ALL ".join(
    f'SELECT {place}::TINYINT AS stream, start, "end", count, {duration} AS duration_s, active_days, first_at_utc, '
    f"last_at_utc, {amount} AS amount, {currency} AS currency, source_set FROM {name}"
    for place, (name, duration, amount, currency) in enumerate(
        (
            ("posted", "0", "NULL::DECIMAL(28, 8)", "NULL"),
            ("called", "duration_s", "NULL", "NULL"),
            ("messaged", "0", "NULL", "NULL"),
            ("transferred", "0", "amount", "nullif(discriminator, '')"),
        )
    )
)
_LINKS = f"""
SELECT start, "end", stream, sum(count)::BIGINT AS count, sum(duration_s)::BIGINT AS duration_s,
       sum(active_days)::BIGINT AS active_days, min(first_at_utc) AS first_at_utc, max(last_at_utc) AS last_at_utc,
       sum(amount) AS amount, currency, min(source_set) AS source_set, max(source_set) AS other_set
FROM ({_TIE}) GROUP BY start, "end", stream, currency ORDER BY stream, start, "end", currency
"""
# aggregating lists takes gigabytes: only where relationships of several sets of sources became one link
_MIXED = f"""
SELECT DISTINCT position, tie.source_set
FROM mixed JOIN ({_TIE}) AS tie
    ON tie.stream = mixed.stream AND tie.start = mixed.start AND tie."end" = mixed."end"
    AND tie.currency IS NOT DISTINCT FROM mixed.currency
ORDER BY position, tie.source_set
"""


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

    def united(self, numbers: Sequence[int]) -> int:
        """The number of the union of sets."""
        sets = list(self._number)
        return self(name for number in numbers for name in sets[number])


def _between_actors(table: pa.Table, actor_of: pa.Table, sets: _SourceSets) -> pa.Table:
    """The relationships whose ends are two different actors, by their indices, and the number of their sources."""
    index = actor_of["index"].combine_chunks()
    keys = actor_of["identifier_key"].combine_chunks()
    start, end = (index.take(pc.index_in(table[f"{side}_key"].combine_chunks(), keys)) for side in ("start", "end"))
    ends = pa.table({"start": start, "end": end, "source_set": sets.numbered(table["sources"])})
    whole = pa.table({name: table[name] for name in table.column_names} | {n: ends[n] for n in ends.column_names})
    return whole.drop_columns(["start_key", "end_key", "sources"]).filter(pc.not_equal(start, end))


def _source_ids(con: DuckDBPyConnection, links: pa.Table, sets: _SourceSets) -> pa.Array:
    """The sources of each link."""
    number = np.array(links["source_set"].to_numpy())
    mixed = np.flatnonzero(number != links["other_set"].to_numpy())
    if len(mixed):
        chosen = links.select(["stream", "start", "end", "currency"]).take(pa.array(mixed))
        con.register("mixed", chosen.append_column("position", pa.array(mixed)))
        parts = con.execute(_MIXED).to_arrow_table()
        con.unregister("mixed")
        at = parts["position"].to_numpy()
        begins = np.flatnonzero(np.r_[True, at[1:] != at[:-1]])
        known: dict[tuple[int, ...], int] = {}
        for position, group in zip(at[begins], np.split(parts["source_set"].to_numpy(), begins[1:]), strict=True):
            combined = tuple(group.tolist())
            if combined not in known:
                known[combined] = sets.united(combined)
            number[position] = known[combined]
    return sets.lists(number)


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
    views = {
        "called": store.read_relationships(RelationshipType.CALLED),
        "messaged": store.read_relationships(RelationshipType.MESSAGED),
        "transferred": store.read_relationships(RelationshipType.TRANSFERRED),
        "posted": con.execute(_POSTED).to_arrow_table(),
    }
    for name, table in views.items():
        con.register(name, _between_actors(table, actor_of, sets))
    try:
        links = con.execute(_LINKS).to_arrow_table()
        source_ids = _source_ids(con, links, sets)
    finally:
        for name in views:
            con.unregister(name)
    stream = pa.array(_STREAMS).take(links["stream"].combine_chunks())
    links = links.set_column(links.column_names.index("stream"), "stream", stream)
    return links.drop_columns(["source_set", "other_set"]).append_column("source_ids", source_ids)
