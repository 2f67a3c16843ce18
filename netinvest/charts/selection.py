"""Actors that were selected in a chart, and the links among them: to read, or to take to other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.charts.link import STREAMS
from netinvest.charts.role import STYLES
from netinvest.errors import UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    import igraph
    import networkx as nx
    import pandas as pd
    import pyarrow as pa

    from netinvest.charts.scene import Scene


class Selection:
    """A part of what a chart shows; protected people stay aliases in it as they do in the chart.

    Attributes:
        aliases: Of the actors, in the chart's order.
    """

    def __init__(self, scene: Scene, aliases: Iterable[str], *, on_case: Callable[..., Any] | None = None) -> None:
        """Take the actors with these aliases; unknown ones are passed over."""
        self._on_case = on_case
        wanted = set(aliases)
        self._scene = scene
        self._places = [at for at, actor in enumerate(scene.actors) if actor.alias in wanted]
        self.aliases = [scene.actors[at].alias for at in self._places]

    def __len__(self) -> int:
        return len(self._places)

    def to_pandas(self) -> pd.DataFrame:
        """One row an actor.

        Columns: alias, drawn_as (the role it is drawn in), category, network (empty without one), findings (their
        ids), rank (of its best lead, missing without one), contacts and events (over the whole chart).
        """
        import pandas as pd

        scene, links = self._scene, self._scene.links
        rows = []
        for at in self._places:
            actor = scene.actors[at]
            mine = (links.start == at) | (links.end == at)
            ends = np.concatenate([links.start[mine], links.end[mine]])
            rows.append(
                {
                    "alias": actor.alias,
                    "drawn_as": STYLES[actor.role].label,
                    "category": actor.category,
                    "network": scene.networks[actor.network] if actor.network >= 0 else "",
                    "findings": [scene.findings[f]["id"] for f in actor.findings],
                    "rank": min((scene.findings[f]["rank"] for f in actor.findings), default=None),
                    "contacts": len(set(ends.tolist()) - {at}),
                    "events": int(links.count[mine].sum()),
                }
            )
        columns = ["alias", "drawn_as", "category", "network", "findings", "rank", "contacts", "events"]
        return pd.DataFrame(rows, columns=columns).astype({"rank": "Int64"})

    @property
    def links(self) -> pa.Table:
        """Links among them, by alias: ``start, end, stream, count, first_at_utc, last_at_utc, amount, currency``."""
        import pyarrow as pa

        scene, links = self._scene, self._scene.links
        chosen = np.isin(links.start, self._places) & np.isin(links.end, self._places)
        rows = np.flatnonzero(chosen).tolist()
        moment = pa.timestamp("s", tz="UTC")

        def times(seconds: Any) -> pa.Array:
            return pa.array([None if seconds[at] < 0 else int(seconds[at]) for at in rows], pa.int64()).cast(moment)

        return pa.table(
            {
                "start": [scene.actors[int(links.start[at])].alias for at in rows],
                "end": [scene.actors[int(links.end[at])].alias for at in rows],
                "stream": [STREAMS[int(links.stream[at])] for at in rows],
                "count": pa.array([int(links.count[at]) for at in rows], pa.int64()),
                "first_at_utc": times(links.first_s),
                "last_at_utc": times(links.last_s),
                "amount": [links.amount[at] or None for at in rows],
                "currency": [links.currency[at] or None for at in rows],
            },
        )

    def case(self, out: str | os.PathLike[str], *, contacts: bool = False) -> Any:
        """A case of its own that holds their records, to analyse further; see ``Case.subcase``.

        Args:
            out: The new case's directory, such as ``ring.case``.
            contacts: Whether records between one of them and somebody else go along.

        Returns:
            The ``Case``.

        Raises:
            UsageError: The chart comes from no case, or nobody is selected.
            CaseError: There is something at ``out``, or it cannot be written.
        """
        if self._on_case is None:
            raise UsageError("this chart comes from no case", remedy="make it with case.chart()")
        return self._on_case(*self.aliases, out=out, contacts=contacts)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Nodes by alias, one edge a link; undated and unpriced links lack the attribute rather than hold None."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        frame = self.to_pandas()
        graph.add_nodes_from(
            (row.alias, {"drawn_as": row.drawn_as, "category": row.category}) for row in frame.itertuples()
        )
        for link in self.links.to_pylist():
            ends = link.pop("start"), link.pop("end")
            graph.add_edge(*ends, **{
                name: f"{value:%Y-%m-%dT%H:%M:%SZ}" if name.endswith("_utc") else value
                for name, value in link.items() if value is not None
            })  # fmt: skip
        return graph

    def to_igraph(self) -> igraph.Graph:
        """The same as an igraph graph; the vertex attribute ``name`` is the alias."""
        import igraph

        graph = self.to_networkx()
        order = {name: at for at, name in enumerate(graph)}
        made = igraph.Graph(n=len(order), edges=[(order[a], order[b]) for a, b in graph.edges()], directed=True)
        made.vs["name"] = list(order)
        for name in ("drawn_as", "category"):
            made.vs[name] = [graph.nodes[node][name] for node in graph]
        for name in ("stream", "count", "first_at_utc", "last_at_utc", "amount", "currency"):
            made.es[name] = [attributes.get(name) for _, _, attributes in graph.edges(data=True)]
        return made

    def __repr__(self) -> str:
        return f"<Selection of {len(self)} actors, {self.links.num_rows} links>"

    def _repr_html_(self) -> str:
        return str(self.to_pandas()._repr_html_())  # type: ignore[operator]
