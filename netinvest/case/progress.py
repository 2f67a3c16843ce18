"""A progress bar in a notebook; elsewhere whoever calls decides."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _in_jupyter() -> bool:
    shell = sys.modules.get("IPython")
    return shell is not None and "IPKernelApp" in getattr(shell.get_ipython(), "config", {})


@contextmanager
def bar_in_jupyter(given: Callable[[str, int, int], None] | None) -> Iterator[Callable[[str, int, int], None] | None]:
    """What was given, or a tqdm bar where this runs in a Jupyter kernel, or nothing."""
    if given is not None or not _in_jupyter():
        yield given
        return
    from tqdm.auto import tqdm

    with tqdm(leave=False, delay=1) as bar:

        def told(what: str, done: int, total: int) -> None:
            bar.set_description(what, refresh=False)
            bar.total = total
            bar.update(done - bar.n)

        yield told
