"""The verb about how a file is read: profile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from netinvest.cli.options import Json  # noqa: TC001 - typer reads it
from netinvest.cli.records import DateOrder  # noqa: TC001 - typer reads it


def profile(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to look at.", show_default=False)],
    country: Annotated[
        str, typer.Option(metavar="CC", help="Country of numbers without a prefix: GB, FR ...", show_default=False)
    ] = "",
    time_zone: Annotated[str, typer.Option(metavar="ZONE", help="Zone of times that state none.")] = "UTC",
    dates: Annotated[
        DateOrder | None,
        typer.Option(help="Order of day and month, where the file does not tell.", show_default=False),
    ] = None,
    by: Annotated[
        str, typer.Option("--as", metavar="PROFILE", help="Read it by this profile.", show_default=False)
    ] = "",
    write: Annotated[
        Path | None,
        typer.Option(metavar="TOML", help="Write a profile that reads it so, to correct.", show_default=False),
    ] = None,
    kind: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help="With --write, for a file that is not recognised: calls, transfers, advertisements or subjects.",
            show_default=False,
        ),
    ] = "",
    check: Annotated[
        Path | None,
        typer.Option(metavar="TOML", help="Read the whole file by this profile and count.", show_default=False),
    ] = None,
    max_rejected: Annotated[
        float, typer.Option(metavar="PERCENT", min=0, max=100, help="With --check: end with 1 if more is rejected.")
    ] = 5.0,
    as_json: Json = False,
) -> int:
    """Show how a file would be read: by what it is recognised, its mapping, ten records. Nothing is loaded.

    It needs no case, and shows values of the file. With --write it writes a profile that you can correct and load by
    (load --as); with --check it tries one on a whole file.
    """
    from netinvest.cli.profile_output import checked, shown, written
    from netinvest.errors import UsageError

    if check is not None and (by or write is not None):
        raise UsageError("--check stands alone", remedy="leave out --as and --write")
    if kind and write is None:
        raise UsageError("--kind is for --write", remedy="give both, or neither")
    how = {
        "country": country.upper() or None,
        "time_zone": time_zone,
        "date_order": dates.value if dates else None,
    }
    if check is not None:
        return checked(file, check, how, max_rejected=max_rejected, as_json=as_json)
    if write is not None:
        return written(file, write, kind, {**how, "profile": by or None})
    return shown(file, {**how, "profile": by or None}, as_json=as_json)
