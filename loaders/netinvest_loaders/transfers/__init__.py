"""Loaders of transfers: profiles, and code for what is not a table."""
