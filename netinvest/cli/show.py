"""The demo: a synthetic case from files to chart, by the commands a user would type."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MARKER = "demo.txt"
"""Marks a folder of the demo's own: no other folder's case is ever deleted."""


def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to write it.")] = Path("demo"),
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Another seed, another case.")] = 7,
    scale: Annotated[str, typer.Option(metavar="SCALE", help="small or acceptance.")] = "acceptance",
) -> int:
    """Write a synthetic case and take it from files to leads and a chart, printing each command."""
    import shutil

    from netinvest.cli.run import DONE, LOOK, run, say
    from netinvest.errors import UsageError
    from netinvest.synthetic import write_case

    case, files, chart = out / "harbour.case", out / "files", out / "harbour.html"
    if out.exists() and not out.is_dir():
        raise UsageError("this is a file", where=str(out), remedy="give a folder with --out")
    marker = out / MARKER
    if out.is_dir() and any(out.iterdir()) and not marker.exists():
        raise UsageError("this folder holds something else", where=str(out), remedy="give another with --out")
    for earlier in (case, files):
        shutil.rmtree(earlier, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    marker.write_text("Made by `netinvest demo`, which may delete and write anew what is here.\n", encoding="utf-8")
    say(f"Writing a synthetic case, seed {seed}; nobody in it exists.")
    truth = write_case(files, seed=seed, scale=scale).replace(out / "truth.json")
    commands = [
        ["create", str(case), "--country", "GB", "--time-zone", "Europe/London"],
        ["load", str(case), f"{files}/*"],
        ["analyse", str(case), "--seed", str(seed)],
        ["findings", str(case), "--limit", "5"],
        ["chart", str(case), str(chart)],
    ]
    for command in commands:
        say("")
        say("$ netinvest " + " ".join(map(_quoted, command)))
        code = run([word for argument in command for word in _expanded(argument, files)])
        if code not in {DONE, LOOK}:
            return code
    say("")
    say(f"The chart is {chart}: open it in a browser; it needs no network.")
    say(f"Who is who is in {truth}; no command above has read it.")
    return DONE


def _quoted(argument: str) -> str:
    """As a user would type it: a star is the shell's to expand."""
    import shlex

    return (
        argument if argument.endswith("/*") and shlex.quote(argument[:-2]) == argument[:-2] else shlex.quote(argument)
    )


def _expanded(argument: str, files: Path) -> list[str]:
    return sorted(map(str, files.iterdir())) if argument == f"{files}/*" else [argument]
