"""Numbers by which identifiers and actors are called outside the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.ledger.ledger import Ledger

_BY_CALLS = """
SELECT 'phone:' || unnest([originating_msisdn, terminating_msisdn, forwarded_to_msisdn]) AS key FROM call
UNION ALL SELECT 'imsi:' || imsi FROM call
UNION ALL SELECT 'imei:' || imei FROM call"""
_BY_TRANSFERS = "SELECT 'account:' || unnest([debtor_account, creditor_account]) AS key FROM transfer"

IDENTIFIERS = f"""
SELECT DISTINCT key FROM (
    {_BY_CALLS}
    UNION ALL {_BY_TRANSFERS}
    UNION ALL SELECT kind || ':' || value FROM advertisement_contact
    UNION ALL SELECT kind || ':' || value FROM subject_identifier
) WHERE key IS NOT NULL
"""
"""SQL: the key of every identifier that any record of the case names."""

_BLOCK = 64  # bytes; SHA-256 works on blocks of this size, and HMAC pads its key to it


def number_identifiers(ledger: Ledger) -> None:
    """Give every identifier that has none a number, once and for all.

    The order is that of HMAC-SHA256 (RFC 2104) of the identifier's key, under a key that is the SHA-256 over all
    sorted identifier keys of the case. So the numbers depend on the content of the case alone, not on the order of
    its rows, and nobody without the whole content can try numbers until an alias fits. Numbers given earlier stay.
    """
    con = ledger.con
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE unnumbered AS
        SELECT key FROM ({IDENTIFIERS}) ANTI JOIN alias ON alias.identifier_key = key"""
    )
    try:
        if con.execute("SELECT count(*) FROM unnumbered").fetchone() != (0,):
            with ledger.transaction():
                _number(con)
    finally:
        con.execute("DROP TABLE unnumbered")


def _number(con: DuckDBPyConnection) -> None:
    import hashlib

    secret = hashlib.sha256()
    keys = con.execute(f"SELECT key FROM ({IDENTIFIERS}) ORDER BY key").to_arrow_table()["key"]
    for chunk in keys.chunks:
        secret.update("\n".join([*chunk.to_pylist(), ""]).encode("utf-8", "surrogatepass"))
    padded = secret.digest().ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in padded) for pad in (0x36, 0x5C))
    con.execute(
        """
        INSERT INTO alias
        SELECT key, (SELECT coalesce(max(number), 0) FROM alias) + row_number() OVER (ORDER BY code, key)
        FROM (SELECT key, sha256($outer::BLOB || unhex(sha256($inner::BLOB || encode(key)))) AS code FROM unnumbered)
        ORDER BY code, key""",
        {"inner": inner, "outer": outer},
    )
    con.execute("INSERT INTO numbering SELECT count(*) FROM source")


def actor_id(number: int) -> str:
    """``actor:00042``."""
    return f"actor:{number:05d}"


def alias(number: int) -> str:
    """``A-00042``."""
    return f"A-{number:05d}"
