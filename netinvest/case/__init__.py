"""The facade: one case, from files to leads. What notebooks and the command line call."""

from __future__ import annotations

from netinvest.case.case import Case
from netinvest.case.create import create_case, open_case
from netinvest.case.load_report import LoadReport
from netinvest.case.result import Result

__all__ = ["Case", "LoadReport", "Result", "create_case", "open_case"]
