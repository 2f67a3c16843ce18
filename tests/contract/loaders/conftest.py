"""Files into a ledger, and where the public samples lie."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netinvest.ingest.report import SourceReport


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of public samples: beside the repository, or where NETINVEST_SAMPLES says."""
    beside = Path(__file__).resolve().parents[4] / "shared" / "data"
    folder = Path(os.environ.get("NETINVEST_SAMPLES", beside))
    if not folder.is_dir():
        pytest.skip("the public samples are not here; set NETINVEST_SAMPLES")
    return folder


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty case."""
    with Ledger.create(tmp_path / "x.case") as made:
        yield made


@pytest.fixture
def load(ledger: Ledger, tmp_path: Path) -> Callable[..., SourceReport]:
    """Load a file, or the text of one."""

    def loaded(what: Path | str | bytes, name: str = "file.csv", **options: Any) -> SourceReport:
        path = what
        if not isinstance(path, Path):
            path = tmp_path / name
            path.write_bytes(what if isinstance(what, bytes) else str(what).encode())
        given = {"country": "GB", "time_zone": "Europe/London", "loaded_by": "tester", **options}
        return load_file(ledger, path, **given)

    return loaded
