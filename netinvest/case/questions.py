"""The questions a case answers, each in one call; see ``netinvest.questions`` for what each means."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from netinvest.case.asking import Asked, Reply, ask, may_place
from netinvest.case.opened import Opened
from netinvest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from netinvest.questions.answer import Answer
    from netinvest.questions.inquiry import Inquiry


class Look(TypedDict, total=False):
    """What every question takes: see ``netinvest.case.asking.Asked``."""

    streams: str | Sequence[str]
    since: str | date
    until: str | date
    run: str | None
    rows: int


class Questions(Opened):
    """Mixed into a case. People are given as alias, finding, actor id, or identifier as written."""

    def between(self, a: str, b: str, *, steps: int = 4, through_hubs: bool = False, **look: Unpack[Look]) -> Reply:
        """How two are linked: the strongest and the shortest paths of evidence."""
        from netinvest.questions.between import between

        return self._asked(
            [a, b], lambda inquiry, who: between(inquiry, *who, steps=steps, through_hubs=through_hubs), look
        )

    def around(self, actor: str, *, among: bool = False, **look: Unpack[Look]) -> Reply:
        """Whom somebody deals with, by stream."""
        from netinvest.questions.around import around

        return self._asked([actor], lambda inquiry, who: around(inquiry, who[0], among=among), look)

    def timeline(self, *actors: str, only_between: bool = False, **look: Unpack[Look]) -> Reply:
        """Every record that names any of them, oldest first."""
        from netinvest.questions.timeline import timeline

        return self._asked(actors, lambda inquiry, who: timeline(inquiry, who, only_between=only_between), look)

    def common(self, *actors: str, **look: Unpack[Look]) -> Reply:
        """Contacts that at least two of them have in common."""
        from netinvest.questions.common import common

        return self._asked(actors, common, look)

    def compare(self, first: str, second: str, actor: str | None = None, **look: Unpack[Look]) -> Reply:
        """What changed between two periods (``2026-01-01..2026-01-31``), for one or for all."""
        from netinvest.questions.compare import compare
        from netinvest.questions.period import period_of

        zone = self.settings.time_zone
        periods = period_of(first, zone), period_of(second, zone)
        names = [] if actor is None else [actor]
        return self._asked(names, lambda inquiry, who: compare(inquiry, *periods, *who), look)

    def whatif(self, *actors: str, whole: bool = False, **look: Unpack[Look]) -> Reply:
        """What is left of a network without them, removed one after the other."""
        from netinvest.questions.whatif import whatif

        return self._asked(actors, lambda inquiry, who: whatif(inquiry, who, whole=whole), look)

    def movement(self, actor: str, **look: Unpack[Look]) -> Reply:
        """Where somebody's telephones and advertisements were."""
        from netinvest.questions.movement import movement

        revealed = self.revealed
        return self._asked(
            [actor],
            lambda inquiry, who: movement(inquiry, who[0], places=may_place(inquiry, who[0], revealed=revealed)),
            look,
        )

    def money(
        self,
        actor: str,
        *,
        up: bool = False,
        to: str | None = None,
        steps: int = 6,
        through_hubs: bool = False,
        **look: Unpack[Look],
    ) -> Reply:
        """Where somebody's money can have gone, or come from; upper bounds."""
        from netinvest.questions.money import money

        names = [actor] if to is None else [actor, to]
        return self._asked(
            names,
            lambda inquiry, who: money(
                inquiry, who[0], to=who[1] if to is not None else None, up=up, steps=steps, through_hubs=through_hubs
            ),
            look,
        )

    def _asked(self, names: Sequence[str], question: Callable[[Inquiry, list[int]], Answer], look: Look) -> Reply:
        if unknown := look.keys() - Look.__annotations__.keys():
            raise UsageError(
                f"a question takes no {', '.join(sorted(unknown))}", remedy=f"use {', '.join(Look.__annotations__)}"
            )
        return ask(self, names, question, Asked(**look))
