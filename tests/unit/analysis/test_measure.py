"""One pass over drawn networks: who may be exploited, who controls, who is clear."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.exposure import measure_exposure
from netinvest.analysis.measure import Draw, Measures, measure
from netinvest.projection.network import PURPOSES
from tests.unit.analysis.sketch import Sketch

SIZE = 120


def crowd(seed: int = 1) -> Sketch:
    """Strangers 40..119 who know four of each other each; 0..39 are free for the story."""
    generator = np.random.default_rng(seed)
    drawn = Sketch(SIZE)
    for person in range(40, SIZE):
        for other in generator.choice(np.arange(40, SIZE), 3, replace=False).tolist():
            if other != person:
                drawn.talk(person, other, days=10)
    return drawn


def ring() -> Sketch:
    """1 keeps 3, 4, 5, 6 and 2 keeps 7, 8, 9, 10; both report to 0."""
    drawn = crowd().talk(1, range(3, 7), days=15).talk(2, range(7, 11), days=15).talk(0, [1, 2], days=15)
    for person in range(3, 11):
        drawn.advertise(
            f"{'abcdefgh'[person - 3] * 4} text {'klmnopqr'[person - 3] * 3}", person, day=person, poster=12
        )
        drawn.call(50 + person, person)
    return drawn


def named(measures: Measures, sign: str) -> list[int]:
    return np.flatnonzero(measures.signs[sign].strength > 0).tolist()


def test_control_is_lasting_contact_with_several_who_are_advertised() -> None:
    measures = measure(ring().network())
    assert np.flatnonzero(measures.advertised).tolist() == list(range(3, 11))
    assert np.flatnonzero(measures.controllers).tolist() == [1, 2]
    assert measures.signs["control_ties"].count[[1, 2, 0]].tolist() == [4, 4, 0]
    assert measures.signs["reporting_lines"].count[0] == 2


def test_a_casual_caller_is_a_client_and_nothing_else() -> None:
    measures = measure(ring().network())
    assert np.flatnonzero(measures.clients).tolist() == list(range(53, 61))
    assert not measures.controllers[53:61].any()


def test_the_poster_of_an_operation_is_told_by_its_contacts() -> None:
    measures = measure(ring().network())
    assert measures.signs["posts_for_others"].strength[12] == 8
    assert not measures.advertised[12]
    assert measures.coordination[12] == 0, "people who are exploited are made to post for the others"


def test_whoever_is_advertised_is_not_eligible_whatever_else_they_do() -> None:
    network = ring().advertise("a text of its own", 0, day=90).register(1, "minor").network()
    measures = measure(network)
    assert not measures.eligible[[0, 1]].any()
    assert measures.coordination[[0, 1]].tolist() == [0, 0]
    assert measures.victims[[0, 1]].all()


def test_leaving_out_every_advertisement_leaves_nobody_advertised() -> None:
    network = ring().network()
    draw = Draw(
        contact_days=network.contacts.active_days.astype(float),
        transfer_weight=np.ones(0),
        advertisement_kept=np.zeros(len(network.advertisements.key), dtype=bool),
    )
    assert not measure(network, draw=draw).advertised.any()


def test_exposure_is_measured_on_the_exposed_only() -> None:
    network = ring().network()
    measures = measure(network)
    exposure = measure_exposure(network, measures)
    outside = ~measures.victims
    for name, sign in {**exposure.signs, **exposure.control_signs}.items():
        assert not sign.strength[outside].any(), name
    assert not exposure.score[outside].any()
    assert exposure.signs["tied_to_controllers"].count[3:11].tolist() == [1] * 8
    assert exposure.signs["contact_narrowed"].strength[3] == 1.0
    assert exposure.signs["advertised_with_others"].count[3] == 7
    assert exposure.linked[3:11].all()
    assert not exposure.both.any()


def test_who_is_advertised_alone_and_tied_to_nobody_is_not_linked() -> None:
    network = ring().advertise("on my own and proud of it", 20, day=90).network()
    exposure = measure_exposure(network, measure(network))
    assert not exposure.linked[20]


def test_places_are_counted_once() -> None:
    drawn = ring()
    for day, place in enumerate(("Leeds", "Leeds", "York", "", "Hull"), start=20):
        drawn.advertise("same words again", 3, day=day, place=place)
    network = drawn.network()
    exposure = measure_exposure(network, measure(network))
    assert exposure.signs["moved_between_places"].strength[3] == 2


@pytest.mark.parametrize("payers", [1, 2])
def test_one_exposed_payer_is_a_friend_and_two_are_a_sign(payers: int) -> None:
    drawn = ring()
    for payer in range(4, 4 + payers):
        drawn.pay(payer, 3, 1.0)
    network = drawn.network()
    exposure = measure_exposure(network, measure(network))
    assert exposure.control_signs["receives_from_exposed"].strength[3] == (payers if payers > 1 else 0)
    assert exposure.both[3] == (payers > 1)


@pytest.mark.parametrize("payers", [1, 2])
def test_one_persons_money_ends_with_a_partner_and_that_of_two_is_a_sign(payers: int) -> None:
    drawn = ring()
    for payer in range(3, 3 + payers):
        drawn.pay(-1, payer, 10.0, times=4).pay(payer, 20, 8.0, times=4)
    measures = measure(drawn.network())
    assert (measures.signs["earnings_end_here"].strength[20] > 0) == (payers > 1)
    assert (measures.coordination[20] > 0) == (payers > 1)


def test_two_of_a_landlords_many_tenants_are_no_sign() -> None:
    drawn = ring()
    for tenant in (3, 4, *range(100, 118)):
        drawn.pay(-1, tenant, 10.0, times=4).pay(tenant, 20, 8.0, times=4)
    measures = measure(drawn.network())
    assert measures.ends.hands(measures.victims)[20] == pytest.approx(2)
    assert measures.signs["earnings_end_here"].strength[20] == 0
    assert measures.coordination[20] == 0


def test_an_advertised_landlord_shows_no_sign_of_exploitation() -> None:
    drawn = ring().advertise("rooms to let by the week", 20, day=90)
    for tenant in range(100, 118):
        drawn.pay(-1, tenant, 10.0, times=4).pay(tenant, 20, 8.0, times=4)
    network = drawn.network()
    measures = measure(network)
    exposure = measure_exposure(network, measures)
    assert measures.victims[20]
    assert exposure.control_signs["handed_over_to"].strength[20] > 0
    assert not exposure.linked[20]
    assert not exposure.both[20]
    assert measures.coordination[20] == 0


def _taken_in(drawn: Sketch) -> Sketch:
    """20 is paid by four who are advertised and by as many strangers; others pay one another."""
    for payer in range(40, 100):
        drawn.pay(payer, payer + 1, 1.0)
    for payer in range(3, 7):
        drawn.pay(-1, payer, 10.0, times=4).pay(payer, 20, 6.0, times=4).pay(100 + payer, 20, 2.0, times=3)
    return drawn


def test_who_collects_and_hands_it_up_may_be_made_to_and_is_no_coordinator() -> None:
    network = _taken_in(ring()).pay(20, 21, 80.0).network()
    measures = measure(network)
    assert measures.made_to_collect[20] == pytest.approx(80 / 120)
    assert not measures.eligible[20]
    exposure = measure_exposure(network, measures)
    assert exposure.both[20]
    assert exposure.signs["made_to_collect"].strength[20] == measures.made_to_collect[20]
    assert exposure.control_signs["receives_from_exposed"].count[20] == 4


def test_wages_paid_to_several_are_no_handing_up() -> None:
    drawn = _taken_in(ring())
    for hand in range(21, 26):
        drawn.pay(20, hand, 10.0)
    measures = measure(drawn.network())
    assert measures.made_to_collect[20] == 0
    assert measures.eligible[20]


def test_an_empty_network() -> None:
    network = Sketch(0).network()
    measures = measure(network)
    assert len(measures.coordination) == 0


def _shifts(clients: int, *, earners: tuple[int, ...] = (20, 21, 22), collector: int = 25) -> Sketch:
    """Earners who are in no other record take notes, and so many clients' money, and hand most over to one payee."""
    drawn = ring()
    for place, earner in enumerate(earners):
        drawn.pay(-1, earner, 10.0, times=4).pay(earner, collector, 9.0, times=4, day=30)
        for client in range(clients):
            drawn.pay(60 + 6 * place + client, earner, 1.0, day=client)
    for person in range(80, SIZE):  # what else is paid, by people who hand over to nobody
        drawn.pay(-1, person, 10.0)
        for step in range(5):
            drawn.pay(person, 40 + (person + step) % 20, 1.0)
    return drawn


@pytest.mark.parametrize("clients", [0, 2, 3, 6])
def test_earners_with_clients_are_more_than_heads_of_shifts(clients: int) -> None:
    measures = measure(_shifts(clients).network())
    assert measures.handover.earner[[20, 21, 22]].all()
    assert measures.handover.customers[[20, 21, 22]].tolist() == [clients] * 3
    assert measures.exploited_earner[[20, 21, 22]].tolist() == [clients > 2] * 3
    assert (measures.signs["earnings_end_here"].strength[25] > 0) == (clients > 2)


def test_the_strongest_sign_of_a_small_case_makes_a_lead() -> None:
    measures = measure(_shifts(6).network())
    assert measures.coordination[25] > 0


@pytest.mark.parametrize("guests", [1, 3])
def test_a_hotel_of_few_guests_is_a_merchant_and_somebody_repaid_once_is_none(guests: int) -> None:
    drawn = ring()
    for guest in range(60, 60 + guests):
        drawn.pay(guest, 30, 5.0, times=3, purpose=PURPOSES.index("rooms"))
    drawn.pay(60, 31, 5.0, purpose=PURPOSES.index("rooms")).pay(-1, 31, 10.0)
    assert np.flatnonzero(measure(drawn.network()).hubs.money).tolist() == [30]


@pytest.mark.parametrize("back", [0, 10, 28])
def test_without_advertisements_who_is_sought_and_answers_may_be_exploited(back: int) -> None:
    drawn = crowd().talk(1, range(3, 7), days=15)
    for person in range(3, 7):
        for stranger in range(50, 80):
            drawn.call(stranger, person)
        for stranger in range(50, 50 + back):
            drawn.call(person, stranger)
    assert not measure(drawn.network()).victims.any(), "calls alone are read by their structure"
    network = drawn.pay(90, 91).network()
    measures = measure(network)
    answers = back == 10  # a takeaway calls nobody back, a dispatcher nearly everybody
    assert np.flatnonzero(measures.victims).tolist() == ([3, 4, 5, 6] if answers else [])
    assert np.flatnonzero(measures.controllers).tolist() == ([1] if answers else [])
    assert not (measures.hubs.calls & measures.victims).any()
    assert measure_exposure(network, measures).linked[3:7].all() == answers
    advertised = measure(drawn.advertise("somebody else", 20).network())
    assert np.flatnonzero(advertised.victims).tolist() == [20], "advertisements say who is advertised"
