"""Loaders of subjects: profiles, and code for what is not a table."""
