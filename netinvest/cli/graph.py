"""Verbs about the graph: sync, publish, pull."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from netinvest.cli.options import CasePath, Json, opened

if TYPE_CHECKING:
    from netinvest.case import Case
    from netinvest.store.sync import Synced

Server = Annotated[
    str,
    typer.Argument(
        metavar="URI", help="bolt://host:7687, neo4j://host or neo4j+s://host; the login is taken from the environment."
    ),
]


def sync(path: CasePath, as_json: Json = False) -> None:
    """Bring the case's graph in step with its records; completes what a broken load left."""
    from netinvest.case.graph import sync_graph
    from netinvest.cli.output import progress_bar

    case = opened(path)
    with progress_bar() as told:
        done = sync_graph(case, progress=told)
    _show(case, done, as_json=as_json)


def publish(path: CasePath, uri: Server, as_json: Json = False) -> None:
    """Copy the case's graph, with the scores of the last analysis, to a Neo4j server; this is logged.

    The login comes from NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE, or from the keyring.
    """
    from netinvest.case.graph import publish_graph
    from netinvest.cli.output import progress_bar

    case = opened(path)
    with progress_bar() as told:
        done = publish_graph(case, uri, progress=told)
    _show(case, done, as_json=as_json)


def pull(path: CasePath, uri: Server, as_json: Json = False) -> None:
    """Make the case's graph what a Neo4j server holds of this case: the inverse of publish."""
    from netinvest.case.graph import pull_graph
    from netinvest.cli.output import progress_bar

    case = opened(path)
    with progress_bar() as told:
        done = pull_graph(case, uri, progress=told)
    _show(case, done, as_json=as_json)


def _show(case: Case, done: Synced, *, as_json: bool) -> None:
    from netinvest.cli.output import print_json, print_notes, print_text

    if as_json:
        print_json(asdict(done))
    elif done.written or done.deleted:
        print_text(f"{done.written} rows written, {done.deleted} deleted, {done.unchanged} were there already")
    else:
        print_text(f"in step: {done.unchanged} rows")
    print_notes(case)
