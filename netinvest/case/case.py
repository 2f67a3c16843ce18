"""A case, as notebooks and the command line use it. Each subject is a file of its own."""

from __future__ import annotations

from netinvest.case.comparisons import Comparisons
from netinvest.case.custody import Custody
from netinvest.case.drawings import Drawings
from netinvest.case.exports import Exports
from netinvest.case.identity import Identity
from netinvest.case.questions import Questions
from netinvest.case.records import Records
from netinvest.case.trust import Trust


class Case(Records, Exports, Questions, Identity, Drawings, Comparisons, Trust, Custody):
    """One case.

    Attributes:
        path: Its directory.
        settings: Name, country, time zone, store.
        notes: What was noticed on the way and should be told to the user.
    """
