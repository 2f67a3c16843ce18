"""A synthetic case made in code: three rings, their customers, hubs, and the leads an analysis might write.

Nobody here exists. Numbers are Ofcom's drama numbers (+44 7700 900000 to 900999).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from decimal import Decimal
from typing import Any

import pyarrow as pa
from netinvest.charts import CaseFacts, SourceFact
from netinvest.model.finding import Evidence, Finding, FindingKind, Indicator, Subject

ACTORS = pa.schema(
    [
        ("actor_id", pa.string()),
        ("alias", pa.string()),
        ("category", pa.string()),
        ("protected", pa.bool_()),
        ("identifiers", pa.list_(pa.struct([("kind", pa.string()), ("value", pa.string())]))),
        ("roles", pa.list_(pa.string())),
    ]
)
LINKS = pa.schema(
    [
        ("start_actor_id", pa.string()),
        ("end_actor_id", pa.string()),
        ("stream", pa.string()),
        ("count", pa.int64()),
        ("first_at_utc", pa.timestamp("us", tz="UTC")),
        ("last_at_utc", pa.timestamp("us", tz="UTC")),
        ("amount", pa.decimal128(28, 8)),
        ("currency", pa.string()),
        ("source_ids", pa.list_(pa.string())),
    ]
)
START = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
SOURCES = tuple(
    SourceFact(name, hashlib.sha256(name.encode()).hexdigest(), kind, rows)
    for name, kind, rows in (
        ("calls_operator_a.csv", "calls", 10_412),
        ("calls_operator_b.csv.gz", "calls", 4_120),
        ("statements_2026Q1.csv", "transfers", 2_230),
        ("ads_export.jsonl", "advertisements", 655),
        ("subscribers.xlsx", "subjects", 388),
    )
)


class RingCase:
    """Actors, links and findings of a case with ``rings`` rings and ``customers`` customers a ring."""

    def __init__(self, *, rings: int = 3, customers: int = 70, seed: int = 3) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.people: list[dict[str, Any]] = []
        self.ties: dict[tuple[str, str, str], list[Any]] = {}
        self.findings: list[Finding] = []
        self.members: dict[str, str] = {}
        hubs = [self.person("contact", roles=["taxi"]) for _ in range(3)]
        for ring in range(rings):
            self.ring(ring, customers, hubs)
        for at, hub in enumerate(hubs):
            self.lead(
                FindingKind.SET_ASIDE_HUB,
                hub,
                at + 1,
                f"Calls {200 - at} numbers in every network, in and out alike, as a taxi firm does.",
            )
        self.rank_kinds()

    def person(self, category: str = "unknown", *, protected: bool = False, roles: list[str] | None = None) -> str:
        number = len(self.people) + 1
        actor_id = f"actor:{number:05d}"
        phone = f"+4477009{number % 1000:05d}"
        identifiers = [{"kind": "phone", "value": phone}]
        if number % 3 == 0:
            identifiers.append({"kind": "account", "value": f"GB00TEST{number:014d}"})
        self.people.append(
            {
                "actor_id": actor_id,
                "alias": f"A-{number:05d}",
                "category": category,
                "protected": protected,
                "identifiers": identifiers,
                "roles": roles or [],
            }
        )
        return actor_id

    def tie(self, start: str, end: str, stream: str, count: int, amount: str | None = None) -> None:
        first = START + dt.timedelta(days=self.random.randrange(60), minutes=self.random.randrange(1440))
        last = first + dt.timedelta(days=self.random.randrange(1, 90))
        source = {"calls": 0, "messages": 1, "transfers": 2, "advertisements": 3}[stream]
        self.ties[start, end, stream] = [count, first, last, amount, SOURCES[source].sha256]

    def lead(
        self, kind: FindingKind, actor: str, rank: int, sentence: str, *contrary: str, stability: float = 0.9
    ) -> None:
        person = next(p for p in self.people if p["actor_id"] == actor)
        number = len(self.findings) + 1
        evidence = (
            Evidence("call", SOURCES[0].sha256, SOURCES[0].name, tuple(range(12, 40, 3)), 240),
            Evidence("transfer", SOURCES[2].sha256, SOURCES[2].name, (7,), 1),
        )
        self.findings.append(
            Finding(
                f"F-{number:04d}",
                kind,
                Subject(actor, person["alias"], person["category"], tuple(person["identifiers"])),
                rank,
                10.0 - rank,
                (max(1, rank - 1), rank + 2),
                stability,
                (
                    Indicator("collects", "transfers", 4.2, 0.8, 0.004, sentence, evidence[1:]),
                    Indicator(
                        "brokerage",
                        "calls",
                        0.61,
                        0.12,
                        0.0004,
                        f"{person['alias']} lies on 61 % of the short paths between managers and accounts.",
                        evidence[:1],
                    ),
                ),
                tuple(Indicator("contrary", "calls", 0.1, None, None, text, evidence[:1]) for text in contrary),
                {"calls": {"rank_without": rank + 3, "ties": 12}, "transfers": {"rank_without": rank + 1}},
                ("D-0001",),
                evidence,
                ("The account-holder register ends on 2026-02-11.",),
                "run-0007",
            )
        )

    def ring(self, ring: int, customers: int, hubs: list[str]) -> None:
        draw = self.random
        boss, manager = self.person("suspect" if ring == 0 else "unknown"), self.person()
        both = self.person("possible_victim", protected=True)
        exploited = [self.person("victim" if i == 0 else "unknown", protected=i < 2) for i in range(5 + ring)]
        mules = [self.person() for _ in range(2)]
        between = [self.person() for _ in range(3)]
        clients = [self.person("contact") for _ in range(customers)]
        for start, end, count in (
            (boss, manager, 41),
            (manager, both, 120),
            (boss, mules[0], 9),
            (boss, between[0], 5),
            (between[0], mules[1], 8),
        ):
            self.tie(start, end, "calls", count)
            self.tie(end, start, "messages", count // 2 + 1)
        for victim in exploited:
            self.tie(both, victim, "calls", draw.randrange(20, 90))
            self.tie(victim, both, "messages", draw.randrange(5, 60))
            self.tie(victim, draw.choice(mules), "transfers", draw.randrange(3, 20), f"{draw.randrange(800, 9000)}.50")
            self.tie(victim, draw.choice([both, manager]), "advertisements", draw.randrange(1, 14))
        for mule in mules:
            self.tie(mule, boss, "transfers", 12, f"{draw.randrange(9000, 60000)}.00")
        for client in clients:
            for victim in draw.sample(exploited, draw.choice([1, 1, 2])):
                self.tie(client, victim, "calls", draw.randrange(1, 6))
            if draw.random() < 0.3:
                self.tie(client, draw.choice(hubs), "calls", draw.randrange(1, 5))
        for a, b in ((between[1], manager), (between[1], boss), (between[2], both), (between[2], mules[1])):
            self.tie(a, b, "calls", draw.randrange(2, 9))
        network = f"N-{ring + 1}"
        self.lead(
            FindingKind.LIKELY_COORDINATOR,
            boss,
            0,
            "Receives 94 % of what two pass-through accounts take in, within three days.",
            "Few direct contacts with the advertised numbers.",
            stability=0.93 - 0.3 * ring,
        )
        self.lead(
            FindingKind.LIKELY_COORDINATOR, manager, 0, "Is rung after every advertisement is renewed.", stability=0.71
        )
        self.lead(
            FindingKind.POSSIBLE_VICTIM_OFFENDER,
            both,
            0,
            "Is advertised too, and pays over nine tenths of what comes in.",
            "Places the advertisements of five others.",
        )
        for victim in exploited:
            self.lead(
                FindingKind.LIKELY_LINKED_VICTIM,
                victim,
                0,
                "Advertised in four towns in nine days by a contact that is not this actor's own.",
                "Rings relatives' numbers every evening.",
                stability=draw.choice([0.95, 0.8, 0.42]),
            )
        for mule in mules:
            self.lead(FindingKind.FUNNEL_ACCOUNT, mule, 0, "Money stays for less than a day.")
        everyone = [boss, manager, both, *exploited, *mules, *between, *clients]
        self.members |= dict.fromkeys(everyone, network)
        identifiers = tuple(i for p in self.people if p["actor_id"] in everyone for i in p["identifiers"])
        self.findings.append(
            Finding(
                network,
                FindingKind.NETWORK,
                Subject(f"network:{ring + 1}", f"Network {ring + 1}", "unknown", identifiers),
                ring + 1,
                5.0 - ring,
                (1, 3),
                0.9,
                (
                    Indicator(
                        "density",
                        "calls",
                        0.3,
                        0.02,
                        0.001,
                        f"{len(everyone)} actors ring one another 15 times as often as chance would have it.",
                    ),
                ),
                run="run-0007",
            )
        )

    def rank_kinds(self) -> None:
        """Ranks 1, 2, 3 ... within each kind."""
        seen: dict[FindingKind, int] = {}
        for at, f in enumerate(self.findings):
            seen[f.kind] = rank = seen.get(f.kind, 0) + 1
            interval = (max(1, rank - 1), rank + 1)
            self.findings[at] = Finding(
                f.id,
                f.kind,
                f.subject,
                rank,
                f.score,
                interval,
                f.stability,
                f.indicators,
                f.contrary,
                f.streams,
                f.decisions,
                f.evidence,
                f.caveats,
                f.run,
            )

    @property
    def actors(self) -> pa.Table:
        return pa.Table.from_pylist(self.people, schema=ACTORS)

    @property
    def links(self) -> pa.Table:
        rows = [
            {
                "start_actor_id": s,
                "end_actor_id": e,
                "stream": stream,
                "count": count,
                "first_at_utc": first,
                "last_at_utc": last,
                "amount": None if amount is None else Decimal(amount),
                "currency": None if amount is None else "GBP",
                "source_ids": [source],
            }
            for (s, e, stream), (count, first, last, amount, source) in self.ties.items()
        ]
        return pa.Table.from_pylist(rows, schema=LINKS)

    @property
    def facts(self) -> CaseFacts:
        return CaseFacts(
            "Harbour (synthetic)",
            "run-0007",
            7,
            "0.1.0",
            (START, START + dt.timedelta(days=150)),
            SOURCES,
            {"resolution": 1.0, "perturbations": 100},
            ("No call records of operator B for March 2026.",),
            time_zone="Europe/London",
        )
