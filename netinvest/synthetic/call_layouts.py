"""Call records as operators write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.synthetic.sheet import RAGGED, Sheet, columns, replacing

if TYPE_CHECKING:
    from numpy.random import Generator

    from netinvest.synthetic.case import Case


def plain(_rng: Generator, case: Case) -> list[Sheet]:
    """One CSV, E.164 numbers, ISO 8601 in UTC."""
    table = case.calls
    when = table["answered_at_utc"].to_pandas().dt.strftime("%Y-%m-%dT%H:%M:%SZ").tolist()
    rows = columns(
        table["originating_msisdn"].to_pylist(),
        table["terminating_msisdn"].to_pylist(),
        when,
        table["duration_s"].to_pylist(),
        table["service"].to_pylist(),
        table["originating_imei"].to_pylist(),
        table["originating_imsi"].to_pylist(),
        table["originating_cell"].to_pylist(),
    )
    heading = ["caller", "callee", "start_time", "duration_s", "service", "caller_imei", "caller_imsi", "caller_cell"]
    return [
        Sheet(
            "calls.csv",
            "calls",
            "plain",
            heading,
            rows,
            terminator="\n",
            spoils=[replacing(2, "not recorded", "malformed time"), RAGGED, replacing(3, "-12", "negative duration")],
        )
    ]


mixed = plain
