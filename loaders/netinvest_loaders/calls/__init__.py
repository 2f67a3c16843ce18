"""Loaders of calls: profiles, and code for what is not a table."""
