"""Leads as a file: JSON with every field, CSV or Parquet with a line each."""

from __future__ import annotations

import json
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

from netinvest.errors import UsageError
from netinvest.export.spreadsheet import guarded

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

FORMATS = ("csv", "json", "parquet")


def form_of(out: Path, form: str | None) -> str:
    """The format asked for, or the one the file's ending names.

    Raises:
        UsageError: It is none of FORMATS.
    """
    chosen = form or out.suffix.removeprefix(".").lower()
    if chosen not in FORMATS:
        raise UsageError(
            f"{chosen!a} is not a format for leads" if chosen else "no format is given",
            where=str(out),
            remedy="see netinvest export --help for the formats of leads, network and charts",
        )
    return chosen


def write(findings: list[dict[str, Any]], form: str, sink: IO[bytes]) -> None:
    """Write findings that may be shown."""
    if form == "json":
        sink.write(json.dumps({"findings": findings}, indent=1, ensure_ascii=True).encode("ascii") + b"\n")
        return
    table = _table(findings)
    if form == "parquet":
        from pyarrow import parquet

        parquet.write_table(table, sink, compression="zstd")
        return
    import duckdb
    from pyarrow import csv

    texts = [name for name in table.column_names if str(table.schema.field(name).type) == "string"]
    with duckdb.connect() as engine:
        engine.register("lead", table)
        safe = ", ".join(f'{guarded(name)} AS "{name}"' for name in texts)
        csv.write_csv(engine.execute(f"SELECT * REPLACE ({safe}) FROM lead").to_arrow_table(), sink)


def _table(findings: list[dict[str, Any]]) -> pa.Table:
    """One row a finding; lists as text."""
    import pyarrow as pa

    from netinvest.findings.stability import instability

    listed = Counter(finding["kind"] for finding in findings)
    rows = [
        {
            "finding": finding["id"],
            "kind": str(finding["kind"]),
            "rank": finding["rank"],
            "alias": finding["subject"]["alias"],
            "category": finding["subject"]["category"],
            "score": finding["score"],
            "low": finding["interval"][0] if finding["interval"] else None,
            "high": finding["interval"][1] if finding["interval"] else None,
            "stability": finding["stability"],
            "unstable": instability(finding, listed[finding["kind"]]),
            "identifiers": " ".join(f"{i['kind']}:{i['value']}" for i in finding["subject"]["identifiers"]),
            "indicators": " ".join(indicator["sentence"] for indicator in finding["indicators"]),
            "contrary": " ".join(indicator["sentence"] for indicator in finding["contrary"]),
            "caveats": " ".join(finding["caveats"]),
            "run": finding["run"],
        }
        for finding in findings
    ]
    numbers = {"rank": pa.int64(), "low": pa.int64(), "high": pa.int64()}
    numbers |= {"score": pa.float64(), "stability": pa.float64()}
    names = (
        "finding", "kind", "rank", "alias", "category", "score", "low", "high", "stability", "unstable",
        "identifiers", "indicators", "contrary", "caveats", "run",
    )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, numbers.get(name, pa.string())) for name in names]))
