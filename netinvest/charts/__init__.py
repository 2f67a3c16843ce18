"""Charts of leads: one offline page to explore, in a notebook or a file."""

from netinvest.charts.chart import Chart
from netinvest.charts.facts import CaseFacts, SourceFact

__all__ = ["CaseFacts", "Chart", "SourceFact"]
