"""Loaders of transfers: profiles, and code for what is not a table."""

from netinvest_loaders.transfers.message_loaders import LOADERS

__all__ = ["LOADERS"]
