"""What the verb profile prints and writes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.cli.output import print_json, print_table, print_text
from netinvest.cli.run import DONE, LOOK, say
from netinvest.errors import InputRefused, UnrecognisedFormat, UsageError
from netinvest.loading.kind import RecordKind

if TYPE_CHECKING:
    from netinvest.ingest.preview import Preview

_REJECTED = ("row", "field", "value", "reason")


def _checked_options(how: dict[str, Any]) -> dict[str, Any]:
    """Country and zone, refused as a case refuses them."""
    from netinvest.case.settings import checked_country, checked_time_zone

    return {
        **how,
        "country": checked_country(how["country"]) if how["country"] else None,
        "time_zone": checked_time_zone(how["time_zone"]),
    }


def shown(file: Path, how: dict[str, Any], *, as_json: bool) -> int:
    """Print what a file would become."""
    from netinvest.ingest.preview import preview

    seen = preview(file, **_checked_options(how))
    if as_json:
        print_json(seen.to_dict())
        return DONE
    _print(seen)
    return DONE


def _print(seen: Preview) -> None:
    print_text(f"{seen.kind}, read by the profile {seen.profile.name}: {seen.because}\n")
    rows = [
        (column, heading if isinstance(heading, str) else f"column {heading + 1}")
        for column, heading in seen.mapping.items()
    ]
    if rows:
        print_table(("column", "heading"), rows)
        print_text("")
    print_table(seen.columns, [["" if v is None else v for v in record] for record in seen.records], empty="no record")
    if seen.rejected:
        say(f"note: rejected among the first rows: {len(seen.rejected)} or more")
        print_text("")
        print_table(_REJECTED, seen.rejected)
    for note in seen.notes:
        say(f"note: {note}")
    if seen.unread:
        from netinvest.case.text_table import clean

        say(f"note: not read, because the heading is not known: {clean(', '.join(seen.unread))}")
    say("nothing was loaded")


def written(file: Path, out: Path, kind: str, how: dict[str, Any]) -> int:
    """Write a profile for a file."""
    from netinvest.ingest.preview import preview, recognised
    from netinvest.ingest.profile_draft import blank, draft

    if out.exists():
        raise UsageError("there is such a file already", where=out.name, remedy="choose another name")
    if kind and kind not in set(RecordKind):
        raise UsageError("there is no such kind", where="--kind", remedy=f"use one of {', '.join(RecordKind)}")
    try:
        text, filled = draft(preview(file, **_checked_options(how)), out), True
    except UnrecognisedFormat as error:
        if not kind:
            raise UnrecognisedFormat(
                error.what,
                where=error.where,
                remedy="say with --kind what it is, and a profile to fill in is written",
                candidates=error.candidates,
            ) from None
        text, filled = blank(file, kind, out), False
    except InputRefused as error:  # it is recognised, and its values need a word: that is what a profile is for
        text, filled = draft(recognised(file, **_checked_options(how)), out), False
        say(f"note: {error}")
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the profile cannot be written ({error.strerror})", where=out.name) from None
    how_on = "correct it where it is wrong" if filled else "fill in what is missing"
    say(f"profile {out.name} written: {how_on}, then netinvest profile {file.name} --as {out.name}")
    return DONE if filled else LOOK


def checked(file: Path, profile: Path, how: dict[str, Any], *, max_rejected: float, as_json: bool) -> int:
    """Read a whole file by a profile, into nothing."""
    from netinvest.ingest.load import load_file
    from netinvest.ledger.ledger import Ledger
    from netinvest.loading.profile import Profile

    Profile.read(profile)  # what is wrong with it is told before the file is looked at
    with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "check.case") as ledger:
        report = load_file(ledger, file, **_checked_options(how), profile=str(profile), loaded_by="check")
        query = "SELECT row, field, value, reason FROM rejection ORDER BY row LIMIT 10"
        rejected = ledger.con.execute(query).fetchall()
    counts = {
        name: getattr(report, name) for name in ("lines", "rows", "loaded", "rejected", "duplicate", "structural_lines")
    }
    over = report.rejected > max_rejected / 100 * report.rows
    if as_json:
        entries = [dict(zip(_REJECTED, entry, strict=True)) for entry in rejected]
        print_json(
            {"profile": report.profile, **counts, "rejections": entries, "notes": list(report.notes), "holds": not over}
        )
    else:
        print_table(("lines", "rows", "loaded", "rejected", "duplicate", "structural"), [tuple(counts.values())])
        if rejected:
            print_text("")
            print_table(_REJECTED, rejected)
        for note in report.notes:
            say(f"note: {note}")
        share = f"{report.rejected:,} of {report.rows:,} rows are rejected"
        say(f"the profile does not hold: {share}" if over else f"the profile holds: {share}; nothing was loaded")
    return LOOK if over else DONE
