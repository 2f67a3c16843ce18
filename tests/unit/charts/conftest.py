from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="session")
def ring_case() -> ModuleType:
    """The synthetic case that the browser tests use too."""
    path = Path(__file__).parents[2] / "browser" / "ring_case.py"
    spec = importlib.util.spec_from_file_location("ring_case", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
