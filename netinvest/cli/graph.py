"""Verbs about the graph: sync, publish, pull."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netinvest.cli.options import CasePath, Json, opened
from netinvest.errors import UsageError

if TYPE_CHECKING:
    from netinvest.case import Case
    from netinvest.store.sync import Synced

_SERVER = "bolt://host:7687, neo4j://host or neo4j+s://host; the login is taken from the environment."
Server = Annotated[str, typer.Argument(metavar="URI", help=_SERVER)]


def sync(path: CasePath, as_json: Json = False) -> None:
    """Bring the case's graph in step with its records; completes what a broken load left."""
    from netinvest.case.graph import sync_graph
    from netinvest.cli.output import progress_bar

    case = opened(path)
    with progress_bar() as told:
        done = sync_graph(case, progress=told)
    _show(case, done, as_json=as_json)


def publish(
    path: CasePath,
    uri: Annotated[str, typer.Argument(metavar="URI", help=_SERVER, show_default=False)] = "",
    files: Annotated[
        Path | None,
        typer.Option("--files", metavar="FOLDER", help="Write files for neo4j-admin instead.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Copy the case's graph, with the scores of the last analysis, to a Neo4j server; this is logged.

    The login comes from NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE, or from the keyring.

    For a first load of tens of millions of relationships --files writes CSV files and import.sh, which runs
    `neo4j-admin database import` while the server is stopped. That replaces the server's whole database: use it for a
    server that holds nothing else.
    """
    from netinvest.case.graph import publish_graph, write_graph_files
    from netinvest.cli.output import print_json, print_notes, print_text, progress_bar

    if bool(uri) == (files is not None):
        raise UsageError("publish goes to a server or to files", remedy="give either a URI or --files FOLDER")
    case = opened(path)
    if files is None:
        with progress_bar() as told:
            done = publish_graph(case, uri, progress=told)
        _show(case, done, as_json=as_json)
        return
    arguments = write_graph_files(case, files)
    if as_json:
        print_json({"folder": str(files), "arguments": arguments})
    else:
        print_text(f"written to {files}; stop the server and run {files}/import.sh, which replaces its whole database")
    print_notes(case)


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
