"""What is needed to make a run's findings anew from the source files, and making them.

A recipe holds no name and no number: sources by SHA-256, people by alias. Aliases come out the same because identifiers
are numbered after the same sources (see ``netinvest.resolve.alias``).
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    from netinvest.case.settings import Settings
    from netinvest.ledger.ledger import Ledger

# a file with records of several kinds is several sources
_SOURCES = """
SELECT left(source_id, 64) AS sha256, any_value(options->>'$.given.profile') AS profile,
       any_value(options->>'$.given.date_order') AS date_order
FROM source GROUP BY left(source_id, 64) ORDER BY min(source_no)
"""
_DECISIONS = """
SELECT l.number AS left_no, r.number AS right_no, judgement, reason, decided_by AS who, rule, decision_id,
       withdrawn_by,
       strftime(decided_at_utc, '%Y-%m-%dT%H:%M:%S.%f') AS decided_at,
       strftime(withdrawn_at_utc, '%Y-%m-%dT%H:%M:%S.%f') AS withdrawn_at
FROM decision JOIN alias AS l ON l.identifier_key = left_key JOIN alias AS r ON r.identifier_key = right_key
WHERE (rule = 'person' AND decided_at_utc <= $until)
   OR (rule <> 'person' AND withdrawn_by IS NOT NULL AND withdrawn_by <> $machine AND withdrawn_at_utc <= $until)
ORDER BY coalesce(decided_at_utc, withdrawn_at_utc), decision_id
"""
_CATEGORIES = """
SELECT number, category, nature, basis, concat(source_grade, information_grade) AS grade, stated_by AS who
FROM categorisation JOIN alias USING (identifier_key)
WHERE stated_at_utc <= $until AND coalesce(withdrawn_at_utc > $until, true) ORDER BY stated_at_utc, categorisation_id
"""


def recipe(con: DuckDBPyConnection, settings: Settings, run_id: str) -> dict[str, Any]:
    """The recipe of a run."""
    from netinvest.resolve.decision import MACHINE

    started, seed, version, parameters, network, findings = con.execute(
        "SELECT started_at_utc, seed, version, parameters::VARCHAR, network_digest, findings_digest FROM run "
        "WHERE run_id = ?",
        [run_id],
    ).fetchone() or (None, 0, "", "{}", "", "")
    until = {"until": started}

    return {
        **provenance(con, settings),
        "decisions": _rows(con, _DECISIONS, until | {"machine": MACHINE}),
        "categories": _rows(con, _CATEGORIES, until),
        "run": {
            "run_id": run_id,
            "seed": int(seed),
            "version": version,
            "parameters": json.loads(parameters),
            "network_digest": network,
            "findings_digest": findings,
        },
    }


def provenance(con: DuckDBPyConnection, settings: Settings) -> dict[str, Any]:
    """What of a recipe is about the sources, and whether the case still holds all of them (``erasures`` is 0)."""
    (erased,) = con.execute("SELECT count(*) FROM erasure").fetchone() or (0,)
    return {
        "country": settings.country,
        "time_zone": settings.time_zone,
        "sources": _rows(con, _SOURCES),
        "numbered_after": sorted({n for (n,) in con.execute("SELECT sources FROM numbering").fetchall()}),
        "erasures": int(erased),
    }


def _rows(con: DuckDBPyConnection, sql: str, given: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = con.execute(sql, given or {}).to_arrow_table().to_pylist()
    return found


@dataclass(frozen=True, slots=True)
class Remade:
    """What came out when the findings were made anew."""

    run_id: str
    network_digest: str
    findings_digest: str


def by_digest(folder: Path) -> dict[str, Path]:
    """The files of a folder by the SHA-256 of their bytes."""
    from netinvest.ingest.opening import digest

    return {digest(path).sha256: path for path in sorted(folder.rglob("*")) if path.is_file()}


def load_sources(
    ledger: Ledger, made: dict[str, Any], folder: Path, *, progress: Callable[[str, int, int], None] | None = None
) -> None:
    """Load the source files of a recipe, in their order and as they were loaded.

    Args:
        ledger: An empty one.
        made: The recipe.
        folder: Where the source files lie, under whatever names.
        progress: Called with what is done, steps done, steps in all.

    Raises:
        InputRefused: A source is not in the folder.
    """
    from netinvest.ingest.load import load_file
    from netinvest.resolve.alias import number_identifiers

    there = by_digest(folder)
    missing = [source["sha256"][:12] for source in made["sources"] if source["sha256"] not in there]
    if missing:
        raise InputRefused(
            f"{len(missing)} source files are not there, or were changed: SHA-256 {', '.join(missing[:5])}",
            where=str(folder),
            remedy="put the files as they were received into the folder",
        )
    for number, source in enumerate(made["sources"], start=1):
        if progress:
            progress("load", number - 1, len(made["sources"]))
        load_file(
            ledger,
            there[source["sha256"]],
            country=made["country"] or None,
            time_zone=made["time_zone"],
            loaded_by="netinvest verify",
            profile=source["profile"],
            date_order=source["date_order"],
        )
        if ledger.con.execute("SELECT count(*) FROM source").fetchall()[0][0] in made["numbered_after"]:
            number_identifiers(ledger)


def remake(made: dict[str, Any], folder: Path, *, progress: Callable[[str, int, int], None] | None = None) -> Remade:
    """Load the source files of a recipe into a case that lasts for this alone, and analyse it.

    Args:
        made: The recipe.
        folder: Where the source files lie, under whatever names.
        progress: Called with what is done, steps done, steps in all.

    Raises:
        InputRefused: A source is not in the folder, or the case holds a part of the files only.
    """
    from netinvest.findings.analyse import analyse
    from netinvest.ledger.ledger import Ledger
    from netinvest.resolve import categorise, decide, decide_hub, propose, withdraw
    from netinvest.store.embedded import EmbeddedStore
    from netinvest.store.sync import sync

    if made["erasures"]:
        raise InputRefused(
            "it is of a part of the files (a sub-case, or something was erased), so its findings cannot be made anew "
            "from the whole files",
            remedy="check the bundle itself; netinvest verify CASE --sources looks for each record in the files",
        )
    run = made["run"]
    with tempfile.TemporaryDirectory() as place, Ledger.create(Path(place) / "remade.case") as ledger:
        load_sources(ledger, made, folder, progress=progress)
        propose(ledger)
        for item in made["decisions"]:
            if item["rule"] == "person":
                a, b = (f"A-{item[side]:05d}" for side in ("left_no", "right_no"))
                said = {"reason": item["reason"], "who": item["who"]}
                decision = (
                    decide_hub(ledger, a, item["judgement"], **said)
                    if a == b
                    else decide(ledger, a, b, item["judgement"], **said)
                )
            else:
                decision = item["decision_id"]
            if item["withdrawn_by"]:
                withdraw(ledger, decision, who=item["withdrawn_by"])
        for item in made["categories"]:
            categorise(
                ledger,
                f"A-{item['number']:05d}",
                item["category"],
                basis=item["basis"],
                author=item["who"],
                nature=item["nature"],
                grade=item["grade"] or None,
            )
        store = EmbeddedStore(ledger.con)
        sync(ledger.con, store)
        again = analyse(
            ledger,
            store,
            seed=run["seed"],
            perturbations=run["parameters"]["perturbations"],
            version=run["version"],
            progress=(lambda done, total: progress("analyse", done, total)) if progress else None,
        )
    return Remade(again.run_id, again.network_digest, again.findings_digest)
