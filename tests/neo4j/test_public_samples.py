"""Public sample data in both stores: the same graph, the same projection, the same findings, to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.findings.analyse import analyse
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from netinvest.model.graph import Label, RelationshipType
from netinvest.store import open_store
from netinvest.store.sync import sync

if TYPE_CHECKING:
    from netinvest.store.base import GraphStore
    from tests.neo4j.server import Server

pytestmark = pytest.mark.neo4j

SAMPLES = Path(__file__).parents[1] / "golden" / "samples"
MANUAL = SAMPLES / "bandicoot/bandicoot/tests/samples/manual"


@pytest.mark.parametrize(
    ("files", "fewest"),
    [
        pytest.param([SAMPLES / "callmine/sample_raw_data.csv"], 5_000, id="callmine"),
        pytest.param([MANUAL / "A.csv", MANUAL / "B.csv", SAMPLES / "bandicoot/demo/data/ego.csv"], 50, id="bandicoot"),
        pytest.param(
            [SAMPLES / "amlsim/transactions.csv.gz", SAMPLES / "amlsim/nodes.csv.gz"],
            50_000,
            id="amlsim",
            marks=pytest.mark.soak,
        ),
    ],
)
def test_both_stores_answer_alike(
    files: list[Path], fewest: int, neo4j_server: Server, case_id: str, tmp_path: Path
) -> None:
    with Ledger.create(tmp_path / "sample.case") as ledger:
        for file in files:
            load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="tests")
        embedded, server = open_store("embedded", ledger.con, case_id), neo4j_server.store(case_id)
        answers = [answer(ledger, store) for store in (embedded, server)]
        server.close()
    assert answers[0] == answers[1]
    assert sum(table.num_rows for table in answers[0][2]) >= fewest


def answer(ledger: Ledger, store: GraphStore) -> tuple[str, str, list[Any]]:
    sync(ledger.con, store)
    run = analyse(ledger, store, seed=7, perturbations=2)
    nodes = [store.read_nodes(label) for label in Label]
    return (
        run.network_digest,
        run.findings_digest,
        nodes + [store.read_relationships(rtype) for rtype in RelationshipType],
    )
