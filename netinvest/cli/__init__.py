"""The command line: every verb parses, makes one call on the facade, and shows what came of it."""

from __future__ import annotations

import sys


def main() -> None:
    """What the ``netinvest`` command runs."""
    from netinvest.cli.run import run

    sys.exit(run(sys.argv[1:]))
