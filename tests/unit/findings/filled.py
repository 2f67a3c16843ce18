"""Ledgers filled from synthetic cases, as a perfect load would fill them, rows in any order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from netinvest.findings.analyse import Run, analyse
from netinvest.ledger.ledger import Ledger
from netinvest.store import open_store
from netinvest.store.sync import sync

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.synthetic.case import Case

SOURCES = ("calls", "transfers", "advertisements", "subjects", "subjects", "subjects")
_SOURCE = """
INSERT INTO source BY NAME
SELECT ? AS source_no, ? AS source_id, ? AS name, 1 AS bytes, 'csv' AS media, ? AS kind, 'test' AS loader,
       '1' AS loader_version, 'test' AS profile, '{}' AS options, 'test' AS recognised_because,
       TIMESTAMP '2025-01-01' AS loaded_at_utc, 'test' AS loaded_by, 1 AS lines, 1 AS rows, 1 AS loaded, 0 AS rejected,
       0 AS duplicate, 0 AS structural_lines
"""


def e164(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    return "+44" + digits[1:] if digits.startswith("0") else "+" + digits


class Filler:
    """Inserts DataFrames by column name, each in an order of its own."""

    def __init__(self, path: Path, shuffle: int | None) -> None:
        self.ledger = Ledger.create(path)
        self._chance = None if shuffle is None else np.random.default_rng(shuffle)
        for number, kind in enumerate(SOURCES, start=1):
            name = f"{number}-{kind}.csv"
            self.ledger.con.execute(_SOURCE, [number, f"{number:064x}", name, kind])

    def insert(self, table: str, frame: pd.DataFrame) -> None:
        if self._chance is not None:
            frame = frame.iloc[self._chance.permutation(len(frame))]
        self.ledger.con.register("frame", frame)
        self.ledger.con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM frame")
        self.ledger.con.unregister("frame")


def numbered(frame: pd.DataFrame, source: int) -> pd.DataFrame:
    return frame.assign(source_no=source, row=np.arange(2, len(frame) + 2))


def fill(path: Path, case: Case, *, shuffle: int | None = None) -> Ledger:
    """A ledger that holds a synthetic case.

    Args:
        path: Of the ledger's file.
        case: The case.
        shuffle: Seed of the order in which rows are inserted; their row numbers stay as they are.
    """
    tables, filler = case.to_pandas(), Filler(path, shuffle)
    calls = numbered(tables["calls"], 1)
    imei = calls["originating_imei"].str[:14]
    calls = calls.assign(
        observed_party="originating",
        imsi=calls["originating_imsi"].mask(calls["originating_imsi"] == ""),
        imei=imei.mask(imei == ""),
    )
    kept = ["originating_msisdn", "terminating_msisdn", "answered_at_utc", "duration_s", "service"]
    filler.insert("call_verbatim", calls[[*kept, "observed_party", "imsi", "imei", "source_no", "row"]])
    transfers = numbered(tables["transfers"], 2).assign(booked_precision="second")
    # duckdb takes the width of a column of Decimal objects from the first of them
    transfers["amount"] = transfers["amount"].astype(str)
    filler.insert("transfer", transfers.drop(columns=["debtor_bank", "creditor_bank"]))
    advertise(filler, case, numbered(tables["advertisements"], 3))
    registers(filler, tables)
    return filler.ledger


def advertise(filler: Filler, case: Case, ads: pd.DataFrame) -> None:
    kept = ["ad_id", "posted_at_utc", "title", "body", "location", "claimed_age", "source_no", "row"]
    images = [list(digests) if digests is not None else [] for digests in ads["image_digests"]]
    filler.insert("advertisement", ads[kept].assign(image_digests=images))
    owner = case.truth.identifiers()
    contacts: list[dict[str, Any]] = []
    for ad in ads.itertuples():
        phone = e164(ad.phone) if isinstance(ad.phone, str) else ""
        if f"phone:{phone}" in owner:
            contacts.append({"row": ad.row, "kind": "phone", "value": phone, "role": "contact", "where_found": "phone"})
        if isinstance(ad.handle, str) and ad.handle:
            contacts.append(
                {"row": ad.row, "kind": "handle", "value": ad.handle, "role": "poster", "where_found": "handle"}
            )
    filler.insert("advertisement_contact", pd.DataFrame(contacts).assign(source_no=3, confidence=1.0))


def registers(filler: Filler, tables: dict[str, pd.DataFrame]) -> None:
    for source, name, columns in (
        (4, "subscribers", {"msisdn": "phone", "imsi": "imsi"}),
        (5, "holders", {"account": "account", "phone": "phone", "email": "email"}),
        (6, "persons", {"phone": "phone", "account": "account"}),
    ):
        frame = numbered(tables[name], source)
        if frame.empty:
            continue
        kept = [c for c in ("subject_id", "name", "category", "basis") if c in frame]
        people = frame[[*kept, "source_no", "row"]].replace("", None)
        filler.insert("subject", people)
        identifiers = frame.melt(["source_no", "row"], list(columns), "kind", "value")
        identifiers = identifiers[identifiers["value"].fillna("") != ""]
        identifiers["kind"] = identifiers["kind"].map(columns)
        phone = identifiers["kind"] == "phone"
        identifiers.loc[phone, "value"] = identifiers.loc[phone, "value"].map(e164)
        filler.insert("subject_identifier", identifiers)


def analysed(ledger: Ledger, *, seed: int = 7, perturbations: int = 20) -> Run:
    store = open_store("embedded", ledger.con, "case")
    sync(ledger.con, store)
    return analyse(ledger, store, seed=seed, perturbations=perturbations)
