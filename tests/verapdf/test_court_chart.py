"""Court charts before veraPDF, the validator of the PDF Association: PDF/A-2b and PDF/UA-1, not only claimed.

A minute of its own: it runs with ``make soak``, where Maven and Java are. It fetches veraPDF once into ``.cache``.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.charts import Chart
from netinvest.charts.presentation import PaperSize, Presentation, Purpose, Status

if TYPE_CHECKING:
    from types import ModuleType

pytestmark = pytest.mark.soak

HERE = Path(__file__).parent
ARABIC = "\u0641\u0627\u0637\u0645\u0629"
JARS = HERE.parents[1] / ".cache" / "verapdf"


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE.parent / "browser" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def jars() -> Path:
    maven, java = shutil.which("mvn"), shutil.which("java")
    if not maven or not java:
        pytest.skip("no Maven and Java: court charts were NOT validated by veraPDF")
    if not list(JARS.glob("greenfield-apps-*.jar")):
        subprocess.run(
            [maven, "-q", "-B", "-f", HERE / "pom.xml", "dependency:copy-dependencies", f"-DoutputDirectory={JARS}"],
            check=True,
            timeout=300,
        )
    return JARS


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Papers and labels of all kinds, names in other scripts, and 200 strings that mean harm in every text field."""
    folder = tmp_path_factory.mktemp("court")
    case = _module("ring_case").RingCase()
    plain = Chart(case.findings, case.actors, case.links, case.facts, members=case.members)
    when = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
    ways = [
        Presentation(size=size, status=status, purpose=purpose, prepared_by=ARABIC, prepared_at=when)
        for size, status, purpose in zip(PaperSize, (*Status, Status.DRAFT), (*Purpose, Purpose.AID), strict=False)
    ]
    made = [plain.save(folder / f"{how.size}.pdf", presentation=how) for how in ways]
    text = " ".join(payload for payload in _module("hostile").PAYLOADS)[:30_000]
    facts = case.facts.__class__(text[:300], text, 1, text, gaps=(text[:1500], text[1500:3000]), label=text)
    hostile = Chart(case.findings, case.actors, case.links, facts, members=case.members)
    return [*made, hostile.save(folder / "hostile.pdf")]


def validated(jars: Path, flavour: str, files: list[Path]) -> dict[str, str]:
    """File name to PASS or FAIL."""
    done: Any = subprocess.run(
        ["java", "-cp", f"{jars}{os.sep}*", "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", flavour, "--format",
         "text", *map(str, files)],
        capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    lines = [line.split() for line in done.stdout.splitlines() if line.split()[:1] in (["PASS"], ["FAIL"])]
    return {Path(line[1]).name: line[0] for line in lines}


@pytest.mark.parametrize("flavour", ["2b", "ua1"])
def test_the_validator_passes_every_chart_and_fails_a_plain_pdf(
    jars: Path, charts: list[Path], flavour: str, tmp_path: Path
) -> None:
    import typst

    plain = tmp_path / "plain.pdf"
    plain.write_bytes(typst.compile(b"#set page(width: 9cm)\nA page that claims nothing.", format="pdf"))
    found = validated(jars, flavour, [*charts, plain])
    assert found.pop("plain.pdf") == "FAIL"
    assert found == {path.name: "PASS" for path in charts}
