"""Calls as the ledger's tables keep them: what consists of numbers in ``call_coded``, the rest in ``call_verbatim``.

Which of the two a row lies in is no matter to anybody: the view ``call`` shows both alike. A row is coded where its
texts can be written again, exactly, from its numbers; that is looked at over distinct values, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.ingest.digits import texts_of
from netinvest.ingest.manner import alike
from netinvest.ingest.party import NOBODY
from netinvest.ingest.typist import mix, timestamps
from netinvest.ingest.zone import NOTES
from netinvest.ledger.column import array_of, of_array, of_texts, valid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netinvest.ingest.cell_site import CellColumn
    from netinvest.ingest.moment import Moments
    from netinvest.ingest.moment_parts import Parts
    from netinvest.ingest.party import Parties

SERVICES = ("voice", "sms", "mms", "data")
OBSERVED = ("originating", "terminating")


@dataclass(frozen=True, slots=True)
class CallRows:
    """A block of calls, read.

    Attributes:
        rows: Row numbers.
        parties: Of the file.
        originating, terminating, forwarded: Ordinals of parties.
        moments: When they were answered.
        written: The same as the file has it.
        seconds: How long; -1 for no duration.
        durations: As the file has them where that differs, or None where it nowhere does.
        service: Index into SERVICES.
        service_written: As the file has it, where that differs.
        observed: Index into OBSERVED; -1 for neither.
        imsi, imei: As ``netinvest.ingest.digits`` codes them.
        first_cell, last_cell: Cells.
        latitude, longitude: Degrees.
    """

    rows: NDArray[np.int64]
    parties: Parties
    originating: NDArray[np.int32]
    terminating: NDArray[np.int32]
    forwarded: NDArray[np.int32]
    moments: Moments
    written: Parts
    seconds: NDArray[np.int32]
    durations: pa.Array | None
    service: NDArray[np.int8]
    service_written: pa.DictionaryArray
    observed: NDArray[np.int8]
    imsi: NDArray[np.int64]
    imei: NDArray[np.int64]
    first_cell: CellColumn
    last_cell: CellColumn
    latitude: pa.Array
    longitude: pa.Array

    def keys(self) -> NDArray[np.uint64]:
        """Equal for rows that say the same."""
        hashes = self.parties.hashes
        with np.errstate(over="ignore"):
            keys = mix(hashes(self.originating) * np.uint64(3), hashes(self.terminating))
            keys = mix(keys, self.moments.seconds.view(np.uint64))
            keys = mix(keys, (self.seconds.astype(np.int64) * 8 + self.service).view(np.uint64))
            keys = mix(keys, self.imei.view(np.uint64))
            keys = mix(keys, self.imsi.view(np.uint64) + hashes(self.forwarded) * np.uint64(5))
            return mix(keys, self.first_cell.hashes() + self.last_cell.hashes() * np.uint64(7))

    def tables(self, good: NDArray[np.bool_]) -> dict[str, pa.Table]:
        """The rows that are good, each in the table it fits."""
        fits = self._fit()
        if not good.all():
            fits &= good
        rest = np.flatnonzero(good & ~fits)
        found = {"call_coded": self._coded(fits)} if fits.any() else {}
        return found | ({"call_verbatim": self._verbatim(rest)} if len(rest) else {})

    def shown(self, good: NDArray[np.bool_], most: int) -> pa.Table:
        """The first of the rows that are good, as the view ``call`` has them."""
        return self._verbatim(np.flatnonzero(good)[:most])

    def _fit(self) -> NDArray[np.bool_]:
        """Where numbers say all that the file does."""
        moments = self.moments
        fits: NDArray[np.bool_]
        fits = self.parties.fit(self.originating) & self.parties.fit(self.terminating) & (self.forwarded == NOBODY)
        if not moments.iso and (moments.form is None or moments.offsets is None):
            return np.zeros(len(fits), bool)
        if self.durations is not None:
            fits &= ~valid(self.durations)
        return fits

    def _coded(self, fits: NDArray[np.bool_]) -> pa.Table:
        parties = self.parties
        table = pa.table(
            {
                "row": of_array(self.rows),
                "originating": _or_nothing(parties.codes(self.originating)),
                "terminating": _or_nothing(parties.codes(self.terminating)),
                "answered_at_utc": timestamps(self.moments.seconds),
                "duration_s": of_array(self.seconds, self.seconds < 0),
                "manner_no": self._manners(),
                "imsi": _or_nothing(self.imsi),
                "imei": _or_nothing(self.imei),
                "first_cell": self.first_cell.shared(),
                "last_cell": self.last_cell.shared(),
                "latitude": self.latitude,
                "longitude": self.longitude,
            }
        )
        return table if fits.all() else table.filter(of_array(fits))

    def _manners(self) -> pa.DictionaryArray:
        """What many rows have alike, each once."""
        moments = self.moments
        offsets = moments.offsets if moments.form is not None else None
        iso = offsets is None
        offsets = np.zeros(len(self.rows), np.int32) if offsets is None else offsets
        originating, terminating = self.parties.forms(self.originating), self.parties.forms(self.terminating)
        marks, named = moments.marks.astype(np.int8), array_of(self.service_written.indices, -1)
        codes, first = alike(self.service, self.observed, marks, named, offsets, originating, terminating)
        nothing = np.full(len(first), iso)
        fields = {
            "service": of_array(self.service[first] + np.int8(1)),
            "observed_party": _or_nothing(self.observed[first] + np.int8(1)),
            "originating_form": _or_nothing(originating[first]),
            "terminating_form": _or_nothing(terminating[first]),
            "utc_offset_s": of_array(offsets[first], nothing),
            "answered_at_form": of_texts([None if iso else moments.form] * len(first)),
            "service_original": self.service_written.dictionary.take(of_array(named[first], named[first] < 0)),
            "time_note": _or_nothing(marks[first]),
        }
        return pa.DictionaryArray.from_arrays(
            of_array(codes), pa.StructArray.from_arrays(list(fields.values()), list(fields))
        )

    def _verbatim(self, places: NDArray[np.int64]) -> pa.Table:
        parties, moments, taken = self.parties, self.moments, of_array(places)
        nothing = pa.nulls(len(places), pa.string())
        originating, terminating = self.originating[places], self.terminating[places]
        return pa.table(
            {
                "row": of_array(self.rows[places]),
                "originating_msisdn": parties.values(originating),
                "terminating_msisdn": parties.values(terminating),
                "forwarded_to_msisdn": parties.values(self.forwarded[places]),
                "answered_at_utc": timestamps(moments.seconds[places]),
                "duration_s": of_array(self.seconds[places], self.seconds[places] < 0),
                "service": _word(self.service[places], SERVICES).cast(pa.string()),
                "observed_party": _word(self.observed[places], OBSERVED).cast(pa.string()),
                "imsi": texts_of(self.imsi[places]),
                "imei": texts_of(self.imei[places]),
                "first_cell": self.first_cell.shared().take(taken).cast(pa.string()),
                "last_cell": self.last_cell.shared().take(taken).cast(pa.string()),
                "latitude": self.latitude.take(taken),
                "longitude": self.longitude.take(taken),
                "originating_original": parties.originals(originating),
                "terminating_original": parties.originals(terminating),
                "answered_at_original": nothing if moments.iso else self.written.original.take(taken),
                "duration_original": nothing if self.durations is None else self.durations.take(taken),
                "service_original": self.service_written.take(taken).cast(pa.string()),
                "time_note": _word((moments.marks[places] - 1).astype(np.int8), NOTES[1:]).cast(pa.string()),
            }
        )


def _or_nothing(numbers: NDArray[np.int64] | NDArray[np.int32] | NDArray[np.int8]) -> pa.Array:
    """Numbers, NULL for 0."""
    return of_array(numbers, numbers == 0)


def _word(codes: NDArray[np.int8], words: tuple[str | None, ...]) -> pa.Array:
    """Words by their place, NULL for -1."""
    return pa.DictionaryArray.from_arrays(of_array(codes, codes < 0), of_texts(words))
