"""Synthetic three-stream cases with known roles, for demos, tests and benchmarks.

``write_case`` writes source files and ``truth.json``; ``generate`` gives the same case as tables in memory.
Nobody in them exists: numbers come from ranges kept for fiction or never assigned, banks and names are made up.
The analysis never imports this package, and import-linter says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netinvest.synthetic.case import Case, generate
    from netinvest.synthetic.truth import ActorTruth, CaseTruth, RingTruth
    from netinvest.synthetic.writing import write_case

__all__ = ["ActorTruth", "Case", "CaseTruth", "RingTruth", "generate", "write_case"]

_HOMES = {
    "Case": "case",
    "generate": "case",
    "ActorTruth": "truth",
    "CaseTruth": "truth",
    "RingTruth": "truth",
    "write_case": "writing",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for: numpy is not needed to print a help text."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"netinvest.synthetic.{_HOMES[name]}"), name)
