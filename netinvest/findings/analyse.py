"""One analysis: resolve, project, assess, write down.

Every run is kept with its parameters, its seed and the digests of what it read and what it found. A run's id is the
digest of exactly that, so the same input and parameters give the same run, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from netinvest.analysis.assessment import assess
from netinvest.findings.ad_cluster import write_ad_clusters
from netinvest.findings.evidence import EvidenceRequest
from netinvest.findings.group import write_funnel_accounts, write_hubs, write_networks
from netinvest.findings.lead import LeadWriter
from netinvest.findings.structure import write_structure
from netinvest.model.category import PROTECTED
from netinvest.model.finding import Finding, FindingKind
from netinvest.projection.project import project
from netinvest.resolve import propose, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from netinvest.findings.lead import Pending
    from netinvest.ledger.ledger import Ledger
    from netinvest.projection.network import Network
    from netinvest.store.base import GraphStore


@dataclass(frozen=True)
class Run:
    """An analysis that was made."""

    run_id: str
    seed: int
    parameters: dict[str, Any]
    network_digest: str
    findings_digest: str
    findings: list[Finding]
    network: Network


def canonical(bodies: list[dict[str, Any]]) -> bytes:
    """Findings as canonical JSON: what the digest is taken of. A file counts by its bytes, whatever it was called."""

    def nameless(value: Any) -> Any:
        if isinstance(value, dict):
            named = "source_id" in value
            return {key: nameless(inner) for key, inner in value.items() if not (named and key == "name")}
        return [nameless(inner) for inner in value] if isinstance(value, list | tuple) else value

    text = json.dumps(nameless(bodies), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def analyse(
    ledger: Ledger,
    store: GraphStore,
    *,
    seed: int,
    perturbations: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    version: str = "",
) -> Run:
    """Analyse a case and keep the run in its ledger.

    Args:
        ledger: The case's ledger, open for writing.
        store: The graph store, in step with the ledger.
        seed: Of everything random; recorded.
        perturbations: How many at most (200 by default, fewer on very large networks).
        progress: Called with (done, all).
        version: Of netinvest, recorded.
    """
    propose(ledger)
    actors = resolve(ledger)
    network = project(ledger, store, actors)
    assessment = assess(network, seed=seed, perturbations=perturbations, progress=progress)
    parameters: dict[str, Any] = {"perturbations": assessment.perturbations}
    digest = network.digest()
    name = json.dumps([digest, seed, parameters, version], sort_keys=True)
    run_id = hashlib.sha256(name.encode()).hexdigest()[:16]
    request = EvidenceRequest()
    writer = LeadWriter(network, assessment, request, run_id)
    pending: list[Pending] = []
    for kind, leads in (
        (FindingKind.LIKELY_COORDINATOR, assessment.coordinators),
        (FindingKind.POSSIBLE_VICTIM_OFFENDER, assessment.both),
        (FindingKind.LIKELY_LINKED_VICTIM, assessment.victims),
    ):
        pending += [writer.write(kind, leads, place) for place in range(len(leads.actors))]
    if assessment.measures.victims.any():
        pending += write_networks(network, assessment, request, run_id)
        pending += write_funnel_accounts(network, assessment, request, run_id)
    else:
        pending += write_structure(network, assessment, request, run_id, seed=seed)
    pending += write_ad_clusters(network, assessment, request, run_id)
    exposed = {p.finding.subject.alias for p in pending if p.finding.subject.category in PROTECTED}
    pending += write_hubs(network, assessment, run_id, exposed=exposed)
    fetched = request.fetch(ledger.con, network)
    decisions: dict[str, list[str]] = defaultdict(list)
    for number, decision in zip(
        actors.rests_on["actor_no"].to_pylist(), actors.rests_on["decision_id"].to_pylist(), strict=True
    ):
        decisions[f"actor:{number:05d}"].append(decision)
    findings = [
        replace(finding, decisions=tuple(decisions.get(finding.subject.actor_id, ())))
        for finding in (item.complete(fetched) for item in pending)
    ]
    findings_digest = hashlib.sha256(canonical([finding.to_dict() for finding in findings])).hexdigest()
    run = Run(run_id, seed, parameters, digest, findings_digest, findings, network)
    with ledger.transaction():
        if _keep(ledger, run, version):
            request.keep(ledger.con, run_id, [owner for item in pending for owner in item.owners()])
    return run


def _keep(ledger: Ledger, run: Run, version: str) -> bool:
    """Write the run down; the same run again replaces nothing. Returns whether it is new."""
    con = ledger.con
    with ledger.transaction():
        # a run whose findings were erased is written anew; only what is gone could have told it from this one
        con.execute("DELETE FROM run WHERE run_id = ? AND erased_by IS NOT NULL", [run.run_id])
        if con.execute("SELECT 1 FROM run WHERE run_id = ?", [run.run_id]).fetchone():
            con.execute("UPDATE run SET run_no = (SELECT max(run_no) + 1 FROM run) WHERE run_id = ?", [run.run_id])
            return False
        con.execute(
            "INSERT INTO run SELECT ?, ?, ?, ?, ?, ?, ?, coalesce(max(run_no), 0) + 1, NULL FROM run",
            [
                run.run_id,
                datetime.now(UTC).replace(tzinfo=None),
                version,
                run.seed,
                json.dumps(run.parameters, sort_keys=True),
                run.network_digest,
                run.findings_digest,
            ],
        )
        import pyarrow as pa

        rows = pa.table(
            {
                "run_id": [run.run_id] * len(run.findings),
                "finding_id": [f.id for f in run.findings],
                "kind": [str(f.kind) for f in run.findings],
                "rank": pa.array([f.rank for f in run.findings], pa.int32()),
                "actor_id": [f.subject.actor_id for f in run.findings],
                "body": [json.dumps(f.to_dict(), ensure_ascii=True, sort_keys=True) for f in run.findings],
            }
        )
        con.register("new_findings", rows)
        con.execute("INSERT INTO finding SELECT * FROM new_findings")
        con.unregister("new_findings")
    return True
