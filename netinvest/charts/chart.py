"""A chart of leads, as a page to save, to show in a notebook, or to hand over."""

from __future__ import annotations

import html
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from netinvest import output
from netinvest.errors import UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager

    import pandas as pd
    import pyarrow as pa
    import pyvis.network

    from netinvest.charts.activity import Activity
    from netinvest.charts.facts import CaseFacts
    from netinvest.charts.presentation import Presentation
    from netinvest.charts.scene import Scene
    from netinvest.charts.selection import Selection
    from netinvest.charts.widget import ChartWidget
    from netinvest.model.finding import Finding

FRAME_HEIGHT = 720  # pixels, in a notebook


class Chart:
    """An interactive chart of leads and the paths that link them.

    The chart needs no network: everything is inside the page, and its content policy forbids any request.
    Identifiers of victims, possible victims and minors are replaced by aliases unless ``reveal`` is passed.

    Example:
        >>> chart = Chart(findings, actors, links, CaseFacts("harbour", seed=7))  # doctest: +SKIP
        >>> chart.save("harbour.html")  # doctest: +SKIP
    """

    def __init__(
        self,
        findings: Iterable[Finding | Mapping[str, Any]],
        actors: pa.Table,
        links: pa.Table,
        facts: CaseFacts,
        *,
        members: Mapping[str, str] | None = None,
        reveal: bool = False,
        activity: Activity | None = None,
        notes: Iterable[Mapping[str, str]] = (),
        on_note: Callable[[Mapping[str, str]], None] | None = None,
        annotations: Iterable[Mapping[str, str]] = (),
        on_case: Callable[..., Any] | None = None,
        saved_in: Callable[[Path], AbstractContextManager[IO[bytes]]] | None = None,
    ) -> None:
        """Take what the chart shows; nothing is computed until the page is asked for.

        Args:
            findings: Leads, as ``Finding`` or their dicts.
            actors: Arrow table ``actor_id, alias, category, protected, identifiers, roles``.
            links: Arrow table ``start_actor_id, end_actor_id, stream, count, first_at_utc, last_at_utc,
                amount, currency, source_ids``.
            facts: Case, period, sources, run, parameters, gaps.
            members: Actor id to the id of its network finding, where known.
            reveal: Show the identifiers of protected actors; the caller has logged the purpose.
            activity: Events by day and places, for the timeline and the map.
            notes: What was noted before: ``about, subject, text, at, who``.
            on_note: Called with a note written in a notebook's chart: ``about, subject, text, at``.
            annotations: What was drawn in another tool: ``start, end`` (aliases; ``end`` blank for a note), ``text,
                author, file, sha256, at``. Drawn dashed, as no evidence; pages of a court chart leave it out.
            on_case: Makes a case of some aliases, for ``selection.case(out)``.
            saved_in: Opens the file that ``save`` writes, so that a case logs it; a file of its owner's by default.
        """
        self._findings, self._actors, self._links, self._facts = list(findings), actors, links, facts
        self._members, self._reveal, self._activity = members, reveal, activity
        self._notes, self._on_note = [dict(note) for note in notes], on_note
        self._on_case = on_case
        self._annotations = [dict(drawn) for drawn in annotations]
        self._saved_in = saved_in or output.binary

    @cached_property
    def scene(self) -> Scene:
        """What the chart may show."""
        from netinvest.charts.scene import build_scene

        return build_scene(
            self._findings,
            self._actors,
            self._links,
            self._facts,
            members=self._members,
            reveal=self._reveal,
            annotations=self._annotations,
        )

    @cached_property
    def html(self) -> str:
        """The page: the same text for the same input."""
        from netinvest.charts.document import page

        return page(self.scene, self._activity)

    def save(self, path: str | os.PathLike[str], *, presentation: Presentation | None = None) -> Path:
        """Write the chart; a reader sees the old file or the whole new one, and only its owner may read it.

        Args:
            path: File to write: ``.html`` to explore; ``.pdf`` (a court chart with index, links, leads, sources and
                method), ``.svg`` or ``.png`` (its first sheet) for paper.
            presentation: How a court chart is presented: paper, draft or final, purpose, preparer and date.

        Returns:
            The path written.

        Raises:
            UsageError: The ending is another, or the file cannot be written.
        """
        target = Path(path)
        content = self.content(target.suffix, presentation=presentation, where=str(target))
        with self._saved_in(target) as file:
            file.write(content)
        return target

    def content(self, ending: str, *, presentation: Presentation | None = None, where: str = "") -> bytes:
        """What ``save`` writes to a file of this ending.

        Raises:
            UsageError: There is no chart of this ending.
        """
        form = ending.lower().removeprefix(".")
        if form in {"html", "htm"}:
            return self.html.encode("utf-8")
        if form in {"pdf", "svg", "png"}:
            from netinvest.charts.paper import on_paper

            return on_paper(self.scene, form, presentation)  # type: ignore[arg-type]
        raise UsageError(
            "a chart cannot be written in this format", where=where, remedy="use .html, .pdf, .svg or .png"
        )

    def show(self) -> None:
        """Display the chart in the notebook.

        Raises:
            UsageError: There is no notebook here.
        """
        try:
            from IPython import get_ipython
            from IPython.display import display
        except ImportError:
            get_ipython = None
        if get_ipython is None or get_ipython() is None:
            raise UsageError("there is no notebook to show the chart in", remedy="write it with save('chart.html')")
        display(self)  # type: ignore[no-untyped-call]

    def to_pyvis(self) -> pyvis.network.Network:
        """A pyvis network of the first view, with text that stays text and a page that asks nobody for anything."""
        from netinvest.charts.pyvis_network import to_pyvis

        return to_pyvis(self.scene)

    @cached_property
    def widget(self) -> ChartWidget:
        """The chart as an anywidget, for layouts of ipywidgets; ``show()`` displays it."""
        from netinvest.charts.document import packed
        from netinvest.charts.widget import ChartWidget

        data = packed(self.scene, self._activity)
        made = ChartWidget(payload=data, notes=self._notes, kept=self._on_note is not None)
        made.observe(self._noted, names="notes")
        return made

    def _noted(self, change: Mapping[str, Any]) -> None:
        for note in change["new"][len(change["old"]) :]:
            if self._on_note is not None:
                self._on_note(note)

    @property
    def selection(self) -> Selection:
        """The actors selected in the notebook's chart, to analyse further; assign aliases to select them there."""
        from netinvest.charts.selection import Selection

        return Selection(self.scene, self.widget.selection, on_case=self._on_case)

    @selection.setter
    def selection(self, aliases: Iterable[str]) -> None:
        self.widget.selection = list(aliases)

    @property
    def selected(self) -> pd.DataFrame:
        """The actors selected in the notebook's chart; see ``netinvest.charts.selection.Selection.to_pandas``."""
        return self.selection.to_pandas()

    def _repr_html_(self) -> str:
        # without allow-same-origin the page can reach neither the notebook nor its token
        return (
            '<iframe sandbox="allow-scripts allow-downloads" allow="fullscreen" referrerpolicy="no-referrer" '
            f'title="Chart of leads" width="100%" height="{FRAME_HEIGHT}" frameborder="0" '
            f'srcdoc="{html.escape(self.html)}"></iframe>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """The widget where there is a kernel to talk to, and the page in a closed frame for whoever has none."""
        bundle: dict[str, Any] = {"text/html": self._repr_html_(), "text/plain": repr(self)}
        if _in_a_kernel():
            from netinvest.charts.widget import mimebundle

            bundle = {**mimebundle(self.widget), **bundle}
        return bundle

    def __repr__(self) -> str:
        return f"<Chart of {len(self._findings)} leads, {self._actors.num_rows} actors, {self._links.num_rows} links>"


def _in_a_kernel() -> bool:
    import sys

    shell = sys.modules.get("IPython")
    return shell is not None and getattr(shell.get_ipython(), "kernel", None) is not None
