"""What of a case leaves it in an export: the protected by alias, files without their numbers, grades and handling."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from netinvest.case.disclosure import Disclosure
from netinvest.case.handling import handling_of
from netinvest.case.network import tables
from netinvest.case.shown_annotations import shown_annotations
from netinvest.export.content import ActorRow, Content, LinkRow, SourceRow, lead_words

if TYPE_CHECKING:
    from netinvest.case.result import Result
    from netinvest.case.settings import Settings
    from netinvest.ledger.ledger import Ledger
    from netinvest.store.base import GraphStore

_SOURCES = """
SELECT source_id, name, kind, rows, coalesce(source_grade, '') || coalesce(information_grade, ''),
       coalesce(handling, '')
FROM source ORDER BY source_id
"""


def content_of(
    ledger: Ledger, store: GraphStore, settings: Settings, result: Result, *, drawings: bool = False
) -> Content:
    """The content of an export of one run, with or without what was drawn by hand."""
    con = ledger.con
    revealed = result.revealed
    actors, links = tables(ledger, store, result.run_id, revealed=revealed)
    disclosure = Disclosure(con, result.run_id, revealed=revealed)
    version, at = con.execute(
        "SELECT version, started_at_utc FROM run WHERE run_id = ?", [result.run_id]
    ).fetchone() or ("", None)
    sources = [
        SourceRow(source_id, disclosure.name(name), kind, rows, grade, handling)
        for source_id, name, kind, rows, grade, handling in con.execute(_SOURCES).fetchall()
    ]
    places = {source.sha256: at for at, source in enumerate(sources)}
    people = actors.to_pylist()
    alias_of = {person["actor_id"]: person["alias"] for person in people}
    leads = lead_words(result.findings)
    return Content(
        case=settings.name,
        run=result.run_id,
        seed=result.seed,
        version=version,
        made_at=at.replace(tzinfo=UTC),
        actors=tuple(_actor(person, leads.get(person["alias"], ()), revealed=revealed) for person in people),
        links=tuple(
            LinkRow(
                alias_of[link["start_actor_id"]],
                alias_of[link["end_actor_id"]],
                link["stream"],
                int(link["count"]),
                _utc(link["first_at_utc"]),
                _utc(link["last_at_utc"]),
                link["amount"],
                link["currency"] or "",
                tuple(sorted(places[source_id] for source_id in link["source_ids"] or () if source_id in places)),
            )
            for link in links.to_pylist()
        ),
        leads=tuple(result.findings),
        sources=tuple(sources),
        handling=tuple(handling_of(con)),
        annotations=shown_annotations(con, result.run_id, disclosure) if drawings else (),
        revealed=revealed,
    )


def _actor(person: dict[str, Any], leads: tuple[str, ...], *, revealed: bool) -> ActorRow:
    identifiers = tuple((item["kind"], item["value"]) for item in person["identifiers"] or ())
    hidden = person["protected"] and not revealed
    return ActorRow(
        person["alias"],
        person["category"],
        bool(person["protected"]),
        () if hidden else identifiers,
        len(identifiers) if hidden else 0,
        leads,
    )


def _utc(at: Any) -> Any:
    return None if at is None else at.replace(tzinfo=UTC)
