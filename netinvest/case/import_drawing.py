"""Take a drawing back into a case: whom its nodes mean, what of it is the case's own, what is new, what is refused."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from netinvest.case import annotation
from netinvest.case.annotation import Annotation, Refusal
from netinvest.drawing import read
from netinvest.drawing.drawing import TEXTS, written
from netinvest.errors import InputRefused, UsageError
from netinvest.export.content import moment
from netinvest.resolve.alias import alias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from netinvest.case.leads import Leads
    from netinvest.drawing import Drawing, DrawnLink, DrawnNode
    from netinvest.export.content import ActorRow, Content, LinkRow

LONGEST = 4_000  # characters of an annotation
LONGEST_NAME = 200
MOST_NEW = 20_000
"""Annotations of one drawing; more is a source of records, and has to be loaded as one."""
STREAMS = frozenset(("calls", "messages", "transfers", "advertisements"))
LAYER = "annotation"
"""What our own exports say in the attribute ``layer`` of a drawn link."""

_NUMBERED = re.compile(r"(?:A-|actor:)0*(\d{1,9})")
_ALIAS_IN_TEXT = re.compile(r"(?<![\w-])A-\d{5,9}(?![\w-])")
_BARE = re.compile(r"(?=.*\d(?:\D*\d){6})\+?[\d\s()./-]+|(?=.*\D).{5,}", re.DOTALL)
"""A name without its kind counts from seven digits or five letters on: ``n5`` and ``100`` are a tool's own ids."""
_NAMING = ("alias", "identifier", "phone", "msisdn", "account", "iban", "email", "handle", "name")
_OWN = frozenset(
    ("category", "protected", "leads", "identifiers", "identifiers_withheld", "stream", "count", "currency",
     "first_at_utc", "last_at_utc", "amount", "sources", "grade", "layer", "drawn_by", "drawn_in", "statement",
     "annotations", "networkx_key", "id")
)  # fmt: skip
_BY_KEY = """
SELECT name, actor_no, min(identifier_key) FROM asked JOIN run_actor ON identifier_key = key
WHERE run_id = $run GROUP BY name, actor_no ORDER BY name, actor_no
"""
_BY_NUMBER = """
SELECT number, actor_no, identifier_key FROM alias JOIN run_actor USING (identifier_key) WHERE run_id = $run
"""


@dataclass(slots=True)
class Imported:
    """What came of an import.

    Attributes:
        drawing_id: ``drawing-1``; blank where nothing had to be kept.
        sha256: Of the file.
        author: Who drew it, as stated.
        links: Annotations that link two actors.
        notes: Annotations on one.
        ours: Elements that are the case's own, unchanged.
        known: Annotations that the case has already.
        refused: Place and reason of each element that was not taken over.
        not_kept: Attributes that no annotation holds, and how many elements had them.
        already: Whether the same bytes were taken in before; then nothing was done.
    """

    drawing_id: str
    sha256: str
    author: str
    links: int = 0
    notes: int = 0
    ours: int = 0
    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    not_kept: dict[str, int] = field(default_factory=dict)
    already: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "drawing": self.drawing_id, "sha256": self.sha256, "author": self.author, "links": self.links,
            "notes": self.notes, "ours": self.ours, "known": self.known, "already": self.already,
            "refused": [{"place": place, "reason": reason} for place, reason in self.refused],
            "not_kept": self.not_kept,
        }  # fmt: skip

    def said(self) -> list[str]:
        """In sentences, without a value of the file."""
        if self.already:
            return [f"these bytes are in the case already, as {self.drawing_id}: nothing was done"]
        kept = f"{self.links:,} links and {self.notes:,} notes that somebody drew, kept apart from the evidence"
        told = [f"{kept}; {self.ours:,} nodes and links are the case's own, {self.known:,} annotations were known"]
        for reason, count in Counter(reason for _, reason in self.refused).items():
            first = next(place for place, other in self.refused if other == reason)
            told.append(f"refused: {count:,} ({first}{' and others' if count > 1 else ''}): {reason}")
        told += [f"not kept: the attribute {name} of {count:,}" for name, count in self.not_kept.items()]
        return told


class Person(NamedTuple):
    """Whom a name means in a run: the actor, and the identifier that keeps meaning it."""

    actor_no: int
    key: str


def import_drawing(case: Leads, path: Path, *, author: str | None, form: str | None) -> Imported:
    """Take a drawing in; see ``Case.import_drawing``."""
    from netinvest.case.outgoing import content_of
    from netinvest.ledger.audit import current_user

    author = (author if author is not None else current_user()).strip()
    if not author or len(author) > LONGEST_NAME:
        raise UsageError("it is not said who drew it", remedy=f"give a name of at most {LONGEST_NAME} characters")
    file = read(path, form)
    with case._open() as ledger, case._store(ledger) as store, ledger.transaction() as con:  # noqa: SLF001 - of the facade
        before = annotation.with_digest(con, file.sha256)
        if before is not None:
            return Imported(before.drawing_id, file.sha256, before.author, already=True)
        run = _run_stated(con, file.drawing, path.name)
        result = case._result(con, case._run(con, run))  # noqa: SLF001
        content = content_of(ledger, store, case.settings, result)
        people = People(con, content.run, case.settings.country)
        reading = _Reading(content, people, known={(a, b, text) for _, a, b, text in annotation.read(con, content.run)})
        reading.take(file.drawing)
        if len(reading.kept) > MOST_NEW:
            raise InputRefused(
                f"more than {MOST_NEW:,} of its links are new: that is a source of records, not a drawing",
                where=path.name,
                remedy="load the records it was made from",
            )
        done = Imported(
            "", file.sha256, author,
            links=sum(kept.end_key is not None for kept in reading.kept),
            notes=sum(kept.end_key is None for kept in reading.kept),
            ours=reading.ours, known=reading.known,
            refused=[(refusal.place, refusal.reason) for refusal in reading.refused],
            not_kept=dict(sorted(reading.not_kept.items())),
        )  # fmt: skip
        if reading.kept or reading.refused:
            name = path.name[:LONGEST_NAME]
            number = annotation.write(con, file, name, author, kept=reading.kept, refused=reading.refused)
            done.drawing_id = f"drawing-{number}"
        detail = {
            "drawing": done.drawing_id, "sha256": file.sha256, "run": content.run, "links": done.links,
            "notes": done.notes, "refused": len(done.refused),
        }  # fmt: skip
        case._log(con, "collection", "drawing taken in as annotations, not evidence", detail)  # noqa: SLF001
    return done


def _run_stated(con: DuckDBPyConnection, drawing: Drawing, name: str) -> str | None:
    """The run that a drawing was exported from, where it says so; an alias means nobody outside its case.

    Raises:
        InputRefused: It is no run of this case, or there are several.
    """
    stated = {drawing.stated["run"]} if "netinvest" in drawing.stated and "run" in drawing.stated else set()
    stated |= {node.attributes["netinvest_run"] for node in drawing.nodes if "netinvest_run" in node.attributes}
    if not stated:
        return None
    found = con.execute(
        "SELECT run_id FROM run WHERE erased_by IS NULL AND list_contains($runs, run_id)", {"runs": sorted(stated)}
    ).fetchall()
    if len(stated) > 1 or not found:
        raise InputRefused(
            "it was exported from an analysis that is not in this case: its aliases mean other people",
            where=name,
            remedy="take it into the case it came from, or name people by number or account",
        )
    return str(found[0][0])


class People:
    """Whom the names of a drawing mean in a run: by alias, by key, or by number, account or address as written."""

    def __init__(self, con: DuckDBPyConnection, run_id: str, country: str | None) -> None:
        self._con, self._run, self._country = con, run_id, country or ""
        rows = con.execute(_BY_NUMBER, {"run": run_id}).fetchall()
        self._by_number = {number: Person(actor, key) for number, actor, key in rows}
        self._by_name: dict[str, list[Person]] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Look names up, all at once."""
        import pyarrow as pa

        from netinvest.questions.reference import identifier_keys

        new = sorted({n for n in names if len(n) <= LONGEST_NAME and not _NUMBERED.fullmatch(n)} - self._by_name.keys())
        pairs = []
        for name in new:
            self._by_name[name] = []
            kind, _, value = name.partition(":")
            if (value and kind.isalpha()) or _BARE.fullmatch(name):
                pairs += [(name, key) for key in identifier_keys(name, country=self._country)]
        if not pairs:
            return
        columns = [pa.array(column, pa.string()) for column in zip(*pairs, strict=True)]
        self._con.register("asked", pa.table(dict(zip(("name", "key"), columns, strict=True))))
        try:
            for name, actor, key in self._con.execute(_BY_KEY, {"run": self._run}).fetchall():
                self._by_name[name].append(Person(actor, key))
        finally:
            self._con.unregister("asked")

    def named(self, name: str) -> list[Person]:
        """Everybody whom a name can mean; nobody where it was not learnt."""
        match = _NUMBERED.fullmatch(name)
        if match:
            found = self._by_number.get(int(match[1]))
            return [found] if found else []
        return self._by_name.get(name, [])


NOBODY = "it names nobody of this case; name people by alias, kind:value, or a number as it stands in the records"
SEVERAL = "it can mean several actors; name one of them by alias"
TWO_PEOPLE = "its id names one person and its label another"
ENDS = "one of its ends was refused or names nobody of this case"
STATED = (
    "it changes what the analysis or a register says of an actor; a drawing cannot: use netinvest category, or load "
    "the register"
)
RECORDS = (
    "it states calls, messages, transfers or advertisements that the records of this case do not; a drawing makes no "
    "evidence: load the records"
)
LONG = f"its text is longer than {LONGEST:,} characters"
LOOP = "both its ends are the same actor"


class _Reading:
    """Goes through a drawing and sorts what is in it."""

    def __init__(self, content: Content, people: People, *, known: set[tuple[int, int | None, str]]) -> None:
        self.kept: list[Annotation] = []
        self.refused: list[Refusal] = []
        self.ours = self.known = 0
        self.not_kept: Counter[str] = Counter()
        self._people, self._seen = people, known
        self._actors: dict[str, ActorRow] = {actor.alias: actor for actor in content.actors}
        self._links: dict[tuple[str, str, str, str], LinkRow] = {
            (link.start, link.end, link.stream, link.currency): link for link in content.links
        }
        self._ends: dict[str, Person | None] = {}

    def take(self, drawing: Drawing) -> None:
        """Take over a drawing."""
        self._people.learn(name for node in drawing.nodes for name in _names(node))
        self._people.learn(end for link in drawing.links for end in (link.start, link.end))
        self.refused += [Refusal(place, "", "", reason) for place, reason in drawing.unread]
        for node in drawing.nodes:
            self._ends[node.name] = self._node(node)
        for link in drawing.links:
            self._link(link)

    def _node(self, node: DrawnNode) -> Person | None:
        person, reason = self._who(node)
        if person is None:
            self._refuse(node.place, "who", " | ".join(_names(node)), reason)
            return None
        own = alias(person.actor_no)
        actor, said = self._actors.get(own), node.attributes
        for name, value in _stated(actor) if actor else ():
            if name in said and said[name].casefold() != value.casefold():
                self._refuse(node.place, name, said[name], STATED)
        text = written(said)
        if text and text not in {own, *_names(node, text=False)}:
            self._keep(node.place, person, None, text, said)
        else:
            self.ours += own == node.name
        return person

    def _who(self, node: DrawnNode) -> tuple[Person | None, str]:
        """By its id; else by what names it; else by the alias in its label."""
        label = node.attributes.get("label", "").strip()
        by_id = self._people.named(node.name)
        if len(by_id) == 1:
            by_label = self._people.named(label) if _NUMBERED.fullmatch(label) else []
            if by_label and by_label[0].actor_no != by_id[0].actor_no:
                return None, TWO_PEOPLE
            return by_id[0], ""
        found = {p.actor_no: p for name in _names(node) for p in self._people.named(name)}
        return (next(iter(found.values())), "") if len(found) == 1 else (None, SEVERAL if found else NOBODY)

    def _link(self, link: DrawnLink) -> None:
        ends = [self._end(name) for name in (link.start, link.end)]
        said = link.attributes
        if ends[0] is None or ends[1] is None:
            self._refuse(link.place, "ends", f"{link.start} | {link.end}", ENDS)
            return
        text = written(said)
        if said.get("stream") in STREAMS and said.get("layer") != LAYER:
            record = self._links.get(
                (alias(ends[0].actor_no), alias(ends[1].actor_no), said["stream"], said.get("currency", ""))
            )
            if record is None or not _equal(record, said):
                self._refuse(link.place, "stream", said["stream"], RECORDS)
                return
            if not text:
                self.ours += 1
                return
        if ends[0].actor_no == ends[1].actor_no:
            self._refuse(link.place, "ends", f"{link.start} | {link.end}", LOOP)
            return
        self._keep(link.place, ends[0], ends[1], text, said)

    def _end(self, name: str) -> Person | None:
        if name in self._ends:
            return self._ends[name]
        found = self._people.named(name)
        return found[0] if len(found) == 1 else None

    def _keep(self, place: str, start: Person, end: Person | None, text: str, said: Mapping[str, str]) -> None:
        if len(text) > LONGEST:
            self._refuse(place, "text", text[:LONGEST], LONG)
            return
        this = (start.actor_no, end.actor_no if end else None, text)
        if this in self._seen:
            self.known += 1
            return
        self._seen.add(this)
        self.kept.append(Annotation(place, start.key, end.key if end else None, text))
        self.not_kept.update(n for n in said if n not in {*TEXTS, *_OWN, *_NAMING} and not n.startswith("netinvest_"))

    def _refuse(self, place: str, field_: str, value: str, reason: str) -> None:
        self.refused.append(Refusal(place, field_, value[:LONGEST], reason))


def _names(node: DrawnNode, *, text: bool = True) -> list[str]:
    """What a node may be known by: its id, what names it, its label, and the aliases in its label."""
    label = node.attributes.get("label", "").strip()
    found = [node.name, *(node.attributes[name] for name in _NAMING if name in node.attributes)]
    if text and label:
        found += [label, *_ALIAS_IN_TEXT.findall(label)]
    return list(dict.fromkeys(name.strip() for name in found if name.strip()))


def _stated(actor: ActorRow) -> list[tuple[str, str]]:
    """What our own export says of an actor and no drawing may change."""
    return [
        ("category", actor.category),
        ("protected", "true" if actor.protected else "false"),
        ("leads", "; ".join(actor.leads)),
    ]


def _equal(record: LinkRow, said: Mapping[str, str]) -> bool:
    """Whether a link of a drawing says what the records say; what it leaves out it does not contradict."""
    times = {"first_at_utc": moment(record.first_at_utc), "last_at_utc": moment(record.last_at_utc)}
    numbers = {"count": Decimal(record.count), "amount": record.amount}
    return all(said.get(name, value) == value for name, value in times.items()) and all(
        name not in said or (value is not None and _number(said[name]) == value) for name, value in numbers.items()
    )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
