"""What every loader promises, as a check that anybody can run on theirs.

In the tests of a package that offers loaders::

    from netinvest.ingest.loader_contract import check_loader

    def test_my_loader() -> None:
        check_loader("my_loader", "tests/samples/one.txt", rows=12)
"""

from __future__ import annotations

import io
import random
import re
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from netinvest.errors import InputRefused, UnrecognisedFormat, VerificationFailed
from netinvest.loading.kind import COLUMNS
from netinvest.loading.loader import Loader, Sample, installed_loaders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.ingest.report import SourceReport

_SURE = 0.5
_STRANGERS = {  # by whose format it is
    "calls": "caller,callee,start time,duration\n+447700900001,+447700900002,2026-01-05 10:00:00,60\n",
    "swift": ":20:S\n:25:123456789\n:28C:1\n:60F:C260101EUR1,00\n:61:2601050105D5,00NTRFNONREF\n:62F:C260105EUR1,00\n",
    "iso20022": '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt/></Document>',
    "followthemoney": '{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}\n',
    "nobody": "Dear Sir or Madam,\nplease find enclosed what you asked for.\n",
}
_DAMAGES = 20


def check_loader(
    name: str, sample: str | Path, *, rows: int, country: str | None = "GB", time_zone: str | None = None, seed: int = 1
) -> None:
    """Check an installed loader against a sample of its format.

    That it is found; recognises its own sample, and none of other formats; that every row of the sample is accounted
    for; that reading it twice, or out of a stream that gives a byte at a time, gives the same; that damaged bytes end
    in rows, rejections or one sentence, never in another exception; that no sentence quotes a number out of the file;
    and that nothing is asked of the network.

    Args:
        name: The loader's (its profile's) name.
        sample: A file of its format, with synthetic people only.
        rows: How many rows it holds, good and bad.
        country: Of the case it is loaded into.
        time_zone: Of that case.
        seed: Of the damage.

    Raises:
        VerificationFailed: A promise does not hold; says which.
    """
    path = Path(sample)
    loader = next((found for found in installed_loaders() if found.name == name), None)
    _hold(loader is not None, f"a loader {name} is installed: its entry point in netinvest.loaders names a function")
    assert loader is not None  # noqa: S101 - just looked at
    with patch.object(socket, "socket", _no_network), patch.object(socket, "create_connection", _no_network):
        if loader.recognise is not None:
            _check_recognition(loader, path)
        for part in loader.parts or (loader,):
            if part.read is not None:
                _check_blocks(part, path)
        first = _loaded(path, country, time_zone)
        _hold(
            first.profile in {name, *_families(loader)}, f"{path.name} is recognised as {name}, not as {first.profile}"
        )
        found = (first, *first.parts)
        for report in found:
            _hold(
                report.rows == report.loaded + report.rejected + report.duplicate,
                "rows = loaded + rejected + duplicate",
            )
            _hold(report.lines == report.rows + report.structural_lines, "lines = rows + structural lines")
        told = sum(report.rows for report in found)
        _hold(told == rows, f"{path.name} has {rows} rows: {told} were accounted for")
        _hold(_counts(_loaded(path, country, time_zone)) == _counts(first), "reading it twice gives the same")
        _check_damage(path, country, time_zone, seed)


def _hold(holds: bool, promise: str) -> None:  # noqa: FBT001 - one is a claim, the other its words
    if not holds:
        raise VerificationFailed(f"a promise of loaders does not hold: {promise}", remedy="see docs/loaders.md")


def _no_network(*_args: Any, **_options: Any) -> Any:
    raise VerificationFailed("a promise of loaders does not hold: nothing is asked of the network")


def _families(loader: Loader) -> set[str]:
    return {part.name for part in loader.parts}


def _check_recognition(loader: Loader, path: Path) -> None:
    assert loader.recognise is not None  # noqa: S101 - asked before
    head = path.read_bytes()[: 256 * 1024]
    score, because = loader.recognise(Sample(path.name, head, head.decode("utf-8", "replace")))
    _hold(_SURE <= score <= 1, f"its own sample scores between {_SURE} and 1, not {score}")
    _hold(bool(because.strip()), "it says by what it recognised a file")
    renamed, _ = loader.recognise(Sample("x", head, head.decode("utf-8", "replace")))
    _hold(renamed >= _SURE, "a file is recognised by its content, whatever it is called")
    for whose, text in _STRANGERS.items():
        stranger, _ = loader.recognise(Sample(path.name, text.encode(), text))
        _hold(stranger < _SURE or whose == loader.name, f"a file of another format ({whose}) is not taken for its own")
    for head in (b"", b"\0" * 1000, bytes(range(256)) * 4):
        _hold(loader.recognise(Sample("x", head, ""))[0] < _SURE, "what is empty or binary is not taken for its own")


class _Trickle(io.RawIOBase):
    """A stream that gives a few bytes at a time and cannot go back, as a compressed one does."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._data.read(min(len(buffer), 7))
        buffer[: len(data)] = data
        return len(data)


def _check_blocks(loader: Loader, path: Path) -> None:
    """The blocks themselves: columns, row numbers, and the same whatever the stream is like."""
    import pyarrow as pa

    assert loader.read is not None  # noqa: S101 - asked before
    known = set(COLUMNS[loader.profile.kind])
    seen: list[Any] = []
    data = path.read_bytes()
    for stream in (io.BufferedReader(_Trickle(data)), io.BytesIO(data)):
        with stream:
            last = 0
            blocks = []
            for block in loader.read(stream, path.name):
                unknown = sorted(set(block.table.column_names) - known)
                _hold(not unknown, f"its columns are those of {loader.profile.kind}; unknown: {', '.join(unknown)}")
                for column in block.table.columns:
                    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
                    _hold(pa.types.is_string(kind) or pa.types.is_large_string(kind), "columns are text")
                _hold(len(block.rows) == block.table.num_rows, "every row has its number")
                numbers = sorted([*block.rows.tolist(), *(refused[0] for refused in block.refused)])
                _hold(len(set(numbers)) == len(numbers), "no two rows have one number")
                _hold(not numbers or numbers[0] > last, "row numbers rise, beginning with 1")
                _hold(all(reason for *_, reason in block.refused), "a refused row has a reason")
                last = numbers[-1] if numbers else last
                blocks.append((block.table.to_pydict(), numbers, block.structural))
            seen.append(blocks)
    _hold(seen[0] == seen[1], "what is read does not depend on how the bytes arrive")


def _loaded(path: Path, country: str | None, time_zone: str | None, data: bytes | None = None) -> SourceReport:
    from netinvest.ingest.load import load_file
    from netinvest.ledger.ledger import Ledger

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / path.name
        file.write_bytes(path.read_bytes() if data is None else data)
        with Ledger.create(Path(folder) / "x.case") as ledger:
            return load_file(ledger, file, country=country, time_zone=time_zone, loaded_by="contract")


def _counts(report: SourceReport) -> list[tuple[Any, ...]]:
    return [(r.profile, r.kind, r.lines, r.rows, r.loaded, r.rejected, r.duplicate) for r in (report, *report.parts)]


def _damaged(data: bytes, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)  # noqa: S311 - damage, no secret
    for _ in range(_DAMAGES):
        made = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(made) + 1)
            match chance.randrange(4):
                case 0:
                    del made[place:]
                case 1:
                    made[place:place] = chance.randbytes(chance.randint(1, 9))
                case 2:
                    del made[place : place + chance.randint(1, 30)]
                case _:
                    made[place:place] = made[max(0, place - 40) : place]
        yield bytes(made)


def _check_damage(path: Path, country: str | None, time_zone: str | None, seed: int) -> None:
    for number, data in enumerate(_damaged(path.read_bytes(), seed)):
        try:
            report = _loaded(path, country, time_zone, data)
        except UnrecognisedFormat:
            continue
        except InputRefused as error:
            figures = set(re.findall(r"\d{6,}", str(error)))
            quoted = [figure for figure in figures if figure.encode() in data]
            _hold(not quoted, "no sentence quotes a number out of the file")
        except Exception as error:
            what = f"damaged bytes (seed {seed}, number {number}) end in one sentence, not in {type(error).__name__}"
            raise VerificationFailed(f"a promise of loaders does not hold: {what}") from error
        else:
            for part in (report, *report.parts):
                _hold(
                    part.rows == part.loaded + part.rejected + part.duplicate, "rows of damaged files are counted too"
                )
