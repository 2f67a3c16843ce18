"""The verbs, in the order a user meets them."""

from __future__ import annotations

import os
from typing import Any

import typer
from typer.core import TyperGroup

from netinvest.cli import (
    drawings,
    graph,
    identity,
    keeping,
    leads,
    people,
    profile,
    questions,
    records,
    sharing,
    show,
    subcase,
    trust,
)
from netinvest.errors import UsageError


class Verbs(TyperGroup):
    """Commands in the order they are listed; an unknown one is answered with the nearest."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """In the order of use, not of the alphabet."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or say which one was probably meant."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from difflib import get_close_matches

            near = get_close_matches(name, self.commands, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(self.commands)}"
            raise UsageError(f"there is no command {name!a}", remedy=hint)
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Verbs,
    name="netinvest",
    help="From call records, transfers and advertisements to ranked leads, each traced to file and row.\n\n"
    "A lead is something to examine, never a statement of guilt. Names and numbers of people who may be exploited are "
    "shown by alias, unless you reveal them with a purpose, which is logged.\n\n"
    "Exit codes: 0 done, 1 done but something must be looked at, 2 wrong use, 3 refused, 130 interrupted. "
    "--debug shows a traceback.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(asked: bool) -> None:
    if asked:
        from netinvest import __version__

        typer.echo(f"netinvest {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Options of netinvest itself."""


_VERBS: tuple[Any, ...] = (
    show.demo,
    records.create,
    profile.profile,
    records.load,
    records.sources,
    records.rejections,
    records.records,
    leads.analyse,
    leads.findings,
    leads.explain,
    leads.evidence,
    identity.decide,
    identity.decisions,
    people.category,
    people.approve,
    questions.between,
    questions.around,
    questions.timeline,
    questions.common,
    questions.compare,
    questions.whatif,
    questions.movement,
    questions.money,
    leads.remedies,
    leads.statistics,
    leads.chart,
    leads.export,
    drawings.import_,
    drawings.drawings,
    subcase.subcase,
    graph.sync,
    graph.publish,
    graph.pull,
    sharing.match,
    keeping.mark,
    keeping.permit,
    keeping.hold,
    keeping.erase,
    trust.verify,
    trust.log,
    trust.key,
    trust.seal,
    trust.stamp,
)
for _verb in _VERBS:
    app.command(_verb.__name__.rstrip("_"))(_verb)

os.environ.setdefault("TERM", "dumb")  # rich asks for it
