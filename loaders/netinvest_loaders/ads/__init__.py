"""Loaders of advertisements: profiles, and code for what is not a table."""
