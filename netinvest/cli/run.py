"""Run one command and say how it ended: 0 done, 1 done but look, 2 wrong use, 3 refused, 130 interrupted.

No traceback without ``--debug``, and never a value out of a source: errors of the libraries below are named by their
kind only, because their texts quote rows.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

from netinvest.case.text_table import clean
from netinvest.errors import NetinvestError
from netinvest.ledger.memory import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
_DUCKDB_INTERRUPTED = "Query interrupted"  # what DuckDB makes of Ctrl-C: a RuntimeError with this text
DONE, LOOK, WRONG_USE, REFUSED = 0, 1, 2, 3
"""The exit codes."""


def say(text: str) -> None:
    """Tell the user something that is not a result."""
    sys.stderr.write(f"{clean(text)}\n")


def run(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code."""
    debug = "--debug" in arguments
    given = [argument for argument in arguments if argument != "--debug"] or ["--help"]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    prepare()
    try:
        return _run(given)
    except BaseException as error:
        if debug and not isinstance(error, SystemExit):
            raise
        return _ended(error)


def _run(arguments: list[str]) -> int:
    import typer.main

    from netinvest.cli.app import app

    command = typer.main.get_command(app)
    code = command.main(arguments, prog_name="netinvest", standalone_mode=False)
    sys.stdout.flush()  # a reader that has gone away is noticed here, not at the end of the process
    if code == INTERRUPTED:  # typer has turned the interruption into a code
        raise KeyboardInterrupt
    return code if isinstance(code, int) else DONE


def _ended(error: BaseException) -> int:
    """Say in one sentence why a command ended early; returns the exit code."""
    if isinstance(error, typer.Exit):
        return error.exit_code
    if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
        # the reader has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else DONE
    sentence, code = _sentence(error)
    say(f"netinvest: {sentence}")
    for candidate in getattr(error, "candidates", ()):
        say(f"  {candidate}")
    return code


def _sentence(error: BaseException) -> tuple[str, int]:
    """What to say of an error, and the exit code."""
    if isinstance(error, NetinvestError):
        return str(error), error.exit_code
    if isinstance(error, KeyboardInterrupt | typer.Abort) or str(error) == _DUCKDB_INTERRUPTED:
        return "interrupted; what was finished before stays, and nothing was left half-done", INTERRUPTED
    if isinstance(error, MemoryError):
        return "this machine has not enough memory for that; the case is as it was before this command", REFUSED
    if hasattr(error, "format_message"):  # the parser's errors; typer may bring a click of its own
        context = getattr(error, "ctx", None)
        verb = context.info_name if context is not None and context.parent is not None else ""
        hint = " ".join(filter(None, ("see netinvest", verb, "--help")))
        return f"{error.format_message().rstrip('.')} ({hint})", WRONG_USE
    return _unforeseen(error), REFUSED


def _unforeseen(error: BaseException) -> str:
    """An error nobody has written a sentence for. Its own text may quote a row and is not shown."""
    if isinstance(error, OSError) and error.strerror:
        return f"the system refused ({error.strerror}); the case is as it was before this command"
    kind = f"{type(error).__module__}.{type(error).__name__}"
    if kind.endswith("duckdb.OutOfMemoryException"):
        return "memory or disk is full; the case is as it was before this command; make room and try again"
    if kind.startswith(("duckdb.", "_duckdb.")) and "No space left" in str(error):
        return "the disk is full; the case is as it was before this command; make room and try again"
    return (
        f"this ended with an error nobody foresaw ({kind}); the case is as it was before this command; "
        "run it again with --debug and report what it says, after removing names and numbers"
    )
