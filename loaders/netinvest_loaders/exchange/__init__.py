"""Formats by which tools exchange records of several kinds at once: FollowTheMoney, UFED reports, CASE/UCO."""

from __future__ import annotations

from netinvest_loaders.exchange import case_uco, followthemoney, ufed

LOADERS = (followthemoney.LOADER, ufed.LOADER, case_uco.LOADER)
