"""Check an exhibit bundle of netinvest with nothing but Python's standard library (and openssl for a time stamp).

    python verify.py BUNDLE.zip
    python verify.py BUNDLE.zip --public-key signer.pub.pem      who signed it
    python verify.py BUNDLE.zip --trace coordinator-00042        the files and rows behind a finding
    python verify.py BUNDLE.zip --sources FOLDER                 the source files are those that were analysed
    python verify.py BUNDLE.zip --stamp ANSWER.tsr --authority ROOT.pem

It ends with 0 if all holds, with 1 if something does not, and says what. Take this program from somebody you trust
rather than out of the bundle that you check.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import csv
import hashlib
import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

MANIFEST, SEAL = "manifest.json", "seal.json"


class Failed(Exception):
    """Something does not hold."""


# -- the archive: one way to write it, so that any other byte shows ---------------------------------------------------

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_VERSION, _DAY = 20, 0x21  # of the format; 1 January 1980


def pack(files: dict[str, bytes]) -> bytes:
    """A ZIP archive, stored, sorted by name, without times: the same files give the same bytes."""
    out, central = io.BytesIO(), io.BytesIO()
    for name, content in sorted(files.items()):
        coded, check, size, at = name.encode("ascii"), zlib_crc(content), len(content), out.tell()
        shared = (0, 0, 0, _DAY, check, size, size, len(coded), 0)
        out.write(_LOCAL.pack(0x04034B50, _VERSION, *shared))
        out.write(coded)
        out.write(content)
        central.write(_CENTRAL.pack(0x02014B50, _VERSION, _VERSION, *shared, 0, 0, 0, 0, at))
        central.write(coded)
    start, listed = out.tell(), central.getvalue()
    out.write(listed)
    out.write(_END.pack(0x06054B50, 0, 0, len(files), len(files), len(listed), start, 0))
    return out.getvalue()


def as_json(value: Any) -> bytes:
    """The one way in which JSON is written here: keys sorted, ASCII, a line at the end."""
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True).encode("ascii") + b"\n"


def zlib_crc(content: bytes) -> int:
    """CRC-32 as ZIP has it."""
    return binascii.crc32(content) & 0xFFFFFFFF


def unpack(archive: bytes) -> dict[str, bytes]:
    """The files of an archive that ``pack`` wrote.

    Raises:
        Failed: It is not what ``pack`` writes, to the byte.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            names = opened.namelist()
            files = {name: opened.read(name) for name in names}
        again = pack(files)
    except Exception as error:  # noqa: BLE001 - a damaged archive fails in many ways, and each is a failed check
        raise Failed(f"the archive is damaged ({type(error).__name__})") from None
    if len(names) != len(files) or again != archive:
        raise Failed("the archive is not as it was written: bytes were changed, added, moved or cut")
    return files


# -- Ed25519 (RFC 8032, section 5.1.7) --------------------------------------------------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    p, q = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    r, s = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = q - p, s - r, s + r, q + p
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _add(result, point)
        point, factor = _add(point, point), factor >> 1
    return result


def _x_of(y: int, sign: int) -> int | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    if square == 0:
        return None if sign else 0
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P:
        return None
    return _P - x if x & 1 != sign else x


def _point(raw: bytes) -> Point | None:
    number = int.from_bytes(raw, "little")
    y = number & ((1 << 255) - 1)
    x = _x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % _P)


_BASE_Y = 4 * pow(5, -1, _P) % _P


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature of a message is of this public key."""
    if len(public) != 32 or len(signature) != 64:  # noqa: PLR2004
        return False
    key, nonce = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    base = _point(_BASE_Y.to_bytes(32, "little"))
    if key is None or nonce is None or base is None or scalar >= _L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    left, right = _times(scalar, base), _add(nonce, _times(challenge, key))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


def public_key_of(pem: str) -> bytes:
    """The 32 bytes of a public Ed25519 key in PEM."""
    lines = [line for line in pem.splitlines() if line and not line.startswith("-----")]
    return base64.b64decode("".join(lines))[-32:]


# -- the bundle -------------------------------------------------------------------------------------------------------


def check(archive: bytes, *, public_key: bytes | None = None) -> tuple[dict[str, bytes], list[str]]:
    """Check archive, manifest, signature and audit log.

    Args:
        archive: The bundle's bytes.
        public_key: 32 bytes of the key that must have signed it.

    Returns:
        The files, and in sentences what holds.

    Raises:
        Failed: Something does not hold.
    """
    files = unpack(archive)
    try:
        manifest, seal = json.loads(files[MANIFEST]), json.loads(files[SEAL])
        listed = {item["name"]: (item["sha256"], item["bytes"]) for item in manifest["files"]}
    except (KeyError, ValueError, TypeError):
        raise Failed("the manifest or the seal is missing or cannot be read") from None
    there = {name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in files.items()}
    for name in (MANIFEST, SEAL):
        del there[name]
    for name in sorted(listed.keys() | there.keys()):
        if listed.get(name) != there.get(name):
            how = "is missing" if name not in there else "was added" if name not in listed else "was changed"
            raise Failed(f"{name} {how}")
    told = [f"{len(listed)} files are as the manifest lists them"]
    told.append(_check_seal(files[MANIFEST], files[SEAL], seal, public_key))
    told.append(_check_log(json.loads(files["audit.json"])["entries"]))
    return files, told


def _check_seal(manifest: bytes, raw: bytes, seal: dict[str, Any], public_key: bytes | None) -> str:
    if raw != as_json(seal):
        raise Failed("the seal was changed")
    if seal.get("manifest_sha256") != hashlib.sha256(manifest).hexdigest():
        raise Failed("the manifest was changed")
    if "signature" not in seal:
        if public_key is not None:
            raise Failed("the bundle is not signed")
        return "the bundle is not signed: it is whole, but anybody could have made it"
    try:
        key, signature = (base64.b64decode(seal[name], validate=True) for name in ("public_key", "signature"))
    except (KeyError, ValueError, TypeError):
        raise Failed("the signature cannot be read") from None
    if not signed_by(key, manifest, signature):
        raise Failed("the signature does not fit the manifest")
    if public_key is None:
        return f"it is signed with key {key.hex()[:16]}; whose that is was not checked: give --public-key"
    if key != public_key:
        raise Failed("it is signed with another key")
    return "it is signed with the key you gave"


def _check_log(entries: list[dict[str, Any]]) -> str:
    previous = "0" * 64
    for place, entry in enumerate(entries, start=1):
        content = {name: value for name, value in entry.items() if name != "digest"}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        digest = hashlib.sha256(text.encode("ascii")).hexdigest()
        if entry["seq"] != place or entry["previous_digest"] != previous or digest != entry["digest"]:
            raise Failed(f"the audit log is broken at entry {place}")
        previous = digest
    return f"the audit log is an unbroken chain of {len(entries)} entries, head {previous}"


def trace(files: dict[str, bytes], reference: str) -> list[str]:
    """The files and rows behind a finding, in lines.

    Raises:
        Failed: There is no such finding.
    """
    rows = list(csv.DictReader(io.StringIO(files["evidence.csv"].decode("utf-8"))))
    sources = {item["sha256"]: item for item in json.loads(files[MANIFEST])["sources"]}
    found = [row for row in rows if row["finding"] == reference]
    if not found:
        raise Failed(f"no rows stand behind {reference}: the findings are listed in findings.csv")
    lines = []
    for row in found:
        name = sources.get(row["source_sha256"], {}).get("name", "")
        lines.append(f"{row['indicator']}: {row['record']} in {name}, SHA-256 {row['source_sha256']}, row {row['row']}")
    return lines


def check_sources(files: dict[str, bytes], folder: Path) -> list[str]:
    """Which sources lie in a folder, by their SHA-256.

    Raises:
        Failed: One is missing.
    """
    there: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest = hashlib.sha256()
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
            there[digest.hexdigest()] = str(path.relative_to(folder))
    told, missing = [], []
    for source in json.loads(files[MANIFEST])["sources"]:
        if source["sha256"] in there:
            told.append(f"source {source['sha256'][:12]} is {there[source['sha256']]}")
        else:
            missing.append(f"{source['name']} ({source['sha256'][:12]})")
    if missing:
        raise Failed(f"not in the folder, or changed: {', '.join(missing)}")
    return told


def check_stamp(bundle: Path, stamp: Path, authority: Path) -> str:
    """Have openssl check a time stamp of the bundle.

    Raises:
        Failed: It does not hold, or there is no openssl.
    """
    command = ["openssl", "ts", "-verify", "-data", str(bundle), "-in", str(stamp), "-CAfile", str(authority)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except OSError:
        raise Failed("openssl is not there to check the time stamp") from None
    if done.returncode:
        raise Failed("the time stamp is not of this bundle, or not of this authority")
    return "the time stamp is of this bundle and this authority"


def main(arguments: list[str] | None = None) -> int:
    """Check what the command line names."""
    parser = argparse.ArgumentParser(description="Check an exhibit bundle of netinvest.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--public-key", type=Path, help="public key of who must have signed it, PEM")
    parser.add_argument("--trace", metavar="FINDING", help="show the files and rows behind a finding")
    parser.add_argument("--sources", type=Path, metavar="FOLDER", help="check that the source files are these")
    parser.add_argument("--stamp", type=Path, metavar="ANSWER.tsr", help="time stamp of the bundle")
    parser.add_argument("--authority", type=Path, metavar="ROOT.pem", help="root certificate of who stamped it")
    asked = parser.parse_args(arguments)
    try:
        key = public_key_of(asked.public_key.read_text(encoding="ascii")) if asked.public_key else None
        files, told = check(asked.bundle.read_bytes(), public_key=key)
        if asked.stamp:
            if not asked.authority:
                raise Failed("--stamp needs --authority")  # noqa: TRY301
            told.append(check_stamp(asked.bundle, asked.stamp, asked.authority))
        if asked.sources:
            told += check_sources(files, asked.sources)
        if asked.trace:
            told += trace(files, asked.trace)
    except (Failed, OSError, ValueError) as error:
        reason = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else error
        sys.stdout.write(f"FAILS: {reason}\n")
        return 1
    sys.stdout.write("".join(f"holds: {line}\n" for line in told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
