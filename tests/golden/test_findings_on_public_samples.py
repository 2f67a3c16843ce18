"""Public sample data, analysed: what was planted by others is found, and how much of it.

No sample says anything about exploitation, so that only structure can be found: dense blocks and flow patterns.
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from netinvest.findings.analyse import Run, analyse
from netinvest.findings.structure import FLOW_ONLY, STRUCTURE_ONLY
from netinvest.ledger.ledger import Ledger
from netinvest.model.finding import FindingKind
from netinvest.store import open_store
from netinvest.store.sync import sync

if TYPE_CHECKING:
    from netinvest.model.finding import Finding

loading = pytest.importorskip("netinvest.ingest.load", reason="loading is not there yet")
SAMPLES = Path(__file__).parent / "samples"
MANUAL = SAMPLES / "bandicoot/bandicoot/tests/samples/manual"


def load(path: Path, *files: Path) -> Ledger:
    ledger = Ledger.create(path)
    for file in files:
        loading.load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="tests")
    return ledger


def run(ledger: Ledger, *, seed: int = 7, perturbations: int = 0) -> Run:
    store = open_store("embedded", ledger.con, "samples")
    sync(ledger.con, store)
    return analyse(ledger, store, seed=seed, perturbations=perturbations)


def values(finding: Finding) -> set[int]:
    return {int(identifier["value"]) for identifier in finding.subject.identifiers}


# ---------------------------------------------------------------- callmine


@pytest.fixture(scope="module")
def callmine(tmp_path_factory: pytest.TempPathFactory) -> Run:
    ledger = load(tmp_path_factory.mktemp("callmine") / "c.case", SAMPLES / "callmine/sample_raw_data.csv")
    with ledger:
        return run(ledger)


def test_callmines_block_is_the_only_network_and_whole(callmine: Run) -> None:
    (finding,) = callmine.findings
    assert finding.kind is FindingKind.NETWORK
    # sources 250 to 259, destinations 258 to 267
    assert values(finding) == set(range(250, 268))
    assert "comes again in 100% of repeats" in finding.indicators[0].sentence
    assert finding.stability is None, "a shape alone is no stable network of the kind looked for"
    assert STRUCTURE_ONLY in finding.caveats


def test_callmines_block_counts_its_calls_and_names_their_rows(callmine: Run) -> None:
    (finding,) = callmine.findings
    with (SAMPLES / "callmine/sample_raw_data.csv").open(newline="") as handle:
        rows = [
            number
            for number, row in enumerate(csv.DictReader(handle), start=2)
            if 250 <= int(row["source"]) <= 259
            and 258 <= int(row["destination"]) <= 267
            and row["source"] != row["destination"]
        ]
    (indicator,) = finding.indicators
    assert indicator.value == len(rows)
    (evidence,) = indicator.evidence
    assert evidence.total == len(rows)
    assert list(evidence.rows) == rows[: len(evidence.rows)]
    assert indicator.expected == pytest.approx(97.1, abs=0.1)


def test_without_the_block_there_is_nothing(tmp_path: Path) -> None:
    with (SAMPLES / "callmine/sample_raw_data.csv").open(newline="") as handle:
        heading, *rows = csv.reader(handle)
    kept = [row for row in rows if not (250 <= int(row[0]) <= 259 and 258 <= int(row[1]) <= 267)]
    rest = tmp_path / "rest.csv"
    with rest.open("w", newline="") as handle:
        csv.writer(handle).writerows([heading, *kept])
    with load(tmp_path / "c.case", rest) as ledger:
        assert run(ledger).findings == []


# ---------------------------------------------------------------- amlsim


@pytest.fixture(scope="module")
def amlsim(tmp_path_factory: pytest.TempPathFactory) -> Run:
    files = [SAMPLES / "amlsim/transactions.csv.gz", SAMPLES / "amlsim/nodes.csv.gz"]
    with load(tmp_path_factory.mktemp("amlsim") / "a.case", *files) as ledger:
        return run(ledger)


@pytest.fixture(scope="module")
def labelled() -> set[int]:
    with gzip.open(SAMPLES / "amlsim/nodes.csv.gz", "rt") as handle:
        return {int(row["nodeid"]) for row in csv.DictReader(handle) if row["isFraud"] == "1"}


def in_patterns(found: Run, name: str) -> set[int]:
    """Accounts in the flagged patterns of a kind: the account of the finding, and whoever it names."""
    owner = dict(zip(found.network.alias, found.network.identifiers, strict=True))
    accounts: set[str] = set()
    for finding in found.findings:
        if finding.kind is FindingKind.FUNNEL_ACCOUNT and name in {i.name for i in finding.indicators}:
            accounts.update(i["value"] for i in finding.subject.identifiers)
            if len(finding.indicators) == 1:
                accounts.update(k.removeprefix("account:") for a in finding.streams["members"] for k in owner[a])
    return {int(account) for account in accounts}


# 1,804 accounts are labelled, and few of their patterns are whole in the record: 22 of 200 cycles, and 95 of 200
# fan-ins with three payers or more; 576 labelled accounts take part in no payment of a pattern at all. So nearly all
# that is reported is labelled, and little of what is labelled is reported.
@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("alike_payments", (118, 1.0, 0.065)),
        ("payment_round", (95, 1.0, 0.053)),
        ("burst_of_payers", (48, 0.19, 0.005)),
    ],
)
def test_amlsims_labelled_accounts_in_the_patterns(
    amlsim: Run, labelled: set[int], name: str, figures: tuple[int, float, float]
) -> None:
    found, precision, recall = figures
    accounts = in_patterns(amlsim, name)
    right = len(accounts & labelled)
    assert len(accounts) == pytest.approx(found, rel=0.1)
    assert right / len(accounts) == pytest.approx(precision, abs=0.05)
    assert right / len(labelled) == pytest.approx(recall, abs=0.005)


def test_amlsims_patterns_are_far_better_than_chance(amlsim: Run, labelled: set[int]) -> None:
    subjects = {int(i["value"]) for f in amlsim.findings for i in f.subject.identifiers
                if f.kind is FindingKind.FUNNEL_ACCOUNT}  # fmt: skip
    base = len(labelled) / amlsim.network.size
    assert base == pytest.approx(0.0902)
    assert len(subjects) == pytest.approx(121, rel=0.1)
    assert len(subjects & labelled) / len(subjects) > 0.95


def test_amlsims_findings_say_what_they_do_not_know(amlsim: Run) -> None:
    kinds = {f.kind for f in amlsim.findings}
    assert kinds == {FindingKind.FUNNEL_ACCOUNT, FindingKind.SET_ASIDE_HUB}
    for finding in amlsim.findings:
        if finding.kind is FindingKind.FUNNEL_ACCOUNT:
            assert FLOW_ONLY in finding.caveats
            assert finding.subject.category == "unknown"


def test_a_rounds_rows_are_its_payments(amlsim: Run) -> None:
    """The first account whose only pattern is one round: its rows, looked up in the file."""
    finding = next(f for f in amlsim.findings if [(i.name, i.value) for i in f.indicators] == [("payment_round", 1.0)])
    (evidence,) = finding.indicators[0].evidence
    with gzip.open(SAMPLES / "amlsim/transactions.csv.gz", "rt") as handle:
        lines = list(csv.reader(handle))
    pairs = {(lines[row - 1][0], lines[row - 1][1]) for row in evidence.rows}
    step = dict(pairs)
    (start,) = (identifier["value"] for identifier in finding.subject.identifiers)
    here, length = step[start], 1
    while here != start:
        here, length = step[here], length + 1
    assert length == len(pairs) == len(finding.streams["members"]) + 1


# ---------------------------------------------------------------- bandicoot

SQL = """
SELECT count(*) FILTER (service = 'voice') AS calls, count(*) FILTER (service = 'sms') AS texts,
       count(DISTINCT other) FILTER (service = 'voice') AS call_contacts,
       count(DISTINCT other) FILTER (service = 'sms') AS text_contacts,
       count(DISTINCT answered_at_utc::DATE) AS active_days,
       avg(duration_s) FILTER (service = 'voice') AS duration,
       stddev_pop(duration_s) FILTER (service = 'voice') AS deviation,
       avg((observed_party = 'originating')::INTEGER) FILTER (service = 'voice') AS initiated
FROM (SELECT *, CASE observed_party WHEN 'originating' THEN terminating_msisdn ELSE originating_msisdn END AS other
      FROM call)
"""


@pytest.mark.parametrize("who", ["A", "B"])
def test_bandicoots_published_indicators_follow_from_the_records(who: str, tmp_path: Path) -> None:
    published: dict[str, Any] = json.loads((MANUAL / f"{who}.json").read_text())

    def of(name: str, kind: str) -> Any:
        return published[name]["allweek"]["allday"][kind]

    with load(tmp_path / "b.case", MANUAL / f"{who}.csv") as ledger:
        row = ledger.con.execute(SQL).to_arrow_table().to_pylist()[0]
    assert row["calls"] == of("number_of_interactions", "call")
    assert row["texts"] == of("number_of_interactions", "text")
    assert row["call_contacts"] == of("number_of_contacts", "call")
    assert row["text_contacts"] == of("number_of_contacts", "text")
    assert row["active_days"] == of("active_days", "callandtext")
    assert row["duration"] == of("call_duration", "call")["mean"]
    assert row["initiated"] == of("percent_initiated_interactions", "call")
    if "std" in of("call_duration", "call"):
        assert row["deviation"] == pytest.approx(of("call_duration", "call")["std"])


def test_bandicoots_contacts_are_the_neighbours_in_the_network(tmp_path: Path) -> None:
    """The projection counts A's contacts as published; the file names A itself as one caller, which is no contact."""
    with load(tmp_path / "b.case", MANUAL / "A.csv") as ledger:
        network = run(ledger).network
    who = [keys[0].removeprefix("phone:") for keys in network.identifiers]
    contacts = network.contacts
    pairs = {
        (who[start], who[end]): (calls, messages, seconds, days)
        for start, end, calls, messages, seconds, days in zip(
            contacts.start, contacts.end, contacts.calls, contacts.messages, contacts.duration_s, contacts.active_days,
            strict=True,
        )
    }  # fmt: skip
    assert pairs == {("A", "B"): (1, 0, 542, 1), ("A", "C"): (0, 3, 0, 1), ("C", "A"): (0, 2, 0, 1)}
    assert np.all(contacts.start != contacts.end)
