"""Make a case, or open one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from netinvest.case import settings as settings_
from netinvest.case.case import Case
from netinvest.errors import CaseError


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
    name = target.name.removesuffix(".case") or target.resolve().name.removesuffix(".case")
    chosen = settings_.checked(name, country=country, time_zone=time_zone, store=store)
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        what = (
            "there is a case already" if (target / settings_.SETTINGS).exists() else "there is something here already"
        )
        raise CaseError(what, where=str(target), remedy="open it, or choose another name")
    from netinvest.ledger import audit
    from netinvest.ledger.ledger import Ledger

    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        with Ledger.create(part) as ledger, ledger.transaction() as con:
            con.execute("INSERT INTO meta VALUES ('case_name', ?)", [chosen.name])
            audit.record(
                con,
                audit.Action.COLLECTION,
                purpose="case created",
                detail={"country": chosen.country, "time_zone": chosen.time_zone, "store": chosen.store},
            )
        chosen.write(part)
        part.replace(target)
    except OSError as error:
        raise CaseError(
            f"the case cannot be made here ({error.strerror or type(error).__name__})",
            where=str(target),
            remedy="choose a folder that may be written to",
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Case(target, chosen)


def open_case(path: str | os.PathLike[str]) -> Case:
    """Open a case. It is locked only while something is done with it.

    Raises:
        CaseError: There is no case.
    """
    directory = Path(path)
    return Case(directory, settings_.Settings.read(directory))
