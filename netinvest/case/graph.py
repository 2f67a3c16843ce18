"""The case's graph beside its ledger: brought in step, copied to a server, read back from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from netinvest.case.case import Case
    from netinvest.store.base import GraphStore
    from netinvest.store.sync import Synced

    Progress = Callable[[str, int, int], None]


def sync_graph(case: Case, *, progress: Progress | None = None) -> Synced:
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


def publish_graph(case: Case, uri: str, *, progress: Progress | None = None) -> Synced:
    """Copy the case's graph with its scores to a server; what the server held of this case before goes.

    Raises:
        StoreError: The server cannot be reached or refuses.
        UsageError: ``uri`` is not the address of a server.
    """
    from netinvest.store.connection import checked_address
    from netinvest.store.sync import copy, sync

    def work(own: GraphStore, server: GraphStore, con: object) -> Synced:
        sync(con, own)  # type: ignore[arg-type]
        done = copy(own, server)
        case._log(con, "disclosure", "graph published to a server", {"rows": done.written})  # noqa: SLF001
        return done

    return _with_server(case, checked_address(uri), progress, work)


def pull_graph(case: Case, uri: str, *, progress: Progress | None = None) -> Synced:
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

    def work(own: GraphStore, server: GraphStore, con: object) -> Synced:
        if not any(server.read_nodes(label).num_rows for label in Label):
            raise CaseError(
                "the server holds nothing of this case",
                where=uri,
                remedy="publish it there first or check the address",
            )
        done = copy(server, own)
        case._log(con, "alteration", "graph read back from a server", {"rows": done.written})  # noqa: SLF001
        return done

    return _with_server(case, checked_address(uri), progress, work)


def _with_server(
    case: Case, uri: str, progress: Progress | None, work: Callable[[GraphStore, GraphStore, object], Synced]
) -> Synced:
    from netinvest.store import open_store

    with case._open() as ledger, ledger.transaction() as con:  # noqa: SLF001
        own = open_store(case.settings.store, con, case.settings.id)
        try:
            server = open_store(uri, None, case.settings.id, progress=progress)
            try:
                return work(own, server, con)
            finally:
                server.close()
        finally:
            own.close()
