"""Transfers out of text columns: sides, amounts, currencies and booking times.

A file tells the sides in one of two ways. Either both stand in columns (debtor and creditor), or it is one account's
statement: then the amount's sign, a debit and a credit column, a direction word or the kind of movement tells whether
money left the own account or came to it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.errors import InputRefused
from netinvest.ingest.account import read_account
from netinvest.ingest.coded import Coded, nothing
from netinvest.ingest.currency import read_currency
from netinvest.ingest.moment import ORDER_WORDS, WHY, Reader
from netinvest.ingest.moment_parts import Parts, has_times, parts, timed_rows
from netinvest.ingest.money import Amount, currency_sign, decimal_mark, read_amount
from netinvest.ingest.signed_view import SignedView
from netinvest.ingest.statement import statement_facts
from netinvest.ingest.typist import Context, Failures, Typed, at, mix, stable_hash, timestamps
from netinvest.ingest.wallet_text import PARTY_COLUMNS, are_wallets, other_side
from netinvest.ingest.way_of_money import IN, OUT, UNTOLD, is_cash_in, side_of
from netinvest.loading.heading import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from netinvest.ingest.recognise import Recognition
    from netinvest.loading.loader import Texts

_ENOUGH = 200_000  # amounts that tell the decimal mark
_MONEY = pa.decimal128(28, 8)
_STEP = Decimal("0.00000001")
_PLAIN = re.compile(r"-?\d+\.\d\d")
_AMOUNTS = ("amount", "debit_amount", "credit_amount")
_SIDES = {"own_account", "own_name", "other_account", "other_name"}
_HARDLY = 0.1


def _currency_of(amount: str | None) -> str | None:
    sign = currency_sign(amount) if amount is not None else None
    return read_currency(sign) if sign else None


def _is_negative(written: str) -> bool:
    return written[0] in "-(\u2212" or written[-1] == "-"


class TransferTypist:
    """Reads one file of transfers.

    Args:
        recognition: What it was recognised as; its preamble may name the own account and the currency.
        context: Country, zone, nulls.
    """

    identity = (
        "debtor_account, debtor_name, creditor_account, creditor_name, amount, currency, booked_at_utc, transfer_type, "
        "end_to_end_id, remittance_information"
    )

    def __init__(self, recognition: Recognition, context: Context) -> None:
        self._profile = recognition.loader.profile
        self._context = context
        self._reader = Reader(self._profile.time.order, context, "booked_at")
        above = recognition.grid.rows[: max(recognition.heading_row, 0)]
        heading = recognition.heading
        amounts = [heading[p] for n in _AMOUNTS if 0 <= (p := recognition.columns.get(n, -1)) < len(heading)]
        facts = statement_facts(above, heading, context.name, amounts)
        self._facts = {**facts, **self._profile.fixed}
        self._named_above = statement_facts(above, heading, "", amounts).get("own_account")
        self._theirs: bool | None = None  # whether the one column of accounts is the other side's
        self._wallets = context.country if are_wallets(recognition) else None
        self._others_in_text = not recognition.columns.keys() & PARTY_COLUMNS
        self._mark: str | None = self._profile.money.decimal
        self._seen: list[str | None] = []
        self._signed = self._declared = False
        self._view = SignedView()
        self._times = False
        self._no_currency = 0

    @property
    def settled(self) -> bool:
        """Whether the texts can be read.

        Tables never before the end: the last row may be the one that proves a decimal comma or a sign. Messages at
        once: their standard declares both.
        """
        return self._declared

    def observe(self, texts: Texts) -> None:
        """See what a block says about the whole file: decimal mark, order of dates, whether amounts have signs.

        Raises:
            InputRefused: It is one account's statement and does not say whose.
        """
        texts = self._with_sides(texts)
        if not self._has_both(texts) and not (_SIDES & {*texts.table.column_names, *self._facts}):
            raise InputRefused(
                "the statement does not say whose account it is",
                where=self._context.name,
                remedy="put its number into the file's name, or into fixed.own_account of a profile given with --as",
            )
        profile = self._profile
        self._declared = profile.money.decimal is not None and profile.time.order is not None and self._has_both(texts)
        found = self._parts(texts)
        if found is not None:
            self._reader.observe(found.days, texts.rows)
        for column in _AMOUNTS:
            values = self._column(texts, column).values
            if column == "amount" and not self._signed:
                self._signed = any(v is not None and _is_negative(v) for v in values)
            if self._profile.money.decimal is None and len(self._seen) < _ENOUGH:
                self._seen.extend(values)
                self._mark = decimal_mark(self._seen)
        if self._has_both(texts):
            minus = self._column(texts, "amount").lookup(_is_negative, np.bool_, null=False)
            for what in ("account", "name"):
                self._view.observe(
                    minus, what, self._column(texts, f"debtor_{what}"), self._column(texts, f"creditor_{what}")
                )

    def type(self, texts: Texts) -> Typed:
        """Read a block."""
        texts = self._with_sides(texts)
        failures = Failures(texts.rows)
        sides = {side: self._side(texts, side, failures) for side in ("debtor", "creditor", "own", "other")}
        amount, sign = self._amount(texts, failures)
        currency = self._currency(texts, failures)
        seconds, timed, original = self._booked(texts, failures)
        kind = self._column(texts, "transfer_type")
        if self._has_both(texts):
            as_headed = self._as_headed(texts, sides, sign, kind)
        else:
            direction = self._direction(texts, sign)
            untold = (direction == UNTOLD) & (sign != 0)
            failures.add(untold, "direction", lambda _: None, "does not tell whether money came or went")
            as_headed = direction == OUT
        end_to_end, about = self._column(texts, "end_to_end_id"), self._column(texts, "remittance_information")
        parties = self._parties(texts, sides, pa.array(as_headed), failures)
        table = pa.table(
            {
                "row": pa.array(texts.rows),
                **parties,
                "amount": amount,
                "currency": currency,
                "booked_at_utc": timestamps(seconds),
                "booked_precision": pa.array(["day", "second"]).take(pa.array(timed.astype(np.int8))),
                "transfer_type": kind.text(),
                "end_to_end_id": end_to_end.text(),
                "uetr": self._column(texts, "uetr").text(),
                "remittance_information": about.text(),
                "amount_original": self._amount_original(texts),
                "booked_at_original": original,
            }
        )
        keys = self._keys(texts, sides, as_headed, (seconds, timed), (kind, end_to_end, about))
        good = ~failures.bad
        self._no_currency += int(np.sum(pc.is_null(currency).to_numpy(zero_copy_only=False) & good))
        return Typed({"transfer": table.filter(pa.array(good))}, failures.refused, keys=keys[good])

    def conclude(self) -> list[str]:
        """What the reader should know."""
        self._reader.conclude()
        notes = []
        if self._times:
            notes.append(
                f"times are read in {self._context.zone} ({self._context.zone_basis}) where they name no offset"
            )
        if self._reader.order is not None:
            notes.append(f"dates are {ORDER_WORDS[self._reader.order]} ({self._reader.because})")
        if "own_account" in self._facts:
            notes.append("the own account is named outside the rows")
        if self._no_currency:
            notes.append(f"{self._no_currency} amounts have no currency: the file names none")
        if self._profile.time.day_zero is not None:
            notes.append(f"{self._profile.time.step}s are counted from {self._profile.time.day_zero}, which is day 0")
        return notes

    def _with_sides(self, texts: Texts) -> Texts:
        """The one column of accounts is the other side's where the own account is named above and never in it."""
        names = texts.table.column_names
        if self._wallets and self._others_in_text and "remittance_information" in names:
            about = self._column(texts, "remittance_information")
            told = [other_side(v) if v is not None else (None, None) for v in about.values]
            table = texts.table
            for place, name in enumerate(("other_account", "other_name")):
                table = table.append_column(name, about.text([entry[place] for entry in told]))
            return replace(texts, table=table)
        if self._theirs is None:
            self._theirs = False
            if self._named_above and "own_account" in names and "other_account" not in names:
                own = _bare(self._named_above)
                there = {_bare(v) for v in self._column(texts, "own_account").values if v is not None}
                self._theirs = bool(there) and not any(v.endswith(own) or own.endswith(v) for v in there)
        if not self._theirs:
            return texts
        renamed = ["other_account" if name == "own_account" else name for name in names]
        return replace(texts, table=texts.table.rename_columns(renamed))

    def _keys(
        self,
        texts: Texts,
        sides: dict[str, dict[str, Any]],
        as_headed: NDArray[np.bool_],
        booked: tuple[NDArray[np.int64], NDArray[np.bool_]],
        more: tuple[Coded, ...],
    ) -> NDArray[np.uint64]:
        """One payment written twice has one key.

        Two payments alike on one day are two, unless a balance, a reference or the time of day shows that it is one.
        """
        seconds, timed = booked
        columns = [self._column(texts, name) for name in (*_AMOUNTS, "currency", "balance")]
        keys = mix(np.where(as_headed, 1, 2).astype(np.uint64), seconds.view(np.uint64))
        for side in sides.values():
            for hashes in (side["account_hash"], side["name_hash"]):
                keys = mix(keys, hashes)
        for column in (*columns, *more):
            keys = mix(keys, column.lookup(stable_hash, np.uint64, 0))
        told = timed | columns[-1].present() | more[1].present()
        return np.where(told, keys, mix(keys, texts.rows.astype(np.uint64)))

    def _parts(self, texts: Texts) -> Parts | None:
        table = texts.table
        zero = self._profile.time.day_zero
        if zero is not None and "booked_date" in table.column_names:
            steps = Coded.of(table.column("booked_date"), self._context.nulls)
            hours = self._profile.time.step == "hour"
            moments = steps.text([None if v is None else _after(zero, v, hours=hours) for v in steps.values])
            name = "booked_at" if hours else "booked_date"
            table = table.set_column(table.column_names.index("booked_date"), name, moments)
        found = parts(table, "booked", self._context.nulls)
        self._times = self._times or (found is not None and has_times(found))
        return found

    def _column(self, texts: Texts, name: str) -> Coded:
        if name in texts.table.column_names:
            column = Coded.of(texts.table.column(name), self._context.nulls)
            return column.of_names(self._profile.table.nulls) if name.endswith("_name") else column
        rows = len(texts.rows)
        fixed = self._facts.get(name)
        return Coded(np.zeros(rows, np.int32), [fixed], [fixed]) if fixed else nothing(rows)

    def _side(self, texts: Texts, side: str, failures: Failures) -> dict[str, Any]:
        """Account, name and agent of a side, with the original where it differs."""
        column = self._column(texts, f"{side}_account")
        read = [None if v is None else read_account(v, wallet_country=self._wallets) for v in column.values]
        _refuse(failures, [r.refusal if r is not None else None for r in read], f"{side}_account", column)
        values = [r.value if r is not None else None for r in read]
        differs = [raw if raw != value else None for raw, value in zip(column.raw, values, strict=True)]
        name = self._column(texts, f"{side}_name")
        hashes = np.array([*map(stable_hash, values), 0], np.uint64)
        return {
            "account": column.text(values),
            "account_hash": hashes[column.codes],
            "original": column.text(differs),
            "name": name.text(),
            "name_hash": name.lookup(stable_hash, np.uint64, 0),
            "agent": self._column(texts, f"{side}_agent").text(),
        }

    def _amount(self, texts: Texts, failures: Failures) -> tuple[pa.Array, NDArray[np.int8]]:
        """Amounts without sign, and the sign: of the number, or of the column it stands in."""
        if "amount" in texts.table.column_names:
            return self._signed_amount(texts, "amount", failures, needed=True)
        debit, debit_sign = self._signed_amount(texts, "debit_amount", failures, needed=False)
        credit, credit_sign = self._signed_amount(texts, "credit_amount", failures, needed=False)
        out, into = debit_sign != 0, credit_sign != 0
        failures.add(out & into, "amount", at(self._column(texts, "debit_amount")), "is both a debit and a credit")
        either = pc.if_else(pa.array(out), debit, pc.coalesce(credit, debit))
        missing = pc.is_null(either).to_numpy(zero_copy_only=False)
        failures.add(missing, "amount", lambda _: None, "is missing")
        # a negative debit is money that came back
        return either, np.where(out, -abs(debit_sign), abs(credit_sign)).astype(np.int8)

    def _signed_amount(
        self, texts: Texts, name: str, failures: Failures, *, needed: bool
    ) -> tuple[pa.Array, NDArray[np.int8]]:
        column = self._column(texts, name)
        read = [None if v is None else read_amount(v, self._mark) for v in column.values]
        _refuse(failures, [r.refusal if r is not None else None for r in read], name, column)
        if needed:
            failures.add(~column.present(), name, at(column), "is missing")
        values = [_exact(r) for r in read]
        signs = [0 if v is None else int(v > 0) - int(v < 0) for v in values]
        dictionary = pa.array([None if v is None else abs(v) for v in values] + [None], _MONEY)
        codes = np.where(column.codes < 0, len(values), column.codes)
        return dictionary.take(pa.array(codes)), np.array([*signs, 0], np.int8)[codes]

    def _amount_original(self, texts: Texts) -> pa.Array:
        """What stands there, unless it is a plain number with two decimals."""
        columns = [self._column(texts, n) for n in _AMOUNTS]
        kept = [c.text([None if v is not None and _PLAIN.fullmatch(v) else v for v in c.raw]) for c in columns]
        return pc.coalesce(*kept)

    def _currency(self, texts: Texts, failures: Failures) -> pa.Array:
        column = self._column(texts, "currency")
        values = [None if v is None else read_currency(v) for v in column.values]
        unknown = [
            "is no currency of ISO 4217" if v is None and written is not None else None
            for v, written in zip(values, column.values, strict=True)
        ]
        _refuse(failures, unknown, "currency", column)
        text = column.text(values)
        if not column.present().any():  # the amounts may say it themselves
            amounts = [self._column(texts, name) for name in _AMOUNTS]
            text = pc.coalesce(*(of.text([_currency_of(value) for value in of.values]) for of in amounts))
        default = self._profile.money.currency
        return pc.fill_null(text, default) if default else text

    def _booked(self, texts: Texts, failures: Failures) -> tuple[NDArray[np.int64], NDArray[np.bool_], pa.Array]:
        """Booking times in seconds, where they are exact to the second, and what is written where it says more."""
        found = self._parts(texts)
        rows = len(texts.rows)
        if found is None:
            raise InputRefused("there is no column for the day of booking", where=self._context.name)
        # a date is a date, in no zone: midnight of a zone may be the day before
        moments = self._reader.read(replace(found, times=None))
        timed = timed_rows(found) if self._times else np.zeros(rows, bool)
        seconds, reasons, iso = moments.seconds, moments.reasons, False
        if timed.any():
            exact = self._reader.read(found)
            seconds = np.where(timed, exact.seconds, seconds)
            reasons = np.where(timed, exact.reasons, reasons)
            iso = exact.iso and bool(timed.all())
        for reason in range(1, len(WHY)):
            failures.add(reasons == reason, "booked_at", lambda p: found.original[p].as_py(), WHY[reason])
        original = pa.nulls(rows, pa.string()) if iso else found.original.cast(pa.string())
        return seconds, timed, original

    def _direction(self, texts: Texts, sign: NDArray[np.int8]) -> NDArray[np.int8]:
        """Whether money left the own account (-1) or came to it (1): the surest sign that the file has."""
        names = texts.table.column_names
        if "amount" not in names:
            return sign
        column = self._column(texts, "direction")
        if column.present().any():
            extra = {folded(w): OUT for w in self._profile.money.debit} | {
                folded(w): IN for w in self._profile.money.credit
            }
            said = column.lookup(lambda word: side_of(word, extra), np.int8, UNTOLD)
            return np.where(said != UNTOLD, said, sign if self._signed else UNTOLD).astype(np.int8)
        kind = self._column(texts, "transfer_type").lookup(lambda word: side_of(word, {}), np.int8, UNTOLD)
        left = kind == OUT
        # where words say that money left and hardly a sign agrees, one negative amount is a damaged one
        if self._signed and not (left.any() and (kind == IN).any() and (sign[left] < 0).mean() < _HARDLY):
            return sign
        return kind

    def _has_both(self, texts: Texts) -> bool:
        """Whether both sides stand in columns; else the file is one account's statement."""
        names = set(texts.table.column_names)
        both = {"debtor_account", "creditor_account", "debtor_name", "creditor_name"} & names
        return bool(both) and not {"own_account", "debit_amount", "credit_amount"} & names

    def _as_headed(
        self, texts: Texts, sides: dict[str, dict[str, Any]], sign: NDArray[np.int8], kind: Coded
    ) -> NDArray[np.bool_]:
        """Where the sides stand as they are headed.

        A negative payment went the other way, unless the signs are one party's view; notes that are paid in have the
        wallet in the debtor's column.
        """
        paid_in = kind.lookup(is_cash_in, np.bool_, null=False)
        lone = np.ones(len(texts.rows), bool)
        for what in ("account", "name"):
            lone &= pc.is_null(sides["creditor"][what]).to_numpy(zero_copy_only=False)
        return ~(((sign < 0) & (not self._view.of_one)) | (paid_in & lone))

    def _parties(
        self, texts: Texts, sides: dict[str, dict[str, Any]], as_headed: pa.Array, failures: Failures
    ) -> dict[str, pa.Array]:
        """Debtor and creditor: money goes from the first side to the second where ``as_headed``."""
        first, second = (sides[s] for s in (("debtor", "creditor") if self._has_both(texts) else ("own", "other")))
        columns = {}
        for what in ("account", "name", "agent", "original"):
            columns[f"debtor_{what}"] = pc.if_else(as_headed, first[what], second[what])
            columns[f"creditor_{what}"] = pc.if_else(as_headed, second[what], first[what])
        nobody = np.ones(len(texts.rows), bool)
        for side in ("debtor", "creditor"):
            for what in ("account", "name"):
                nobody &= pc.is_null(columns[f"{side}_{what}"]).to_numpy(zero_copy_only=False)
        failures.add(nobody, "debtor_account", lambda _: None, "and the other side are not named")
        return columns


def _bare(account: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", account.upper())


def _refuse(failures: Failures, reasons: Sequence[str | None], field: str, column: Coded) -> None:
    """Refuse the rows whose value has a reason against it."""
    for reason in sorted({r for r in reasons if r}):
        flags = np.array([r == reason for r in reasons] + [False])
        failures.add(flags[column.codes], field, at(column), reason)


def _after(zero: str, steps: str, *, hours: bool) -> str:
    """A day or hour counted from day 0; what is no count stays as it is, to be refused."""
    count = steps.removesuffix(".0")
    if not count.isdigit() or len(count) >= 7:  # noqa: PLR2004
        return steps
    start = datetime.fromisoformat(zero)
    return str(start + timedelta(hours=int(count))) if hours else str((start + timedelta(days=int(count))).date())


def _exact(amount: Amount | None) -> Decimal | None:
    return None if amount is None or amount.value is None else amount.value.quantize(_STEP)
