"""The command line: every verb parses, makes one call on the facade, and shows what came of it."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """What the ``netinvest`` command runs."""
    from netinvest.cli.run import INTERRUPTED, run

    code = run(sys.argv[1:])
    if code == INTERRUPTED:
        # an interruption that reached us through code run by an extension module would end Python by the signal,
        # whatever code is given: https://docs.python.org/3/library/signal.html#note-on-signal-handlers-and-exceptions
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
