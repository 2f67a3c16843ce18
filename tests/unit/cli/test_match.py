"""Two agencies find what both hold, and nothing else of each other's; only if both approve."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.case import match, match_message
from netinvest.export import blinding

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path

BOTH = [f"+4477009004{n:02d}" for n in range(6)]
OURS = [f"+4477009005{n:02d}" for n in range(9)]
THEIRS = [f"+4477009006{n:02d}" for n in range(7)]
VICTIM = "+447700900499"


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two cases that share some numbers, and a victim who is known to both."""
    folder = tmp_path_factory.mktemp("agencies")
    made = []
    for name, numbers in (("north", BOTH + OURS), ("south", BOTH + THEIRS)):
        chance = random.Random(name)  # noqa: S311
        lines = ["calling number,called number,start time,duration"]
        lines += [
            "{},{},2026-03-{:02d} 10:{:02d}:00,60".format(*chance.sample(numbers, 2), 1 + n % 28, n % 60)
            for n in range(120)
        ] + [f"{VICTIM},{numbers[0]},2026-03-03 11:00:00,5", f"{numbers[-1]},{VICTIM},2026-03-03 12:00:00,5"]
        (folder / f"{name}.csv").write_text("\n".join([*lines, ""]))
        (folder / f"{name}-register.csv").write_text(f"subject id,name,phone,category\nS1,Ada Birch,{VICTIM},victim\n")
        case = folder / f"{name}.case"
        assert run("create", case, "--country", "GB").code == 0
        assert run("load", case, folder / f"{name}.csv", folder / f"{name}-register.csv").code == 0
        assert run("analyse", case, "--perturbations", "0").code == 0
        made.append(case)
    return made[0], made[1]


@pytest.fixture
def pair(agencies: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    north, south = (shutil.copytree(case, tmp_path / case.name) for case in agencies)
    return north, south


TERMS = ("--basis", "joint team agreement 7", "--everybody")


def step(case: Path, *arguments: object) -> Any:
    done = run("match", case, *arguments, "--json")
    assert done.code == 0, done.err
    return done.json()["comparison"]


def counted(pair: tuple[Path, Path], folder: Path, *more: str) -> list[Path]:
    """As far as the count; returns the messages."""
    north, south = pair
    ask, answer, count = (folder / f"{name}.json" for name in ("ask", "answer", "count"))
    step(north, "--with", "South", "--as", "North", *TERMS, *more, "--out", ask)
    step(south, ask, *TERMS, *more, "--as", "South", "--out", answer)
    step(north, answer, "--out", count)
    return [ask, answer, count]


def shared(case: Path, *more: str) -> list[str]:
    (found,) = run("match", case, "--json", *more).json()["comparisons"]
    return sorted(found["shared"])


def test_both_learn_what_both_hold_once_both_approve(pair: tuple[Path, Path], tmp_path: Path) -> None:
    north, south = pair
    messages = counted(pair, tmp_path)
    consent, members, closing = (tmp_path / f"{name}.json" for name in ("consent", "members", "closing"))
    assert step(south, messages[-1])["common"] == len(BOTH)
    assert shared(north) == shared(south) == []
    step(south, messages[-1], "--approve", "--out", consent)
    refused = run("match", north, consent, "--out", members)
    assert (refused.code, "--approve" in refused.err, members.exists()) == (2, True, False)
    step(north, consent, "--approve", "--out", members)
    assert shared(north) == shared(south) == []
    step(south, members, "--out", closing)
    assert step(north, closing)["stage"] == "over"
    for case in pair:
        assert [text.split(" of ")[0] for text in shared(case)] == [f"phone:{number}" for number in BOTH]
    # what went to and fro names nobody, in clear or as a hash that could be tried
    sent = "".join(file.read_text() for file in [*messages, consent, members, closing])
    for number in (*BOTH, *OURS, *THEIRS, VICTIM):
        assert number.lstrip("+") not in sent
        for form in (number, number.lstrip("+"), f"phone:{number}"):
            for algorithm in ("md5", "sha1", "sha256"):
                assert hashlib.new(algorithm, form.encode()).hexdigest() not in sent
    for case, partner in ((north, "South"), (south, "North")):
        logged = [e for e in run("log", case, "--json").json()["entries"] if e["detail"].get("legal_basis")]
        assert {e["detail"]["legal_basis"] for e in logged} == {"joint team agreement 7"}
        assert {e["detail"]["partner"] for e in logged} == {partner}
        assert {e["action"] for e in logged} == {"disclosure", "combination"}
    # nothing of the session is left but what came of it
    import duckdb

    for case in pair:
        with duckdb.connect(str(case / "case.duckdb"), read_only=True) as con:
            assert con.execute("SELECT secret, received FROM match_session").fetchall() == [(None, None)]
            assert con.execute("SELECT count(*) FROM match_element").fetchone() == (0,)
    again = run("match", north, closing)
    assert (again.code, "over" in again.err) == (3, True)


def test_victims_are_in_it_by_a_named_legal_basis_alone(pair: tuple[Path, Path], tmp_path: Path) -> None:
    messages = counted(pair, tmp_path, "--protected-basis", "article 12 of the victims act")
    assert step(pair[1], messages[-1])["common"] == len(BOTH) + 1
    entries = run("log", pair[0], "--json").json()["entries"]
    assert "article 12 of the victims act" in {e["detail"].get("protected_basis") for e in entries}


def test_each_session_has_fresh_secrets(pair: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    for out in (first, second):
        step(pair[0], "--with", "South", *TERMS, "--out", out)
    one, other = (set(json.loads(file.read_text())["blinded"]) for file in (first, second))
    assert len(one) == len(other) == len(BOTH + OURS)
    assert not one & other


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m["blinded"].append("f" * 64), "no blinded identifier"),
        (lambda m: m["blinded"].append(m["blinded"][-1]), "no message of a comparison"),
        (lambda m: m["blinded"].reverse(), "no message of a comparison"),
        (lambda m: m["blinded"].append("+447700900123"), "no message of a comparison"),
        (lambda m: m.update(session="../../etc"), "no message of a comparison"),
        (lambda m: m.update(sender=""), "no message of a comparison"),
        (lambda m: m.update(stage="finish"), "no message of a comparison"),
        (lambda m: m.update(expires_on="2020-01-01"), "day has passed"),
        (lambda m: m.update(blinded=[f"{n:064x}" for n in range(10_001)]), "no message of a comparison"),
        (lambda m: m.pop("blinded"), "no message of a comparison"),
    ],
)
def test_a_message_that_was_changed_is_refused_and_changes_nothing(
    pair: tuple[Path, Path], tmp_path: Path, change: Any, said: str
) -> None:
    ask, out = tmp_path / "ask.json", tmp_path / "answer.json"
    step(pair[0], "--with", "South", *TERMS, "--out", ask)
    message = json.loads(ask.read_text())
    change(message)
    ask.write_text(json.dumps(message))
    refused = run("match", pair[1], ask, *TERMS, "--out", out)
    assert (refused.code, said in refused.err, out.exists()) == (3, True, False), refused.err
    assert run("match", pair[1], "--json").json()["comparisons"] == []


def test_messages_come_in_their_order_and_once(pair: tuple[Path, Path], tmp_path: Path) -> None:
    ask, answer, count = counted(pair, tmp_path)
    out = tmp_path / "x.json"
    for case, message in ((pair[1], ask), (pair[0], answer), (pair[0], count)):
        refused = run("match", case, message, *TERMS, "--out", out)
        assert (refused.code, out.exists()) == (3, False), refused.err


def test_a_list_of_made_up_numbers_stays_short(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match, "MOST_A_DAY", 20)
    counted(pair, tmp_path)
    ask = tmp_path / "second.json"
    step(pair[0], "--with", "South", *TERMS, "--out", ask)
    refused = run("match", pair[1], ask, *TERMS, "--out", tmp_path / "x.json")
    assert (refused.code, "in 24 hours" in refused.err) == (3, True)


def test_what_came_of_it_goes_on_its_day(pair: tuple[Path, Path], tmp_path: Path) -> None:
    counted(pair, tmp_path)
    import duckdb

    with duckdb.connect(str(pair[0] / "case.duckdb")) as con:
        con.execute("UPDATE match_session SET expires_on = DATE '2020-01-01'")
    assert run("match", pair[0], "--json").json()["comparisons"][0]["stage"] == "expired"
    with duckdb.connect(str(pair[0] / "case.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM match_element").fetchone() == (0,)
        assert con.execute("SELECT secret FROM match_session").fetchone() == (None,)


def test_a_handling_code_keeps_it_in(pair: tuple[Path, Path], tmp_path: Path) -> None:
    assert run("mark", pair[0], "north.csv", "--handling", "H2").code == 0
    refused = run("match", pair[0], "--with", "South", *TERMS, "--out", tmp_path / "ask.json")
    assert (refused.code, "must not be passed on" in refused.err) == (3, True)


def test_a_sub_case_takes_no_comparison_along(pair: tuple[Path, Path], tmp_path: Path) -> None:
    counted(pair, tmp_path)
    part = tmp_path / "part.case"
    assert run("subcase", pair[0], part, *BOTH, "--contacts").code == 0
    assert run("match", part, "--json").json()["comparisons"] == []
    import duckdb

    with duckdb.connect(str(part / "case.duckdb"), read_only=True) as con:
        for table in ("match_session", "match_element", "match_hit"):
            assert con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--with", "South", "--out", "a.json"), "legal basis"),
        (("--with", "South", "--basis", "x"), "give --out"),
        (("--with", " ", "--basis", "x", "--out", "a.json"), "is with somebody"),
        (("--with", "South", "--basis", " ", "--out", "a.json"), "legal basis"),
        (("--with", "South", "--basis", "x", "--days", "0", "--out", "a.json"), "1 to 365 days"),
        (("--approve",), "begins with --with"),
    ],
)
def test_wrong_uses_are_refused_in_a_sentence(
    agencies: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run("match", agencies[0], *arguments)
    assert refused.code == 2
    assert said in refused.err
    assert not list(tmp_path.iterdir())


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    made = {name: tmp_path / f"{name}.pem" for name in ("north", "south", "thief")}
    for file in made.values():
        assert run("key", file).code == 0
    return made | {f"{name} public": file.with_suffix(".pub.pem") for name, file in made.items()}


def test_signed_messages_are_of_one_sender_from_first_to_last(
    pair: tuple[Path, Path], tmp_path: Path, keys: dict[str, Path]
) -> None:
    north, south = pair
    ask, answer, count = (tmp_path / f"{name}.json" for name in ("ask", "answer", "count"))
    step(north, "--with", "South", *TERMS, "--key", keys["north"], "--out", ask)
    whole = json.loads(ask.read_text())
    for change in ({"sender": "West"}, {"handling": "H2"}, {"expires_on": "2999-01-01"}, {"signature": "AAAA"}):
        ask.write_text(json.dumps(whole | change))
        refused = run("match", south, ask, *TERMS, "--out", answer)
        assert (refused.code, "changed after it was signed" in refused.err, answer.exists()) == (3, True, False)
    ask.write_text(json.dumps(whole))
    other = run("match", south, ask, *TERMS, "--public-key", keys["thief public"], "--out", answer)
    assert (other.code, "signed with another key" in other.err, answer.exists()) == (3, True, False)
    signer = step(south, ask, *TERMS, "--public-key", keys["north public"], "--out", answer)["signer"]
    assert signer == whole["public_key"]
    unsigned = run("match", north, answer, "--public-key", keys["south public"], "--out", count)
    assert (unsigned.code, "not signed" in unsigned.err, count.exists()) == (3, True, False)
    told = run("match", north, answer, "--key", keys["thief"], "--out", count)  # somebody else goes on for north
    assert (told.code, "note: the message is not signed" in told.err) == (0, True)
    refused = run("match", south, count)
    assert (refused.code, "another signed this message" in refused.err) == (3, True)
    logged = [e["detail"].get("signer") for e in run("log", south, "--json").json()["entries"]]
    assert whole["public_key"] in logged


def test_what_came_of_it_keeps_the_log_out_of_court_until_they_permit(pair: tuple[Path, Path], tmp_path: Path) -> None:
    north, south = pair
    last = counted(pair, tmp_path, "--handling", "H1")[-1]
    consent, members, closing = (tmp_path / f"{name}.json" for name in ("consent", "members", "closing"))
    assert run("export", north, tmp_path / "before.zip", "--to", "bundle").code == 0  # nothing was told yet
    step(south, last, "--approve", "--out", consent)
    step(north, consent, "--approve", "--out", members)
    step(south, members, "--out", closing)
    ended = step(north, closing)
    refused = run("export", north, tmp_path / "b.zip", "--to", "bundle")
    assert (refused.code, "must not go to court" in refused.err, (tmp_path / "b.zip").exists()) == (3, True, False)
    out = tmp_path / "n.xlsx"
    assert run("export", north, out).code == 0  # what leaves holds nothing of what they told
    said = ("permit", north, ended["session_id"][:8], "--by", "South", "--reference", "letter 9")
    assert run(*said).code == 0
    assert run("export", north, tmp_path / "b.zip", "--to", "bundle").code == 0
    (entry,) = [e for e in run("log", north, "--json").json()["entries"] if e["purpose"] == "permission recorded"]
    assert entry["detail"] == {"comparison": ended["session_id"], "code": "H1", "by": "South", "reference": "letter 9"}


@settings(max_examples=15, deadline=None)
@given(st.sets(st.text(max_size=30), max_size=12), st.sets(st.text(max_size=30), max_size=12), st.uuids())
def test_blinding_commutes_and_tells_equal_from_different(ours: set[str], theirs: set[str], session: Any) -> None:
    a, b = blinding.new_secret(), blinding.new_secret()
    mine = blinding.blinded_again(blinding.blinded(sorted(ours), a, session.hex), b)
    yours = blinding.blinded_again(blinding.blinded(sorted(theirs), b, session.hex), a)
    assert len(set(mine)) == len(ours)
    assert len(set(mine) & set(yours)) == len(ours & theirs)
    assert len(set(blinding.blinded(sorted(ours), a, session.hex)) & set(mine)) == 0


def test_the_longest_message_can_be_read(tmp_path: Path) -> None:
    points = [f"{n:064x}" for n in range(match_message.MOST)]
    from datetime import date

    session = match.Session("0" * 32, "asking", "B", "x", None, "H0", "answer", "u", date(2999, 1, 1), 1)
    file = tmp_path / "answer.json"
    body = {"blinded": points, "doubled": points}
    file.write_bytes(match_message.written(match_message.Stage.ANSWER, session, match_message.Sender("A"), body))
    assert match_message.read(file).body == body
