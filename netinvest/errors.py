"""Every error netinvest raises on purpose.

NetinvestError                    one sentence: what, where, what to do
├── UsageError                    the call itself is wrong (exit 2)
├── InputRefused                  a file is refused; the case is as it was (exit 3)
│   ├── UnrecognisedFormat        no profile fits well enough, or two fit alike
│   └── UnsafeInput               the file could do harm (archive bomb, DTD, path that leaves the folder)
├── CaseError                     the case cannot be opened, made or changed (exit 3)
│   └── CaseInUse                 another process holds it
├── StoreError                    the graph store cannot be reached or refuses (exit 3)
└── VerificationFailed            what was promised does not hold (exit 1)

No message carries a value read from a source file: a refused value is kept in the ledger's
rejections, where access to it is controlled, never in an exception, a traceback or a log.
"""

from __future__ import annotations


class NetinvestError(Exception):
    """Root of all errors raised on purpose.

    Args:
        what: What is wrong, without a value that came out of a source.
        where: File, row and field, as far as known.
        remedy: What the user can do.
    """

    exit_code = 3

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(what)

    def __str__(self) -> str:
        """One line: ``where: what; remedy``."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}; {self.remedy}" if self.remedy else text


class UsageError(NetinvestError):
    """The call is wrong."""

    exit_code = 2


class InputRefused(NetinvestError):
    """A file is refused whole."""


class UnrecognisedFormat(InputRefused):
    """No profile fits, or none decisively.

    Args:
        what, where, remedy: As for every error.
        candidates: The profiles that come closest, the best first: a sentence each.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "", candidates: tuple[str, ...] = ()) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.candidates = candidates


class UnsafeInput(InputRefused):
    """The file could do harm."""


class CaseError(NetinvestError):
    """The case cannot be opened, made or changed."""


class CaseInUse(CaseError):
    """Another process is writing to the case."""


class StoreError(NetinvestError):
    """The graph store cannot be reached, or refuses."""


class VerificationFailed(NetinvestError):
    """Something recorded does not match what is there."""

    exit_code = 1
