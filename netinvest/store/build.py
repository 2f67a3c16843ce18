"""The graph as a function of the ledger: for each label and relationship type, one query.

A query yields *events*: one row for each record that supports a node or relationship, with its key, the time ``t``,
the source's ordinal ``o`` and the values to aggregate. Everything after that is the same for all: events that two
sources report alike count once and keep both sources; then one row a key.

- A call or message is the same event if originating, terminating, service and ``answered_at_utc`` are the same, or if
  sources report it a few seconds apart (``netinvest.store.same_call``); of two durations the longer holds.
- A transfer is the same if debtor, creditor, currency, amount, day and reference (UETR, else end-to-end id) are the
  same and two *sources* report it; two equal rows of one source are two transfers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from netinvest.model.graph import Label, RelationshipType
from netinvest.model.voicemail import mailbox
from netinvest.store.base import NODE_KEY, RELATIONSHIP_KEY, node_schema, relationship_schema
from netinvest.store.same_call import timed_calls

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


def _bounded(text: str) -> str:
    """SQL for a text that comes from anywhere, cut to what any server can index (8 kB), still one for each text."""
    return f"CASE WHEN length({text}) <= 1000 THEN {text} ELSE left({text}, 1000) || '#' || md5({text}) END"


AD_KEY = "'ad:' || " + _bounded("(coalesce(site || ':', '') || ad_id)")
"""SQL for an advertisement's key: sites number their advertisements independently of each other."""

PLACE_KEY = "'place:' || " + _bounded(r"lower(trim(regexp_replace(location, '\s+', ' ', 'g')))")
"""SQL for a location's key: folded in case and blanks only."""

SOURCE_KEY = "'source:' || source_id"

_TIMES = (
    "count(*)::BIGINT AS count, min(t) AS first_at_utc, max(t) AS last_at_utc, count(DISTINCT t::DATE) AS active_days"
)

# -- relationships -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Query:
    """How one table is made."""

    events: str  # key columns, the source's ordinal o, and what `once`, `most` and `values` name
    values: str = ""  # aggregates over the distinct events of a key
    once: str = ""  # columns that, beside the key, make the events of several sources one
    most: str = ""  # what is taken of events that are one


def _calls(services: str) -> str:
    return f"""
        SELECT 'phone:' || originating_msisdn AS start_key, 'phone:' || terminating_msisdn AS end_key,
               '' AS discriminator, service, t, duration_s AS d, source_no AS o
        FROM timed_call
        WHERE service IN ({services}) AND originating_msisdn IS NOT NULL AND terminating_msisdn IS NOT NULL"""


OBSERVED = (
    "CASE observed_party WHEN 'originating' THEN originating_msisdn WHEN 'terminating' THEN terminating_msisdn END"
)
"""SQL for the number that a call record's device and cells belong to."""

REFERENCE = "coalesce(uetr, CASE WHEN upper(end_to_end_id) <> 'NOTPROVIDED' THEN end_to_end_id END, '')"
"""SQL for what a transfer is called by its banks; blank where they call it nothing."""

_CONTACT_KEY = "kind || ':' || value"

RELATIONSHIPS: dict[RelationshipType, _Query] = {
    RelationshipType.CALLED: _Query(
        _calls("'voice'"), f"{_TIMES}, coalesce(sum(d), 0)::BIGINT AS duration_s", once="service, t", most="max(d) AS d"
    ),
    RelationshipType.MESSAGED: _Query(_calls("'sms', 'mms'"), _TIMES, once="service, t"),
    RelationshipType.TRANSFERRED: _Query(
        f"""
        SELECT 'account:' || debtor_account AS start_key, 'account:' || creditor_account AS end_key,
               coalesce(currency, '') AS discriminator, amount AS a,
               booked_at_utc::DATE AS day, {REFERENCE} AS reference,
               min(booked_at_utc) AS t, max(booked_at_utc) AS u, count(*) AS c, source_no AS o
        FROM transfer WHERE debtor_account IS NOT NULL AND creditor_account IS NOT NULL GROUP BY ALL""",
        """sum(n)::BIGINT AS count, min(first_t) AS first_at_utc, max(last_t) AS last_at_utc,
           count(DISTINCT day) AS active_days, sum(a * n)::DECIMAL(28, 8) AS amount""",
        once="a, day, reference",
        most="min(t) AS first_t, max(u) AS last_t, max(c) AS n",
    ),
    RelationshipType.LISTS: _Query(
        f"""
        SELECT {AD_KEY} AS start_key, {_CONTACT_KEY} AS end_key, role AS discriminator, where_found, c.source_no AS o
        FROM advertisement_contact c JOIN advertisement USING (source_no, row)
        WHERE kind IN ('phone', 'email', 'handle')""",
        "string_agg(DISTINCT where_found, ', ' ORDER BY where_found) AS where_found",
        once="where_found",
    ),
    RelationshipType.POSTED_IN: _Query(
        f"""
        SELECT {AD_KEY} AS start_key, {PLACE_KEY} AS end_key, '' AS discriminator, source_no AS o
        FROM advertisement WHERE trim(location) <> ''"""
    ),
    RelationshipType.USED_IN: _Query(
        f"""
        SELECT 'phone:' || {OBSERVED} AS start_key, 'imei:' || imei AS end_key, '' AS discriminator,
               answered_at_utc AS t, source_no AS o
        FROM call WHERE imei IS NOT NULL AND {OBSERVED} IS NOT NULL
        UNION ALL
        SELECT 'imsi:' || imsi, 'imei:' || imei, '', answered_at_utc, source_no
        FROM call WHERE imei IS NOT NULL AND imsi IS NOT NULL""",
        _TIMES,
        once="t",
    ),
    RelationshipType.SEEN_AT: _Query(
        f"""
        SELECT 'phone:' || {OBSERVED} AS start_key, 'cell:' || cell AS end_key, '' AS discriminator,
               answered_at_utc AS t, source_no AS o
        FROM (SELECT *, unnest([first_cell, last_cell]) AS cell FROM call WHERE observed_party IS NOT NULL)
        WHERE cell IS NOT NULL AND {OBSERVED} IS NOT NULL""",
        _TIMES,
        once="t",
    ),
}
"""Types that follow from the ledger alone; the others are written by resolution and analysis."""

# -- nodes -------------------------------------------------------------------------------------------

_REGISTERED = "SELECT kind || ':' || value AS key, source_no AS o FROM subject_identifier WHERE kind"
_LISTED = "SELECT kind || ':' || value AS key, source_no AS o FROM advertisement_contact WHERE kind"


def _phone(column: str, other: str) -> str:
    return f"""SELECT 'phone:' || {column} AS key, source_no AS o,
                      bool_or(coalesce({other} LIKE '+%', false)) AS dialled
               FROM call WHERE {column} IS NOT NULL GROUP BY ALL"""


# A short code or an alphanumeric sender. A number of up to six digits counts as short code only where it talked with
# a full international number: in an anonymised file every number may be short. Fifteen digits that no numbering plan
# knows are no number that somebody has: a voicemail's address, mostly the customer's number and a few figures more.
_SERVICE_NUMBER = r"""bool_or(regexp_matches(key, '^phone:.*[^0-9+*#\s().-]')
    OR (dialled AND regexp_full_match(key, 'phone:([0-9*#]{1,6}|[0-9]{15,})'))
    OR regexp_full_match(key, 'phone:{mailbox}')) AS service_number"""


def _usual(*columns: str) -> str:
    """The values that most rows give together; of equally frequent ones the smallest."""
    order = f"ORDER BY n DESC NULLS LAST, {', '.join(columns)}"
    return ", ".join(f"first({column} {order}) AS {column}" for column in columns)


NODES: dict[Label, _Query] = {
    Label.PHONE: _Query(
        f"""
        {_phone("originating_msisdn", "terminating_msisdn")}
        UNION ALL {_phone("terminating_msisdn", "originating_msisdn")}
        UNION ALL {_phone("forwarded_to_msisdn", "originating_msisdn")}
        UNION ALL SELECT *, false FROM ({_LISTED} = 'phone' UNION ALL {_REGISTERED} = 'phone')""",
        _SERVICE_NUMBER,
    ),
    Label.SUBSCRIPTION: _Query(
        f"""
        SELECT DISTINCT 'imsi:' || imsi AS key, source_no AS o FROM call WHERE imsi IS NOT NULL
        UNION ALL {_REGISTERED} = 'imsi'"""
    ),
    Label.DEVICE: _Query(
        f"""
        SELECT DISTINCT 'imei:' || imei AS key, source_no AS o FROM call WHERE imei IS NOT NULL
        UNION ALL {_REGISTERED} = 'imei'"""
    ),
    Label.CELL_SITE: _Query(
        """
        SELECT 'cell:' || first_cell AS key, latitude, longitude, count(*) AS c, source_no AS o
        FROM call WHERE first_cell IS NOT NULL GROUP BY ALL
        UNION ALL
        SELECT DISTINCT 'cell:' || last_cell, NULL, NULL, 0, source_no FROM call WHERE last_cell IS NOT NULL""",
        _usual("latitude", "longitude"),
        once="latitude, longitude",
        most="sum(c) FILTER (WHERE latitude IS NOT NULL) AS n",
    ),
    Label.BANK_ACCOUNT: _Query(
        f"""
        SELECT 'account:' || debtor_account AS key, debtor_agent AS agent, count(*) AS c, source_no AS o
        FROM transfer WHERE debtor_account IS NOT NULL GROUP BY ALL
        UNION ALL
        SELECT 'account:' || creditor_account, creditor_agent, count(*), source_no
        FROM transfer WHERE creditor_account IS NOT NULL GROUP BY ALL
        UNION ALL SELECT key, NULL, 0, o FROM ({_REGISTERED} = 'account' UNION ALL {_LISTED} = 'account')""",
        _usual("agent"),
        once="agent",
        most="sum(c) FILTER (WHERE agent IS NOT NULL) AS n",
    ),
    Label.ADVERTISEMENT: _Query(
        f"SELECT {AD_KEY} AS key, site, posted_at_utc, claimed_age, source_no AS o FROM advertisement",
        "min(site) AS site, min(posted_at_utc) AS posted_at_utc, min(claimed_age)::BIGINT AS claimed_age",
        once="site, posted_at_utc, claimed_age",
    ),
    Label.HANDLE: _Query(
        f"{_REGISTERED} IN ('email', 'handle') UNION ALL {_LISTED} IN ('email', 'handle')",
        "split_part(any_value(key), ':', 1) AS kind",
    ),
    Label.LOCATION: _Query(
        f"""
        SELECT {PLACE_KEY} AS key, latitude, longitude, count(*) AS c, source_no AS o
        FROM advertisement WHERE trim(location) <> '' GROUP BY ALL""",
        _usual("latitude", "longitude"),
        once="latitude, longitude",
        most="sum(c) FILTER (WHERE latitude IS NOT NULL) AS n",
    ),
    Label.SOURCE: _Query(
        f"SELECT {SOURCE_KEY} AS key, name, kind, source_no AS o FROM source",
        "min(name) AS name, min(kind) AS kind",
        once="name, kind",
    ),
}
"""Labels that follow from the ledger alone."""


def nodes(con: duckdb.DuckDBPyConnection, label: Label, *, only: Touched | None = None) -> pa.Table:
    """A label's nodes as the ledger has them.

    Args:
        con: A connection to the ledger.
        label: One of ``NODES``.
        only: The keys to compute; all if None.

    Returns:
        Columns of ``node_schema(label)``, sorted by key.
    """
    query = NODES[label]
    if label == Label.PHONE:
        query = replace(query, values=query.values.replace("{mailbox}", mailbox()))
    return _table(con, query, NODE_KEY, node_schema(label), only)


def relationships(con: duckdb.DuckDBPyConnection, rtype: RelationshipType, *, only: Touched | None = None) -> pa.Table:
    """A type's relationships as the ledger has them; as ``nodes``, columns of ``relationship_schema(rtype)``."""
    query = RELATIONSHIPS[rtype]
    if rtype in {RelationshipType.CALLED, RelationshipType.MESSAGED}:
        query = replace(query, events=query.events.replace("timed_call", timed_calls(con)))
    return _table(con, query, RELATIONSHIP_KEY, relationship_schema(rtype), only)


@dataclass(frozen=True)
class Touched:
    """Keys to compute again: those that these sources support in the ledger, and those the store says they do."""

    source_ids: tuple[str, ...]
    stored: pa.Table


def _table(
    con: duckdb.DuckDBPyConnection, query: _Query, key: tuple[str, ...], schema: pa.Schema, only: Touched | None
) -> pa.Table:
    keys = ", ".join(key)
    mask = _support_mask(con)
    events = f"event AS MATERIALIZED ({query.events})" if only else f"event AS ({query.events})"
    parameters: list[list[str]] = []
    if only:
        events += f""",
            named AS (SELECT source_no FROM source WHERE source_id IN (SELECT unnest(?))),
            touched AS (SELECT {keys} FROM event WHERE o IN (FROM named)
                        UNION SELECT {keys} FROM stored),
            chosen AS (SELECT * FROM event SEMI JOIN touched USING ({keys}))"""
        parameters.append(list(only.source_ids))
    chosen = "chosen" if only else "event"
    if query.once:
        events += f""",
            one AS (SELECT {keys}, {query.once}, {query.most + "," if query.most else ""} {mask.of_rows} AS m
                    FROM {chosen} GROUP BY {keys}, {query.once})"""
        support, rows = "bit_or(m)", "one"
    else:
        support, rows = mask.of_rows, chosen
    columns = ", ".join(f'"{name}"' for name in schema.names)
    values = query.values + "," if query.values else ""
    statement = f"""
        WITH {events},
            grouped AS (SELECT {keys}, {values} {support} AS m FROM {rows} GROUP BY {keys}),
            support AS (SELECT m, list(source_id ORDER BY source_id) AS sources
                        FROM (SELECT DISTINCT m FROM grouped) JOIN source ON {mask.holds} GROUP BY m)
        SELECT {columns} FROM grouped JOIN support USING (m) ORDER BY {keys}"""
    if only:
        con.register("stored", only.stored.select(list(key)))
    try:
        return con.execute(statement, parameters).to_arrow_table().cast(schema).combine_chunks()
    finally:
        if only:
            con.unregister("stored")


@dataclass(frozen=True)
class _Mask:
    """A set of sources as bits: much cheaper to merge than lists."""

    of_rows: str
    holds: str


def _support_mask(con: duckdb.DuckDBPyConnection) -> _Mask:
    row = con.execute("SELECT coalesce(max(source_no), 0), coalesce(min(source_no), 0) FROM source").fetchone()
    highest, lowest = row or (0, 0)
    if lowest >= 0 and highest < 64:  # noqa: PLR2004 - bits of an integer
        return _Mask("bit_or(1::UBIGINT << o)", "(m & (1::UBIGINT << source_no)) <> 0")
    return _Mask(f"bitstring_agg(o, {lowest}, {highest})", f"get_bit(m, (source_no - {lowest})::INTEGER) = 1")
