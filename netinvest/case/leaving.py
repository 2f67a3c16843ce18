"""What leaves a case, and the audit log: in which order, so that a failure leaves neither a lie nor a gap.

A file is written whole and on the disk; then the log is committed; then the file takes its name. So an export that
fails is not logged, and no file is about that the log does not know of. Where the name cannot be given after that, a
second entry says that the file was not written. What goes out in a stream (to standard output, to a server, into a
folder) is logged before its first byte, because what is cut off half-way was disclosed too; a second entry says so.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from netinvest import output
from netinvest.ledger import audit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from netinvest.case.opened import Opened
    from netinvest.ledger.ledger import Ledger


@dataclass(slots=True)
class Leaving:
    """A file that leaves: where to write it, and what the log is to say."""

    sink: IO[bytes]
    purpose: str
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def committed(ledger: Ledger, path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name once what was written to the ledger meanwhile, its log entry last, is committed."""
    logged: list[int] = []
    try:
        with ExitStack() as work:
            work.enter_context(ledger.transaction())

            def commit() -> None:
                entry = _last(ledger)
                work.close()
                logged.append(entry)

            with ledger.announced("an export"), output.binary(path, before_named=commit) as sink:
                yield sink
    except BaseException:
        if logged:
            _correct(ledger, logged[0])
        raise


@contextmanager
def file(case: Opened, ledger: Ledger, path: Path, purpose: str) -> Iterator[Leaving]:
    """A file that is there whole and logged, or neither; what is done meanwhile is one transaction with the log.

    Args:
        case: Whose log it is.
        ledger: Its ledger, open for writing and in no transaction.
        path: Where to.
        purpose: What is done, for the log; ``detail`` is filled in meanwhile.
    """
    with committed(ledger, path) as sink:
        made = Leaving(sink, purpose)
        yield made
        case._log(ledger.con, "disclosure", made.purpose, made.detail)  # noqa: SLF001 - a part of the facade


@contextmanager
def stream(case: Opened, ledger: Ledger, purpose: str, detail: Mapping[str, Any]) -> Iterator[None]:
    """Something that leaves bit by bit: logged before, and again if it is cut off."""
    with ledger.transaction() as con:
        case._log(con, "disclosure", purpose, dict(detail))  # noqa: SLF001 - a part of the facade
        entry = _last(ledger)
    try:
        yield
    except BaseException:
        _correct(ledger, entry)
        raise


def _last(ledger: Ledger) -> int:
    (seq,) = ledger.con.execute("SELECT max(seq) FROM audit").fetchone() or (0,)
    return int(seq)


def _correct(ledger: Ledger, entry: int) -> None:
    with ledger.transaction() as con:
        audit.record(
            con,
            audit.Action.DISCLOSURE,
            purpose="what an earlier entry says was not, or not wholly, written out",
            detail={"entry": entry, "failed": True},
        )
