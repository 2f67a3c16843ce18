"""How results look: JSON, a rich table on a terminal, plain columns elsewhere. Results go to standard output."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from netinvest.case.text_table import clean, text_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from netinvest.case import Case


def print_json(value: Any) -> None:
    """ASCII only: nothing in it can move a cursor."""
    sys.stdout.write(json.dumps(value, indent=1, ensure_ascii=True, default=str) + "\n")


def print_text(text: str) -> None:
    """Text that was cleaned line by line."""
    sys.stdout.write(f"{text}\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str = "nothing") -> None:
    """A table; ``empty`` says on standard error that there are no rows."""
    rows = list(rows)
    if not rows:
        from netinvest.cli.run import say

        say(empty)
        return
    if not sys.stdout.isatty():
        print_text(text_table(headings, rows))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, heading in enumerate(headings):
        number = all(isinstance(row[place], int | float) for row in rows)
        table.add_column(heading, justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(value)) for value in row))
    Console().print(table)


def print_notes(case: Case, *more: str) -> None:
    """What the user should know beside the result, to standard error."""
    from netinvest.cli.run import say

    for note in (*case.notes, *more):
        if note:
            say(f"note: {note}")


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on standard error where that is a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def told(what: str, done: int, total: int) -> None:
            name = clean(what) if total else f"{clean(what)}: {done:,} rows"
            bar.update(task, description=name, completed=done, total=total or None)

        yield told
