"""What each indicator says, in a sentence that anybody can check. Aliases only, and never a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from netinvest.plural import plural

TIED_TO_EXPOSED = ("tied", "victims")
TIED_TO_CONTROL = ("tied", "controllers")


@dataclass(frozen=True)
class Wording:
    """An indicator's stream, its sentence, how it is misread, and which links between actors it rests on."""

    stream: str
    sentence: str  # {alias}, {value}, {count}, {expected}, or the count with its noun: {people}, {payments}, ...
    misread: str
    rests_on: tuple[str, str]  # tied | paid_by | pays | called_by | held_with | named_in, ..., and with whom
    shows_strength: bool = False  # the value reported is the strength, not the count

    def say(self, *, alias: str, value: float, count: float, expected: float | None) -> str:
        """The sentence for one actor."""
        chance = 0.0 if expected is None else expected
        number = round(count) or int(count > 0)  # a part of one is not nobody
        return self.sentence.format(
            alias=alias,
            value=value,
            count=number,
            expected=f"{chance:.2g}",
            people=plural(number, "person", "people"),
            numbers=plural(number, "number"),
            contacts=plural(number, "contact"),
            payments=plural(number, "payment"),
            places=plural(number, "place"),
            others=plural(number, "other contact"),
            fellows=plural(number, "other", "others"),
            days=plural(number, "day"),
            pairs=plural(number, "further pair"),
        )


CONTROL: dict[str, Wording] = {
    "few_but_right": Wording(
        "calls",
        "{alias} was in contact with {count} of those who control or collect from people who may be exploited, on "
        "fewer days than those people are; chance would bring {expected}.",
        "A friend, lawyer or creditor of several of them has the same contacts.",
        ("spoke_with", "controllers"),
    ),
    "control_ties": Wording(
        "calls",
        "{alias} is in lasting contact with {people} who may be exploited; chance would bring {expected}.",
        "Relatives, drivers, flatmates and support workers are in lasting contact with people who are exploited too.",
        TIED_TO_EXPOSED,
    ),
    "reporting_lines": Wording(
        "calls",
        "{alias} is in lasting contact with {count} of those who are themselves in lasting contact with several people "
        "who may be exploited, or who collect their money; chance would bring {expected}.",
        "The family of somebody in control has the same contacts.",
        TIED_TO_CONTROL,
    ),
    "paid_by_exposed": Wording(
        "transfers",
        "{people} who may be exploited paid {alias} a quarter of what they receive or more; chance would bring "
        "{expected}.",
        "A landlord or a friend is paid by several people too.",
        ("paid_by", "victims"),
    ),
    "paid_by_controllers": Wording(
        "transfers",
        "{count} of those who collect money from, or are in lasting contact with, people who may be exploited paid "
        "{alias}; chance would bring {expected}.",
        "They buy and rent like anybody.",
        ("paid_by", "controllers"),
    ),
    "collects_earnings": Wording(
        "transfers",
        "{people} gave {alias} at least half of all they receive, again and again; chance would bring {expected}.",
        "A firm's branches, a market stall's staff or a family's purse hand over too.",
        ("handed_by", "anybody"),
    ),
    "earnings_end_here": Wording(
        "transfers",
        "What {people} handed over, directly or through others, ends with {alias}, who hands over to nobody in these "
        "records.",
        "The owner of a firm and the elder of a family stand there too; cash, and accounts whose statements are not in "
        "the case, hide where money goes on.",
        ("tree_below", "anybody"),
    ),
    "layers_below": Wording(
        "transfers",
        "Earnings pass through {pairs} of hands before they reach {alias}.",
        "Firms have layers; an intermediary may be a bank product.",
        ("tree_below", "anybody"),
    ),
    "pays_for_the_trade": Wording(
        "transfers",
        "{alias}, and those who hand over to {alias}, made {payments} for advertising or rooms.",
        "Sales staff and travellers pay for these as well.",
        ("trade_below", "anybody"),
    ),
    "paid_in_the_end": Wording(
        "transfers",
        "Money that can be followed from people who may be exploited reached {alias}, and an amount of {value:.1f} "
        "typical payments did not leave again in the records.",
        "Wages, rent and shopping end somewhere too; records may end before the money moves on.",
        ("paid_by", "anybody"),
        shows_strength=True,
    ),
    "gathers_earnings": Wording(
        "transfers",
        "The money {alias} received can be followed back, by one or more accounts, to about {people} who may be "
        "exploited.",
        "A shared landlord or a shop gathers money from several people as well.",
        ("paid_by", "anybody"),
    ),
    "posts_for_others": Wording(
        "advertisements",
        "{alias} posted advertisements in an operation with {contacts}.",
        "Agencies, friends and site staff post for others; an account can be misused.",
        ("named_in", "advertisement"),
    ),
}

EXPOSURE: dict[str, Wording] = {
    "held_with_others": Wording(
        "calls",
        "{alias} is joined to {fellows} who may be exploited in more than one way: advertised by one hand, tied to "
        "each other or to one controller, moved together, paying one payee, or known to a register.",
        "People who work together by choice share a flat, a tour and an agent.",
        ("held_with", "exposed_or_control"),
    ),
    "advertised_with_others": Wording(
        "advertisements",
        "{alias} is advertised in one posting operation with {others}.",
        "People who work together by choice advertise together.",
        ("named_in", "advertisement"),
    ),
    "tied_to_controllers": Wording(
        "calls",
        "{alias} is in lasting contact with {count} of those in contact with several people who may be exploited.",
        "A support worker or a common friend is such a contact.",
        TIED_TO_CONTROL,
    ),
    "contact_narrowed": Wording(
        "calls",
        "{value:.0%} of the lasting contacts of {alias} are with those in control.",
        "Few records make any share large.",
        TIED_TO_CONTROL,
        shows_strength=True,
    ),
    "money_handed_up": Wording(
        "transfers",
        "{value:.0%} of the money {alias} sent went to those in control.",
        "Rent and loans are payments too.",
        ("pays", "controllers"),
        shows_strength=True,
    ),
    "sought_by_strangers": Wording(
        "calls",
        "{numbers} called {alias} on no more than a few days.",
        "Any advertised service is called by strangers.",
        ("called_by", "anybody"),
    ),
    "moved_between_places": Wording(
        "advertisements",
        "{alias} was advertised in {places} more.",
        "Some travel by choice.",
        ("named_in", "advertisement"),
    ),
    "hands_over_with_others": Wording(
        "transfers",
        "{alias} receives cash or strangers' money and hands over at least half of it to one payee, as others do.",
        "Staff hand over takings; relatives keep one purse.",
        ("pays", "anybody"),
    ),
    "wages_withheld": Wording(
        "transfers",
        "{alias} is paid by one employer, and {value:.0%} of all {alias} receives goes on to the payees to whom that "
        "employer's other people hand over theirs.",
        "A firm may house all its people with one landlord.",
        ("pays", "anybody"),
        shows_strength=True,
    ),
    "made_to_collect": Wording(
        "transfers",
        "{alias} takes strangers' money and what several who may be exploited pay, and hands {value:.0%} of all of it "
        "on to one or two others: somebody exploited who is made to collect does so.",
        "A manager, a treasurer or an employee who pays takings in does so as well.",
        ("pays", "anybody"),
        shows_strength=True,
    ),
    "behind_a_line": Wording(
        "calls",
        "{alias} and {fellows} are in closer contact with one advertised number than nearly all people are with each "
        "other, and belong together: they may be booked through it.",
        "Family and staff of somebody who advertises for themselves call often as well.",
        TIED_TO_EXPOSED,
    ),
    "close_to_a_minder": Wording(
        "calls",
        "{alias} is in close contact with somebody in as close contact with {fellows} who may be exploited or are in "
        "lasting contact with somebody who may, and is in such contact as well.",
        "Helpers of those in control, relatives and flatmates of somebody exploited stand there too.",
        ("tied", "minders_or_exposed"),
    ),
    "known_to_a_register": Wording(
        "subjects",
        "A register that was loaded describes {alias} as a victim, a possible victim or a minor.",
        "Registers hold assessments and errors; see the basis given there.",
        ("named_in", "subject"),
    ),
}

CONTROL_OF_EXPOSED: dict[str, Wording] = {
    "receives_from_exposed": Wording(
        "transfers",
        "{people} who may be exploited paid {alias}.",
        "Somebody exploited may be made to collect for others.",
        ("paid_by", "victims"),
    ),
    "handed_over_to": Wording(
        "transfers",
        "{people} gave {alias} at least half of all they receive, again and again.",
        "Somebody exploited may be made to collect for others; partners share one purse.",
        ("handed_by", "anybody"),
    ),
    "posts_for_others": CONTROL["posts_for_others"],
    "holds_a_line": Wording(
        "calls",
        "{people} in no advertisement may be booked through the advertised number of {alias}.",
        "Somebody exploited may be made to answer for the others; family calls often as well.",
        TIED_TO_EXPOSED,
    ),
    "directs_others": Wording(
        "calls",
        "{alias} reached others who may be exploited on {days}; {expected} is usual among those who may be exploited.",
        "Somebody who looks after the others, or fears for them, calls them often.",
        TIED_TO_EXPOSED,
    ),
    "between_both": Wording(
        "calls",
        "{alias} is in lasting contact with {people} who may be exploited and with several of those in control: "
        "by calls alone, being controlled and controlling look the same.",
        "Somebody exploited whose number was never advertised has these contacts.",
        TIED_TO_EXPOSED,
    ),
}

CONTRARY: dict[str, Wording] = {
    "passes_money_on": Wording(
        "transfers",
        "{value:.0%} of the money {alias} received left again: somebody who only passes money on may be used.",
        "",
        ("pays", "anybody"),
        shows_strength=True,
    ),
    "ordinary_contacts": Wording(
        "calls",
        "{value:.0%} of the lasting contacts of {alias} have nothing to do with anybody of interest here.",
        "",
        ("tied", "anybody"),
        shows_strength=True,
    ),
}

VICTIM_FIRST = (
    "Signs of exploitation come first: a qualified victim-first assessment comes before any charging decision "
    "(ECtHR, V.C.L. and A.N. v. the United Kingdom, 2021)."
)
LEAD_ONLY = "A lead to examine, not a statement of guilt."
UNSTABLE = "Unstable: it did not stay a lead in most perturbations of the records."
