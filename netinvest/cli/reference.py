"""The command-line reference, generated: ``python -m netinvest.cli.reference > docs/command-line.md``."""

from __future__ import annotations

import sys

import typer
import typer.main

from netinvest.cli.app import app

WIDTH = 96
_HEAD = """# Command line

Generated from the commands themselves (`python -m netinvest.cli.reference > docs/command-line.md`); a test keeps it so.

Results go to standard output and everything else (notes, progress, errors) to standard error. `--json` prints a result
as JSON. On a terminal tables are drawn, in a pipe they are plain columns.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | done, with something to look at: more rows rejected than `--max-rejected`, or a verification that fails |
| 2 | wrong use: the sentence says what was expected |
| 3 | refused: a file, a case or its state; what was there is as it was |
| 130 | interrupted with Ctrl-C; nothing is left half-done |

An error is one sentence: what, where, what to do. It never holds a value out of a source file.
`--debug` adds a traceback.
"""


def reference() -> str:
    """Every command's help as one Markdown page."""
    group = typer.main.get_group(app)
    root = typer.Context(group, info_name="netinvest", terminal_width=WIDTH, max_content_width=WIDTH)
    parts = [_HEAD]
    for name in group.list_commands(root):
        command = group.get_command(root, name)
        if command is None:
            continue
        own = typer.Context(command, info_name=name, parent=root, terminal_width=WIDTH, max_content_width=WIDTH)
        parts.append(f"## netinvest {name}\n\n```text\n{command.get_help(own).rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(reference())
