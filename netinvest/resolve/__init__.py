"""Identity: which identifiers belong to one actor, by decisions that can be listed, explained and withdrawn.

``propose`` lets the rules write what they see as proposals; ``decide`` and ``withdraw`` are for people; ``resolve``
reads the standing decisions and gives every identifier its actor. Nothing is ever overwritten in the records.
"""

from __future__ import annotations

from netinvest.resolve.actors import Actors, resolve
from netinvest.resolve.categorisation import categorise, withdraw_category
from netinvest.resolve.decision import decide, judge, withdraw
from netinvest.resolve.hub_decision import decide_hub, hub_decisions, listed_hub_decisions
from netinvest.resolve.proposal import propose

__all__ = [
    "Actors",
    "categorise",
    "decide",
    "decide_hub",
    "hub_decisions",
    "judge",
    "listed_hub_decisions",
    "propose",
    "resolve",
    "withdraw",
    "withdraw_category",
]
