"""JSON Lines, and JSON that is a list of objects: each object is a row, its keys are headings."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from netinvest.errors import InputRefused
from netinvest.ingest.encoding import blocks
from netinvest.ingest.opening import opened
from netinvest.ingest.recognise import Grid
from netinvest.loading.loader import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SAMPLE = 200
_LARGEST = 512 * 1024 * 1024
_MOST_FIELDS = 2_000
"""Fields beyond which objects are no records: an index of people by their numbers, settings, a tree."""
_ROWS = 50_000
_KEPT = 200
_SEPARATOR = " ; "
_HALVES = re.compile("[\ud800-\udfff]")
_WRAPPERS = (
    "records", "rows", "data", "items", "results", "calls", "transactions", "transfers", "ads", "advertisements",
    "subjects",
)  # fmt: skip


def looks_like_json(text: str) -> bool:
    """Whether a text begins as an object, or a list of objects."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        return start[1:].lstrip()[:1] in {"{", "]"}
    return start.startswith("{")


def flattened(value: Any, prefix: str = "") -> dict[str, str]:
    """An object as text columns: ``contact.phone`` for what lies within, lists joined."""
    found: dict[str, str] = {}
    for key, inner in value.items():
        name = f"{prefix}{_whole(key)}"
        if isinstance(inner, dict):
            found.update(flattened(inner, f"{name}."))
        elif isinstance(inner, list):
            found[name] = _SEPARATOR.join(_scalar(item) for item in inner if item is not None)
        elif inner is not None:
            found[name] = _scalar(inner)
    return found


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return _whole(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _whole(text: str) -> str:
    """A text without halves of characters, which JSON can name (by its escapes) and nothing can write."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


def _row(value: dict[str, Any]) -> dict[str, str] | None:
    """An object as text columns; None if it is nested without end."""
    try:
        return flattened(value)
    except RecursionError:
        return None


def _exact(text: str) -> str:
    return text  # an amount keeps its digits: never a float


class JsonRows:
    """The objects of a file.

    Attributes:
        media: jsonl or json.
        lines: Lines so far (JSON Lines), or objects (a list).
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self._path, self._encoding = path, encoding
        self.media = "jsonl"
        self.lines = 0

    def grid(self, text: str) -> Grid:
        """The first objects as rows under all their keys."""
        objects = []
        for line in text.lstrip("\ufeff").splitlines()[: _SAMPLE + 20]:
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict):
                objects.append(value)
        first = next((line for line in text.splitlines() if line.strip()), "").strip()
        wrapped = len(objects) == 1 and any(isinstance(objects[0].get(key), list) for key in _WRAPPERS)
        if not objects or wrapped or not first.endswith("}") or first.startswith("["):
            self.media = "json"
            objects = self._whole()[:_SAMPLE]
        if not objects:
            raise InputRefused("the file holds no JSON objects", where=self._path.name)
        rows = [_row(value) or {} for value in objects]
        keys = list(dict.fromkeys(key for row in rows for key in row))
        if len(keys) > _MOST_FIELDS:
            raise InputRefused(
                f"the objects have more than {_MOST_FIELDS:,} different fields, so they are not one record each",
                where=self._path.name,
                remedy="give a list of objects, one for each record",
            )
        return Grid([keys, *([row.get(key, "") for key in keys] for row in rows)], keyed=True)

    def _whole(self) -> list[dict[str, Any]]:
        stream, _ = opened(self._path)
        with stream:
            data = b"".join(blocks(stream, self._encoding, self._path.name))
        if len(data) > _LARGEST:
            raise InputRefused(
                "the JSON list is larger than 512 MB", where=self._path.name, remedy="convert it to JSON Lines"
            )
        try:
            value = json.loads(data, parse_float=_exact)
        except (ValueError, RecursionError):
            raise InputRefused("the file is no valid JSON", where=self._path.name, remedy="ask for it again") from None
        if isinstance(value, dict):
            inner = [value[key] for key in _WRAPPERS if isinstance(value.get(key), list)]
            value = inner[0] if inner else [value]
        return [item if isinstance(item, dict) else {} for item in value]

    def read(self, keys: dict[str, str]) -> Iterator[Texts]:
        """Blocks of rows.

        Args:
            keys: Canonical column to key.
        """
        if self.media == "json":
            found = self._whole()
            for start in range(0, len(found), _ROWS):
                part = found[start : start + _ROWS]
                rows = [(start + place, _row(value) or {}) for place, value in enumerate(part, 1)]
                self.lines = start + len(part)
                yield _texts(
                    rows, keys, [(n, "object", None, "is no JSON object with values") for n, v in rows if not v], 0
                )
            return
        stream, _ = opened(self._path)
        with stream:
            for block in blocks(stream, self._encoding, self._path.name):
                rows, refused, structural = [], [], 0
                for line in block.decode("utf-8").removesuffix("\n").split("\n"):
                    self.lines += 1
                    if not line.strip():
                        structural += 1
                        continue
                    try:
                        value = json.loads(line, parse_float=_exact)
                    except (ValueError, RecursionError):
                        value = None
                    row = _row(value) if isinstance(value, dict) else None
                    if row is None:
                        refused.append((self.lines, "line", line[:_KEPT].replace("\0", "\ufffd"), "is no JSON object"))
                        continue
                    rows.append((self.lines, row))
                yield _texts(rows, keys, refused, structural)


def _texts(
    rows: list[tuple[int, dict[str, str]]], keys: dict[str, str], refused: Sequence[tuple[int, str, str | None, str]],
    structural: int,
) -> Texts:  # fmt: skip
    bad = {row for row, _, _, _ in refused}
    kept = [(number, row) for number, row in rows if number not in bad]
    columns = {
        name: pa.array([row.get(key, "").replace("\0", "\ufffd") for _, row in kept], pa.string())
        for name, key in keys.items()
    }
    return Texts(pa.table(columns), np.array([number for number, _ in kept], np.int64), refused, structural)
