from pathlib import Path

import pytest
from netinvest.ingest.loader_contract import check_loader

SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize(("name", "sample", "rows"), [("radio_log", "radio.log", 3), ("harbour_tally", "tally.csv", 2)])
def test_a_loader_keeps_what_loaders_promise(name: str, sample: str, rows: int) -> None:
    check_loader(name, SAMPLES / sample, rows=rows)
