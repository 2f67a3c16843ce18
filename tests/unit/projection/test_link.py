from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import netinvest
import pyarrow as pa
import pytest
from netinvest.model.graph import Label, RelationshipType
from netinvest.projection.link import project_links
from netinvest.store.base import conform, node_schema, relationship_schema
from netinvest.store.embedded import EmbeddedStore

SCHEMA = (Path(netinvest.__file__).parent / "ledger" / "schema.sql").read_text(encoding="utf-8")
SOURCES = ["a" * 64, "b" * 64, "c" * 64]


def _full(rows: list[dict[str, object]], schema: pa.Schema) -> pa.Table:
    empty = {field.name: None for field in schema}
    return pa.Table.from_pylist([{**empty, **row} for row in rows], schema)


@pytest.mark.parametrize("seed", range(5))
def test_links_are_the_sums_over_actors_with_every_source_of_them(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - reproducible, not secret
    phones = [f"phone:+4477{number:08d}" for number in range(9)]
    # the last telephone is nobody's; several telephones are one actor's
    actor = {phone: draw.randrange(4) for phone in phones[:-1]}
    begin = datetime(2026, 1, 1)  # noqa: DTZ001 - UTC, as the graph keeps it
    rows, expected = [], {}
    for start in phones:
        for end in phones:
            if draw.random() < 0.4:
                continue
            sources = sorted(draw.sample(SOURCES, draw.randint(1, 3)))
            count, days = draw.randint(1, 9), draw.randint(1, 3)
            first, last = (begin + timedelta(hours=draw.randint(0, 900)) for _ in range(2))
            row = {"start_key": start, "end_key": end, "count": count, "active_days": days, "duration_s": count * 7}
            rows.append(
                {**row, "first_at_utc": min(first, last), "last_at_utc": max(first, last), "sources": sources}
                | {"discriminator": ""}
            )
            pair = actor.get(start), actor.get(end)
            if None in pair or pair[0] == pair[1]:
                continue
            sums = expected.setdefault(pair, [0, 0, 0, first, last, set()])
            sums[0] += count
            sums[1] += count * 7
            sums[2] += days
            sums[3], sums[4] = min(sums[3], first, last), max(sums[4], first, last)
            sums[5] |= set(sources)
    draw.shuffle(rows)
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute(SCHEMA)
    store = EmbeddedStore(con)
    store.create_schema()
    nodes = [{"key": phone, "sources": SOURCES} for phone in phones]
    store.upsert_nodes(Label.PHONE, _full(nodes, node_schema(Label.PHONE)))
    schema = relationship_schema(RelationshipType.CALLED)
    store.upsert_relationships(RelationshipType.CALLED, conform(_full(rows, schema), schema, "calls"))
    of = pa.table({"identifier_key": list(actor), "index": pa.array(list(actor.values()), pa.int64())})
    links = project_links(con, store, of)
    assert links["stream"].to_pylist() == ["calls"] * len(expected)
    columns = ("count", "duration_s", "active_days", "first_at_utc", "last_at_utc", "source_ids")
    found = {(row["start"], row["end"]): [row[name] for name in columns] for row in links.to_pylist()}
    assert list(found) == sorted(expected)
    assert found == {pair: [*sums[:5], sorted(sums[5])] for pair, sums in expected.items()}
