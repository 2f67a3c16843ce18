"""One pass over a network: signs of exploitation from below, signs of control from above.

The pass goes upward. First: who may be exploited (advertised, known from a register, or handing over their earnings
together with others). Second: who is in lasting contact with several of them, or paid by several of them, beyond
chance. Third: who those report to, and whose pocket the earnings end in. Calls alone do not show the third; the
streams together may.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.company import advertised_together, coherent
from netinvest.analysis.concentration import effective_number
from netinvest.analysis.ends import ABOVE, Ends, find_ends
from netinvest.analysis.handover import QUARTER, Handover, find_handovers
from netinvest.analysis.hub import Hubs, find_hubs, outlying
from netinvest.analysis.line import find_lines
from netinvest.analysis.money import Money, amounts, follow_money, totals
from netinvest.analysis.operation import Operations, find_operations
from netinvest.analysis.rank_aggregation import aggregate
from netinvest.analysis.reporting import BEYOND_CHANCE, CALL_SIGNS, by_calls_alone, few_but_right
from netinvest.analysis.surprise import Sign, association, surprise
from netinvest.analysis.tie import Ties, find_ties
from netinvest.analysis.top import HALF, LEAD, main_payments, tops
from netinvest.analysis.wages import Wages, find_wages
from netinvest.model.category import PROTECTED
from netinvest.projection.network import PURPOSES

if TYPE_CHECKING:
    from netinvest.projection.network import Floats, Ints, Mask, Network

SUPPORTING = frozenset(
    {
        "control_ties",
        "paid_by_exposed",
        "paid_by_controllers",
        "collects_earnings",
        "layers_below",
        "paid_in_the_end",
        "gathers_earnings",
        "posts_for_others",
    }
)
"""Signs shown with a lead but not ranked by: of the middle rather than the top (people who are exploited are made to
collect and to post for the others), or told by where earnings end already, and no help besides (ablation in the method
card of rank aggregation)."""
LEAST = {"few_but_right": 3.0, "reporting_lines": 2.0}
"""Signs weaker than this are shown but not ranked by: where few actors show a sign at all, any trace of it would rank
high. Surprises in powers of ten."""
MAINLY_EXPOSED = 4.0
"""Surprise of ties with exposed people, half of all ties, that makes up for advertisements that would join these."""
SEVERAL = 3
"""Payments for advertising and rooms, or clients, that are more than an occasion."""
MERCHANT_PAYERS = 4
"""Payers from which somebody paid for rooms, transport or advertising is a merchant."""
NEARLY_ALL = 0.9
"""Part of what somebody received that was paid for rooms, transport or advertising, from which one or two payers are
enough for a merchant."""
SEVERAL_ORIGINS = 1.5
"""Effective number of origins from which money counts as gathered from several people."""


@dataclass(frozen=True)
class Draw:
    """One perturbation: days of contact, weights of transfers, and advertisements kept."""

    contact_days: Floats
    transfer_weight: Floats
    advertisement_kept: Mask


@dataclass(frozen=True)
class Measures:
    """Everything one pass measured; arrays are per actor."""

    ties: Ties  # without innocent hubs
    flow: sparse.csr_matrix  # payer x payee amounts
    main: sparse.csr_matrix  # payee x payer, where the payee got at least a quarter of what the payer received
    money: Money
    handover: Handover
    ends: Ends
    hubs: Hubs
    operations: Operations
    known: Mask  # a register says victim, possible victim or minor
    advertised: Mask
    line: Ints  # the advertised number that an actor stands behind, -1 for none
    clients: Mask  # called somebody who may be exploited, casually
    controllers: Mask  # in lasting contact with, or paid by, several who may be exploited
    signs: dict[str, Sign]  # of control
    earns: Mask  # takes strangers' or callers' money as exploited people do: perhaps one of them
    exploited_earner: Mask  # hands over to a collector who shows a further sign
    wages: Wages
    made_to_collect: Floats  # part handed up by who earns, and collects from several who may be exploited
    unclear: Mask  # by calls alone as likely under control as in control
    eligible: Mask  # may be a likely coordinator at all
    coordination: Floats  # aggregated score of the signs of control

    @property
    def victims(self) -> Mask:
        """Who may be exploited, before anything about control is asked."""
        told = self.known | self.advertised | self.exploited_earner | self.unclear
        return told | (self.wages.withheld > 0) | (self.line >= 0)


def _posts(network: Network, operations: Operations) -> Floats:
    """Contacts in the operation an actor posts for, 0 below two."""
    ads = network.advertisements
    posts = np.zeros(network.size)
    if len(ads.poster_ad):
        np.maximum.at(posts, ads.poster_actor, operations.contacts[operations.of_ad[ads.poster_ad]].astype(float))
    posts[posts < 2] = 0  # noqa: PLR2004
    return posts


def _advertised(network: Network, ties: Ties, draw: Draw | None) -> Mask:
    """Whom advertisements tell customers to reach; without any, who is sought like that (calls alone do not say)."""
    ads = network.advertisements
    if not ads.key and len(network.transfers.start):
        return ties.sought
    kept = ads.contact_actor if draw is None else ads.contact_actor[draw.advertisement_kept[ads.contact_ad]]
    return np.asarray(np.bincount(kept, minlength=network.size) > 0)


def _spending(network: Network, weights: Floats | None) -> tuple[Floats, Mask]:
    """How many payments an actor made for advertising and for rooms, and whether beyond chance.

    Transport is everybody's.
    """
    transfers = network.transfers
    weight = np.ones(len(transfers.start)) if weights is None else weights
    bought = (transfers.purpose >= 0) & (transfers.purpose != PURPOSES.index("transport"))
    spending = np.bincount(transfers.start[bought] + 1, weights=weight[bought], minlength=network.size + 1)[1:]
    made = np.bincount(transfers.start + 1, minlength=network.size + 1)[1:].astype(float)
    whole = np.minimum(np.floor(spending), made)  # a payment that a repeat weighs more is one payment still
    beyond = surprise(whole, made, marked=int(whole.sum()), population=int(made.sum()))
    return spending.astype(float), beyond >= BEYOND_CHANCE


def _sells(network: Network, received: Floats) -> Mask:
    """Whether an actor was paid for rooms, transport or advertising: most of it by several payers, or nearly all."""
    transfers = network.transfers
    sold = (transfers.purpose >= 0) & (transfers.end >= 0)
    amount = np.bincount(transfers.end[sold], weights=transfers.amount[sold], minlength=network.size)
    pairs = np.unique(transfers.start[sold] * np.int64(network.size) + transfers.end[sold])
    customers = np.bincount(pairs % network.size, minlength=network.size)
    payments = np.bincount(transfers.end[sold], minlength=network.size)
    many = (customers >= MERCHANT_PAYERS) & (amount >= received / 2)
    hardly_else = (payments >= SEVERAL) & (amount >= NEARLY_ALL * received)
    return np.asarray((many | hardly_else) & (received > 0))


def _corroborated(
    handover: Handover, payers: sparse.csr_matrix, ties: Ties, *, trades: Mask, victims: Mask, sought: Mask
) -> Mask:
    """Whose collector shows a further sign: pays for the trade, deals with exploited people, or givers have clients.

    A sign of anybody below counts too. A family's purse and a firm's till are handed over to, too, and show none of
    these: takings come in notes, and a shop's customers are many (``sought`` leaves them out).
    """
    known = victims.astype(float)
    deals = np.asarray(payers.astype(bool).astype(float) @ known + ties.weight.astype(bool).astype(float) @ known)
    own = trades | (deals.ravel() >= 2) | victims  # noqa: PLR2004
    own |= np.bincount(handover.payee[sought], minlength=len(victims)) >= 2  # noqa: PLR2004
    return np.asarray(handover.gathered(own.astype(float)) > 0)


def _handed_up(flow: sparse.csr_matrix, received: Floats, merchants: Mask) -> Floats:
    """Part of what somebody receives that goes on to other people, from a quarter on: to be in the middle.

    At the top nobody hands on as much, and many are made to. Wages are another matter: they go to several, and to none
    of them most. What goes to the equal of three people or more (inverse Simpson) is paid downward and counts as 0; who
    is made to collect hands up to one manager or two.
    """
    onward = (flow @ sparse.diags_array((~merchants).astype(float))).tocsr()
    part = np.divide(np.asarray(onward.sum(axis=1)).ravel(), received, out=np.zeros(len(received)), where=received > 0)
    spread = effective_number(onward, axis=1)
    return np.where((part >= ABOVE) & (spread < SEVERAL), np.minimum(part, 1.0), 0.0)


def _funnels(handover: Handover, flow: sparse.csr_matrix, received: Floats, merchants: Mask) -> Mask:
    """Who is fed with notes or by strangers, and passes half of it on to people: to one again and again, or to any."""
    onward = np.asarray(flow @ (~merchants).astype(float)).ravel()
    fed = ~merchants & (handover.strange >= HALF * received) & (received > 0)
    return np.asarray(fed & ((handover.payee >= 0) | (onward >= HALF * received)))


def _company(ties: Ties, operations: Operations, victims: Mask, line: Ints) -> tuple[Sign, Mask]:
    """Lasting contact with exposed people, and who is at the centre of a company of them.

    Who supports or drives many unconnected people is tied to as many: those around a controller belong together.
    """
    control = association(ties.weight, victims, among=ties.heard)
    together = advertised_together(operations, victims, line)
    central = (control.strength >= BEYOND_CHANCE) & coherent(ties, victims, together)
    if not len(operations.of_ad):  # without advertisements hardly anything shows who belongs together
        central |= (control.strength >= MAINLY_EXPOSED) & (control.count >= HALF * ties.degree)
    return control, central


def _around_lines(
    ties: Ties, operations: Operations, advertised: Mask, victims: Mask, *, apart: Mask
) -> tuple[Ints, Sign, Mask]:
    """Booking lines, and what ``_company`` finds once the people behind them count as exposed."""
    control, company = _company(ties, operations, victims, np.full(len(victims), -1, dtype=np.int64))
    line = find_lines(ties, advertised, free=~(apart | company))
    if (line >= 0).any():
        control, company = _company(ties, operations, victims | (line >= 0), line)
    return line, control, company


def _without(ties: Ties, hub: Mask) -> Ties:
    keep = sparse.diags_array((~hub).astype(float))
    weight = (keep @ ties.weight @ keep).tocsr()
    weight.eliminate_zeros()
    return replace(ties, weight=weight)


def _ranked(signs: dict[str, Sign], eligible: Mask, seldom: Mask) -> list[Floats]:
    """What the eligible are ranked by: signs that are strong enough, and of two people where one says nothing."""
    kept = []
    for name, sign in signs.items():
        if name in SUPPORTING:
            continue
        counts = eligible & (sign.strength >= LEAST.get(name, 0.0))
        if name == "reporting_lines":  # everybody has a partner or a parent: one person alone says nothing
            counts &= (sign.count >= 2) & seldom & (signs["few_but_right"].strength > 0)  # noqa: PLR2004
        kept.append(sign.among(counts).strength)
    return kept


def _possible(network: Network, signs: dict[str, Sign]) -> Mask:
    """Ranked signs x actors: whether an actor appears in the stream that shows the sign."""

    def seen(*columns: np.ndarray) -> Mask:
        found = np.zeros(network.size + 1, dtype=bool)
        for column in columns:
            found[column] = True
        return found[:-1]

    calls = seen(network.contacts.start, network.contacts.end)
    money = seen(network.transfers.start, network.transfers.end)
    return np.stack([calls if name in CALL_SIGNS else money for name in signs if name not in SUPPORTING])


def _ended(
    ends: Ends, handover: Handover, spending: Floats, share: Floats, *, trades: Mask, trading: Mask, funnels: Mask
) -> Floats:
    """How many people's money ends with each actor.

    What one person hands over ends with a partner, a lender or a parent, too, and what two of many tenants pay with a
    landlord. It counts with somebody a quarter of whose money is that of several, or who pays for the trade, or below
    whom as much is paid for it as three would pay for themselves (the first quartile of all who do). Notes that others
    pay in end with many an innocent owner, and count only with somebody who pays for the trade.
    """
    usual = float(np.quantile(spending[trades], QUARTER)) if trades.any() else 0.0
    for_several = handover.gathered((trades & (spending >= SEVERAL * usual)).astype(float)) > 0
    by_several = (ends.hands(trading) > SEVERAL_ORIGINS) & (share >= QUARTER)
    ended = np.where(trades | for_several | by_several, ends.reaching(trading), 0.0)
    return np.where(trades, np.maximum(ended, ends.reaching(trading | funnels)), ended)


def measure(
    network: Network, *, seed: int = 0, operations: Operations | None = None, draw: Draw | None = None
) -> Measures:
    """Measure every actor of a network.

    Args:
        network: The network.
        seed: Of the text hashing.
        operations: Posting operations found before (a perturbation does not read the texts again).
        draw: Perturbed weights; the observed ones without.
    """
    size, ads, weights = network.size, network.advertisements, draw.transfer_weight if draw else None
    ties = find_ties(network.contacts, size, service=network.service, days=draw.contact_days if draw else None)
    flow = amounts(network.transfers, size, weights=weights)
    received, sent = totals(network.transfers, size, weights=weights)
    payers = flow.T.tocsr()

    advertised = _advertised(network, ties, draw)
    known = np.logical_or.reduce([network.known[category] for category in sorted(PROTECTED)])
    victims = advertised | known
    near = association(ties.weight, victims, among=ties.heard).strength
    parties = np.asarray(np.diff((flow + payers).tocsr().indptr), dtype=float)
    passing = np.divide(sent, received, out=np.zeros(size), where=received > 0)
    # what a registered victim is paid may be called rent or fare; that makes nobody a merchant who can be forgotten
    sells = _sells(network, received) & ~known
    hubs = find_hubs(
        ties,
        parties,
        exempt=victims,
        suspicious=near,
        passing=passing,
        sells=sells,
        counts=network.counts,
        set_aside=network.set_aside,
    )
    ties = _without(ties, hubs.calls)
    handover = find_handovers(network.transfers, received, outside=hubs.money, weights=weights)
    spending, trades = _spending(network, weights)
    sought = handover.earner & (handover.customers >= SEVERAL) & ~outlying(parties)
    tree = _corroborated(handover, payers, ties, trades=trades, victims=victims, sought=sought)
    exploited_earner = handover.earner & tree[handover.payee] & (handover.payee >= 0)
    wages = find_wages(network.transfers, received, outside=hubs.money, weights=weights)
    victims = victims | exploited_earner | (wages.withheld > 0)
    if operations is None:
        operations = find_operations(ads, size, ties=ties, hub=hubs.calls, seed=seed)

    line, control, company = _around_lines(
        ties, operations, advertised, victims, apart=advertised | hubs.any | network.service
    )
    victims = victims | (line >= 0)
    clients = (np.asarray(ties.casual @ victims.astype(float)).ravel() > 0) & ~victims
    paid_by_victims = association(payers, victims)
    paid_by_clients = association(payers, clients)
    collects = np.maximum(paid_by_victims.strength, np.where(tree, handover.collects.strength, 0.0)) >= BEYOND_CHANCE
    controllers = ~victims & ~hubs.any & (company | collects)

    origin = np.where(victims, 1.0, np.where(~hubs.money & (paid_by_clients.strength >= BEYOND_CHANCE), 0.5, 0.0))
    money = follow_money(flow, origin, received=received, sent=sent, absorbing=hubs.money)
    _, layers = handover.upstream_of(victims)
    trading = ~hubs.money & (victims | trades | (paid_by_clients.strength >= BEYOND_CHANCE))
    funnels = _funnels(handover, flow, received, hubs.money)
    ends = find_ends(flow, received, sent, origins=trading | controllers | funnels, merchants=hubs.money)
    ended = _ended(ends, handover, spending, money.share, trades=trades, trading=trading, funnels=funnels)
    main, trade = main_payments(flow, received), handover.gathered(spending)
    several = (money.origins > SEVERAL_ORIGINS) & (money.share >= QUARTER)
    few, seldom = few_but_right(network, hubs.any, victims, controllers)
    signs = {
        "few_but_right": few,
        "control_ties": control,
        "reporting_lines": association(ties.weight, controllers, among=ties.heard),
        "paid_by_exposed": association(main, victims),
        "paid_by_controllers": association(main, controllers),
        "collects_earnings": handover.collects.among(tree),
        "earnings_end_here": Sign.plain(np.where(ended >= ABOVE, ended, 0.0)),
        "layers_below": Sign.plain(np.maximum(layers - 1.0, 0.0)),
        "pays_for_the_trade": Sign.plain(np.where((ended >= HALF) & (trade >= SEVERAL), trade, 0.0)),
        "paid_in_the_end": Sign.plain(np.where(several, money.retained, 0.0)),
        "gathers_earnings": Sign.plain(np.where(several, money.share * money.origins, 0.0), money.origins),
        "posts_for_others": Sign.plain(_posts(network, operations)),
    }
    # an account that the callers of exploited people pay may be one of theirs
    own = (paid_by_clients.strength >= BEYOND_CHANCE) & ~collects
    doubtful, between = by_calls_alone(signs)
    earns = own | handover.earner | ((received > 0) & (handover.strange >= received / 2))
    # who takes strangers' money, and is handed over to by fewer than two, may be one of those exploited
    # ... unless other people's earnings come to rest there
    alike = handover.earner | ((own | (earns & (handover.collects.count < 2))) & (ended < 1.0))  # noqa: PLR2004
    handed_up = _handed_up(flow, received, hubs.money)
    eligible = ~victims & ~alike & (handed_up == 0) & ~hubs.any & ~network.service & ~doubtful & ~wages.staff
    ranked = _ranked(signs, eligible, seldom)
    score = aggregate(ranked, _possible(network, signs))
    return Measures(
        ties=ties,
        flow=flow,
        main=main,
        money=money,
        handover=handover,
        ends=ends,
        hubs=hubs,
        operations=operations,
        known=known,
        advertised=advertised,
        line=line,
        clients=clients,
        controllers=controllers,
        signs=signs,
        unclear=~victims & between,
        made_to_collect=np.where(controllers & collects & earns, handed_up, 0.0),
        earns=earns,
        exploited_earner=exploited_earner,
        wages=wages,
        eligible=eligible,
        coordination=tops(np.where(np.any(ranked, axis=0), np.maximum(score, LEAD), 0.0), ends),
    )
