"""Who may be shown by name or number, and who only by alias.

Protected are: whoever a register calls a victim, a possible victim or a minor; whoever an advertisement tells customers
to reach; whoever is listed as a likely linked victim or a possible victim-offender, or is a possible victim in any
other finding; and everybody who shares an actor with one of these. What was loaded after an analysis counts as well:
protection never waits for the next analysis. In a sub-case, and after an erasure, everybody stays protected who was so
before: what protected them may be gone.

A reveal shows the protected too, but not minors: what is theirs (numbers, names, the text, images and places of their
advertisements) is shown only to whom a second person has approved it for (``netinvest.case.approval``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.model.category import PROTECTED, Category
from netinvest.model.finding import FindingKind
from netinvest.resolve import minor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from netinvest.charts.plain_text import Redaction
    from netinvest.findings.analyse import Run
    from netinvest.model.finding import Finding

_CATEGORIES = (
    Category.MINOR,
    Category.VICTIM,
    Category.POSSIBLE_VICTIM,
    Category.CONVICTED,
    Category.SUSPECT,
    Category.WITNESS,
    Category.CONTACT,
)
_EXPOSED = {FindingKind.LIKELY_LINKED_VICTIM, FindingKind.POSSIBLE_VICTIM_OFFENDER}
_PROTECTED_SQL = ", ".join(f"'{category}'" for category in sorted(PROTECTED))

INHERITED = "inherited"
"""Instead of a run, in ``run_actor``: who was protected before an erasure, or in the case a sub-case was made from."""
_NOW_PROTECTED = f"""
SELECT DISTINCT actor_no FROM run_actor WHERE run_id = $run AND (
    protected
    OR identifier_key IN (
        SELECT kind || ':' || value FROM subject_identifier JOIN subject USING (source_no, row)
        WHERE category IN ({_PROTECTED_SQL}))
    OR identifier_key IN (
        SELECT identifier_key FROM categorisation WHERE category IN ({_PROTECTED_SQL}) AND withdrawn_at_utc IS NULL)
    OR identifier_key IN (SELECT kind || ':' || value FROM advertisement_contact WHERE role = 'contact')
    OR identifier_key IN (SELECT identifier_key FROM run_actor WHERE run_id = '{INHERITED}'))
"""
_WITHHELD = f"""
SELECT DISTINCT actor_no FROM run_actor
WHERE run_id = $run AND (
    category = '{Category.MINOR}' OR identifier_key IN ({minor.KEYS})
    OR identifier_key IN (
        SELECT identifier_key FROM run_actor WHERE run_id = '{INHERITED}' AND category = '{Category.MINOR}'))
EXCEPT
SELECT actor_no FROM run_actor JOIN approval USING (identifier_key) WHERE run_id = $run AND {{approved}}
"""
"""Minors, less those whom a second person approved for this recipient."""
_WITHHELD_IDENTIFIERS = """
SELECT identifier_key, actor_no FROM run_actor JOIN withheld_actor USING (actor_no) WHERE run_id = $run ORDER BY ALL
"""
_PROTECTED_IDENTIFIERS = """
SELECT identifier_key, actor_no FROM run_actor JOIN protected_actor USING (actor_no) WHERE run_id = $run ORDER BY ALL
"""
VICTIM_FIRST = (
    "Listed as a likely coordinator by the analysis, but records that it did not read (loaded since, or of the whole "
    "case that this is a part of) say that they may be exploited: a victim-first assessment comes before any charging "
    "decision. If they are here by now, run the analysis again."
)


def keep_actors(con: DuckDBPyConnection, run: Run) -> None:
    """Write down who held which identifier in a run, and who of them is protected."""
    import pyarrow as pa

    if con.execute("SELECT 1 FROM run_actor WHERE run_id = ? LIMIT 1", [run.run_id]).fetchone():
        return
    network = run.network
    found_exposed = {
        finding.subject.alias
        for finding in run.findings
        if finding.kind in _EXPOSED or finding.subject.category in PROTECTED
    }
    advertised = set(network.advertisements.contact_actor.tolist())
    columns: dict[str, list[Any]] = {"actor_no": [], "identifier_key": [], "category": [], "protected": []}
    for place, number in enumerate(network.actor_no.tolist()):
        held = network.categories[place]
        exposed = network.alias[place] in found_exposed
        category = next((c for c in _CATEGORIES if c in held), Category.UNKNOWN)
        if exposed and category not in PROTECTED:
            category = Category.POSSIBLE_VICTIM
        protected = exposed or place in advertised or bool(PROTECTED & held)
        for key in network.identifiers[place]:
            columns["actor_no"].append(number)
            columns["identifier_key"].append(key)
            columns["category"].append(str(category))
            columns["protected"].append(protected)
    con.register("new_actors", pa.table(columns))
    con.execute("INSERT INTO run_actor SELECT $run, * FROM new_actors", {"run": run.run_id})
    con.unregister("new_actors")


def note_protected(con: DuckDBPyConnection, run_id: str) -> None:
    """Set apart who is protected before a part of the case is taken out, for ``inherit_protection``."""
    Disclosure(con, run_id)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE protected_before AS SELECT identifier_key, any_value(actor_no) AS actor_no, "
        f"CASE WHEN bool_or(run_actor.category = '{Category.MINOR}' OR identifier_key IN ({minor.KEYS})) "
        f"THEN '{Category.MINOR}' ELSE '{Category.UNKNOWN}' END AS category "
        "FROM run_actor JOIN protected_actor USING (actor_no) WHERE run_id IN ($run, $inherited) GROUP BY ALL",
        {"run": run_id, "inherited": INHERITED},
    )


def inherit_protection(con: DuckDBPyConnection) -> None:
    """Keep those protected who were so before, as far as the case still names them."""
    con.execute(
        "INSERT INTO run_actor (run_id, actor_no, identifier_key, category, protected) "
        "SELECT $inherited, actor_no, identifier_key, category, true FROM protected_before "
        "WHERE identifier_key IN (SELECT identifier_key FROM alias) "
        "AND identifier_key NOT IN (SELECT identifier_key FROM run_actor WHERE run_id = $inherited) ORDER BY ALL",
        {"inherited": INHERITED},
    )


class Disclosure:
    """What may be shown of one run: aliases for the identifiers of protected actors, unless all is revealed."""

    def __init__(self, con: DuckDBPyConnection, run_id: str, *, revealed: bool = False) -> None:
        from netinvest.case.approval import STANDING, parameters

        self.revealed = revealed
        self._con, self._run = con, run_id
        run = {"run": run_id}
        self._holders: dict[str, tuple[str, bool]] = {}
        self._file_names: dict[str, str] = {}
        con.execute(f"CREATE OR REPLACE TEMP TABLE protected_actor AS {_NOW_PROTECTED}", run)
        rows = con.execute("SELECT actor_no FROM protected_actor").fetchall()
        self._protected = {f"actor:{number:05d}" for (number,) in rows}
        self._redaction: Redaction | None = None
        withheld = _WITHHELD.format(approved=STANDING)
        con.execute(f"CREATE OR REPLACE TEMP TABLE withheld_actor AS {withheld}", run | parameters())
        self._withheld = {key: f"A-{number:05d}" for key, number in con.execute(_WITHHELD_IDENTIFIERS, run).fetchall()}

    def learn(self, keys: Iterable[str]) -> None:
        """Look up who holds these identifiers."""
        import pyarrow as pa

        new = sorted(set(keys) - self._holders.keys())
        if not new:
            return
        self._con.register("asked", pa.table({"identifier_key": new}))
        rows = self._con.execute(
            "SELECT identifier_key, run_actor.actor_no, protected_actor.actor_no IS NOT NULL FROM asked "
            "JOIN run_actor USING (identifier_key) LEFT JOIN protected_actor USING (actor_no) WHERE run_id = ?",
            [self._run],
        ).fetchall()
        self._con.unregister("asked")
        self._holders |= {key: (f"A-{number:05d}", protected) for key, number, protected in rows}

    def shown(self, kind: str, value: str) -> str:
        """An identifier's value, or the alias of who holds it; ``protected`` for one whose holder is not known."""
        if self.revealed:
            return self._withheld.get(f"{kind}:{value}", value)
        alias, protected = self._holders.get(f"{kind}:{value}", ("protected", True))
        return alias if protected else value

    def named(self, key: str) -> str:
        """An identifier with its kind and the alias of who holds it; its value where that may be shown."""
        kind, _, value = key.partition(":")
        alias = self._holders.get(key, ("protected", True))[0]
        shown = self.shown(kind, value)
        return f"{kind} of {alias}" if shown in {alias, "protected"} else f"{kind}:{shown} of {alias}"

    def withholds(self, keys: Iterable[str]) -> bool:
        """Whether one of these identifiers is a minor's, and no second person approved showing it."""
        return not self._withheld.keys().isdisjoint(keys)

    @property
    def withheld(self) -> int:
        """How many minors stay behind their aliases even after a reveal."""
        return len(set(self._withheld.values()))

    def name(self, text: str) -> str:
        """A file's name, the identifiers of protected actors taken out: operators name files after the target."""
        if self._redaction is None:
            from netinvest.charts.plain_text import Redaction

            hidden = _WITHHELD_IDENTIFIERS if self.revealed else _PROTECTED_IDENTIFIERS
            rows = self._con.execute(hidden, {"run": self._run}).fetchall()
            self._redaction = Redaction((key.partition(":")[2], f"A-{number:05d}") for key, number in rows)
        if text not in self._file_names:
            self._file_names[text] = self._redaction(text)
        return self._file_names[text]

    def findings(self, found: list[Finding] | list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Findings as they may be shown, in plain JSON types.

        A likely coordinator whom records loaded since protect is shown as a possible victim-offender, with the same
        caution: the reasons to protect come first.
        """
        bodies = [dict(item) if isinstance(item, dict) else item.to_dict() for item in found]
        self.learn(f"{i['kind']}:{i['value']}" for body in bodies for i in body["subject"]["identifiers"])
        return [self._finding(body) for body in bodies]

    def _finding(self, body: dict[str, Any]) -> dict[str, Any]:
        subject = dict(body["subject"])
        subject["identifiers"] = [
            {"kind": item["kind"], "value": self.shown(item["kind"], item["value"])} for item in subject["identifiers"]
        ]
        body = {**body, "subject": subject, "evidence": self._named(body["evidence"])}
        for side in ("indicators", "contrary"):
            body[side] = [{**item, "evidence": self._named(item["evidence"])} for item in body[side]]
        if body["kind"] == FindingKind.LIKELY_COORDINATOR and subject["actor_id"] in self._protected:
            if subject["category"] not in PROTECTED:
                subject["category"] = str(Category.POSSIBLE_VICTIM)
            body["kind"] = str(FindingKind.POSSIBLE_VICTIM_OFFENDER)
            body["indicators"], body["contrary"] = body["contrary"], body["indicators"]
            body["caveats"] = [VICTIM_FIRST, *body["caveats"]]
        return body

    def _named(self, evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**item, "name": self.name(item["name"])} for item in evidence]
