"""Charts of leads: one offline page to explore, in a notebook or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netinvest.charts.activity import Activity
    from netinvest.charts.chart import Chart
    from netinvest.charts.facts import CaseFacts, SourceFact

__all__ = ["Activity", "CaseFacts", "Chart", "SourceFact"]
_MODULES = {"Activity": "activity", "Chart": "chart", "CaseFacts": "facts", "SourceFact": "facts"}


def __getattr__(name: str) -> Any:
    """Imported when asked for: the command line needs the names of paper sizes from here, and no engine."""
    if name not in _MODULES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"netinvest.charts.{_MODULES[name]}"), name)
