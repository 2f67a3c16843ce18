"""Every Cypher statement that netinvest runs, composed from the closed model only; values are parameters.

A node carries ``case`` and ``key`` beside its properties, a relationship ``discriminator``. Timestamps are zoned
datetimes in UTC. Neo4j has no decimal numbers: an amount is kept exactly as text in ``amount_exact`` (which is what
netinvest reads) and as a float in ``amount`` for queries. What an analysis writes back has the prefix ``ni_``.
"""

from __future__ import annotations

from netinvest.model.graph import ENDPOINTS, NODE_PROPERTIES, RELATIONSHIP_PROPERTIES, Label, RelationshipType
from netinvest.store.base import SCORE_PROPERTIES

SCORE_PREFIX = "ni_"
LOAD = "NetinvestLoad"
"""Label of the marker of a write in progress; it is deleted when the write is complete."""
WRITER = "NetinvestWriter"
"""Label of the nodes that say which load wrote relationships of a type last; see ``netinvest.store.batch``."""

INDEXED: dict[Label, tuple[str, ...]] = {
    Label.ACTOR: ("alias", f"{SCORE_PREFIX}rank"),
    Label.ADVERTISEMENT: ("posted_at_utc",),
    Label.SOURCE: ("name",),
}
"""What people look nodes up by, beside their keys."""


def schema() -> list[str]:
    """Constraints and indexes; each does nothing where it is there already."""
    statements = [
        f"CREATE CONSTRAINT netinvest_{label.name.lower()}_key IF NOT EXISTS "
        f"FOR (n:{label}) REQUIRE (n.case, n.key) IS UNIQUE"
        for label in Label
    ]
    statements += [
        f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE (n.case, n.id) IS UNIQUE"
        for name, label in (("netinvest_load_id", LOAD), ("netinvest_writer_id", WRITER))
    ]
    statements += [
        f"CREATE INDEX netinvest_{label.name.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.case, n.{name})"
        for label, names in INDEXED.items()
        for name in names
    ]
    return statements


def properties_of(kind: Label | RelationshipType) -> dict[str, str]:
    """Properties beside the keys, ``sources`` first, with their types."""
    own = NODE_PROPERTIES[kind] if isinstance(kind, Label) else RELATIONSHIP_PROPERTIES[kind]
    return {"sources": "list<string>", **own}


_KEYS_AND_IDS = "collect(n.key), collect(elementId(n))"

# -- writing: a row is a list; a timestamp takes two places (seconds, nanoseconds), a decimal two (text, float) -------


def _assignments(variable: str, properties: dict[str, str], at: int, prefix: str = "") -> str:
    parts = []
    for name, kind in properties.items():
        target = f"{variable}.{prefix}{name}"
        if kind == "timestamp":
            parts.append(
                f"{target} = CASE WHEN row[{at}] IS NULL THEN NULL "
                f"ELSE datetime.fromepoch(row[{at}], row[{at + 1}]) END"
            )
            at += 1
        elif kind.startswith("decimal"):
            parts.append(f"{target}_exact = row[{at}], {target} = row[{at + 1}]")
            at += 1
        else:
            parts.append(f"{target} = row[{at}]")
        at += 1
    return ", ".join(parts)


def upsert_nodes(label: Label) -> str:
    """``rows``: key, properties. Gives the keys and ids, in step."""
    return (
        f"UNWIND $rows AS row MERGE (n:{label} {{case: $case, key: row[0]}}) "
        f"SET {_assignments('n', properties_of(label), 1)} RETURN count(*), {_KEYS_AND_IDS}"
    )


def write_relationships(rtype: RelationshipType, *, fresh: bool) -> str:
    """``groups``: start's id, start's key, rows of end's id, end's key, discriminator, properties.

    An id leads straight to its node; the key is compared, because the server gives ids of deleted nodes again.

    Args:
        rtype: The type.
        fresh: Whether none of them can be there. A MERGE looks, and locks both ends while it does; a CREATE takes its
            locks in order when it commits, so that two of them do not get into each other's way.
    """
    return (
        "UNWIND $groups AS g MATCH (a) WHERE elementId(a) = g[0] AND a.key = g[1] AND a.case = $case "
        "UNWIND g[2] AS row MATCH (b) WHERE elementId(b) = row[0] AND b.key = row[1] AND b.case = $case "
        f"{'CREATE' if fresh else 'MERGE'} (a)-[r:{rtype} {{discriminator: row[2]}}]->(b) "
        f"SET {_assignments('r', properties_of(rtype), 3)} RETURN count(*)"
    )


def is_empty(rtype: RelationshipType) -> str:
    """Whether the case has no relationship of the type."""
    starts = (
        f"NOT EXISTS {{ MATCH (n:{label})-[:{rtype}]->() WHERE n.case = $case AND n.key IS NOT NULL }}"
        for label in ENDPOINTS[rtype][0]
    )
    return f"RETURN {' AND '.join(starts)}"


def find_ids(label: Label) -> str:
    """``keys`` to keys and ids, in step."""
    return f"UNWIND $keys AS key MATCH (n:{label} {{case: $case, key: key}}) RETURN {_KEYS_AND_IDS}"


def delete_nodes(label: Label) -> str:
    """``rows``: key."""
    return f"UNWIND $rows AS row MATCH (n:{label} {{case: $case, key: row[0]}}) DETACH DELETE n RETURN count(*)"


def delete_relationships(rtype: RelationshipType, start: Label, end: Label) -> str:
    """``rows``: start key, end key, discriminator."""
    return (
        f"UNWIND $rows AS row MATCH (a:{start} {{case: $case, key: row[0]}}) "
        f"MATCH (b:{end} {{case: $case, key: row[1]}}) "
        f"MATCH (a)-[r:{rtype} {{discriminator: row[2]}}]->(b) DELETE r RETURN count(*)"
    )


def write_scores(label: Label) -> str:
    """``rows``: key, scores."""
    return (
        f"UNWIND $rows AS row MATCH (n:{label} {{case: $case, key: row[0]}}) "
        f"SET n.{SCORE_PREFIX}scored = true, {_assignments('n', SCORE_PROPERTIES, 1, SCORE_PREFIX)} RETURN count(*)"
    )


def clear_scores(label: Label) -> str:
    """Remove all scores of a label."""
    names = ", ".join(f"n.{SCORE_PREFIX}{name}" for name in ("scored", *SCORE_PROPERTIES))
    return f"MATCH (n:{label}) WHERE n.case = $case AND n.key IS NOT NULL AND n.{SCORE_PREFIX}scored REMOVE {names}"


# -- the marker: in the same transaction as the batch it counts -----------------------------------------------------

BEGIN_LOADS = (
    f"UNWIND $loads AS load MERGE (l:{LOAD} {{case: $case, id: load}}) "
    "ON CREATE SET l.batch = -1, l.rows = 0, l.written_at = datetime()"
)
# Setting a property takes the lock: a transaction whose connection was lost may still be committing.
LOCK_LOAD = f"MATCH (l:{LOAD} {{case: $case, id: $load}}) SET l.locked_by = $batch WITH l RETURN l.batch"
COUNT_BATCH = (
    f"MATCH (l:{LOAD} {{case: $case, id: $load}}) SET l.batch = $batch, l.rows = l.rows + $rows, "
    "l.written_at = datetime()"
)
COUNTED = f"MATCH (l:{LOAD} {{case: $case}}) WHERE l.id IN $loads RETURN sum(l.rows)"
END_LOADS = f"MATCH (l:{LOAD} {{case: $case}}) WHERE l.id IN $loads DELETE l"
FORGET_LOADS = f"MATCH (l:{LOAD} {{case: $case}}) WHERE l.written_at < datetime() - duration('P1D') DELETE l"

# Gives who had signed before; as above, setting a property takes the lock, and only then is the signature read.
SIGN = (
    f"MERGE (w:{WRITER} {{case: $case, id: $id}}) SET w.locked_by = $load "
    "WITH w, w.load AS earlier SET w.load = $load RETURN earlier"
)

# -- reading: each column is one list, which costs the driver a tenth of a record for each row ---------------------


def _columns(variable: str, properties: dict[str, str], prefix: str = "") -> list[str]:
    columns = []
    for name, kind in properties.items():
        source = f"{variable}.{prefix}{name}"
        if kind == "timestamp":
            # before 1970 epochSeconds is rounded towards zero, epochMillis is not
            columns.append(f"{source}.epochMillis * 1000 + {source}.microsecond % 1000")
        elif kind.startswith("decimal"):
            columns.append(f"{source}_exact")
        else:
            columns.append(source)
    return columns


def _collected(columns: list[str], *, by_row: bool) -> str:
    """Columns as lists, NULLs left out; or rows as lists, NULLs kept."""
    if by_row:
        return f"RETURN collect([{', '.join(columns)}])"
    return f"RETURN {', '.join(f'collect({column})' for column in columns)}"


def page_of_keys(label: Label) -> str:
    """The keys and ids of ``limit`` nodes after the key ``after``, in step, in the index's order."""
    return (
        f"MATCH (n:{label}) WHERE n.case = $case AND n.key > $after WITH n ORDER BY n.key LIMIT $limit "
        f"RETURN {_KEYS_AND_IDS}"
    )


def read_nodes(label: Label, *, supported: bool, by_row: bool) -> str:
    """The nodes with these ``ids``."""
    where = " WHERE any(source IN n.sources WHERE source IN $sources)" if supported else ""
    columns = ["n.key", *_columns("n", properties_of(label))]
    return f"UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id WITH n{where} {_collected(columns, by_row=by_row)}"


def read_relationships(rtype: RelationshipType, *, supported: bool, within: bool, by_row: bool) -> str:
    """The relationships that start at these ``ids``; ``within``: and end at one of these ``keys``."""
    end = ENDPOINTS[rtype][1]
    conditions = ["any(source IN r.sources WHERE source IN $sources)"] * supported + ["b.key IN $keys"] * within
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    columns = ["a.key", "b.key", "r.discriminator", *_columns("r", properties_of(rtype))]
    return (
        f"UNWIND $ids AS id MATCH (a) WHERE elementId(a) = id AND a.case = $case "
        f"MATCH (a)-[r:{rtype}]->(b:{'|'.join(end)}){where} {_collected(columns, by_row=by_row)}"
    )


def read_scores(label: Label) -> str:
    """All scores of a label, by row."""
    columns = ["n.key", *_columns("n", SCORE_PROPERTIES, SCORE_PREFIX)]
    return (
        f"MATCH (n:{label}) WHERE n.case = $case AND n.key IS NOT NULL AND n.{SCORE_PREFIX}scored "
        f"{_collected(columns, by_row=True)}"
    )


NEIGHBOURS = (
    "UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id MATCH (n)--(m) WHERE m.case = $case "
    "WITH DISTINCT m RETURN collect(m.key), collect(elementId(m))"
)
