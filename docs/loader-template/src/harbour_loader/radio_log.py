"""The log of a harbour's radio office: blocks of labelled lines, a blank line after each. No table, so code reads it.

CALL 2026-01-05T10:00:00Z
FROM +447700900001
TO +447700900002
SECONDS 61
"""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from netinvest.loading import Loader, Profile, RecordKind, Sample, Texts

COLUMNS = {"CALL": "answered_at", "FROM": "originating_msisdn", "TO": "terminating_msisdn", "SECONDS": "duration"}
BLOCK = 10_000  # rows held in memory


def recognise(sample: Sample) -> tuple[float, str]:
    """How surely a file is such a log, by what is in it; its name is no reason."""
    lines = [line for line in sample.text.splitlines() if line.strip()][:4]
    if [line.split(" ")[0] for line in lines] == list(COLUMNS):
        return 1.0, "it begins with the lines CALL, FROM, TO, SECONDS"
    return 0.0, "no radio log"


def read(stream: BinaryIO, name: str) -> Iterator[Texts]:
    """The calls as text columns. What is wrong with a row is a reason beside it, never an exception."""
    rows: list[dict[str, str]] = []
    numbers: list[int] = []
    refused: list[tuple[int, str, str | None, str]] = []
    structural = 0
    call: dict[str, str] = {}
    began = 0
    last = 0

    def finish() -> None:
        nonlocal structural
        if not call:
            return
        structural += last - began  # a call is one row, whose number is that of its first line
        if "answered_at" in call:
            rows.append(dict(call))
            numbers.append(began)
        else:
            refused.append((began, "row", None, "a block without CALL"))
        call.clear()

    def block() -> Texts:
        columns = {c: pa.array([row.get(c) for row in rows], pa.string()) for c in COLUMNS.values()}
        texts = Texts(pa.table(columns), np.array(numbers, np.int64), list(refused), structural)
        rows.clear(), numbers.clear(), refused.clear()
        return texts

    for number, raw in enumerate(stream, start=1):
        label, _, value = raw.decode("utf-8", "replace").strip().partition(" ")
        if not label or label == "CALL":
            finish()
        if not label:
            structural += 1
            continue
        began = began if call else number
        last = number
        call[COLUMNS.get(label, "ignored")] = value.strip()
        if len(rows) >= BLOCK:
            yield block()
            structural = 0
    finish()
    yield block()


LOADER = Loader(
    Profile.model_validate(
        {
            "name": "radio_log",
            "kind": RecordKind.CALLS,
            "title": "Log of a harbour's radio office",
            "columns": dict.fromkeys(COLUMNS.values(), ()),
            "time": {"order": "ymd"},
        }
    ),
    read,
    recognise,
)
