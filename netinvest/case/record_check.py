"""Whether the records of a case stand in its source files as they stand here.

For a case that holds a part of its files only (a sub-case, or one from which something was erased), findings cannot be
made anew from whole files: other records would take part. What can be shown is that nothing here was made up.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.case.erasure import REDACTED
from netinvest.case.recipe import load_sources
from netinvest.case.subcase import MADE_FROM
from netinvest.case.verification import Check
from netinvest.export import records

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_PROMISE = "every record stands in the source files as it stands here"
_PARTS = ("contacts", "identifiers")  # lists, of which a part may be kept
_COUNTS = """
WITH there AS ({there})
SELECT count(here.record_id), count(*) FILTER (here.record_id IS NOT NULL AND (there.record_id IS NULL OR {differs})),
       count(there.record_id)
FROM here FULL JOIN there USING (record_id)
"""


def record_check(
    con: DuckDBPyConnection,
    held: dict[str, Any],
    folder: Path,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> Check:
    """Load the source files anew and look for each record of the case in them.

    Text that an erasure cut out is taken as it is.

    Args:
        con: The case's ledger.
        held: Its provenance; see ``netinvest.case.recipe``.
        folder: Where the source files lie, under whatever names.
        progress: Called with what is done, steps done, steps in all.

    Raises:
        InputRefused: A source is not in the folder.
    """
    from netinvest.ledger.ledger import Ledger

    compared = unfound = whole = 0
    with tempfile.TemporaryDirectory() as place, Ledger.create(Path(place) / "anew.case") as ledger:
        load_sources(ledger, held, folder, progress=progress)
        for kind in records.TABLES:
            counts = _counted(
                con.execute(records.query(con, kind)).to_arrow_reader(records.BATCH_ROWS), ledger.con, kind
            )
            compared, unfound, whole = compared + counts[0], unfound + counts[1], whole + counts[2]
    told = f"{compared:,} of the {whole:,} records of the files are here; {_why_not_findings(con)}"
    return Check(_PROMISE, not unfound, f"{unfound:,} do not; {told}" if unfound else told)


def _counted(here: pa.RecordBatchReader, there: DuckDBPyConnection, kind: str) -> tuple[int, int, int]:
    """How many records are here, how many of them do not stand there, and how many there are there."""
    differs = " OR ".join(
        f"NOT list_has_all(list_transform(there.{name}, p -> p.kind || ':' || p.value), "
        f"list_transform(here.{name}, p -> p.kind || ':' || p.value))"
        if name in _PARTS
        else f'(here."{name}" IS DISTINCT FROM there."{name}" '
        f"AND NOT coalesce(contains(here.\"{name}\"::VARCHAR, '{REDACTED}'), false))"
        for name in here.schema.names
        if name not in {"record_id", "source"}
    )
    there.register("here", here)
    try:
        found = there.execute(_COUNTS.format(differs=differs, there=records.query(there, kind))).fetchone()
    finally:
        there.unregister("here")
    return found or (0, 0, 0)


def _why_not_findings(con: DuckDBPyConnection) -> str:
    (origin,) = con.execute("SELECT value FROM meta WHERE name = ?", [MADE_FROM]).fetchone() or (None,)
    part = (
        f"this is a sub-case of {json.loads(origin)['case']}" if origin else "something was erased from the case since"
    )
    return f"{part}, so the findings were not made anew from the files: they rest on this part alone"
