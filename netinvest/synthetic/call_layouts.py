"""Call records as operators write them.

Every layout has been put together from headings, preambles and habits seen in public code and guides (the family is
described in the project's notes on formats); none copies one operator's file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netinvest.synthetic.call_view import View, written_numbers
from netinvest.synthetic.sheet import RAGGED, Sheet, columns, replacing

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    from netinvest.synthetic.case import Case

    _Layout = Callable[["View", str], Sheet]


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
    spoils = [replacing(2, "not recorded", "malformed time"), RAGGED, replacing(3, "-12", "negative duration")]
    return [Sheet("calls.csv", "calls", "plain", heading, rows, terminator="\n", spoils=spoils)]


def _quoted(cells: list[str] | np.ndarray) -> list[str]:
    return [f"'{cell}'" for cell in cells]


def _target_report(view: View, name: str) -> Sheet:
    """Target and B party, IN/OUT/SMT/SMO, single quotes, day first, dashes for nothing, empty last columns."""
    place = [f"{lat}/{lon}" for lat, lon in zip(view.latitude, view.longitude, strict=True)]
    heading = [
        "Target No",
        "Call Type",
        "TOC",
        "B Party No",
        "LRN No",
        "Date",
        "Time",
        "Dur(s)",
        "First CGI Lat/Long",
        "First CGI",
        "Last CGI",
        "SMSC No",
        "Service Type",
        "IMEI",
        "IMSI",
        "Call Fow No",
        "Roam Nw",
        "",
        "",
    ]
    n = len(view.when)
    rows = columns(
        _quoted(written_numbers(view.own, view.dial, "bare")),
        view.kinds("OUT", "IN", "SMO", "SMT"),
        ["PREPAID"] * n,
        _quoted(written_numbers(view.other, view.dial, "bare")),
        ["-"] * n,
        _quoted(view.local("%d/%m/%Y")),
        _quoted(view.local("%H:%M:%S")),
        view.duration_s,
        place,
        view.cell,
        view.last_cell,
        ["-"] * n,
        np.where(view.sms, "SMS", "Voice"),
        _quoted(view.imei),
        _quoted(view.imsi),
        ["---"] * n,
        ["-"] * n,
        [""] * n,
        [""] * n,
    )
    preamble = [
        [view.operator.upper()],
        [],
        ["Lawful disclosure unit"],
        [],
        [f"Call Details of several numbers from '{view.period[0]}' to '{view.period[1]}'"],
        [],
    ]
    spoils = [replacing(5, "'31/02/2024'", "no such day"), replacing(7, "-5", "negative duration")]
    return Sheet(f"{name}.csv", "calls", "target_report", heading, rows, preamble=preamble, spoils=spoils)


def _ticket(view: View, name: str) -> Sheet:
    """Calling and called party, metadata lines, a_in/a_out; of an incoming call the customer is the called party."""
    heading = [
        "Calling Party Telephone Number",
        "Called Party Telephone Number",
        "Call Forwarding",
        "Call Date",
        "Call Time",
        "Call Termination Time",
        "Call Duration",
        "First Cell ID",
        "Last Cell ID",
        "Call Type",
        "IMEI",
        "IMSI",
    ]
    ended = (view.when + pd.to_timedelta(view.duration_s, unit="s")).dt.tz_convert(view.zone).dt.strftime("%H:%M:%S")
    rows = columns(
        _quoted(written_numbers(view.originating, view.dial, "bare")),
        _quoted(written_numbers(view.terminating, view.dial, "bare")),
        ["-"] * len(view.when),
        view.local("%d/%m/%Y"),
        view.local("%H:%M:%S"),
        ended.tolist(),
        view.duration_s,
        view.cell,
        view.last_cell,
        view.kinds("a_out", "a_in", "P2P_SMSOUT", "P2P_SMSIN"),
        _quoted(view.imei),
        _quoted(view.imsi),
    )
    preamble = [
        ["Ticket Number :", "LEA/000000/2024"],
        ["Input Value (MSISDN) :", "LIST"],
        ["Date Range :", f"{view.period[0]} to {view.period[1]}"],
        ["Total Records :", str(len(rows))],
        [],
    ]
    spoils = [replacing(3, "00/00/0000", "no such day"), replacing(6, "-1", "negative duration")]
    return Sheet(f"{name}.csv", "calls", "ticket", heading, rows, preamble=preamble, spoils=spoils)


def _entrante(view: View, name: str) -> Sheet:
    """Spanish headings, semicolons, one column of local date and time."""
    heading = [
        "celda_inicio_llamada",
        "celda_final_llamada",
        "originador",
        "receptor",
        "fecha_hora",
        "duracion",
        "tipo",
        "servicio",
    ]
    rows = columns(
        view.cell,
        view.last_cell,
        written_numbers(view.originating, view.dial, "national"),
        written_numbers(view.terminating, view.dial, "national"),
        view.local("%d/%m/%Y %H:%M:%S"),
        view.duration_s,
        np.where(view.outgoing, "CDR_SALIENTE", "CDR_ENTRANTE"),
        np.where(view.sms, "SMS", "VOZ"),
    )
    spoils = [replacing(4, "sin dato", "malformed time"), RAGGED]
    return Sheet(f"{name}.csv", "calls", "entrante", heading, rows, delimiter=";", spoils=spoils)


def _american(view: View, name: str) -> Sheet:
    """Month first, a 12-hour clock, elapsed mm:ss, a dashed rule and a footer."""
    heading = [
        "Originating Number",
        "Terminating Number",
        "Connect Date",
        "Connect Time",
        "Elapsed Time",
        "Direction",
        "Service",
        "IMEI",
        "IMSI",
    ]
    rows = columns(
        written_numbers(view.originating, view.dial, "national"),
        written_numbers(view.terminating, view.dial, "national"),
        view.local("%m/%d/%Y"),
        view.local("%I:%M:%S %p"),
        view.clock(hours=False),
        np.where(view.outgoing, "MO", "MT"),
        np.where(view.sms, "SMS", "Voice"),
        view.imei,
        view.imsi,
    )
    preamble = [
        [f"{view.operator} - Subpoena Compliance"],
        ["Report type: call detail"],
        [f"Period {view.period[0]} - {view.period[1]}"],
    ]
    return Sheet(
        f"{name}.csv",
        "calls",
        "american",
        heading,
        rows,
        preamble=preamble,
        rule=["-" * 16] * len(heading),
        footer=[["*** END OF REPORT ***"]],
        spoils=[replacing(2, "13/45/2024", "no such day"), RAGGED],
    )


def _compact(view: View, name: str) -> Sheet:
    """Tabs, yyyymmdd and hhmmss in UTC, MOC/MTC, 16-digit handset numbers."""
    heading = [
        "MSISDN",
        "OTHER_PARTY",
        "EVENT_DATE_UTC",
        "EVENT_TIME_UTC",
        "DURATION",
        "EVENT_TYPE",
        "IMSI",
        "IMEI",
        "CELL_ID",
    ]
    rows = columns(
        written_numbers(view.own, view.dial, "bare"),
        written_numbers(view.other, view.dial, "zeros"),
        view.utc("%Y%m%d"),
        view.utc("%H%M%S"),
        view.duration_s,
        view.kinds("MOC", "MTC", "SMS-MO", "SMS-MT"),
        view.imsi,
        [f"{imei[:14]}03" for imei in view.imei],
        view.cell,
    )
    spoils = [replacing(2, "20240231", "no such day"), RAGGED]
    return Sheet(f"{name}.tsv", "calls", "compact", heading, rows, delimiter="\t", terminator="\n", spoils=spoils)


def _workbook(view: View, name: str) -> Sheet:
    """A workbook with a cover sheet; months by name, durations as hh:mm:ss, 14-digit handset numbers."""
    heading = [
        "A-Number",
        "B-Number",
        "Start Date/Time",
        "Duration (hh:mm:ss)",
        "Direction",
        "Service",
        "IMEI",
        "Cell ID",
    ]
    rows = columns(
        written_numbers(view.originating, view.dial, "plus"),
        written_numbers(view.terminating, view.dial, "plus"),
        view.local("%d-%b-%Y %H:%M:%S"),
        view.clock(hours=True),
        np.where(view.outgoing, "Outgoing", "Incoming"),
        np.where(view.sms, "SMS", "Voice"),
        [imei[:14] for imei in view.imei],
        view.cell,
    )
    cover = [[view.operator], ["Prepared for the case team"], ["Records", str(len(rows))]]
    spoils = [replacing(2, "unknown", "malformed time")]
    return Sheet(f"{name}.xlsx", "calls", "workbook", heading, rows, cover=cover, spoils=spoils)


def _francais(view: View, name: str) -> Sheet:
    """French headings in Windows-1252, semicolons, date and time apart."""
    heading = [
        "Numéro appelant",
        "Numéro appelé",
        "Date appel",
        "Heure appel",
        "Durée (s)",
        "Type de communication",
        "IMEI",
        "Cellule de début",
    ]
    rows = columns(
        written_numbers(view.originating, view.dial, "mixed"),
        written_numbers(view.terminating, view.dial, "mixed"),
        view.local("%d/%m/%Y"),
        view.local("%H:%M:%S"),
        view.duration_s,
        view.kinds("Appel émis", "Appel reçu", "SMS émis", "SMS reçu"),
        view.imei,
        view.cell,
    )
    spoils = [replacing(2, "30/02/2024", "no such day"), RAGGED]
    return Sheet(f"{name}.csv", "calls", "francais", heading, rows, delimiter=";", encoding="cp1252", spoils=spoils)


def _packed(view: View, name: str) -> Sheet:
    """A modern export: ISO 8601 with offset Z, compressed."""
    heading = [
        "originating_msisdn",
        "terminating_msisdn",
        "answered_at",
        "duration_s",
        "service",
        "direction",
        "imsi",
        "imei",
        "first_cell",
        "last_cell",
    ]
    rows = columns(
        written_numbers(view.originating, view.dial, "plus"),
        written_numbers(view.terminating, view.dial, "plus"),
        view.utc("%Y-%m-%dT%H:%M:%SZ"),
        view.duration_s,
        np.where(view.sms, "sms", "voice"),
        np.where(view.outgoing, "out", "in"),
        view.imsi,
        view.imei,
        view.cell,
        view.last_cell,
    )
    spoils = [replacing(2, "0000-00-00T00:00:00Z", "no such day"), RAGGED, replacing(3, "-30", "negative duration")]
    return Sheet(f"{name}.csv.gz", "calls", "packed", heading, rows, terminator="\n", spoils=spoils)


def _quoted_export(view: View, name: str) -> Sheet:
    """Everything in double quotes after a byte order mark, dashes in dates, no seconds."""
    heading = [
        "Subscriber Number",
        "Direction",
        "Other Party",
        "Call Date",
        "Call Time",
        "Duration",
        "Event Type",
        "IMEI",
    ]
    rows = columns(
        written_numbers(view.own, view.dial, "national"),
        np.where(view.outgoing, "Out", "In"),
        written_numbers(view.other, view.dial, "mixed"),
        view.local("%d-%m-%Y"),
        view.local("%H:%M"),
        view.clock(hours=False),
        np.where(view.sms, "Text", "Call"),
        view.imei,
    )
    spoils = [replacing(3, "32-01-2024", "no such day")]
    return Sheet(
        f"{name}.csv", "calls", "quoted_export", heading, rows, encoding="utf-8-sig", quote_all=True, spoils=spoils
    )


def _resaved(view: View, name: str) -> Sheet:
    """Opened and saved in a spreadsheet: leading zeros are gone and handset numbers are rounded."""
    heading = ["Calling Number", "Called Number", "Date and Time", "Duration (s)", "Type", "IMEI"]
    rows = columns(
        [n.lstrip("0") or n for n in written_numbers(view.originating, view.dial, "national")],
        [n.lstrip("0") or n for n in written_numbers(view.terminating, view.dial, "national")],
        view.local("%d/%m/%Y %H:%M:%S"),
        view.duration_s,
        np.where(view.sms, "SMS", "Voice"),
        [f"{float(imei):.5E}" if imei else "" for imei in view.imei],
    )
    spoils = [replacing(2, "##########", "malformed time"), RAGGED]
    return Sheet(f"{name}.csv", "calls", "resaved", heading, rows, spoils=spoils)


_DAY_FIRST: tuple[_Layout, ...] = (
    _target_report,
    _ticket,
    _entrante,
    _compact,
    _workbook,
    _francais,
    _packed,
    _quoted_export,
    _resaved,
)
_AMERICAN: tuple[_Layout, ...] = (_american, _compact, _packed, _workbook)


def mixed(rng: Generator, case: Case) -> list[Sheet]:
    """Each operator reports its own customers' records in its own layout; some calls are reported by both sides'."""
    table = case.calls
    if not table.num_rows:
        return []
    data = {
        name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names if name != "answered_at_utc"
    }
    when = table["answered_at_utc"].to_pandas().dt.tz_localize("UTC")
    one, other = data["originating_operator"], data["terminating_operator"]
    lot = rng.random(table.num_rows)
    # a sender's name belongs to no operator: the customer's reports it
    named = ~np.char.startswith(data["originating_msisdn"].astype(str), "+") | (one == "abroad")
    by_caller = ~named & ((one == other) | (lot < 0.62) | (other == "abroad"))
    by_callee = named | ((one != other) & (other != "abroad") & ((lot >= 0.62) | (lot < 0.12)))
    operators = sorted((set(one) | set(other)) - {"abroad"})
    layouts = _AMERICAN if case.truth.country == "US" else _DAY_FIRST
    chosen = [layouts[int(i)] for i in rng.permutation(len(layouts))[: len(operators)]]
    dial = {"GB": "44", "FR": "33", "US": "1"}[case.truth.country]
    sheets = []
    for operator, layout in zip(operators, chosen, strict=True):
        out = by_caller & (one == operator)
        rows = np.flatnonzero(out | (by_callee & (other == operator)))
        if not len(rows):
            continue
        outgoing = out[rows]

        def side(name: str, rows: np.ndarray = rows, outgoing: np.ndarray = outgoing) -> np.ndarray:
            chosen_side: np.ndarray = np.where(
                outgoing, data[f"originating_{name}"][rows], data[f"terminating_{name}"][rows]
            )
            return chosen_side

        moved = rng.random(len(rows)) < 0.2
        cell = side("cell")
        view = View(
            data["originating_msisdn"][rows],
            data["terminating_msisdn"][rows],
            outgoing,
            when.iloc[rows].reset_index(drop=True),
            data["duration_s"][rows],
            data["service"][rows] == "sms",
            side("imsi"),
            side("imei"),
            cell,
            np.where(moved, np.roll(cell, 1), cell),
            side("latitude"),
            side("longitude"),
            operator,
            dial,
            case.truth.time_zone,
            case.truth.period,
        )
        sheet = layout(view, f"calls_{operator.split()[0].lower()}")
        sheet.rows = [list(row) for row in dict.fromkeys(map(tuple, sheet.rows))]
        sheets.append(sheet)
    return sheets
