"""Charts of leads: one offline page to explore, in a notebook or a file."""

from netinvest.charts.activity import Activity
from netinvest.charts.chart import Chart
from netinvest.charts.facts import CaseFacts, SourceFact

__all__ = ["Activity", "CaseFacts", "Chart", "SourceFact"]
