"""How an actor is drawn: by the kinds of lead it is, the protective ones first."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from netinvest.model.finding import FindingKind


class Role(IntEnum):
    """Drawn roles, in the order in which they win over each other.

    Somebody with signs of exploitation is drawn as such, whatever else they are a lead for: a victim
    shown as a trafficker is the worst error a chart can make.
    """

    POSSIBLE_VICTIM_OFFENDER = 0
    LIKELY_LINKED_VICTIM = 1
    PROTECTED_PERSON = 2  # by a register or because an advertisement names them; no such lead of this analysis
    LIKELY_COORDINATOR = 3
    FUNNEL_ACCOUNT = 4
    SET_ASIDE_HUB = 5
    OTHER = 6


class Style(NamedTuple):
    """A role's words, shape and colour (Okabe-Ito, told apart by colour-blind readers)."""

    key: str
    label: str
    plural: str
    shape: str
    fill: str
    border: str
    size: int


STYLES: dict[Role, Style] = {
    Role.POSSIBLE_VICTIM_OFFENDER: Style(
        "possible_victim_offender",
        "Possible victim-offender",
        "Possible victim-offenders",
        "hexagon",
        "#CC79A7",
        "#7E3A60",
        15,
    ),
    Role.LIKELY_LINKED_VICTIM: Style(
        "likely_linked_victim", "Likely linked victim", "Likely linked victims", "dot", "#56B4E9", "#1B5E8C", 13
    ),
    Role.PROTECTED_PERSON: Style(
        "protected_person",
        "Protected person",
        "Protected persons",
        "dot",
        "#FFFFFF",
        "#1B5E8C",
        11,
    ),
    Role.LIKELY_COORDINATOR: Style(
        "likely_coordinator", "Likely coordinator", "Likely coordinators", "diamond", "#D55E00", "#7A3600", 18
    ),
    Role.FUNNEL_ACCOUNT: Style(
        "funnel_account", "Funnel account", "Funnel accounts", "square", "#009E73", "#005C43", 12
    ),
    Role.SET_ASIDE_HUB: Style(
        "set_aside_hub", "Set-aside hub", "Set-aside hubs", "triangleDown", "#B9BEC6", "#5B6470", 13
    ),
    Role.OTHER: Style("other", "Other actor", "Other actors", "dot", "#DDE1E7", "#8A93A0", 7),
}

LEAD_ROLE: dict[FindingKind, Role] = {
    FindingKind.LIKELY_COORDINATOR: Role.LIKELY_COORDINATOR,
    FindingKind.LIKELY_LINKED_VICTIM: Role.LIKELY_LINKED_VICTIM,
    FindingKind.POSSIBLE_VICTIM_OFFENDER: Role.POSSIBLE_VICTIM_OFFENDER,
    FindingKind.FUNNEL_ACCOUNT: Role.FUNNEL_ACCOUNT,
    FindingKind.SET_ASIDE_HUB: Role.SET_ASIDE_HUB,
}
"""Kinds of lead that are about one actor; networks and advertisement clusters are about several."""

SIGNS_OF_EXPLOITATION = frozenset({Role.POSSIBLE_VICTIM_OFFENDER, Role.LIKELY_LINKED_VICTIM, Role.PROTECTED_PERSON})
"""Roles whose holders are protected: pseudonymous until a reveal, and never drawn as coordinators."""
