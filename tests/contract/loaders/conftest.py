"""Where the public samples lie: beside the repository, or where NETINVEST_SAMPLES says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of public samples."""
    beside = Path(__file__).resolve().parents[4] / "shared" / "data"
    folder = Path(os.environ.get("NETINVEST_SAMPLES", beside))
    if not folder.is_dir():
        pytest.skip("the public samples are not here; set NETINVEST_SAMPLES")
    return folder
