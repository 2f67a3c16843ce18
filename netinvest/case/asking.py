"""Questions to a case: who is meant, what is looked at, and the answer as it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import pandas as pd
    from duckdb import DuckDBPyConnection

    from netinvest.case.disclosure import Disclosure
    from netinvest.case.opened import Opened
    from netinvest.questions.answer import Answer
    from netinvest.questions.inquiry import Inquiry

_PEOPLE = """
SELECT actor_no, max(category) AS category, list(identifier_key ORDER BY identifier_key) AS keys
FROM run_actor WHERE run_id = $run AND actor_no IN (SELECT unnest($actors)) GROUP BY actor_no ORDER BY actor_no
"""
_UNNAMED = """
SELECT count(*) FROM run_actor WHERE run_id = $run AND actor_no = $actor
AND (actor_no IN (SELECT actor_no FROM withheld_actor)
     OR (NOT $revealed AND (category = 'minor' OR identifier_key IN ({minors}))))
"""


@dataclass(frozen=True)
class Asked:
    """What is looked at.

    Attributes:
        streams: One or some of calls, messages, transfers, advertisements, devices; all if none is given.
        since: First day or time, in the case's time zone; blank for no bound.
        until: Last day, or the time until which.
        run: Whose actors are meant; the last analysis if None.
        rows: Row numbers named with each line, and 0 for all of them.
    """

    streams: str | Sequence[str] = ()
    since: str | date = ""
    until: str | date = ""
    run: str | None = None
    rows: int = 20


class Reply:
    """An answer as it may be shown: aliases, unless all is revealed.

    Attributes:
        question: The verb.
        run_id: The run whose actors are meant.
        said: The answer in sentences.
        lines: The answer in lines, plain JSON types; ``evidence`` of each names files, SHA-256 and rows.
        actors: Everybody named: alias, category, and identifiers where they are revealed.
        caveats: How it is misread.
    """

    def __init__(self, question: str, run_id: str, about: list[str]) -> None:
        self.question, self.run_id, self.about = question, run_id, about
        self.said: list[str] = []
        self.lines: list[dict[str, Any]] = []
        self.actors: list[dict[str, Any]] = []
        self.caveats: list[str] = []

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "question": self.question,
            "run": self.run_id,
            "about": self.about,
            "said": self.said,
            "lines": self.lines,
            "actors": self.actors,
            "caveats": self.caveats,
        }

    def to_pandas(self) -> pd.DataFrame:
        """The lines; the column ``evidence`` holds lists of dicts."""
        import pandas as pd

        return pd.DataFrame(self.lines)

    def table(self) -> tuple[list[str], list[list[Any]]]:
        """Headings and rows for people: the evidence as file and rows."""
        names = [name for name in (self.lines[0] if self.lines else ()) if name != "evidence"]
        names = [name for name in names if any(line[name] not in {"", None} for line in self._plain())]
        rows = [[*(line[name] for name in names), told(self.lines[place])] for place, line in enumerate(self._plain())]
        return [*(name.replace("_", " ") for name in names), "evidence"], rows

    def _plain(self) -> list[dict[str, Any]]:
        return [
            {name: " ".join(map(str, value)) if isinstance(value, list) else value for name, value in line.items()}
            for line in self.lines
        ]

    def first(self, limit: int) -> Reply:
        """The same with the first lines only, and those whom they name."""
        cut = Reply(self.question, self.run_id, self.about)
        cut.said, cut.lines, cut.caveats = self.said, self.lines[:limit], self.caveats
        said = {str(item) for line in cut.lines for value in line.values() for item in _listed(value)}
        cut.actors = [actor for actor in self.actors if actor["alias"] in {*said, *self.about}]
        return cut

    def files(self) -> list[tuple[str, str]]:
        """Name and SHA-256 of every file that a line rests on."""
        return sorted({(item["name"], item["source_id"]) for line in self.lines for item in line["evidence"]})

    def __repr__(self) -> str:
        from netinvest.case.text_table import clean, text_table

        return "\n".join([*map(clean, self.said), text_table(*self.table()), *(f"- {clean(c)}" for c in self.caveats)])

    def _repr_html_(self) -> str:
        import html

        from netinvest.case.text_table import clean, html_table

        said = "".join(f"<p>{html.escape(clean(sentence))}</p>" for sentence in self.said)
        caveats = "".join(f"<li>{html.escape(clean(caveat))}</li>" for caveat in self.caveats)
        return f"{said}{html_table(*self.table())}<ul>{caveats}</ul>"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def told(line: dict[str, Any], shown: int = 3) -> str:
    """The evidence of a line in a few words: files and their first rows."""
    parts = []
    for item in line["evidence"]:
        rows = " ".join(map(str, item["rows"][:shown]))
        more = item["total"] - min(shown, len(item["rows"]))
        parts.append(f"{item['name']}: {rows}" + (f" and {more} more" if more else ""))
    return "; ".join(parts)


def ask(case: Opened, names: Sequence[str], question: Callable[[Inquiry, list[int]], Answer], asked: Asked) -> Reply:
    """Ask a case a question about those whom ``names`` name; the question, not the answer, is logged.

    Raises:
        CaseError: There is no analysis yet.
        UsageError: A name names nobody, or the scope is none.
    """
    from netinvest.questions.inquiry import Inquiry
    from netinvest.questions.reference import actor_named
    from netinvest.resolve.alias import alias

    with case._open() as ledger, case._store(ledger) as store, ledger.transaction() as con:  # noqa: SLF001 - of the facade
        run_id = case._run(con, asked.run)  # noqa: SLF001
        disclosure = case._disclosure(con, run_id)  # noqa: SLF001
        if (stale := case._stale(con, run_id)) and stale not in case.notes:  # noqa: SLF001
            case.notes.append(stale)
        actors = [actor_named(con, run_id, name, country=case.settings.country) for name in names]
        protected = con.execute("SELECT actor_no FROM protected_actor").fetchall()
        inquiry = Inquiry(
            con,
            run_id,
            _scope(asked, case.settings.time_zone),
            service_numbers=_service_numbers(store),
            protected=frozenset(number for (number,) in protected),
        )
        answer = question(inquiry, actors)
        reply = _reply(con, answer, inquiry, disclosure, asked.rows)
        detail = {"run": run_id, "actors": [alias(number) for number in actors], "lines": len(reply.lines)}
        case._log(con, "consultation", f"asked: {answer.question}", detail)  # noqa: SLF001
    return reply


def may_place(inquiry: Inquiry, actor: int, *, revealed: bool) -> bool:
    """Whether places may be named: of a minor only after a reveal that a second person approved."""
    from netinvest.resolve import minor

    of = {"run": inquiry.run_id, "actor": actor, "revealed": revealed}
    return inquiry.con.execute(_UNNAMED.format(minors=minor.KEYS), of).fetchone() == (0,)


def _scope(asked: Asked, zone: str) -> Any:
    from netinvest.questions.event import STREAMS, Scope
    from netinvest.questions.period import moment_of

    given = (asked.streams,) if isinstance(asked.streams, str) else asked.streams or ()
    for stream in given:
        if stream not in STREAMS:
            raise UsageError(f"{stream!a} is no stream", remedy=f"use some of {', '.join(STREAMS)}")
    since = moment_of(asked.since, zone) if asked.since else None
    until = moment_of(asked.until, zone, last=True) if asked.until else None
    if since is not None and until is not None and since >= until:
        raise UsageError("the period ends before it begins", remedy="give its first and its last day")
    streams = tuple(stream for stream in STREAMS if not given or stream in given)
    return Scope(streams, since, until)


def _service_numbers(store: Any) -> tuple[str, ...]:
    from netinvest.model.graph import Label

    phones = store.read_nodes(Label.PHONE)
    pairs = zip(phones["key"].to_pylist(), phones["service_number"].to_pylist(), strict=True)
    return tuple(key for key, is_service in pairs if is_service)


def _reply(con: DuckDBPyConnection, answer: Answer, inquiry: Inquiry, disclosure: Disclosure, rows: int) -> Reply:
    import re

    from netinvest.questions.answer import ACTORS, named
    from netinvest.resolve.alias import alias

    reply = Reply(answer.question, inquiry.run_id, [alias(number) for number in answer.about])
    reply.said = [re.sub(r"\{(\d+)\}", lambda match: alias(int(match[1])), said) for said in answer.said if said]
    reply.caveats = answer.caveats
    evidence = answer.evidence(con, shown=rows or None)
    for line, items in zip(answer.lines, evidence, strict=True):
        values = {name: named(value) if name in ACTORS else value for name, value in line.said.items()}
        values["evidence"] = [{**item, "name": disclosure.name(item["name"])} for item in items]
        reply.lines.append(values)
    people = inquiry.rows(_PEOPLE, {"run": inquiry.run_id, "actors": sorted(answer.actors())})
    for person in people:
        number, category = person["actor_no"], person["category"]
        if number in inquiry.protected and category not in _protected():
            category = "possible_victim"
        told_of = {"alias": alias(number), "category": category}
        if disclosure.revealed:
            told_of["identifiers"] = [disclosure.shown(*key.split(":", 1)) for key in person["keys"]]
        reply.actors.append(told_of)
    return reply


def _protected() -> frozenset[str]:
    from netinvest.model.category import PROTECTED

    return frozenset(map(str, PROTECTED))
