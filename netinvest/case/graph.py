"""The case's graph beside its ledger: brought in step, copied to a server, read back from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from netinvest.case.load_files import LoadOptions
    from netinvest.case.load_report import LoadReport
    from netinvest.case.opened import Opened
    from netinvest.ledger.ledger import Ledger
    from netinvest.store.base import GraphStore
    from netinvest.store.sync import Synced

    Progress = Callable[[str, int, int], None]


def sync_graph(case: Opened, *, progress: Progress | None = None) -> Synced:
    """Bring the graph in step with the ledger; completes what a broken load left.

    Raises:
        StoreError: The server cannot be reached or refuses.
    """
    from netinvest.store import open_store
    from netinvest.store.sync import sync

    with case._open() as ledger, ledger.transaction() as con:  # noqa: SLF001 - a part of the facade
        store = open_store(case.settings.store, con, case.settings.id, progress=progress)
        try:
            return sync(con, store)
        finally:
            store.close()


def load_to_server(
    case: Opened, ledger: Ledger, paths: list[Path], options: LoadOptions, progress: Progress | None
) -> LoadReport:
    """Load files into the ledger and what they say into the graph on the case's server.

    The server is asked first: where it cannot be reached nothing is loaded. If it is lost on the way, the records are
    in the case all the same, the report says so, and ``sync_graph`` completes what is missing.

    Raises:
        StoreError: The server cannot be reached or refuses, before anything is loaded.
    """
    from netinvest.case.load_files import load_files
    from netinvest.errors import StoreError
    from netinvest.store import open_store
    from netinvest.store.sync import sync

    store = open_store(case.settings.store, ledger.con, case.settings.id, progress=progress)
    try:
        store.create_schema()
        report = load_files(ledger, case.settings, paths, options, progress)
        if any(source.loaded for source in report.sources):
            try:
                with ledger.transaction() as con:
                    sync(con, store)
            except StoreError as error:
                report.graph_behind = str(error)
    finally:
        store.close()
    return report


def publish_graph(case: Opened, uri: str, *, progress: Progress | None = None) -> Synced:
    """Copy the case's graph with its scores to a server; what the server held of this case before goes.

    Raises:
        StoreError: The server cannot be reached or refuses.
        UsageError: ``uri`` is not the address of a server.
        CaseError: A source's handling code forbids it.
    """
    from netinvest.case import leaving
    from netinvest.case.handling import check_may_leave
    from netinvest.store.connection import checked_address
    from netinvest.store.sync import copy, sync

    def work(own: GraphStore, server: GraphStore, con: DuckDBPyConnection) -> Synced:
        sync(con, own)
        return copy(own, server)

    address = checked_address(uri)
    with case._open() as ledger:  # noqa: SLF001 - a part of the facade
        check_may_leave(ledger.con)
        with leaving.stream(case, ledger, "graph published to a server", {}):
            return _with_server(case, ledger, address, progress, work)


def write_graph_files(case: Opened, folder: Path) -> list[str]:
    """Write the graph with its scores as files for ``neo4j-admin database import``; see ``netinvest.store.bulk``.

    Raises:
        UsageError: The folder holds something, or cannot be written.
        CaseError: A source's handling code forbids it.
    """
    from netinvest.case import leaving
    from netinvest.case.handling import check_may_leave
    from netinvest.store import open_store
    from netinvest.store.bulk import write_import_files
    from netinvest.store.sync import sync

    with case._open() as ledger:  # noqa: SLF001
        check_may_leave(ledger.con)
        with (
            leaving.stream(case, ledger, "graph written out for neo4j-admin", {}),
            ledger.transaction() as con,
        ):
            store = open_store(case.settings.store, con, case.settings.id)
            try:
                sync(con, store)
                return write_import_files(store, case.settings.id, folder)
            finally:
                store.close()


def pull_graph(case: Opened, uri: str, *, progress: Progress | None = None) -> Synced:
    """Make the case's graph what the server holds of this case; the inverse of ``publish_graph``.

    Raises:
        CaseError: The server holds nothing of this case.
        StoreError: The server cannot be reached or refuses.
        UsageError: ``uri`` is not the address of a server.
    """
    from netinvest.errors import CaseError
    from netinvest.model.graph import Label
    from netinvest.store.connection import checked_address
    from netinvest.store.sync import copy

    def work(own: GraphStore, server: GraphStore, con: DuckDBPyConnection) -> Synced:
        if not any(server.read_nodes(label).num_rows for label in Label):
            raise CaseError(
                "the server holds nothing of this case",
                where=uri,
                remedy="publish it there first or check the address",
            )
        done = copy(server, own)
        case._log(con, "alteration", "graph read back from a server", {"rows": done.written})  # noqa: SLF001
        return done

    address = checked_address(uri)
    with case._open() as ledger:  # noqa: SLF001
        return _with_server(case, ledger, address, progress, work)


def _with_server(
    case: Opened,
    ledger: Ledger,
    uri: str,
    progress: Progress | None,
    work: Callable[[GraphStore, GraphStore, DuckDBPyConnection], Synced],
) -> Synced:
    from netinvest.store import open_store

    with ledger.transaction() as con:
        own = open_store(case.settings.store, con, case.settings.id)
        try:
            server = open_store(uri, None, case.settings.id, progress=progress)
            try:
                return work(own, server, con)
            finally:
                server.close()
        finally:
            own.close()


_ACTORS = """
SELECT printf('actor:%05d', actor_no) AS key, []::VARCHAR[] AS sources, printf('A-%05d', actor_no) AS alias,
       list_sort(list(DISTINCT category)) AS categories
FROM run_actor WHERE run_id = $run GROUP BY actor_no ORDER BY actor_no
"""

_HOLDS = """
SELECT printf('actor:%05d', actor_no) AS start_key, identifier_key AS end_key, '' AS discriminator,
       []::VARCHAR[] AS sources, min(decision_id) AS decision_id, min_by(reason, decision_id) AS reason
FROM run_actor
LEFT JOIN decision ON judgement <> 'different' AND withdrawn_at_utc IS NULL AND left_key <> right_key
                  AND (left_key = identifier_key OR right_key = identifier_key)
WHERE run_id = $run AND identifier_key IN (SELECT key FROM graph_keys)
GROUP BY actor_no, identifier_key ORDER BY start_key, end_key
"""

# Of an actor with several findings one that sees a possible victim counts before any other, then the best rank.
# A network's rank numbers its members' community.
_SCORES = """
WITH found AS (
    SELECT actor_id, kind, rank, (body->>'score')::DOUBLE AS score,
           body->>'$.indicators[*].name' AS indicators
    FROM finding WHERE run_id = $run AND actor_id IS NOT NULL AND kind NOT IN ('network', 'ad_cluster')),
member AS (
    SELECT DISTINCT rank, (i->>'kind') || ':' || (i->>'value') AS identifier_key
    FROM (SELECT rank, unnest(body->'$.subject.identifiers[*]') AS i FROM finding
          WHERE run_id = $run AND kind = 'network')),
community AS (
    SELECT printf('actor:%05d', actor_no) AS actor_id, min(rank)::BIGINT AS community
    FROM member JOIN run_actor USING (identifier_key) WHERE run_id = $run GROUP BY actor_no),
best AS (SELECT * FROM found QUALIFY row_number() OVER (
    PARTITION BY actor_id
    ORDER BY kind NOT IN ('possible_victim_offender', 'likely_linked_victim'), kind <> 'possible_victim_offender',
             rank, kind) = 1)
SELECT actor_id AS key, community, rank::BIGINT AS rank, score, kind AS finding, indicators
FROM best FULL JOIN community USING (actor_id)
WHERE actor_id IN (SELECT printf('actor:%05d', actor_no) FROM run_actor WHERE run_id = $run)
ORDER BY key
"""


def write_results(con: DuckDBPyConnection, store: GraphStore, run_id: str) -> Synced:
    """Write a run's actors, what they hold, and their scores into the graph, in place of those of the run before."""
    import pyarrow as pa

    from netinvest.model.graph import ENDPOINTS, Label, RelationshipType
    from netinvest.store.base import Graph
    from netinvest.store.sync import replace

    run = {"run": run_id}
    held = ENDPOINTS[RelationshipType.HOLDS][1]
    con.register("graph_keys", pa.concat_tables([store.read_nodes(label).select(["key"]) for label in held]))
    try:
        holds = con.execute(_HOLDS, run).to_arrow_table()
    finally:
        con.unregister("graph_keys")
    actors = con.execute(_ACTORS, run).to_arrow_table()
    done = replace(store, Graph({Label.ACTOR: actors}, {RelationshipType.HOLDS: holds}))
    store.write_scores(con.execute(_SCORES, run).to_arrow_table())
    return done
