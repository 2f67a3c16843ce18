from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from netinvest.errors import UsageError
from netinvest.questions.around import around
from netinvest.questions.between import between
from netinvest.questions.common import common
from netinvest.questions.compare import compare
from netinvest.questions.money import money
from netinvest.questions.movement import movement
from netinvest.questions.period import moment_of, period_of
from netinvest.questions.reference import actor_named
from netinvest.questions.timeline import timeline
from netinvest.questions.whatif import whatif

from .conftest import RUN, Book, phone

if TYPE_CHECKING:
    from netinvest.questions.answer import Answer


def _said(answer: Answer) -> list[dict[str, Any]]:
    return [line.said for line in answer.lines]


def test_what_two_sources_report_is_one_event_with_two_rows(book: Book) -> None:
    book.people(1, 2)
    rows = {book.call(1, 2, "2026-01-05 10:00", source=source) for source in (1, 2)}
    rows |= {book.pay(1, 2, "2026-01-06 09:00", "10", source=1), book.pay(1, 2, "2026-01-06 00:00", "10", source=2)}
    twice = {book.pay(1, 2, f"2026-01-07 0{n}:00", "10") for n in (1, 2)}  # one source: two transfers
    answer = timeline(book.inquiry(), [1])
    assert [line["stream"] for line in _said(answer)] == ["calls", "transfers", "transfers", "transfers"]
    evidence = answer.evidence(book.con)
    assert [{row for item in items for row in item["rows"]} for items in evidence[:2]] == [
        {row for row in rows if row in {2, 3}},
        {row for row in rows if row in {4, 5}},
    ]
    assert {row for items in evidence[2:] for item in items for row in item["rows"]} == twice
    assert {item["source_id"] for item in evidence[0]} == {"1" * 64, "2" * 64}


@pytest.mark.parametrize("seed", range(4))
def test_paths_are_those_of_a_search_through_all(book: Book, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    book.people(*range(1, 10))
    graph = nx.gnm_random_graph(9, 15, seed=seed)
    for a, b in graph.edges:
        graph[a][b]["days"] = draw.randint(1, 5)
        for day in range(graph[a][b]["days"]):
            book.call(a + 1, b + 1, f"2026-01-{day + 1:02d} 10:00")
    lines = _said(between(book.inquiry(), 1, 2, steps=4))
    paths = list(nx.all_simple_paths(graph, 0, 1, cutoff=4))
    if not paths:
        assert not lines
        return
    width = max(min(graph[a][b]["days"] for a, b in nx.utils.pairwise(path)) for path in paths)
    length = min(len(path) for path in paths) - 1
    by_path: dict[int, list[dict[str, Any]]] = {}
    for line in lines:
        by_path.setdefault(line["path"], []).append(line)
    assert min(line["days"] for line in by_path[1]) == width
    shortest = [steps for steps in by_path.values() if "shortest" in steps[0]["kind"]]
    assert shortest
    assert {max(line["step"] for line in steps) for steps in shortest} == {length}


def test_a_path_passes_by_innocent_hubs(book: Book) -> None:
    book.people(1, 2, 3, 4, 5)
    book.finding("set_aside_hub", "hub-00003", 3)
    for a, b in ((1, 3), (3, 2), (1, 4), (4, 5), (5, 2)):
        book.call(a, b, "2026-01-05 10:00")
    assert {line["step"] for line in _said(between(book.inquiry(), 1, 2))} == {1, 2, 3}
    assert {line["step"] for line in _said(between(book.inquiry(), 1, 2, through_hubs=True, steps=2))} == {1, 2}
    with pytest.raises(UsageError, match="one and the same"):
        between(book.inquiry(), 1, 1)


def test_around_counts_each_direction_and_links_among_counterparts(book: Book) -> None:
    book.people(1, 2, 3, 4)
    book.call(1, 2, "2026-01-05 10:00")
    book.call(2, 1, "2026-01-06 10:00")
    book.call(2, 1, "2026-01-06 11:00")
    book.call(3, 1, "2026-01-06 11:00")
    book.call(2, 3, "2026-01-07 11:00")
    book.call(4, 3, "2026-01-07 11:00")
    first = _said(around(book.inquiry(), 1))[0]
    assert (first["to"], first["out"], first["in"], first["days"]) == (2, 1, 2, 2)
    among = [line for line in _said(around(book.inquiry(), 1, among=True)) if line["note"]]
    assert [(line["from"], line["to"]) for line in among] == [(2, 3)]
    early = book.inquiry(until=datetime(2026, 1, 6))  # noqa: DTZ001 - UTC without zone, as the ledger holds it
    assert len(around(early, 1).lines) == 1


def test_a_period_without_records_is_told_and_where_they_lie(book: Book) -> None:
    book.people(1, 2)
    book.call(1, 2, "2026-01-05 10:00")
    book.call(2, 1, "2026-01-06 10:00")
    later = book.inquiry(since=datetime(2026, 3, 1))  # noqa: DTZ001 - UTC without zone, as the ledger holds it
    for answer in (around(later, 1), whatif(later, [1])):
        assert not answer.lines
        assert "No record links {1} with anybody in what was asked for" in " ".join(answer.said)
        assert answer.said[-1] == "In the whole case: calls: 2 records, 2026-01-05T10:00:00Z to 2026-01-06T10:00:00Z."
    fleeting = book.inquiry(since=datetime(2026, 1, 6))  # noqa: DTZ001 - one day only, no lasting link
    assert "No record" not in " ".join(whatif(fleeting, [1]).said)
    assert around(fleeting, 1).lines


def test_common_contacts_say_how_many_would_come_by_chance(book: Book) -> None:
    book.people(*range(1, 30))
    for other in range(4, 30):
        book.call(3, other, "2026-01-05 10:00")  # 3 deals with everybody
    for a in (1, 2):
        book.call(a, 3, "2026-01-05 10:00")
        book.call(a, 4, "2026-01-05 10:00")
    lines = _said(common(book.inquiry(), [1, 2]))
    assert [line["actor"] for line in lines] == [4, 3]
    assert lines[0]["by_chance"] < 0.02 < lines[1]["by_chance"]
    with pytest.raises(UsageError, match="one actor"):
        common(book.inquiry(), [1, 1])


def test_a_link_that_changes_as_all_records_do_has_not_changed(book: Book) -> None:
    book.people(1, 2, 3, 4, 5, 6)
    for day in range(1, 11):
        for a, b in ((1, 2), (3, 4)):
            book.call(a, b, f"2026-01-{day:02d} 10:00")
        if day % 2:
            book.call(1, 2, f"2026-02-{day:02d} 10:00")  # half as many records of everybody
        book.call(5, 6, f"2026-02-{day:02d} 11:00") if day > 5 else None
    lines = _said(
        compare(book.inquiry(), period_of("2026-01-01..2026-01-31", "UTC"), period_of("2026-02-01..2026-02-28", "UTC"))
    )
    change = {(line["from"], line["to"]): (line["change"], line["p"]) for line in lines}
    assert change[3, 4][0] == "ended"
    assert change[5, 6][0] == "appeared"
    assert change[1, 2][1] > 0.5
    assert change[3, 4][1] < 0.05
    with pytest.raises(UsageError, match="overlap"):
        compare(book.inquiry(), period_of("2026-01-01..2026-02-01", "UTC"), period_of("2026-02-01..2026-02-28", "UTC"))


def test_without_a_bridge_the_largest_part_shrinks(book: Book) -> None:
    book.people(1, 2, 3, 4, 5, protected=(2, 4))
    book.finding("network", "network-00001", None, (1, 2, 3, 4, 5))
    book.finding("likely_coordinator", "coordinator-00005", 5)
    for a, b in ((1, 2), (1, 3), (1, 4), (4, 5)):
        book.call(a, b, "2026-01-05 10:00")
    book.pay(2, 1, "2026-01-05 10:00", "30.50")
    book.pay(1, 5, "2026-01-06 10:00", "99")
    before, after = _said(whatif(book.inquiry(protected=frozenset({2, 4})), [1]))
    assert (before["largest"], before["parts"], before["within_reach"], before["money"]) == (5, 1, 2, "30.5 GBP")
    assert (after["largest"], after["parts"], after["within_reach"], after["money"]) == (2, 3, 1, "0 GBP")


def test_money_is_followed_in_time_order_down_and_up(book: Book) -> None:
    book.people(1, 2, 3, 4)
    book.pay(1, 2, "2026-01-05 10:00", "100.10")
    book.pay(2, 3, "2026-01-04 10:00", "500")  # before
    row = book.pay(2, 3, "2026-01-06 10:00", "70")
    book.pay(3, 4, "2026-01-07 10:00", "90")
    down = _said(money(book.inquiry(), 1))
    assert [(line["actor"], line["at_most"]) for line in down] == [(2, "100.1 GBP"), (3, "70 GBP"), (4, "70 GBP")]
    up = {line["actor"]: line["at_most"] for line in _said(money(book.inquiry(), 4, up=True))}
    assert up == {3: "90 GBP", 2: "90 GBP", 1: "70 GBP"}
    to = money(book.inquiry(), 1, to=4)
    assert [line["of_this_money_at_most"] for line in _said(to)] == ["70 GBP"] * 3
    assert row in to.evidence(book.con)[1][0]["rows"]
    assert not money(book.inquiry(), 4).lines


def test_a_booking_day_allows_any_order_of_that_day(book: Book) -> None:
    book.people(1, 2, 3)
    book.pay(1, 2, "2026-01-05 18:00", "10")
    book.pay(2, 3, "2026-01-05 00:00", "10", precision="day")
    assert {line["actor"] for line in _said(money(book.inquiry(), 1))} == {2, 3}


def test_movement_tells_stays_and_what_one_person_cannot_do(book: Book) -> None:
    book.people(1, 2)
    start = datetime(2026, 1, 5, 10)  # noqa: DTZ001
    cells = [("A", 51.5, -0.1), ("A", 51.5, -0.1), ("B", 53.5, -2.2), ("A", 51.5, -0.1)]
    for step, (cell, latitude, longitude) in enumerate(cells):
        at = (start + timedelta(minutes=20 * step)).isoformat()
        book.call(1, 2, at, observed_party="originating", first_cell=cell, latitude=latitude, longitude=longitude)
    answer = movement(book.inquiry(), 1)
    assert [(line["place"], line["records"]) for line in _said(answer)] == [("A", 2), ("B", 1), ("A", 1)]
    assert any("2 times consecutive cells are too far apart" in sentence for sentence in answer.said)
    hidden = movement(book.inquiry(), 1, places=False)
    assert [line["place"] for line in _said(hidden)] == ["place 1", "place 2", "place 1"]
    assert {line["latitude"] for line in _said(hidden)} == {None}


def test_whoever_is_meant_is_found_by_any_name(book: Book) -> None:
    book.people(7, 8)
    book.finding("likely_coordinator", "coordinator-00007", 7)
    book.finding("network", "network-00001", None, (7, 8))
    for text in ("A-00007", "actor:00007", "coordinator-00007", phone(7), "07700 900007", f"phone:{phone(7)}", "gb07"):
        assert actor_named(book.con, RUN, text, country="GB") == 7, text
    with pytest.raises(UsageError, match="nearest one belongs to A-00007") as near:
        actor_named(book.con, RUN, "+447700900017", country="GB")
    assert "900017" not in str(near.value)
    for text, words in (
        ("A-00009", "nearest alias is A-0000"),
        ("coordinator-00009", "no such finding"),
        ("network-00001", "about a group.*give one of its members: A-00007, A-00008"),
        ("mail@example.org", "none comes near"),
    ):
        with pytest.raises(UsageError, match=words):
            actor_named(book.con, RUN, text, country="GB")


def test_nobody_and_no_text_are_refused_in_words(book: Book) -> None:
    for given in (None, 7):
        with pytest.raises(UsageError, match="given as text"):
            actor_named(book.con, RUN, given)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="nobody is given"):
        timeline(book.inquiry(), [])


def test_a_day_is_a_day_of_the_case() -> None:
    assert moment_of(date(2026, 7, 1), "Europe/London") == moment_of("2026-07-01", "Europe/London")
    assert moment_of("2026-07-01", "Europe/London") == datetime(2026, 6, 30, 23)  # noqa: DTZ001
    assert moment_of("2026-07-01", "Europe/London", last=True) == datetime(2026, 7, 1, 23)  # noqa: DTZ001
    assert moment_of("2026-07-01T10:00Z", "Europe/London") == datetime(2026, 7, 1, 10)  # noqa: DTZ001
    for text in ("yesterday", "2026-13-01", ""):
        with pytest.raises(UsageError, match="no day or time"):
            moment_of(text, "UTC")
    with pytest.raises(UsageError, match="no period"):
        period_of("2026-01-01", "UTC")
