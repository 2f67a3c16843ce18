"""A connection to a Neo4j server: sessions for reading, and writes that are repeated until they come through."""

from __future__ import annotations

import secrets
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from netinvest.errors import StoreError
from netinvest.store import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neo4j import Driver, ManagedTransaction, Session, Transaction
    from netinvest.store.connection import Login

PATIENCE_S = 60.0
"""How long a write waits for a server that has gone away: long enough for one to restart."""


class Bolt:
    """One database of one server.

    Attributes:
        uri: The server's address.
        patience_s: How long a write waits for a server that has gone away.
    """

    def __init__(self, login: Login, *, patience_s: float = PATIENCE_S) -> None:
        self.uri, self.patience_s = login.uri, patience_s
        self._database = login.database
        self._driver = _connected(login)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session; what goes wrong in it is told in one sentence."""
        from neo4j.exceptions import DriverError, Neo4jError

        try:
            with self._driver.session(database=self._database) as session:
                yield session
        except (DriverError, Neo4jError, OSError) as error:
            raise faults.explain(error, self.uri) from None

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction to read in. While it is open, the server gives no id of a node deleted since to another."""
        with self.session() as session, session.begin_transaction() as tx:
            yield tx

    def read(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Run ``work(tx, *arguments)`` in a transaction of its own."""
        with self.session() as session:
            return session.execute_read(work, *arguments)

    def write(self, work: Callable[[ManagedTransaction], Any]) -> Any:
        """Run an idempotent write until it comes through or patience ends.

        The driver does not repeat a commit whose outcome is unknown, and waits twice as long after each failure.
        """
        from neo4j.exceptions import DriverError, IncompleteCommit, Neo4jError

        deadline = time.monotonic() + self.patience_s
        pause_s = 0.01
        while True:
            try:
                with self._driver.session(database=self._database) as session:
                    return session.execute_write(work)
            except (DriverError, Neo4jError, OSError) as error:
                passing = isinstance(error, IncompleteCommit | OSError) or error.is_retryable()
                # another process has made the same constraint since we looked
                passing = passing or str(getattr(error, "code", "")).endswith("AlreadyExists")
                if not passing or time.monotonic() > deadline:
                    raise faults.explain(error, self.uri) from None
            # two writers that got into each other's way must not do so again in step
            time.sleep(pause_s * (0.5 + secrets.randbelow(1000) / 1000))
            pause_s = min(pause_s * 2, 1.0)

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()


def one(result: Any) -> list[Any]:
    """The values of the only record; empty where there is none."""
    record = result.single()
    return record.values() if record else []


def consume(tx: ManagedTransaction, statement: str, **parameters: Any) -> None:
    """Run a statement that gives nothing back."""
    tx.run(statement, **parameters).consume()


def _connected(login: Login) -> Driver:
    from neo4j.exceptions import DriverError, Neo4jError

    import neo4j

    driver = neo4j.GraphDatabase.driver(
        login.uri,
        auth=(login.username, login.password),
        max_transaction_retry_time=0,  # `Bolt.write` does it
        connection_timeout=10,
        user_agent="netinvest",
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )
    try:
        faults.check_version(driver.get_server_info().agent, login.uri)
        with driver.session(database=login.database) as session:
            session.run("RETURN 1").consume()  # the database is there
    except StoreError:
        driver.close()
        raise
    except (DriverError, Neo4jError, OSError) as error:
        driver.close()
        raise faults.explain(error, login.uri) from None
    return driver
