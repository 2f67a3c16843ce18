"""Project the graph and the ledger onto actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.model.category import Category
from netinvest.projection.link import project_links
from netinvest.projection.network import Advertisements, Contacts, Network, Transfers
from netinvest.projection.purpose import purposes
from netinvest.resolve.hub_decision import COUNTS, SET_ASIDE, hub_decisions

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.ledger.ledger import Ledger
    from netinvest.projection.network import Floats, Ints, Mask
    from netinvest.resolve import Actors
    from netinvest.store.base import GraphStore

_DAY = 86_400_000_000  # microseconds

_TRANSFERS = """
SELECT coalesce(s.index, -1) AS start, coalesce(e.index, -1) AS "end",
       (amount / median(amount) OVER (PARTITION BY currency))::DOUBLE AS amount,
       epoch_us(booked_at_utc) / 86400000000.0 AS day,
       concat_ws(' ', creditor_name, remittance_information, transfer_type) AS words
FROM transfer
LEFT JOIN actor_of AS s ON s.identifier_key = 'account:' || debtor_account
LEFT JOIN actor_of AS e ON e.identifier_key = 'account:' || creditor_account
WHERE s.index IS DISTINCT FROM e.index AND amount > 0
ORDER BY day, start, "end", amount, words
"""

_ADS = """
SELECT source_id || ':' || row AS key, concat_ws(' ', title, body) AS text, coalesce(location, '') AS place,
       epoch_us(posted_at_utc) / 86400000000.0 AS day, coalesce(claimed_age, -1) AS claimed_age,
       coalesce(image_digests, []) AS images, source_no, row
FROM advertisement JOIN source USING (source_no)
-- the same advertisement may stand in two files; the order must not follow the order of loading
ORDER BY day, text, ad_id, key
"""

_LISTINGS = """
SELECT DISTINCT ad.position AS ad, a.index AS actor, c.role
FROM advertisement_contact AS c
JOIN ad USING (source_no, row)
JOIN actor_of AS a ON a.identifier_key = c.kind || ':' || c.value
ORDER BY ad, actor, role
"""


def _numbers(table: pa.Table, name: str) -> Ints:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.int64)


def _days(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() / _DAY, dtype=float)


def _contacts(links: pa.Table) -> Contacts:
    """Merge calls and messages of an ordered pair; ``links`` is sorted by stream, start, end."""
    import pandas as pd

    stream = links["stream"].to_numpy(zero_copy_only=False)
    both = links.filter(pa.array(np.isin(stream, ["calls", "messages"])))
    frame = pd.DataFrame(
        {
            "start": _numbers(both, "start"),
            "end": _numbers(both, "end"),
            "duration_s": _numbers(both, "duration_s"),
            "active_days": _numbers(both, "active_days"),
            "first_day": _days(both, "first_at_utc"),
            "last_day": _days(both, "last_at_utc"),
        }
    )
    voice = both["stream"].to_numpy(zero_copy_only=False) == "calls"
    count = _numbers(both, "count")
    frame["calls"] = np.where(voice, count, 0)
    frame["messages"] = np.where(voice, 0, count)
    merged = frame.groupby(["start", "end"], sort=True, as_index=False).agg(
        {
            "calls": "sum",
            "messages": "sum",
            "duration_s": "sum",
            "active_days": "max",
            "first_day": "min",
            "last_day": "max",
        }
    )
    names = ("start", "end", "calls", "messages", "duration_s", "active_days")
    return Contacts(
        **{name: merged[name].to_numpy(np.int64) for name in names},
        first_day=merged["first_day"].to_numpy(float),
        last_day=merged["last_day"].to_numpy(float),
    )


def _advertisements(con: DuckDBPyConnection) -> Advertisements:
    ads = con.execute(_ADS).to_arrow_table()
    positions = pa.array(range(ads.num_rows), pa.int64())
    con.register("ad", ads.select(["source_no", "row"]).append_column("position", positions))
    listings = con.execute(_LISTINGS).to_arrow_table()
    con.unregister("ad")
    role = listings["role"].to_numpy(zero_copy_only=False)
    contact = listings.filter(pa.array(role == "contact"))
    poster = listings.filter(pa.array(role == "poster"))
    return Advertisements(
        key=ads["key"].to_pylist(),
        text=ads["text"].to_pylist(),
        place=ads["place"].to_pylist(),
        day=np.asarray(ads["day"].to_numpy(zero_copy_only=False), dtype=float),
        claimed_age=_numbers(ads, "claimed_age"),
        images=[tuple(digests) for digests in ads["images"].to_pylist()],
        contact_ad=_numbers(contact, "ad"),
        contact_actor=_numbers(contact, "actor"),
        poster_ad=_numbers(poster, "ad"),
        poster_actor=_numbers(poster, "actor"),
    )


def _people(actors: Actors, index: dict[int, int]) -> tuple[list[tuple[str, ...]], list[frozenset[str]]]:
    identifiers: list[list[str]] = [[] for _ in index]
    for key, number in zip(
        actors.identifiers["identifier_key"].to_pylist(), actors.identifiers["actor_no"].to_pylist(), strict=True
    ):
        identifiers[index[number]].append(key)
    categories: list[set[str]] = [set() for _ in index]
    table = actors.categories
    for number, category in zip(table["actor_no"].to_pylist(), table["category"].to_pylist(), strict=True):
        if number in index:
            categories[index[number]].add(category)
    return [tuple(sorted(keys)) for keys in identifiers], [frozenset(c) for c in categories]


def _service(store: GraphStore, identifiers: list[tuple[str, ...]]) -> Mask:
    from netinvest.model.graph import Label

    phones = store.read_nodes(Label.PHONE)
    flags = dict(zip(phones["key"].to_pylist(), phones["service_number"].to_pylist(), strict=True))
    return np.array([len(keys) == 1 and bool(flags.get(keys[0])) for keys in identifiers], dtype=bool)


def _decided(hubs: dict[str, str], judgement: str, identifiers: list[tuple[str, ...]]) -> Mask:
    return np.array([any(hubs.get(key) == judgement for key in keys) for keys in identifiers], dtype=bool)


def project(ledger: Ledger, store: GraphStore, actors: Actors) -> Network:
    """Project the whole case onto its actors.

    Relationships come from the graph store; single transfers and advertisement texts from the ledger. Both stores
    give the same network, byte for byte.

    Args:
        ledger: The open ledger of the case.
        store: The graph store in step with it.
        actors: Resolved actors.
    """
    numbers = sorted(set(actors.identifiers["actor_no"].to_pylist()))
    index = {number: position for position, number in enumerate(numbers)}
    identifiers, categories = _people(actors, index)
    con = ledger.con
    of = pa.table(
        {
            "identifier_key": actors.identifiers["identifier_key"],
            "index": pa.array([index[n] for n in actors.identifiers["actor_no"].to_pylist()], pa.int64()),
        }
    )
    links = project_links(con, store, of)
    hubs = hub_decisions(con)
    con.register("actor_of", of)
    try:
        moved = con.execute(_TRANSFERS).to_arrow_table()
        advertisements = _advertisements(con)
    finally:
        con.unregister("actor_of")
    return Network(
        actor_no=np.array(numbers, dtype=np.int64),
        alias=[f"A-{number:05d}" for number in numbers],
        categories=categories,
        identifiers=identifiers,
        service=_service(store, identifiers),
        contacts=_contacts(links),
        transfers=Transfers(
            start=_numbers(moved, "start"),
            end=_numbers(moved, "end"),
            amount=np.asarray(moved["amount"].to_numpy(), dtype=float),
            day=np.asarray(moved["day"].to_numpy(), dtype=float),
            purpose=purposes(moved["words"]),
        ),
        advertisements=advertisements,
        known={str(c): np.array([c in held for held in categories], dtype=bool) for c in Category},
        counts=_decided(hubs, COUNTS, identifiers),
        set_aside=_decided(hubs, SET_ASIDE, identifiers),
        links=links,
    )
