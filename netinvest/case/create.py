"""Make a case, or open one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from netinvest.case import directory
from netinvest.case import settings as settings_
from netinvest.case.case import Case

if TYPE_CHECKING:
    import os


def create_case(
    path: str | os.PathLike[str],
    *,
    country: str | None = None,
    time_zone: str | None = None,
    store: str = settings_.EMBEDDED,
) -> Case:
    """Make a case: a directory that is there as a whole, or not at all.

    Args:
        path: The directory, such as ``harbour.case``; it must not exist, or be empty.
        country: Two letters of ISO 3166, for numbers without an international prefix.
        time_zone: IANA name, for times without a zone; UTC by default.
        store: ``embedded``, or the address of a Neo4j server without credentials.

    Raises:
        UsageError: The country, zone or store is none.
        CaseError: There is something already, or the directory cannot be made.
    """
    target = Path(path)
    chosen = settings_.checked(directory.name_of(target), country=country, time_zone=time_zone, store=store)
    directory.check_free(target)
    from netinvest.ledger import audit
    from netinvest.ledger.ledger import Ledger

    with directory.made_whole(target) as part:
        with Ledger.create(part) as ledger, ledger.transaction() as con:
            con.execute("INSERT INTO meta VALUES ('case_name', ?)", [chosen.name])
            audit.record(
                con,
                audit.Action.COLLECTION,
                purpose="case created",
                detail={"country": chosen.country, "time_zone": chosen.time_zone, "store": chosen.store},
            )
        chosen.write(part)
    return Case(target, chosen)


def open_case(path: str | os.PathLike[str]) -> Case:
    """Open a case. It is locked only while something is done with it.

    Raises:
        CaseError: There is no case.
    """
    there = Path(path)
    return Case(there, settings_.Settings.read(there))
