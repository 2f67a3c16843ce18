"""Write a case as the files an investigator would be sent, with the truth beside them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.errors import UsageError
from netinvest.synthetic import ad_layouts, call_layouts, register_layouts, transfer_layouts
from netinvest.synthetic.case import generate

if TYPE_CHECKING:
    from os import PathLike

    from netinvest.synthetic.case import Case
    from netinvest.synthetic.sheet import Sheet

LAYOUTS = ("mixed", "plain")


def write_case(
    directory: str | PathLike[str], *, seed: int, layouts: str = "mixed", dirt: float = 0.0015, **case: Any
) -> Path:
    """Make a case and write its files.

    Args:
        directory: Where to; made if it is not there.
        seed: Everything follows from it.
        layouts: ``mixed``: each operator, bank, site and register writes in its own way, drawn by seed;
            ``plain``: one CSV a stream with self-explaining headings.
        dirt: Share of rows added that are refused, and as many again that repeat another row (at least one of each
            in a file of more than twenty rows); 0 for none.
        **case: See :func:`netinvest.synthetic.generate`.

    Returns:
        The path of ``truth.json``, whose ``files`` names the others.

    Raises:
        UsageError: An argument is out of its range.
    """
    made = generate(seed=seed, **case)
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 99])
    written = []
    for sheet in _sheets(rng, made, layouts):
        if dirt and sheet.kind != "subjects":
            sheet.spoil(rng, rate=dirt)
        written.append(sheet.write(folder))
    truth = dataclasses.replace(
        made.truth, files=tuple(written), parameters={**made.truth.parameters, "layouts": layouts, "dirt": dirt}
    )
    path = folder / "truth.json"
    path.write_text(json.dumps(truth.to_dict(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _sheets(rng: np.random.Generator, case: Case, layouts: str) -> list[Sheet]:
    if layouts not in LAYOUTS:
        raise UsageError(f"no layouts {layouts}", remedy=f"choose one of {', '.join(LAYOUTS)}")
    parts = (call_layouts, transfer_layouts, ad_layouts, register_layouts)
    sheets = [sheet for part in parts for sheet in getattr(part, layouts)(rng, case)]
    return [sheet for sheet in sheets if sheet.rows]
