"""Loaders of payment messages that are no tables: ISO 20022, SWIFT, goAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from netinvest.errors import InputRefused
from netinvest.loading import Loader, Profile, RecordKind

from netinvest_loaders.blocks import blocks
from netinvest_loaders.transfers import goaml, iso20022, swift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.loading import Sample, Texts

_ISO = re.compile(
    r"<(?:\w+:)?(?:BkToCstmrStmt|BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn|FIToFICstmrCdtTrf|FICdtTrf|FIToFICstmrDrctDbt"
    r"|CstmrCdtTrfInitn|CstmrDrctDbtInitn)\b"
)
_ISO_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:((?:camt\.05[234]|pacs\.00[389]|pain\.00[18])\.[\d.]+)")
_GOAML = re.compile(r"<report\b(?=.*<(?:rentity_id|submission_code|currency_code_local)\b)", re.DOTALL)
_SWIFT_TAGS = re.compile(r"^\s{0,3}:(20|21|25P?|28C?D?|60[FM]|61|62[FM]|32[AB]|50[A-Z]?|59[AF]?|23B):", re.MULTILINE)
_SWIFT_NEEDS = (
    *({"25", "61"}, {"25P", "61"}, {"60F", "61"}, {"20", "61"}, {"20", "25"}),  # statements
    *({"32A", "59"}, {"32A", "59A"}, {"32A", "59F"}, {"20", "32A"}, {"28D", "32B"}),  # payments
)


def _recognise_iso(sample: Sample) -> tuple[float, str]:
    if (found := _ISO_NAMESPACE.search(sample.text)) is not None:
        return 1.0, f"its namespace is that of {found[1]}"
    if _ISO.search(sample.text) is not None:
        return 0.95, "it has the root element of an ISO 20022 message"
    return 0.0, "no ISO 20022 message"


def _recognise_goaml(sample: Sample) -> tuple[float, str]:
    if _GOAML.search(sample.text) is not None:
        return 1.0, "it has the elements of a goAML report"
    return 0.0, "no goAML report"


def _recognise_swift(sample: Sample) -> tuple[float, str]:
    tags = set(_SWIFT_TAGS.findall(sample.text))
    if re.match(r"\s*[\x00-\x03\ufeff]?\{1:", sample.text) and tags:
        return 1.0, "it begins with the envelope of a SWIFT message"
    if any(needed <= tags for needed in _SWIFT_NEEDS):
        return 0.95, f"it has the SWIFT fields {', '.join(sorted(tags))}"
    return 0.0, "no SWIFT fields"


def _read_iso(stream: BinaryIO, name: str) -> Iterator[Texts]:
    return blocks(iso20022.rows(stream, name))


def _read_goaml(stream: BinaryIO, name: str) -> Iterator[Texts]:
    return blocks(goaml.rows(stream, name))


def _read_swift(stream: BinaryIO, name: str) -> Iterator[Texts]:
    """Statements are small (an account's month), so that a file is held in memory."""
    data = stream.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # banks send Latin letters against the standard
    if "\ufffd" in text and "\x00" in text:
        raise InputRefused("neither UTF-8 nor Windows-1252 text", where=name, remedy="ask for the file again")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return blocks(swift.rows(lines), lines=len(lines))


def _profile(name: str, title: str) -> Profile:
    return Profile.model_validate(
        {
            "name": name,
            "kind": RecordKind.TRANSFERS,
            "title": title,
            "time": {"order": "ymd"},
            "money": {"decimal": "."},
        }
    )


LOADERS = (
    Loader(
        _profile("iso20022", "ISO 20022: camt.052/053/054, pacs.003/008/009, pain.001/008"), _read_iso, _recognise_iso
    ),
    Loader(_profile("swift", "SWIFT: MT940, MT942, MT950, MT101, MT103, MT202"), _read_swift, _recognise_swift),
    Loader(_profile("goaml", "goAML report"), _read_goaml, _recognise_goaml),
)
