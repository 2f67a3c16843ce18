"""A profile written out of a file, for a person to correct: every heading is in it, as read or to be placed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from netinvest.errors import InputRefused, UsageError
from netinvest.loading.kind import COLUMNS, NEEDS, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from netinvest.ingest.preview import Preview

_HEAD = """# A profile of netinvest for files like {name}. Correct what is wrong, then
#   netinvest profile FILE --as {out}           shows how a file is read by it
#   netinvest profile FILE --check {out}        reads a whole file by it and counts
#   netinvest load CASE FILE --as {out}         loads by it
# What each entry means: docs/profiles.md in netinvest's documentation.
"""


def draft(seen: Preview, out: Path) -> str:
    """The profile that reads a file as it was read.

    Args:
        seen: The file.
        out: Where it will be written.

    Raises:
        UsageError: No profile reads such a file: it is no table, or has no heading.
    """
    if not seen.mapping or not all(isinstance(heading, str) for heading in seen.mapping.values()):
        raise UsageError(
            f"files of {seen.profile.name} are not read by headings, so there is no profile to write",
            where=seen.name,
        )
    mapped = {column: [str(heading)] for column, heading in seen.mapping.items()}
    zone = seen.options.get("time_zone") if seen.options.get("time_zone_basis") != "the case's" else None
    zone = None if seen.options.get("time_zone_basis") == "none is known" else zone
    return _text(
        out, seen.name, RecordKind(seen.kind), mapped, seen.unread, seen.options.get("delimiter"),
        {"order": seen.facts.get("order"), "zone": zone, "a_party": seen.facts.get("a_party")},
        seen.profile.fixed,
    )  # fmt: skip


def blank(path: Path, kind: str, out: Path) -> str:
    """A profile to fill in, for a table that is not recognised: its headings, and the columns of the kind.

    Args:
        path: The file.
        kind: calls, transfers, advertisements or subjects.
        out: Where it will be written.

    Raises:
        InputRefused: It is no table of text.
    """
    from netinvest.ingest.encoding import detect
    from netinvest.ingest.opening import head_of
    from netinvest.ingest.recognise import grids

    head, _ = head_of(path)
    written = detect(head, path.name)
    text = head.decode("utf-8" if written.name == "utf-8-sig" else written.name, "ignore").removeprefix("\ufeff")
    cut = grids(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))
    rows = [(grid.delimiter, row) for grid in cut for row in grid.rows if sum(bool(c.strip()) for c in row) > 1]
    if not rows:
        raise InputRefused("the file has no columns, so there is no profile to write", where=path.name)
    most = max(len(row) for _, row in rows)
    delimiter, heading = next((d, row) for d, row in rows if len(row) >= 0.8 * most)
    headings = [cell.strip(" '\"") for cell in heading if cell.strip(" '\"")]
    if sum(bool(re.search(r"\d{4,}", cell)) for cell in headings) > 1:
        headings = []  # a row of data: nothing of it is written down
    return _text(out, path.name, RecordKind(kind), {}, headings, delimiter, {}, {})


def _text(  # noqa: PLR0917 - the parts of a file, top to bottom
    out: Path,
    name: str,
    kind: RecordKind,
    mapped: dict[str, list[str]],
    unread: Sequence[str],
    delimiter: str | None,
    facts: dict[str, str | None],
    fixed: dict[str, str],
) -> str:
    slug = re.sub(r"[^a-z0-9_.-]+", "_", out.stem.casefold()).strip("_.-") or "profile"
    lines = [
        _HEAD.format(name=_comment(name), out=out.name),
        f"name = {_quoted(slug)}",
        f"kind = {_quoted(kind)}",
        f"title = {_quoted('Files like ' + name)}",
        "exact = true  # only the headings named here mean anything",
        "",
        "[columns]",
        *(f"{column} = {_listed(headings)}" for column, headings in mapped.items()),
        f"ignored = {_listed(unread)}  # not read: move a heading to a column below",
        *(f"# needed, {_needed(need)}" for need in NEEDS[kind]),
        "# other columns: " + ", ".join(c for c in COLUMNS[kind] if c not in mapped and c != "ignored"),
    ]
    if fixed:
        lines += ["", "[fixed]", *(f"{column} = {_quoted(value)}" for column, value in fixed.items())]
    if delimiter:
        lines += ["", "[table]", f"delimiter = {_quoted(delimiter)}"]
    lines += ["", "[time]"]
    lines.append(_entry("order", facts.get("order"), "dmy", "dmy, mdy or ymd; without it a day above 12 must tell"))
    lines.append(_entry("zone", facts.get("zone"), "Europe/London", "without it the case's zone is taken"))
    if kind == RecordKind.CALLS:
        lines += ["", "[direction]"]
        lines.append(
            _entry(
                "a_party", facts.get("a_party"), "target", "originating or target, where there are an A and a B party"
            )
        )
        lines += ['# incoming = ["IN"]  # words beside those always known', '# outgoing = ["OUT"]']
        lines += ["", "[services]", '# voice = ["CALL"]  # words beside those always known', '# sms = ["TEXT"]']
    return "\n".join(lines) + "\n"


def _needed(need: str) -> str:
    ways = [way.strip() for way in need.split("|")]
    return f"one of: {', or '.join(ways)}" if len(ways) > 1 else ways[0]


def _entry(key: str, value: str | None, example: str, comment: str) -> str:
    return f"{'' if value else '# '}{key} = {_quoted(value or example)}  # {comment}"


def _quoted(text: str) -> str:
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(text) for text in texts) + "]"


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
