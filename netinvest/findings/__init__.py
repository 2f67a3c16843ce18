"""Findings: ranked leads with indicators, contrary indicators and evidence."""
