"""How a ring works: drawn anew for each ring, so that no single sign gives all of them away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator

CONTROL = ("calls", "messages", "reports", "in_person")
MONEY = ("direct", "mule_chain", "cash_deposits", "mobile_money", "shell_company", "structuring")
DIFFICULTIES = ("easy", "normal", "hard")


@dataclass(frozen=True, slots=True)
class RingBehaviour:
    """One ring's ways. Shares lie between 0 and 1."""

    control: str  # calls: leader rings managers; messages; reports: managers report at fixed days; in_person: nothing
    control_per_week: float  # contacts a week between a coordinator and each manager
    second_phone: bool  # the coordinator keeps a phone for the ring alone
    booking: str  # own: the number in the ad is the exploited person's; desk: one number of a manager for all
    money: str
    exploited_accounts: str  # own | none (cash only) | controlled (in their name, used by others)
    payout: str  # own: ends on the coordinator's account; notes: mostly drawn before and carried
    skim: float  # what each hand on the way keeps
    structuring_limit: int  # minor units; deposits stay below it
    ad_style: str  # template | paraphrase | mixed
    emoji: float  # how much the text is decorated
    obfuscation: float  # how often a phone is written for eyes only
    posters: str  # one | each | by_town: whose handle posts
    shared_images: float
    ad_every_days: float
    stay_days: float  # time in one town of the circuit; 0 means they stay in one place
    handset_change: float  # chance that a member's number changes during the case
    keeps_handset: float  # chance that a new number goes into the old handset
    shared_handset: float  # chance that a member got an old handset of another member
    registered: str  # absent | false_names | own_names
    ordinary_contacts: float  # members' contacts outside, against an ordinary person's
    customers_prepay: float


def draw(rng: Generator, difficulty: str) -> RingBehaviour:
    """A behaviour; the harder, the rarer are the plain ones."""
    level = DIFFICULTIES.index(difficulty)
    odds = ((0.5, 0.3, 0.2, 0.0), (0.34, 0.26, 0.26, 0.14), (0.2, 0.25, 0.3, 0.25))[level]
    control = str(rng.choice(CONTROL, p=odds))
    return RingBehaviour(
        control=control,
        control_per_week=float(rng.uniform(0.3, 1.0) * (1.8, 1.0, 0.7)[level]),
        second_phone=bool(rng.random() < 0.5),
        booking="own" if rng.random() < 0.72 else "desk",
        money=str(rng.choice(MONEY)),
        exploited_accounts=str(rng.choice(("own", "none", "controlled"), p=(0.45, 0.25, 0.3))),
        # who neither calls nor is paid by account would be in no record at all
        payout="notes" if control != "in_person" and rng.random() < 0.2 else "own",
        skim=float(rng.uniform(0.02, 0.12)),
        structuring_limit=int(rng.choice((90_000, 100_000, 250_000, 500_000))),
        ad_style=str(rng.choice(("template", "paraphrase", "mixed"))),
        emoji=float(rng.choice((0.0, 0.3, 0.8))),
        obfuscation=float(rng.choice((0.0, 0.35, 0.8))),
        posters=str(rng.choice(("one", "each", "by_town"))),
        shared_images=float(rng.choice((0.0, 0.3, 0.7))),
        ad_every_days=float(rng.uniform(4, 11)),
        stay_days=float(rng.choice((0, 5, 8, 14), p=(0.15, 0.3, 0.35, 0.2))),
        handset_change=float(rng.uniform(0.15, 0.6)),
        keeps_handset=float(rng.uniform(0.2, 0.8)),
        shared_handset=float(rng.choice((0.0, 0.1, 0.25))),
        registered=str(rng.choice(("absent", "false_names", "own_names"), p=(0.45, 0.3, 0.25))),
        ordinary_contacts=float(rng.uniform(0.25, 0.7) * (0.7, 1.0, 1.35)[level]),
        customers_prepay=float(rng.choice((0.0, 0.05, 0.15))),
    )
