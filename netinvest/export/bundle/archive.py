"""The exhibit bundle: leads, evidence, chart, methods, log and runs in one archive that others can check.

Whoever receives it needs neither netinvest nor its authors: ``verify.py``, which lies in it and is also published with
netinvest, needs Python's standard library. The archive is written in one way only (``verify.pack``), so the same case
gives the same bytes, and any byte that was changed, removed, moved or added is found.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from netinvest.export.bundle import verify

README = """An exhibit bundle of netinvest
==============================

What it is: ranked leads of one analysis, each with its indicators, contrary indicators and the rows it rests on. A
lead is something to examine; it does not say that anybody is guilty. People are called by aliases.

How to check it, with Python 3 and nothing else (take verify.py from somebody you trust, not from here):

    python3 verify.py BUNDLE.zip --public-key SIGNER.pub.pem
    python3 verify.py BUNDLE.zip --trace FINDING
    python3 verify.py BUNDLE.zip --sources FOLDER

Whoever has netinvest and the source files makes the findings anew and compares:

    netinvest verify BUNDLE.zip --sources FOLDER

manifest.json   case, run, versions, handling, sources with SHA-256, and every file here with its SHA-256
seal.json       SHA-256 of the manifest, signed
findings.json   every field of every lead; findings.csv a line each
evidence.csv    indicator by indicator: file (SHA-256) and row
links.csv       every line between people of the chart: file and row
runs.json       every analysis that was made, also those that were discarded; runs/ their findings
decisions.json  which identifiers were judged to belong together, why and by whom
audit.json      who did what with the case, when and why, up to its last change
recipe.json     what is needed to make the findings anew
methods/        what each indicator measures, and how it is misread
chart.html, chart.pdf
"""


def archive(files: dict[str, bytes], statement: dict[str, Any], key: Path | None) -> bytes:
    """Put files and what is stated about them into a bundle.

    Args:
        files: Name to content; names are ASCII.
        statement: What the manifest states beside the list of files; plain JSON types.
        key: Private key to sign with; None leaves the bundle unsigned, and it says so.

    Returns:
        The archive's bytes, the same for the same input.

    Raises:
        UsageError: The key cannot be read.
    """
    from netinvest.export.signature import sign

    source = Path(verify.__file__).read_bytes()
    files = {**files, "README.txt": README.encode("ascii"), "verify.py": source}
    listed = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in sorted(files.items())
    ]
    manifest = verify.as_json({"netinvest_bundle": 1, **statement, "files": listed})
    seal = {"manifest_sha256": hashlib.sha256(manifest).hexdigest(), **(sign(manifest, key) if key else {})}
    return verify.pack({**files, verify.MANIFEST: manifest, verify.SEAL: verify.as_json(seal)})
