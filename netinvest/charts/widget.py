"""The chart as a widget: what is selected and written in the notebook's page comes back to Python.

One bundle serves the page and this widget; it is handed to the browser with the widget, so that no network is needed
in JupyterLab, Notebook or VS Code.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from netinvest.charts.document import asset


class ChartWidget(anywidget.AnyWidget):
    """The chart in a notebook's page.

    Attributes:
        payload: What the chart shows, packed.
        selection: Aliases of the actors selected, in both directions.
        notes: Notes written: ``about, subject, text, at``.
        kept: Whether somebody keeps them.
    """

    _esm = asset("chart.js")
    _css = asset("chart.css")
    payload = traitlets.Bytes().tag(sync=True)
    selection = traitlets.List(traitlets.Unicode()).tag(sync=True)
    notes = traitlets.List(traitlets.Dict()).tag(sync=True)
    kept = traitlets.Bool().tag(sync=True)

    def __repr__(self) -> str:
        """Nothing of the case."""
        return "<ChartWidget>"


def mimebundle(widget: ChartWidget) -> dict[str, Any]:
    """What a notebook shows of it."""
    bundle = widget._repr_mimebundle_()
    return dict(bundle[0] if isinstance(bundle, tuple) else bundle or {})
