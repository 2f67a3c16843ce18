"""netinvest: evidence graphs for human-trafficking investigations, traced to the file and the row.

    import netinvest as ni

    case = ni.create_case("harbour.case", country="GB", time_zone="Europe/London")
    case.load("calls.csv", "statement.csv", "ads.jsonl", "subjects.csv")
    result = case.analyse(seed=7)
    result.coordinators
    case.chart(result).show()

Importing it loads no engine: what a call needs is loaded by that call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netinvest.case import Case, LoadReport, Result, create_case, open_case

__version__ = "0.1.0"
__all__ = ["Case", "LoadReport", "Result", "__version__", "create_case", "open_case"]


def __getattr__(name: str) -> Any:
    """Load the facade when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from netinvest import case

    return getattr(case, name)


def __dir__() -> list[str]:
    return sorted(__all__)
