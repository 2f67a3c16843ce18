"""Which identifiers two agencies both hold, found without either showing the other its list.

Six messages, each a file: they are named after what they hold. Whoever begins is the asking side.

    ask       ->   identifiers of the asking side, blinded
              <-   answer      those of the asked side, blinded, and the asking side's blinded again, in another order
    count     ->   the asked side's blinded again, in another order: now both know how many they share, and not which
              <-   consent     the asked side approves that the shared ones are told
    members   ->   the asking side approves too, and tells the asked side which of its own are shared
              <-   closing     and the other way round

A message may be signed; then all of its sender's messages of the session are signed with the same key.

Fresh secrets each session; they lie in the case, because they protect from the other agency and not from who has the
case, and are gone when the session is over. What is shared is a lead with a handling code and a day on which it goes.
See ``netinvest.export.blinding`` for the method and what it rests on.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from netinvest.case import match_message as message
from netinvest.case.match_message import MOST, Stage
from netinvest.errors import CaseError, InputRefused, UsageError
from netinvest.export.blinding import blinded, blinded_again, new_secret
from netinvest.ledger.audit import current_user
from netinvest.ledger.row import insert

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_A_DAY = 2 * MOST
"""How many identifiers of others this case is compared with in 24 hours: a list of made-up numbers stays short."""
DAYS = 90
LONGEST_DAYS = 365
ASKING, ASKED = "asking", "asked"
OVER, EXPIRED = "over", "expired"
_OURS = """
SELECT DISTINCT identifier_key FROM run_actor
WHERE run_id = $run AND ($all OR printf('actor:%05d', actor_no) IN (SELECT actor_id FROM finding WHERE run_id = $run))
  AND ($protected OR actor_no NOT IN (SELECT actor_no FROM protected_actor))
ORDER BY ALL
"""
_SESSION = """
SELECT session_id, role, partner, legal_basis, protected_basis, handling, stage, begun_by, expires_on, ours, theirs,
       common, secret, received FROM match_session
"""


@dataclass(slots=True)
class Session:
    """One comparison, as this side sees it."""

    session_id: str
    role: str
    partner: str
    legal_basis: str
    protected_basis: str | None
    handling: str
    stage: str
    begun_by: str
    expires_on: date
    ours: int
    theirs: int | None = None
    common: int | None = None
    secret: str | None = None
    received: dict[str, list[str]] | None = None

    def told(self) -> dict[str, Any]:
        """What may be shown of it, in plain JSON types."""
        shown = asdict(self) | {"expires_on": self.expires_on.isoformat()}
        del shown["secret"], shown["received"]
        return shown


@dataclass(frozen=True, slots=True)
class Terms:
    """On what this side takes part."""

    legal_basis: str
    partner: str = ""
    protected_basis: str | None = None  # by which victims and minors are in it; None: they are left out
    handling: str = "H0"
    everybody: bool = False  # every identifier of the run, not of those in leads alone
    days: int = DAYS


Step = tuple["Session", "Stage | None", bytes]
"""The session, and the message that is sent: none, and no bytes, where there is nothing to send."""


def begin(
    con: DuckDBPyConnection, run: str, terms: Terms, sender: message.Sender, asked: message.Message | None
) -> Step:
    """Begin a session, or answer one that another side began.

    Args:
        con: The ledger's connection, in a transaction.
        run: Whose identifiers are compared.
        terms: On what this side takes part.
        sender: This side.
        asked: Their ``ask``; None begins one.

    Raises:
        UsageError: A term is missing, or there is nothing to compare, or too much.
        CaseError: The session is known, or too many identifiers were asked about today.
    """
    if asked is None:
        if not terms.partner.strip():
            raise UsageError("a comparison is with somebody", remedy="give --with the other agency's name")
        session = _new(con, (uuid.uuid4().hex, ASKING, terms.partner.strip()), terms, run)
        body = {"blinded": sorted(blinded(_elements(con, session), session.secret or "", session.session_id))}
        session.stage = Stage.ASK
    else:
        if con.execute("SELECT 1 FROM match_session WHERE session_id = ?", [asked.session]).fetchone():
            raise CaseError("this comparison was answered before", remedy="ask for a new one: each has fresh secrets")
        session = _new(con, (asked.session, ASKED, asked.sender), terms, run)
        _check_day(con, len(asked.body["blinded"]))
        secret = session.secret or ""
        body = {
            "blinded": sorted(blinded(_elements(con, session), secret, session.session_id)),
            "doubled": sorted(_again(asked.body["blinded"], secret)),
        }
        session.expires_on = min(session.expires_on, asked.expires_on)
        session.handling = max(session.handling, asked.handling)
        session.theirs, session.stage = len(asked.body["blinded"]), Stage.ANSWER
        session.received = {"blinded": asked.body["blinded"], "signer": [asked.signer]}
    _keep(con, session)
    return session, Stage(session.stage), message.written(Stage(session.stage), session, sender, body)


def go_on(con: DuckDBPyConnection, sender: message.Sender, got: message.Message, *, approved: bool) -> Step:
    """Take the next step of a session that has begun.

    Args:
        con: The ledger's connection, in a transaction.
        sender: This side.
        got: What the other side sent.
        approved: Whether somebody here approves that the shared identifiers are told.

    Raises:
        CaseError: There is no such session, it is over, or another message is due.
        InputRefused: The message does not fit the session, or somebody else signed it than the one before.
    """
    session = find(con, got.session)
    due = {
        (ASKING, Stage.ASK): Stage.ANSWER, (ASKED, Stage.ANSWER): Stage.COUNT, (ASKED, Stage.COUNT): Stage.COUNT,
        (ASKING, Stage.COUNT): Stage.CONSENT, (ASKED, Stage.CONSENT): Stage.MEMBERS,
        (ASKING, Stage.MEMBERS): Stage.CLOSING,
    }.get((session.role, Stage(session.stage)) if session.stage != OVER else ("", Stage.ASK))  # fmt: skip
    if session.secret is None or got.stage is not due:
        raise CaseError(
            "this comparison is over" if session.secret is None else f"the message that is due is {due}",
            remedy="netinvest match lists the comparisons and where they stand",
        )
    if (session.received or {}).get("signer", [got.signer]) != [got.signer]:
        raise InputRefused("another signed this message than the one before", remedy="ask the other side for it anew")
    session.handling = max(session.handling, got.handling)
    step = {
        Stage.ANSWER: _counted, Stage.COUNT: _counted_too, Stage.CONSENT: _consented, Stage.MEMBERS: _told,
        Stage.CLOSING: _closed,
    }[got.stage]  # fmt: skip
    sent, body = step(con, session, got, approved)
    if sent is not None and session.stage != OVER:
        session.stage = sent
    _keep(con, session)
    return session, sent, b"" if sent is None else message.written(sent, session, sender, body)


def find(con: DuckDBPyConnection, session_id: str) -> Session:
    """A session that has not expired.

    Raises:
        CaseError: There is none.
    """
    rows = [session for session in sessions(con) if session.session_id == session_id]
    if not rows or rows[0].stage == EXPIRED:
        raise CaseError("this case has no such comparison", remedy="netinvest match lists them")
    return rows[0]


def sessions(con: DuckDBPyConnection) -> list[Session]:
    """All sessions, the oldest first."""
    rows = con.execute(f"{_SESSION} ORDER BY begun_at_utc, session_id").fetchall()
    return [Session(*(*row[:-1], json.loads(row[-1]) if row[-1] else None)) for row in rows]


def hits(con: DuckDBPyConnection) -> list[tuple[str, str]]:
    """Session and key of every identifier that both sides hold."""
    return con.execute("SELECT session_id, identifier_key FROM match_hit ORDER BY ALL").fetchall()


def forget_expired(con: DuckDBPyConnection) -> int:
    """Drop what came of sessions whose day has passed; returns how many there were."""
    today = datetime.now(UTC).date()
    late = [s for s in sessions(con) if s.expires_on < today and s.stage != EXPIRED]
    for session in late:
        for table in ("match_hit", "match_element"):
            con.execute(f"DELETE FROM {table} WHERE session_id = ?", [session.session_id])
        session.stage, session.secret, session.received = EXPIRED, None, None
        _keep(con, session)
    return len(late)


# -- the steps ---------------------------------------------------------------------------------------------------------

_Sent = tuple[Stage | None, dict[str, Any]]


def _counted(con: DuckDBPyConnection, session: Session, got: message.Message, _approved: bool) -> _Sent:  # noqa: FBT001
    theirs, ours_again = got.body["blinded"], got.body["doubled"]
    if len(ours_again) != session.ours:
        raise InputRefused("the message does not fit the comparison", where="doubled", remedy="ask for it anew")
    _check_day(con, len(theirs))
    theirs_again = _again(theirs, session.secret or "")
    session.theirs, session.common = len(theirs), len(set(ours_again) & set(theirs_again))
    session.received = {"blinded": theirs, "doubled": ours_again, "signer": [got.signer]}
    return Stage.COUNT, {"doubled": sorted(theirs_again)}


def _counted_too(_con: DuckDBPyConnection, session: Session, got: message.Message, approved: bool) -> _Sent:  # noqa: FBT001
    ours_again = got.body["doubled"]
    if len(ours_again) != session.ours:
        raise InputRefused("the message does not fit the comparison", where="doubled", remedy="ask for it anew")
    received = session.received or {}
    shared = set(ours_again) & set(_again(received["blinded"], session.secret or ""))
    session.common = len(shared)
    session.received = received | {"shared": sorted(shared)}
    session.stage = Stage.COUNT
    return (Stage.CONSENT, {}) if approved else (None, {})


def _consented(_con: DuckDBPyConnection, session: Session, _got: message.Message, approved: bool) -> _Sent:  # noqa: FBT001
    if not approved:
        return None, {}
    return Stage.MEMBERS, {"members": _theirs_that_are_shared(session, set((session.received or {})["doubled"]))}


def _told(con: DuckDBPyConnection, session: Session, got: message.Message, _approved: bool) -> _Sent:  # noqa: FBT001
    _take(con, session, got)
    body = {"members": _theirs_that_are_shared(session, set((session.received or {})["shared"]))}
    _end(con, session)
    return Stage.CLOSING, body


def _closed(con: DuckDBPyConnection, session: Session, got: message.Message, _approved: bool) -> _Sent:  # noqa: FBT001
    _take(con, session, got)
    _end(con, session)
    return None, {}


def _theirs_that_are_shared(session: Session, shared: set[str]) -> list[str]:
    theirs = (session.received or {})["blinded"]
    again = _again(theirs, session.secret or "")
    return sorted(point for point, doubled in zip(theirs, again, strict=True) if doubled in shared)


def _take(con: DuckDBPyConnection, session: Session, got: message.Message) -> None:
    """Keep which of ours are shared."""
    ours = _elements(con, session)
    told = set(got.body["members"])
    points = blinded(ours, session.secret or "", session.session_id)
    shared = [key for key, point in zip(ours, points, strict=True) if point in told]
    if not len(shared) == len(told) == session.common:
        raise InputRefused("what is told to be shared is not what was counted", remedy="ask the other side")
    con.execute("INSERT INTO match_hit SELECT ?, unnest(?)", [session.session_id, shared])


def _end(con: DuckDBPyConnection, session: Session) -> None:
    session.stage, session.secret, session.received = OVER, None, None
    con.execute("DELETE FROM match_element WHERE session_id = ?", [session.session_id])


# -- inside ------------------------------------------------------------------------------------------------------------


def _new(con: DuckDBPyConnection, who: tuple[str, str, str], terms: Terms, run: str) -> Session:
    from netinvest.case.disclosure import Disclosure
    from netinvest.model.handling import checked

    if not terms.legal_basis.strip():
        raise UsageError("a comparison needs its legal basis", remedy="give --basis; it is logged and told them")
    if terms.protected_basis is not None and not terms.protected_basis.strip():
        raise UsageError("victims and minors are in it by name of the legal basis alone", remedy="say which")
    if not 0 < terms.days <= LONGEST_DAYS:
        raise UsageError(f"a comparison is kept for 1 to {LONGEST_DAYS} days", remedy="give --days within these")
    session_id, role, partner = who
    Disclosure(con, run)  # leaves who is protected in the table that the query reads
    con.execute(
        f"INSERT INTO match_element SELECT $session, identifier_key FROM ({_OURS})",
        {"session": session_id, "run": run, "all": terms.everybody, "protected": terms.protected_basis is not None},
    )
    (ours,) = con.execute("SELECT count(*) FROM match_element WHERE session_id = ?", [session_id]).fetchone() or (0,)
    if not 0 < ours <= MOST:
        raise UsageError(
            f"{ours:,} identifiers are to be compared: at least one, at most {MOST:,}",
            remedy="leave --everybody out" if ours else "give --everybody, or run netinvest analyse first",
        )
    return Session(
        session_id, role, partner, terms.legal_basis.strip(), terms.protected_basis, checked(terms.handling), "new",
        current_user(), datetime.now(UTC).date() + timedelta(days=terms.days), int(ours), secret=new_secret(),
    )  # fmt: skip


def _elements(con: DuckDBPyConnection, session: Session) -> list[str]:
    rows = con.execute(
        "SELECT identifier_key FROM match_element WHERE session_id = ? ORDER BY ALL", [session.session_id]
    )
    return [key for (key,) in rows.fetchall()]


def _again(points: list[str], secret: str) -> list[str]:
    try:
        return blinded_again(points, secret)
    except ValueError:
        raise InputRefused("it holds what is no blinded identifier", remedy="ask the other side for it anew") from None


def _check_day(con: DuckDBPyConnection, more: int) -> None:
    since = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)
    (today,) = con.execute(
        "SELECT coalesce(sum(theirs), 0) FROM match_session WHERE begun_at_utc > ?", [since]
    ).fetchone() or (0,)
    if today + more > MOST_A_DAY:
        raise CaseError(
            f"this case was compared with {today:,} identifiers of others in 24 hours, and {more:,} more are too many",
            remedy=f"at most {MOST_A_DAY:,} a day: a list of made-up numbers would find out what is here",
        )


def _keep(con: DuckDBPyConnection, session: Session) -> None:
    row = asdict(session)
    row["received"] = json.dumps(row["received"]) if row["received"] else None
    row["stage"] = str(session.stage)
    (begun,) = con.execute(
        "SELECT begun_at_utc FROM match_session WHERE session_id = ?", [session.session_id]
    ).fetchone() or (datetime.now(UTC).replace(tzinfo=None),)
    con.execute("DELETE FROM match_session WHERE session_id = ?", [session.session_id])
    insert(con, "match_session", {**row, "begun_at_utc": begun})
