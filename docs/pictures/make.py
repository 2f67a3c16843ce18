"""Make the pictures of the documentation from a synthetic case: python docs/pictures/make.py."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import netinvest as ni
from netinvest.charts.presentation import Presentation
from netinvest.synthetic import write_case

HERE = Path(__file__).parent
SEED = 7


def main() -> None:
    """Write every picture anew; the same version gives the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        truth = write_case(files, seed=SEED, scale="small")
        truth.unlink()
        case = ni.create_case(Path(folder) / "harbour.case", country="GB", time_zone="Europe/London")
        case.load(*sorted(files.iterdir()))
        case.analyse(seed=SEED, perturbations=10)
        made = case.chart().save(Path(folder) / "chart.png", presentation=Presentation(prepared_by="D. Example"))
        shutil.copyfile(made, HERE / "court-chart.png")


if __name__ == "__main__":
    main()
