"""What is true in a synthetic case: who holds what, who plays which part, what each file should load as."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

FORMAT = "netinvest-synthetic-truth/1"


class Role(StrEnum):
    """The part an actor plays. An actor may play several; `exploited` with `manager` is the overlap."""

    COORDINATOR = "coordinator"
    MANAGER = "manager"
    EXPLOITED = "exploited"
    RECRUITER = "recruiter"
    DRIVER = "driver"
    AD_POSTER = "ad_poster"
    MULE = "mule"
    SHELL_COMPANY = "shell_company"
    CUSTOMER = "customer"
    INDEPENDENT = "independent"
    BACKGROUND = "background"
    RELATIVE_ABROAD = "relative_abroad"  # a foreign number that one person at home speaks with
    TAXI = "taxi"
    TAKEAWAY = "takeaway"
    CALL_CENTRE = "call_centre"
    BULK_SENDER = "bulk_sender"
    EMPLOYER = "employer"
    LANDLORD = "landlord"
    REMITTANCE_SHOP = "remittance_shop"
    SCHOOL = "school"
    SHOP = "shop"
    HOTEL = "hotel"
    AD_SITE = "ad_site"
    HELPLINE = "helpline"
    AGENT = "agent"  # pays wallets in and out; never a person of the case
    # innocents whose records resemble a ring's in one stream
    FIRM_OWNER = "firm_owner"
    FAMILY_ELDER = "family_elder"
    CLUB_SECRETARY = "club_secretary"
    AD_AGENT = "ad_agent"
    OUTREACH_WORKER = "outreach_worker"


HUB_ROLES = frozenset(
    {
        Role.TAXI,
        Role.TAKEAWAY,
        Role.CALL_CENTRE,
        Role.BULK_SENDER,
        Role.EMPLOYER,
        Role.LANDLORD,
        Role.REMITTANCE_SHOP,
        Role.SCHOOL,
        Role.SHOP,
        Role.HOTEL,
        Role.AD_SITE,
        Role.HELPLINE,
        Role.AGENT,
    }
)
"""Innocent hubs: organisations whose numbers or accounts meet many people."""

RESEMBLING_ROLES = frozenset(
    {Role.FIRM_OWNER, Role.FAMILY_ELDER, Role.CLUB_SECRETARY, Role.AD_AGENT, Role.OUTREACH_WORKER}
)
"""Innocents who look like a ring member in one stream."""


@dataclass(frozen=True, slots=True)
class PhoneTruth:
    """A number, its SIM and handset, and the days (UTC, inclusive) on which its holder used it."""

    msisdn: str
    imsi: str
    imei: str
    used_from: str
    used_to: str
    channel: str  # main | second


@dataclass(frozen=True, slots=True)
class ActorTruth:
    """One person or organisation."""

    actor: str
    name: str
    kind: str  # person | organisation
    roles: tuple[str, ...]
    ring: str | None
    city: str
    category: str | None  # what the case register says of them, if it names them
    phones: tuple[PhoneTruth, ...] = ()
    accounts: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    sender: str | None = None  # the name a bulk sender shows in place of a number


@dataclass(frozen=True, slots=True)
class RingTruth:
    """One ring: its members by role, where and how it works."""

    ring: str
    members: dict[str, list[str]]  # role -> actors; an actor stands under each of their roles
    places: list[str]
    behaviour: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DirtyRow:
    """A row spoilt on purpose, by its number in the file (from 1, as a spreadsheet counts)."""

    row: int
    fate: str  # rejected | duplicate
    why: str


@dataclass(frozen=True, slots=True)
class FileTruth:
    """What a file holds, exactly: lines = rows + structural_lines, rows = loaded + rejected + duplicate."""

    name: str
    kind: str  # calls | transfers | advertisements | subjects
    layout: str
    lines: int
    rows: int
    loaded: int
    rejected: int
    duplicate: int
    structural_lines: int
    dirty: tuple[DirtyRow, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseTruth:
    """The whole truth of a case."""

    seed: int
    country: str
    time_zone: str
    currency: str
    period: tuple[str, str]  # first and last day, UTC
    parameters: dict[str, Any]
    actors: dict[str, ActorTruth]
    rings: tuple[RingTruth, ...]
    events: dict[str, int]  # stream -> distinct events that the files report
    service_numbers: tuple[str, ...] = ()  # voicemail and the like: many call them, nobody holds them
    files: tuple[FileTruth, ...] = field(default=())

    def with_role(self, *roles: Role | str) -> list[str]:
        """Actors who play any of the roles, sorted."""
        wanted = {str(role) for role in roles}
        return sorted(a.actor for a in self.actors.values() if wanted & set(a.roles))

    def identifiers(self) -> dict[str, str]:
        """Identifier key (``kind:value``) -> actor. A wallet's account is its phone number.

        A handset that two actors used, one after the other, is listed for its last user.
        """
        owners: dict[str, str] = {}
        for actor in self.actors.values():
            for phone in actor.phones:
                owners[f"phone:{phone.msisdn}"] = actor.actor
                if phone.imsi:
                    owners[f"imsi:{phone.imsi}"] = actor.actor
                if phone.imei:
                    owners[f"imei:{phone.imei[:14]}"] = actor.actor
            if actor.sender:
                owners[f"phone:{actor.sender}"] = actor.actor
            for kind, values in (("account", actor.accounts), ("email", actor.emails), ("handle", actor.handles)):
                owners.update((f"{kind}:{value}", actor.actor) for value in values)
        return owners

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, as written to ``truth.json``."""
        body = asdict(self)
        return {
            "format": FORMAT,
            **{name: body[name] for name in ("seed", "country", "time_zone", "currency", "period", "parameters")},
            "events": body["events"],
            "service_numbers": body["service_numbers"],
            "files": body["files"],
            "rings": body["rings"],
            "hubs": self.with_role(*HUB_ROLES),
            "resembling": self.with_role(*RESEMBLING_ROLES),
            "independents": self.with_role(Role.INDEPENDENT),
            "customers": self.with_role(Role.CUSTOMER),
            "actors": body["actors"],
            "identifiers": {
                key: {"actor": actor, "roles": list(self.actors[actor].roles)}
                for key, actor in sorted(self.identifiers().items())
            },
        }
