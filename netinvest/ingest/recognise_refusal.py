"""What a refusal says of a table that no profile fits, or two fit alike: the candidates, and what would decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netinvest.errors import UnrecognisedFormat
from netinvest.ingest.customer import PARTIES
from netinvest.loading.kind import RecordKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netinvest.loading.loader import Loader
    from netinvest.loading.profile import Profile

_MOST = 3  # candidates
_PAIRS = (
    {"originating_msisdn", "terminating_msisdn"}, {"a_party", "b_party"}, {"debtor_account", "creditor_account"},
    {"debtor_name", "creditor_name"},
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A profile that was tried on a table.

    Attributes:
        known: Canonical columns that its headings tell.
        missing: Needs that are not met, in canonical columns.
        near: For a column that is missing: the heading that comes closest, and the alias it comes close to.
        sure: That the row is one of headings: a row that may be data is not quoted.
    """

    profile: Profile
    score: float
    matched: float
    known: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    near: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sure: bool = True

    def sentence(self) -> str:
        """What speaks for it, what is missing, and what would decide."""
        name = f"{self.profile.kind} (profile {self.profile.name})"
        told = f"the headings tell {', '.join(sorted(self.known))}" if self.known else "no heading is surely known"
        if not self.missing:
            return f"{name}: {told} and nothing is missing; --as {self.profile.name} decides for it"
        lacks = f"{' and '.join(self.missing)} {'is' if len(self.missing) == 1 else 'are'} missing"
        return "; ".join(filter(None, (f"{name}: {told}, and {lacks}", self._decides())))

    def _decides(self) -> str:
        ways = []
        for column in columns_of(self.missing):
            alias = next(iter(self.profile.columns.get(column, ())), column)
            if column not in self.near:
                ways.append(f"a heading such as {alias!r} for {column} would decide")
            elif self.sure:
                heading, known = self.near[column]
                ways.append(f"{heading!r} comes closest to {known!r}: so named, it would be {column}")
            else:
                ways.append(f"a heading such as {self.near[column][1]!r} for {column} would decide")
        return ", ".join(dict.fromkeys(ways))


def _lacks_customer(candidate: Candidate) -> bool:
    """Whether calls have one side, and nothing is missing but the customer's number, to which no heading is near."""
    of_calls = candidate.profile.kind == RecordKind.CALLS and len({*PARTIES} & {*candidate.known}) == 1
    return (
        of_calls
        and not candidate.near
        and candidate.missing in {("target_msisdn",), ("originating_msisdn",), ("terminating_msisdn",)}
    )


def columns_of(missing: Sequence[str]) -> list[str]:
    """The canonical columns among needs that are not met; other needs are told in words."""
    return [column for need in missing for column in need.split(" + ") if " " not in column]


def _undated(candidate: Candidate) -> bool:
    """Whether both sides of calls or payments are told, and nothing of when."""
    known, missing = set(candidate.known), " ".join(candidate.missing)
    undated = "answered_at" in missing or "booked_at" in missing
    records = any("_date" in column or "_time" in column or column == "duration" for column in known)
    return undated and not records and any(pair <= known for pair in _PAIRS)


def ranked(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The best few, one a kind first: what scores, then what is known most, then what lacks least."""
    best = sorted(candidates, key=lambda c: (-c.score, -c.matched, len(c.missing), c.profile.name))
    of_kind = {c.profile.kind: c for c in reversed(best) if c.matched}
    first = sorted(of_kind.values(), key=best.index)
    return tuple(first[:_MOST])


def alike(candidates: Sequence[Candidate], name: str) -> UnrecognisedFormat:
    """Two kinds fit alike."""
    one, other = candidates
    return UnrecognisedFormat(
        f"the file fits {one.profile.kind} ({one.profile.name}) and {other.profile.kind} ({other.profile.name}) alike",
        where=name,
        remedy="say which with --as",
        candidates=tuple(c.sentence() for c in candidates),
    )


def unrecognised(candidates: Sequence[Candidate], loaders: Sequence[Loader], name: str) -> UnrecognisedFormat:
    """None fits."""
    tried = f"tried {', '.join(sorted({str(loader.profile.kind) for loader in loaders}))}"
    best = ranked(candidates)
    write_one = (
        f"name a profile with --as, or write one: netinvest profile {name} --write my.toml --kind calls (or transfers, "
        "advertisements, subjects)"
    )
    if not best:
        return UnrecognisedFormat(
            f"the file is not recognised: no heading is known ({tried})", where=name, remedy=write_one
        )
    nearest = best[0]
    sentences = tuple(c.sentence() for c in best)
    if nearest.missing == ("answered_time",):
        return UnrecognisedFormat(
            "the calls have a date and no time of day: there is no heading for answered_time",
            where=name,
            remedy="ask for an extract with times, without them no order of calls can be told",
            candidates=sentences,
        )
    if _lacks_customer(nearest):
        return UnrecognisedFormat(
            "the calls do not say whose they are: the customer's number stands in no column, not above the heading and "
            "not in the file's name",
            where=name,
            remedy="put it into the file's name, if all calls of the file are that customer's",
            candidates=sentences,
        )
    if any(_undated(c) for c in candidates):
        return UnrecognisedFormat(
            "the file tells who is linked with whom, and not when: calls and payments need the date of each",
            where=name,
            remedy="ask for the records that the list was made from, or add a column with date and time",
            candidates=sentences,
        )
    lacks = f"; as {nearest.profile.kind} it lacks {' and '.join(nearest.missing)}" if nearest.missing else ""
    near = ""
    if nearest.near:
        heading, alias = next(iter(nearest.near.values()))
        near = f", the nearest heading is {heading!r}, close to " if nearest.sure else ", the nearest heading known is "
        near += repr(alias)
    return UnrecognisedFormat(
        f"the file is not recognised ({tried}{lacks}{near})", where=name, remedy=write_one, candidates=sentences
    )
