from __future__ import annotations

import itertools
import subprocess
import sys

import igraph
import numpy as np
import phonenumbers
import pytest
from netinvest.synthetic import Case, generate
from stdnum import iban, imei, luhn


@pytest.fixture(scope="module")
def acceptance() -> Case:
    return generate(seed=1)


@pytest.fixture(scope="module")
def small() -> Case:
    return generate(seed=2, scale="small", rings=3, ring_sizes=(4, 12, 18))


def test_the_acceptance_scale_has_its_size(acceptance: Case) -> None:
    assert acceptance.calls.num_rows == 115_000
    assert acceptance.transfers.num_rows == 22_000
    assert 550 <= acceptance.advertisements.num_rows <= 1000
    assert len(acceptance.truth.actors) == 4000


def test_every_part_is_played(acceptance: Case) -> None:
    roles = {role for actor in acceptance.truth.actors.values() for role in actor.roles}
    parts = "coordinator manager exploited recruiter driver ad_poster customer independent background taxi takeaway"
    parts += " call_centre bulk_sender employer landlord remittance_shop school helpline firm_owner family_elder"
    parts += " club_secretary ad_agent outreach_worker"
    assert roles >= set(parts.split())


def test_ring_sizes_are_kept_and_every_ring_can_work(small: Case) -> None:
    for ring, size in zip(small.truth.rings, (4, 12, 18), strict=True):
        people = {actor for members in ring.members.values() for actor in members}
        people -= set(ring.members.get("shell_company", ()))
        assert len(people) == size
        assert ring.members["coordinator"]
        assert ring.members["manager"]
        assert len(ring.members["exploited"]) >= 2


def test_some_rings_have_somebody_who_is_both_exploited_and_managing() -> None:
    both = [
        bool(set(ring.members["exploited"]) & set(ring.members["manager"]))
        for seed in range(6)
        for ring in generate(seed=seed, scale="small").truth.rings
    ]
    assert any(both)
    assert not all(both)


def test_behaviours_vary_over_seeds() -> None:
    rings = [ring.behaviour for seed in range(5) for ring in generate(seed=seed, scale="small", rings=9).truth.rings]
    for trait, kinds in (("control", 4), ("money", 6), ("exploited_accounts", 3), ("ad_style", 3), ("posters", 3),
                         ("registered", 3), ("booking", 2), ("second_phone", 2)):  # fmt: skip
        assert len({ring[trait] for ring in rings}) == kinds, trait


def test_a_null_case_has_innocents_only() -> None:
    case = generate(seed=9, scale="small", rings=0)
    assert case.truth.rings == ()
    assert not case.truth.with_role("coordinator", "exploited", "manager", "mule", "recruiter")
    assert all(actor.ring is None for actor in case.truth.actors.values())
    assert case.advertisements.num_rows > 30
    assert case.truth.with_role("independent")


def test_calls_alone_rank_coordinators_poorly(acceptance: Case) -> None:
    owner = acceptance.truth.identifiers()
    caller = [owner[f"phone:{n}"] for n in acceptance.calls["originating_msisdn"].to_pylist()]
    callee = [owner.get(f"phone:{n}", n) for n in acceptance.calls["terminating_msisdn"].to_pylist()]
    pairs, counts = np.unique(np.array([caller, callee]), axis=1, return_counts=True)
    graph = igraph.Graph.TupleList(zip(*pairs, strict=True), directed=True)
    names = np.array(graph.vs["name"])
    coordinators = acceptance.truth.with_role("coordinator")
    half = len(acceptance.truth.actors) / 2
    for scores in (
        graph.pagerank(),
        graph.pagerank(weights=counts.tolist()),
        graph.degree(),
        graph.betweenness(),
    ):
        order = names[np.argsort(-np.array(scores), kind="stable")].tolist()
        ranks = [order.index(actor) + 1 if actor in order else len(order) for actor in coordinators]
        assert np.median(ranks) > half
        assert min(ranks) > 100


def test_exploited_people_and_hubs_are_what_centrality_finds(acceptance: Case) -> None:
    owner = acceptance.truth.identifiers()
    reached: dict[str, set[str]] = {}
    table = acceptance.calls
    for one, other in zip(
        table["originating_msisdn"].to_pylist(), table["terminating_msisdn"].to_pylist(), strict=True
    ):
        reached.setdefault(owner.get(f"phone:{other}", "voicemail"), set()).add(owner[f"phone:{one}"])
    busiest = sorted(reached, key=lambda actor: -len(reached[actor]))[:60]
    roles = {
        role
        for actor in busiest
        for role in (acceptance.truth.actors[actor].roles if actor in acceptance.truth.actors else ())
    }
    assert roles & {"exploited", "independent"}
    assert roles & {"taxi", "takeaway"}
    assert "coordinator" not in roles


def test_degrees_are_heavy_tailed_and_nights_are_quiet(acceptance: Case) -> None:
    contacts = np.unique(
        np.array(
            [acceptance.calls["originating_msisdn"].to_pylist(), acceptance.calls["terminating_msisdn"].to_pylist()]
        ),
        axis=1,
    )
    degree = np.unique(contacts, return_counts=True)[1]
    assert degree.max() > 20 * np.median(degree)
    hour = acceptance.calls["answered_at_utc"].to_pandas().dt.hour
    by_hour = np.bincount(hour, minlength=24)
    assert by_hour[2:5].max() * 4 < by_hour[17:21].min()


def test_nobody_uses_two_numbers_of_one_channel_at_a_time(small: Case) -> None:
    for actor in small.truth.actors.values():
        main = sorted((p.used_from, p.used_to) for p in actor.phones if p.channel == "main")
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(main))


def test_a_silent_number_makes_no_calls(small: Case) -> None:
    used = {phone.msisdn: (phone.used_from, phone.used_to) for a in small.truth.actors.values() for phone in a.phones}
    days = small.calls["answered_at_utc"].to_pandas().dt.strftime("%Y-%m-%d").tolist()
    for number, day in zip(small.calls["originating_msisdn"].to_pylist(), days, strict=True):
        if number in used:
            assert used[number][0] <= day <= used[number][1]


def test_some_ring_members_change_numbers_and_some_keep_the_handset() -> None:
    kept = changed = 0
    for seed in range(5):
        for actor in generate(seed=seed, scale="small").truth.actors.values():
            handsets = [phone.imei for phone in actor.phones if phone.channel == "main"]
            if actor.ring and len(handsets) > 1:
                kept += len(set(handsets)) < len(handsets)
                changed += len(set(handsets)) == len(handsets)
    assert kept >= 3
    assert changed >= 3


def test_earnings_reach_a_coordinator_or_end_in_notes() -> None:
    paid = 0
    for seed in range(8):
        case = generate(seed=seed, scale="small")
        accounts = {a for c in case.truth.with_role("coordinator") for a in case.truth.actors[c].accounts}
        paid += bool(accounts & set(case.transfers["creditor_account"].to_pylist()))
    assert paid >= 6


def test_identifiers_are_well_formed_and_nobodys(acceptance: Case) -> None:
    for actor in list(acceptance.truth.actors.values())[:400]:
        if "relative_abroad" in actor.roles:
            continue
        for phone in actor.phones:
            assert phone.msisdn.startswith("+4477009")
            number = phonenumbers.parse(phone.msisdn, None)
            assert phonenumbers.is_possible_number(number)
            assert not phonenumbers.is_valid_number(number)  # in no operator's hands
            assert imei.is_valid(phone.imei)
            assert luhn.is_valid(phone.imei)
            assert phone.imsi[:5] in {"23498", "23499"}
        for account in actor.accounts:
            assert account.startswith("+") or iban.is_valid(account)
        assert all(email.endswith("@example.org") for email in actor.emails)


@pytest.mark.parametrize(("country", "prefix"), [("FR", "+3363998"), ("US", "+1")])
def test_other_countries_use_their_fiction_ranges(country: str, prefix: str) -> None:
    case = generate(seed=1, scale="small", country=country)
    abroad = set(case.truth.with_role("relative_abroad"))
    at_home = [actor for actor in case.truth.actors.values() if actor.actor not in abroad]
    phones = [phone.msisdn for actor in at_home for phone in actor.phones]
    assert abroad
    assert all(number.startswith(prefix) for number in phones)
    assert len(set(phones)) == len(phones)
    if country == "US":
        assert all(number[5:9] == "5550" and number[5:10] == "55501" for number in phones)
    else:
        accounts = [a for actor in case.truth.actors.values() for a in actor.accounts if not a.startswith("+")]
        assert all(iban.is_valid(account) for account in accounts)


def test_missing_shares_are_left_out() -> None:
    whole = generate(seed=6, scale="small")
    part = generate(seed=6, scale="small", missing={"calls": 0.4, "registers": 0.5})
    assert 0.45 < part.calls.num_rows / whole.calls.num_rows < 0.75
    assert part.transfers.equals(whole.transfers)
    assert part.subscribers.num_rows < 0.7 * whole.subscribers.num_rows
    assert part.truth.actors.keys() == whole.truth.actors.keys()


def test_registers_are_partial_and_victims_are_named_only_in_part() -> None:
    listed = exploited = 0
    for seed in range(6):
        case = generate(seed=seed, scale="small", rings=6)
        for actor in case.truth.with_role("exploited"):
            exploited += 1
            listed += case.truth.actors[actor].category in {"victim", "possible_victim", "minor"}
    assert 0.03 < listed / exploited < 0.45


def test_importing_the_package_imports_no_engine() -> None:
    code = "import sys, netinvest.synthetic; print([m for m in ('numpy', 'pandas', 'pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
