"""The network of actors that charts and other tools get: Arrow tables, and from them networkx and igraph graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.case.disclosure import Disclosure

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import pandas as pd
    import pyarrow as pa

    from netinvest.ledger.ledger import Ledger
    from netinvest.store.base import GraphStore

_ACTORS = """
SELECT printf('actor:%05d', run_actor.actor_no) AS actor_id, printf('A-%05d', run_actor.actor_no) AS alias,
       max(category) AS category, bool_or(protected_actor.actor_no IS NOT NULL) AS protected,
       list({kind: split_part(identifier_key, ':', 1),
             value: substr(identifier_key, position(':' IN identifier_key) + 1)}
            ORDER BY identifier_key) AS identifiers,
       []::VARCHAR[] AS roles
FROM run_actor LEFT JOIN protected_actor USING (actor_no)
WHERE run_id = $run GROUP BY run_actor.actor_no ORDER BY run_actor.actor_no
"""
# a reveal does not show whom a second person's approval keeps back
_REVEALED = f"""
SELECT * REPLACE (CASE WHEN withheld_actor.actor_no IS NULL THEN identifiers ELSE [] END AS identifiers)
FROM ({_ACTORS}) LEFT JOIN (SELECT printf('actor:%05d', actor_no) AS actor_id, actor_no FROM withheld_actor)
    AS withheld_actor USING (actor_id)
ORDER BY actor_id
"""
_LINKS = """
SELECT printf('actor:%05d', start) AS start_actor_id, printf('actor:%05d', "end") AS end_actor_id, stream, count,
       first_at_utc, last_at_utc, amount::DECIMAL(38, 8) AS amount, currency, source_ids
FROM projected
ORDER BY start, "end", stream, currency
"""


def tables(ledger: Ledger, store: GraphStore, run_id: str, *, revealed: bool = False) -> tuple[pa.Table, pa.Table]:
    """Actors and links as they were resolved in a run; for charts, which protect the protected themselves.

    Returns:
        ``actors(actor_id, alias, category, protected, identifiers, roles)`` and ``links(start_actor_id, end_actor_id,
        stream, count, first_at_utc, last_at_utc, amount, currency, source_ids)``, sorted.
    """
    from netinvest.projection.link import project_links

    con = ledger.con
    Disclosure(con, run_id)  # makes protected_actor and withheld_actor
    columns = "actor_id, alias, category, protected, identifiers, roles"
    sql = f"SELECT {columns} FROM ({_REVEALED})" if revealed else _ACTORS
    actors = con.execute(sql, {"run": run_id}).to_arrow_table()
    actor_of = con.execute(
        "SELECT identifier_key, actor_no::BIGINT AS index FROM run_actor WHERE run_id = ?", [run_id]
    ).to_arrow_table()
    con.register("projected", project_links(con, store, actor_of))
    try:
        links = con.execute(_LINKS).to_arrow_table()
    finally:
        con.unregister("projected")
    return actors, links


def to_arrow(actors: pa.Table, links: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Actors ``alias, category, protected``, and links ``start, end`` (aliases) with all that is counted of them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def alias(column: str) -> pa.ChunkedArray:
        return actors["alias"].take(pc.index_in(links[column], value_set=actors["actor_id"].combine_chunks()))

    counted = ["stream", "count", "first_at_utc", "last_at_utc", "amount", "currency", "source_ids"]
    ends = {"start": alias("start_actor_id"), "end": alias("end_actor_id")}
    return actors.select(["alias", "category", "protected"]), pa.table(ends | {n: links[n] for n in counted})


def _edges(links: pa.Table, aliases: dict[str, str]) -> list[tuple[str, str, dict[str, Any]]]:
    """Plain attributes: times in ISO 8601, amounts as decimal text, none left empty."""
    rows = []
    for link in links.to_pylist():
        attributes: dict[str, Any] = {"stream": link["stream"], "count": link["count"]}
        for name in ("first_at_utc", "last_at_utc"):
            if link[name] is not None:
                attributes[name] = f"{link[name].replace(tzinfo=None).isoformat()}Z"
        if link["amount"] is not None:
            attributes |= {"amount": f"{link['amount']:f}", "currency": link["currency"] or ""}
        rows.append((aliases[link["start_actor_id"]], aliases[link["end_actor_id"]], attributes))
    return rows


def to_networkx(actors: pa.Table, links: pa.Table) -> nx.MultiDiGraph:
    """One node an actor, named by its alias; one edge an ordered pair, stream and currency."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    people = actors.select(["actor_id", "alias", "category", "protected"]).to_pylist()
    graph.add_nodes_from((p["alias"], {"category": p["category"], "protected": p["protected"]}) for p in people)
    graph.add_edges_from(_edges(links, {p["actor_id"]: p["alias"] for p in people}))
    return graph


def to_igraph(actors: pa.Table, links: pa.Table) -> igraph.Graph:
    """The same as ``to_networkx`` as an igraph graph; the vertex attribute ``name`` is the alias."""
    import igraph as ig

    people = actors.select(["actor_id", "alias", "category", "protected"]).to_pylist()
    index = {p["alias"]: i for i, p in enumerate(people)}
    edges = _edges(links, {p["actor_id"]: p["alias"] for p in people})
    graph = ig.Graph(n=len(people), directed=True)
    for name, column in (("name", "alias"), ("category", "category"), ("protected", "protected")):
        graph.vs[name] = [p[column] for p in people]
    graph.add_edges([(index[start], index[end]) for start, end, _ in edges])
    for name in ("stream", "count", "first_at_utc", "last_at_utc", "amount", "currency"):
        graph.es[name] = [attributes.get(name) for *_, attributes in edges]
    return graph


def centralities(actors: pa.Table, links: pa.Table, *, seed: int) -> pd.DataFrame:
    """``contacts, core, pagerank, betweenness, betweenness_error`` by alias, over the links of all streams alike."""
    import numpy as np
    import pandas as pd
    import pyarrow.compute as pc

    from netinvest.analysis import centrality

    keys = actors["actor_id"].combine_chunks()
    start, end = (
        pc.index_in(links[f"{side}_actor_id"], value_set=keys).to_numpy().astype(np.int64) for side in ("start", "end")
    )
    adjacency = centrality.symmetric(start, end, len(keys))
    between = centrality.betweenness(adjacency, seed=seed)
    return pd.DataFrame(
        {
            "contacts": np.diff(adjacency.indptr).astype(np.int64),
            "core": centrality.core_numbers(adjacency),
            "pagerank": centrality.pagerank(adjacency),
            "betweenness": between.value,
            "betweenness_error": between.error,
        },
        index=pd.Index(actors["alias"].to_pylist(), name="alias"),
    )
