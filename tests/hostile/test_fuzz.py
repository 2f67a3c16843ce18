# ruff: noqa: E501, S311, ARG005, PT017 - damage, and a refusal is one of two right ends
"""Damaged files into every loader: each line is accounted for, nothing is raised but a refusal, no good row is bent.

An input is a line that was damaged, in a file between lines that were not: 5,000 a loader of tables, 100,000
behind the marker. Sample files are damaged at random bytes too.
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.errors import InputRefused
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from tests.contract.profile_rows import headings, rows, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from netinvest.loading.loader import Loader

TABLE = {"calls": "call", "transfers": "transfer", "advertisements": "advertisement", "subjects": "subject"}
LOADERS = tables()
GOOD, LINES = 1250, 2500  # undamaged lines of a file, damaged lines of a file
SAMPLES = sorted(
    file
    for file in (Path(__file__).parents[1] / "golden" / "samples").rglob("*")
    if file.suffix in {".csv", ".json", ".gz"}
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty case."""
    with Ledger.create(tmp_path / "x.case") as made:
        yield made


def _swapped(line: str, rng: random.Random) -> str:
    a, b = sorted(rng.sample(range(len(line) + 1), 2))
    return line[:a] + line[b:] + line[a:b]


DAMAGE: list[Callable[[str, random.Random], str]] = [
    lambda line, rng: line[: rng.randrange(len(line))],
    lambda line, rng: line + "," * rng.randrange(1, 9) + rng.choice(["", "x"]),
    lambda line, rng: line.replace(",", rng.choice([";", "\t", ",,", " "]), rng.randrange(1, 4)),
    lambda line, rng: "".join(rng.choice("\x00\x01\x1a\x7f\u200b\u202e\ufffd'`=@+-0x\U0001f600") if rng.random() < 0.1 else c for c in line),
    _swapped,
    lambda line, rng: ",".join(rng.choice(["", "-", "N/A", "1e400", "9" * 40, "-1", "31/02/2026", "٣٤٥", "25:61:61", "NaN", cell]) for cell in line.split(",")),
    lambda line, rng: ",".join(rng.sample(line.split(","), line.count(",") + 1)),
    lambda line, rng: rng.choice(["", " ", ",,,", "----", "Total: 5", "*** END ***", "\ufeff" + line, line + "\r", line * 3]),
]  # fmt: skip
QUOTES: list[Callable[[str, random.Random], str]] = [
    lambda line, rng: line[: (at := rng.randrange(len(line)))] + '"' + line[at:],
    lambda line, rng: "".join('"' if rng.random() < 0.1 else c for c in line),
    lambda line, rng: '"' + line,
    lambda line, rng: line.replace(",", rng.choice(['","', ',"', '",', '""'])),
]
"""Two unclosed quotation marks may rightly be one value over several lines, and what stands between them is in it."""


def _fuzzed(
    loader: Loader, damaged: int, seed: int, damage: Sequence[Callable[[str, random.Random], str]]
) -> tuple[str, dict[int, int], int]:
    """A file, which of its lines are good (line number to place), and how many lines it has."""
    rng = random.Random(f"{loader.name}{seed}")
    heading, body = rows(loader, GOOD, seed)

    def written(row: list[str]) -> str:
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(row)
        return text.getvalue()

    lines = [written(row) for row in body]
    bad = [rng.choice(damage)(rng.choice(lines), rng).replace("\n", " ").replace("\r", " ") for _ in range(damaged)]
    kinds = [True] * len(body) + [False] * damaged
    rng.shuffle(kinds)
    kinds[:40] = [True] * 40  # what a file is its first rows tell
    good, out, place = {}, [written(heading)], 0
    for kind in kinds:
        if kind and place < len(body):
            good[len(out) + 1] = place
            out.append(lines[place])
            place += 1
        else:
            out.append(bad.pop() if bad else "")
    return "\n".join(out) + "\n", good, len(out)


def _records(ledger: Ledger, loader: Loader, data: bytes) -> tuple[Any, dict[int, tuple[Any, ...]]]:
    file = ledger.path / "extract.csv"
    file.write_bytes(data)
    report = load_file(ledger, file, country="GB", time_zone="Europe/London", loaded_by="test", profile=loader.name)
    table = TABLE[str(loader.profile.kind)]
    columns = ledger.con.execute(f"SELECT * FROM {table} LIMIT 0").description
    kept = [n for n, *_ in columns if n not in {"source_no", "row", "ad_id"} and not n.endswith("_original")]
    if table == "subject":  # a list of devices has nothing else
        kept_too = ", (SELECT list(kind || value ORDER BY kind, value)::VARCHAR FROM subject_identifier i WHERE i.source_no = t.source_no AND i.row = t.row)"
    else:
        kept_too = ""
    query = f"SELECT t.row, {', '.join('t.' + name for name in kept)}{kept_too} FROM {table} t JOIN source s USING (source_no) WHERE s.source_id = ?"
    return report, {row: tuple(rest) for row, *rest in ledger.con.execute(query, [report.source_id]).fetchall()}


def _holds(ledger: Ledger, loader: Loader, files: int, seed: int) -> int:
    """Fuzz some files of a loader; returns how many were read."""
    read = 0
    for number in range(seed, seed + files):
        quotes = number % 2 == 0
        text, good, lines = _fuzzed(loader, LINES, number, [*DAMAGE, *QUOTES] if quotes else DAMAGE)
        quotes = '"' in text
        try:
            report, found = _records(ledger, loader, text.encode())
        except InputRefused as refused:
            assert "\n" not in str(refused)
            continue
        read += 1
        assert report.lines <= lines if quotes else report.lines == lines
        assert report.lines == report.loaded + report.rejected + report.duplicate + report.structural_lines
        heading, body = rows(loader, GOOD, number)
        plain = io.StringIO()
        csv.writer(plain, lineterminator="\n").writerows([heading, *body])
        _, clean = _records(ledger, loader, plain.getvalue().encode())
        if quotes:  # rows are numbered as records: a value of two lines moves those after it
            assert len(set(found.values()) & set(clean.values())) > 0.4 * GOOD, (loader.name, number)
            continue
        dropped = _apart(ledger, report.source_id)
        for line, place in good.items():
            if line not in dropped:  # a damaged line may repeat it, or run into it by an open quotation mark
                assert found[line] == clean[place + 2], (loader.name, number, line)
        assert sum(line in found for line in good) > 0.7 * GOOD
    return read


def _apart(ledger: Ledger, source_id: str) -> set[int]:
    query = """SELECT row FROM {} JOIN source USING (source_no) WHERE source_id = ?"""
    return {
        r for t in ("duplicate", "rejection") for (r,) in ledger.con.execute(query.format(t), [source_id]).fetchall()
    }


@pytest.mark.parametrize("loader", LOADERS, ids=[loader.name for loader in LOADERS])
def test_five_thousand_damaged_lines_bend_no_good_row(loader: Loader, ledger: Ledger) -> None:
    # where only words tell the direction, and too many are damaged, a file is rightly refused whole
    least = 0 if "direction" in headings(loader) else 2
    assert _holds(ledger, loader, 2, 0) >= least, "a file is refused whole: the test would say nothing"


@pytest.mark.soak
@pytest.mark.parametrize("loader", LOADERS, ids=[loader.name for loader in LOADERS])
def test_a_hundred_thousand_damaged_lines_bend_no_good_row(loader: Loader, ledger: Ledger) -> None:
    assert _holds(ledger, loader, 40, 1000) >= 0


def damaged_bytes(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 3, 20])):
        at = rng.randrange(len(out) + 1)
        change = rng.randrange(4)
        if change == 0:
            del out[at : at + rng.randrange(1, 200)]
        elif change == 1:
            out[at:at] = rng.choice(
                [
                    b"<",
                    b"&x;",
                    b"\0",
                    b"\xff",
                    b'"',
                    b"]]>",
                    b"\r",
                    b"{",
                    b":61:",
                    bytes(rng.randrange(256) for _ in range(9)),
                ]
            )
        elif change == 2 and out:
            out[at % len(out)] = rng.randrange(256)
        else:
            out[at:at] = out[at : at + rng.randrange(1, 400)]
    return bytes(out)


def _any_bytes(ledger: Ledger, sample: Path, count: int, seed: int) -> None:
    rng = random.Random(f"{sample.name}{seed}")
    data = sample.read_bytes()[:60_000]
    for number in range(count):
        file = ledger.path / f"file{number}{sample.suffix}"
        file.write_bytes(damaged_bytes(data, rng))
        try:
            report = load_file(
                ledger, file, country="GB", time_zone="Europe/London", loaded_by="test", date_order="dmy"
            )
        except InputRefused as refused:
            assert "\n" not in str(refused)
            continue
        assert (
            report.lines == report.loaded + report.rejected + report.duplicate + report.structural_lines
            or report.already_loaded
        )


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def testdamaged_bytes_are_refused_or_accounted_for(sample: Path, ledger: Ledger) -> None:
    _any_bytes(ledger, sample, 8, 0)


@pytest.mark.soak
@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_manydamaged_bytes_are_refused_or_accounted_for(sample: Path, ledger: Ledger) -> None:
    _any_bytes(ledger, sample, 2000, 1)
