"""What a chart shows: actors, links, leads and networks as plain columns, with the protected already protected.

Everything after this file (layout, page, pyvis, drawings) sees only what may be shown, so that no output can
leak what another one hides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.charts.annotations import annotation_data
from netinvest.charts.lead import shown_lead
from netinvest.charts.link import Links, read_links
from netinvest.charts.plain_text import Redaction, plain
from netinvest.charts.role import LEAD_ROLE, SIGNS_OF_EXPLOITATION, Role
from netinvest.charts.roster import Roster, surroundings
from netinvest.findings.stability import instability
from netinvest.model.category import PROTECTED
from netinvest.model.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from netinvest.charts.facts import CaseFacts
    from netinvest.model.finding import Finding

MOST_ACTORS = 100_000
NO_NETWORK = -1


@dataclass(slots=True)
class Actor:
    """One actor as shown."""

    alias: str
    role: Role
    category: str
    protected: bool
    identifiers: list[tuple[str, str]]  # kind and value; empty while the actor is protected
    hidden_identifiers: int
    roles: list[str]
    network: int  # index into Scene.networks, NO_NETWORK without one
    findings: list[int] = field(default_factory=list)  # indices into Scene.findings


@dataclass(slots=True)
class Scene:
    """All a chart may show."""

    facts: CaseFacts
    actors: list[Actor]
    links: Links
    findings: list[dict[str, Any]]
    networks: list[str]
    sources: list[dict[str, Any]]
    left_out: int  # actors beyond MOST_ACTORS
    revealed: bool
    redact: Redaction
    index: Mapping[str, int]  # actor id to its place in ``actors``
    annotations: dict[str, Any]  # what was drawn by hand; see ``annotation_data``

    def leads(self, role: Role) -> list[int]:
        """Actors drawn in ``role``, by rank of their best lead."""
        found = [i for i, actor in enumerate(self.actors) if actor.role is role]
        return sorted(found, key=lambda i: (self._rank(i), i))

    def _rank(self, actor: int) -> int:
        return min((self.findings[f]["rank"] for f in self.actors[actor].findings), default=1 << 30)


def build_scene(
    findings: Iterable[Finding | Mapping[str, Any]],
    actors: pa.Table,
    links: pa.Table,
    facts: CaseFacts,
    *,
    members: Mapping[str, str] | None = None,
    reveal: bool = False,
    annotations: Iterable[Mapping[str, str]] = (),
) -> Scene:
    """Bring together what a chart shows.

    Args:
        findings: Leads, as ``Finding`` or their dicts.
        actors: ``actor_id, alias, category, protected, identifiers, roles`` (roles may be absent).
        links: ``start_actor_id, end_actor_id, stream, count, first_at_utc, last_at_utc, amount, currency,
            source_ids``.
        facts: The case.
        members: Actor id to the id of the network finding it belongs to; without it membership is read from
            the aliases (``streams["members"]``) or the identifiers that network findings list.
        reveal: Show identifiers of protected actors. Whoever passes True has logged the purpose.
        annotations: What was drawn by hand: ``start, end, text, author, file, sha256, at``.

    Returns:
        The scene, in an order that depends on content only.
    """
    leads = sorted((_as_dict(finding) for finding in findings), key=_finding_order)
    by_lead = _kinds_by_actor(leads)
    roster = Roster(actors)
    roles = [
        _role(_is_protected(category, flagged=bool(flagged)), by_lead.get(actor_id, frozenset()))
        for actor_id, category, flagged in zip(roster.ids, roster.categories, roster.flagged, strict=True)
    ]
    redact = Redaction(() if reveal else _protected_identifiers(roster, roles, leads))
    network_of = _memberships(leads, roster, members)
    start, end = roster.ends(links)
    kept = surroundings(
        np.array([actor_id in by_lead for actor_id in roster.ids], dtype=bool),
        np.array([actor_id in network_of for actor_id in roster.ids], dtype=bool),
        start,
        end,
        np.asarray(links["count"].fill_null(0).to_numpy(), dtype=np.int64),
        most=MOST_ACTORS,
    )

    networks = [f for f in leads if f["kind"] == FindingKind.NETWORK]
    network_index = {f["id"]: i for i, f in enumerate(networks)}
    places = np.flatnonzero(kept).tolist()
    shown = [
        _actor(
            person,
            roles[place],
            network_index.get(network_of.get(roster.ids[place], ""), NO_NETWORK),
            redact,
            reveal=reveal,
        )
        for place, person in zip(places, roster.rows(places), strict=True)
    ]
    index = {roster.ids[place]: at for at, place in enumerate(places)}
    for lead in leads:  # a lead whose actor the projection does not hold is drawn alone rather than lost
        actor_id = str(lead["subject"]["actor_id"])
        if actor_id in by_lead and actor_id not in index:
            index[actor_id] = len(shown)
            role = _role(_is_protected(lead["subject"].get("category"), flagged=False), by_lead[actor_id])
            shown.append(_actor(lead["subject"], role, NO_NETWORK, redact, reveal=reveal))

    sources = _sources(facts, leads, links, redact)
    source_index = {source_id: i for i, source_id in enumerate(sources)}
    told = [
        shown_lead(
            lead,
            shown,
            redact,
            source_index,
            actor=index.get(str(lead["subject"]["actor_id"]), -1) if FindingKind(lead["kind"]) in LEAD_ROLE else -1,
            network=network_index.get(lead["id"], NO_NETWORK),
            members=_members(lead, roster, network_of, index),
        )
        for lead in leads
    ]
    listed = Counter(finding["kind"] for finding in told)
    for at, finding in enumerate(told):
        finding["unstable"] = instability(finding, listed[finding["kind"]])
        if finding["actor"] >= 0:
            shown[finding["actor"]].findings.append(at)
    shown_at = np.full(len(roster) + 1, -1, dtype=np.int64)  # the last place stands for the unknown, -1
    shown_at[places] = np.arange(len(places))
    return Scene(
        facts=facts,
        actors=shown,
        links=read_links(links, shown_at[start], shown_at[end], source_index),
        findings=told,
        networks=[_network_name(i, f, redact) for i, f in enumerate(networks)],
        sources=list(sources.values()),
        left_out=len(roster) - len(places),
        revealed=reveal,
        redact=redact,
        index=index,
        annotations=annotation_data(annotations, {actor.alias: at for at, actor in enumerate(shown)}, redact),
    )


def _as_dict(finding: Finding | Mapping[str, Any]) -> dict[str, Any]:
    return dict(finding) if hasattr(finding, "keys") else finding.to_dict()  # type: ignore[arg-type]


def _finding_order(finding: Mapping[str, Any]) -> tuple[str, int, str]:
    return (str(finding["kind"]), int(finding["rank"]), str(finding["id"]))


def _kinds_by_actor(leads: Sequence[Mapping[str, Any]]) -> dict[str, frozenset[FindingKind]]:
    kinds: dict[str, set[FindingKind]] = defaultdict(set)
    for lead in leads:
        kind = FindingKind(lead["kind"])
        if kind in LEAD_ROLE:
            kinds[str(lead["subject"]["actor_id"])].add(kind)
    return {actor: frozenset(found) for actor, found in kinds.items()}


def _is_protected(category: object, *, flagged: bool) -> bool:
    """By the projection's flag or by any protected word in the category ("victim, contact")."""
    words = str(category or "").replace(",", " ").replace(";", " ").split()
    return flagged or any(word in PROTECTED for word in words)


def _role(protected: bool, kinds: frozenset[FindingKind]) -> Role:  # noqa: FBT001
    roles = {LEAD_ROLE[kind] for kind in kinds}
    signs = protected or bool(roles & SIGNS_OF_EXPLOITATION)
    if signs and Role.LIKELY_COORDINATOR in roles:
        return Role.POSSIBLE_VICTIM_OFFENDER
    if signs:
        roles.add(Role.PROTECTED_PERSON)
    return min(roles, default=Role.OTHER)


def _protected_identifiers(
    roster: Roster, roles: Sequence[Role], leads: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """Identifiers of protected actors with their alias; a pseudonym that already stands for one is left as it is."""
    holders = roster.rows(at for at, role in enumerate(roles) if role in SIGNS_OF_EXPLOITATION)
    subjects = {
        str(lead["subject"]["actor_id"]): lead["subject"] for lead in leads if FindingKind(lead["kind"]) in LEAD_ROLE
    }
    kinds = _kinds_by_actor(leads)
    holders += [
        subject
        for actor_id, subject in subjects.items()
        if _role(_is_protected(subject.get("category"), flagged=False), kinds[actor_id]) in SIGNS_OF_EXPLOITATION
        or (actor_id in roster.place and roles[roster.place[actor_id]] in SIGNS_OF_EXPLOITATION)
    ]
    pseudonyms = roster.by_alias.keys() | {str(subject["alias"]) for subject in subjects.values()} | {"protected"}
    return sorted({
        (str(identifier["value"]), plain(holder["alias"]))
        for holder in holders
        for identifier in holder.get("identifiers") or ()
        if str(identifier["value"]) not in pseudonyms
    })  # fmt: skip


def _members(
    lead: Mapping[str, Any], roster: Roster, network_of: Mapping[str, str], index: Mapping[str, int]
) -> list[int]:
    """Actors of a lead about several: by the aliases it lists, else by its network."""
    if FindingKind(lead["kind"]) in LEAD_ROLE:
        return []
    named = (lead.get("streams") or {}).get("members")
    if isinstance(named, (list, tuple)):
        ids = (roster.ids[roster.by_alias[alias]] for alias in map(str, named) if alias in roster.by_alias)
        return sorted({index[actor_id] for actor_id in ids if actor_id in index})
    return sorted(index[actor] for actor, network in network_of.items() if network == lead["id"] and actor in index)


def _memberships(
    leads: Sequence[Mapping[str, Any]], roster: Roster, members: Mapping[str, str] | None
) -> Mapping[str, str]:
    if members is not None:
        return members
    network_of: dict[str, str] = {}
    for lead in leads:
        if lead["kind"] != FindingKind.NETWORK:
            continue
        named = (lead.get("streams") or {}).get("members")
        if isinstance(named, (list, tuple)):
            found = [roster.by_alias.get(str(alias)) for alias in named]
        else:  # members without a reveal are listed by their pseudonym
            identifiers = [(str(i["kind"]), str(i["value"])) for i in lead["subject"].get("identifiers") or ()]
            found = [roster.by_identifier.get(i, roster.by_alias.get(i[1])) for i in identifiers]
        for place in found:
            if place is not None:
                network_of.setdefault(roster.ids[place], str(lead["id"]))
    return network_of


def _actor(person: Mapping[str, Any], role: Role, network: int, redact: Redaction, *, reveal: bool) -> Actor:
    protected = role in SIGNS_OF_EXPLOITATION
    identifiers = sorted({(plain(i["kind"], 40), plain(i["value"], 120)) for i in person.get("identifiers") or ()})
    # an identifier that a protected actor holds too is hidden wherever it stands
    shown = [] if protected and not reveal else [i for i in identifiers if redact(i[1]) == i[1]]
    return Actor(
        alias=redact(plain(person["alias"], 80)),
        role=role,
        category=redact(plain(person.get("category") or "unknown", 120)),
        protected=protected,
        identifiers=shown,
        hidden_identifiers=len(identifiers) - len(shown),
        roles=[redact(plain(r, 80)) for r in person.get("roles") or ()],
        network=network,
    )


def _sources(
    facts: CaseFacts, leads: Sequence[Mapping[str, Any]], links: pa.Table, redact: Redaction
) -> dict[str, dict[str, Any]]:
    """Every source named by the case, the leads or the links, once each, by id."""
    sources = {
        source.sha256: {
            "name": redact(plain(source.name, 200)),
            "sha256": plain(source.sha256, 64),
            "kind": plain(source.kind, 40),
            "rows": source.rows,
        }
        for source in facts.sources
    }
    for lead in leads:
        statements = [*(lead.get("indicators") or ()), *(lead.get("contrary") or ()), lead]
        for evidence in (e for statement in statements for e in statement.get("evidence") or ()):
            sources.setdefault(
                str(evidence["source_id"]),
                {
                    "name": redact(plain(evidence["name"], 200)),
                    "sha256": plain(evidence["source_id"], 64),
                    "kind": "",
                    "rows": None,
                },
            )
    for source_id in links["source_ids"].combine_chunks().flatten().unique().to_pylist():
        if source_id is not None:
            sources.setdefault(source_id, {"name": "", "sha256": plain(source_id, 64), "kind": "", "rows": None})
    return dict(sorted(sources.items(), key=lambda item: (item[1]["name"], item[0])))


def _network_name(number: int, finding: Mapping[str, Any], redact: Redaction) -> str:
    return redact(plain(finding["subject"]["alias"], 60)) or f"Network {number + 1}"
