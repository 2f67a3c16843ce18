"""The case file: append-only records with provenance, decisions, runs and the audit chain."""
