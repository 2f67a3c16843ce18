"""Writing and reading a graph over Bolt, against what the server itself does with a CSV file, in the same run.

300,000 aggregated relationships between 100,000 phones. Bars: written at least twice as fast as
``LOAD CSV ... MERGE`` and as fast as ``LOAD CSV ... CREATE``; read back at 100,000 relationships a second.
Medians of three rounds (or of as many as the argument asks for) after one that warms the server up. The bars are about
wall-clock time; CPU seconds of server and client are printed beside, which a busy machine disturbs less.
"""

from __future__ import annotations

import csv
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

import pyarrow as pa
from netinvest.model.graph import Label, RelationshipType
from netinvest.store.base import node_schema, relationship_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from netinvest.store.neo4j import Neo4jStore
from tests.neo4j.server import Installation, NoServerError, Server, ensure, free_port, stop

PHONES, CALLS = 100_000, 300_000
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
READS = 5
SOURCES = ["a" * 64, "b" * 64]
CALLED = RelationshipType.CALLED

LOAD_CSV = """
LOAD CSV WITH HEADERS FROM 'file:///calls.csv' AS row
CALL (row) {
  MATCH (a:Phone {case: $case, key: row.start}) MATCH (b:Phone {case: $case, key: row.end})
  %s (a)-[r:CALLED {discriminator: ''}]->(b)
  SET r.sources = split(row.sources, ';'), r.count = toInteger(row.count), r.duration_s = toInteger(row.duration_s),
      r.first_at_utc = datetime({epochSeconds: toInteger(row.first)}),
      r.last_at_utc = datetime({epochSeconds: toInteger(row.last)}), r.active_days = toInteger(row.active_days)
} IN TRANSACTIONS OF 20000 ROWS
"""


def make_tables() -> tuple[pa.Table, pa.Table]:
    chance = random.Random(1)  # noqa: S311 - a benchmark's graph
    keys = [f"phone:+4477009{n:06d}" for n in range(PHONES)]
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < CALLS:
        pairs.add((chance.choice(keys), chance.choice(keys)))
    rows = list(pairs)
    chance.shuffle(rows)
    phones = pa.table(
        {"key": keys, "sources": [SOURCES] * PHONES, "service_number": [False] * PHONES}, node_schema(Label.PHONE)
    )
    seconds = [1_700_000_000 + chance.randrange(10**7) for _ in rows]
    columns = {
        "start_key": [start for start, _ in rows],
        "end_key": [end for _, end in rows],
        "discriminator": [""] * CALLS,
        "sources": [SOURCES[: 1 + n % 2] for n in range(CALLS)],
        "count": [chance.randrange(1, 50) for _ in rows],
        "first_at_utc": pa.array([s * 1_000_000 for s in seconds]).cast(pa.timestamp("us")),
        "last_at_utc": pa.array([(s + 86_400) * 1_000_000 for s in seconds]).cast(pa.timestamp("us")),
        "active_days": [chance.randrange(1, 9) for _ in rows],
        "duration_s": [chance.randrange(9_999) for _ in rows],
    }
    return phones, pa.table(columns, relationship_schema(CALLED))


def write_csv(table: pa.Table, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["start", "end", "sources", "count", "duration_s", "first", "last", "active_days"])
        first, last = (table[name].cast(pa.int64()).to_pylist() for name in ("first_at_utc", "last_at_utc"))
        names = ("start_key", "end_key", "sources", "count", "duration_s", "active_days")
        for n, row in enumerate(zip(*(table[name].to_pylist() for name in names), strict=True)):
            start, end, sources, count, duration, days = row
            out.writerow([start, end, ";".join(sources), count, duration, first[n] // 10**6, last[n] // 10**6, days])


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def measure(name: str, server: Server, rows: int, work: Callable[[], object]) -> tuple[float, float]:
    """Rows a second, and CPU seconds of server and client."""
    busy, own, began = cpu_s(server.pid or 0), time.process_time(), time.perf_counter()
    work()
    rate = rows / (time.perf_counter() - began)
    served, own = cpu_s(server.pid or 0) - busy, time.process_time() - own
    print(f"{name:32} {rate:9,.0f} rows/s   server {served:5.1f} CPU-s   client {own:4.1f} CPU-s", flush=True)
    return rate, served + own


def clear(store: Neo4jStore) -> None:
    with store.bolt.session() as session:
        session.run("MATCH ()-[r:CALLED]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS").consume()


def main() -> int:
    try:
        ensure()
    except NoServerError as missing:
        print(f"left out: {missing}")
        return 0
    phones, calls = make_tables()
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder), free_port(), heap_mb=1024, quick=False)
        installation.prepare()
        write_csv(calls, Path(folder) / "import" / "calls.csv")
        server = installation.start()
        try:
            return compare(server, phones, calls)
        finally:
            stop(server.pid or 0, signal.SIGKILL)


def compare(server: Server, phones: pa.Table, calls: pa.Table) -> int:
    store = server.store("bench")
    store.create_schema()
    measure("nodes written", server, PHONES, lambda: store.upsert_nodes(Label.PHONE, phones))

    def load_csv(verb: str) -> None:
        with store.bolt.session() as session:
            session.run(LOAD_CSV % verb, case="bench").consume()  # type: ignore[arg-type]

    ways: dict[str, Callable[[], object]] = {
        "LOAD CSV MERGE": lambda: load_csv("MERGE"),
        "LOAD CSV CREATE": lambda: load_csv("CREATE"),
        "netinvest": lambda: store.upsert_relationships(CALLED, calls),
        "netinvest, known already": lambda: store.upsert_relationships(CALLED, calls),
    }
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        print("warm-up, not counted:" if number == 0 else f"round {number}:")
        for name, work in ways.items():
            if name != "netinvest, known already":
                clear(store)
            measured = measure(name, server, CALLS, work)
            if number:
                rounds[name].append(measured)
    print("read back, the first not counted:")
    reads = [measure("read back", server, CALLS, lambda: store.read_relationships(CALLED))[0] for _ in range(READS + 1)]
    store.close()
    rates = {name: [median(values) for values in zip(*found, strict=True)] for name, found in rounds.items()}
    print(f"medians of {ROUNDS} rounds:")
    ours, ours_cpu = rates["netinvest"]
    for peer, bar in (("LOAD CSV MERGE", 2.0), ("LOAD CSV CREATE", 1.0)):
        rate, cpu = rates[peer]
        print(
            f"netinvest {ours:,.0f}/s, {peer} {rate:,.0f}/s: {ours / rate:.2f}x by wall clock (bar {bar}x), "
            f"{cpu / ours_cpu:.2f}x by CPU"
        )
    print(f"read back: {median(reads[1:]):,.0f} relationships/s, median of {READS} (bar 100,000)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
