"""Each way in which a server cannot be used ends in one sentence that says what to do."""

from __future__ import annotations

import socket
import threading
import traceback
from typing import TYPE_CHECKING

import pytest
from netinvest.errors import NetinvestError, StoreError, UsageError
from netinvest.store import open_store
from netinvest.store.connection import Login, checked_address, find_login
from netinvest.store.faults import explain
from tests.neo4j.server import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.neo4j.server import Server

SECRET = "a wrong password 4711"  # noqa: S105


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    return monkeypatch


def refusal(uri: str) -> str:
    """The one line that a user sees; nothing that is shown anywhere holds the password."""
    with pytest.raises(NetinvestError) as caught:
        open_store(uri, None, "case").close()
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert SECRET not in shown
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.mark.neo4j
def test_wrong_password(neo4j_server: Server, environment: pytest.MonkeyPatch) -> None:
    assert refusal(neo4j_server.uri) == (
        f"{neo4j_server.uri}: the Neo4j server refuses the user name or password; "
        "check NEO4J_USERNAME and NEO4J_PASSWORD, or the keyring's entry"
    )


@pytest.mark.neo4j
def test_missing_database(neo4j_server: Server, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NEO4J_PASSWORD", neo4j_server.password)
    environment.setenv("NEO4J_DATABASE", "elsewhere")
    assert "no such database; check NEO4J_DATABASE" in refusal(neo4j_server.uri)


@pytest.mark.neo4j
def test_no_encryption_where_it_is_demanded(neo4j_server: Server, environment: pytest.MonkeyPatch) -> None:
    uri = neo4j_server.uri.replace("bolt://", "bolt+s://")
    assert "no encrypted connection" in refusal(uri)


@pytest.mark.usefixtures("environment")
def test_nobody_there() -> None:
    assert "the Neo4j server does not answer; start it or check its address" in refusal(
        f"bolt://127.0.0.1:{free_port()}"
    )


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server that gives prepared answers, one a message, and then closes."""
    answers: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                for answer in answers:
                    connection.recv(1 << 16)
                    connection.sendall(answer)
                connection.recv(1 << 16)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], answers
        thread.join()


def _success(server: bytes) -> bytes:
    """The message SUCCESS with ``server`` and ``connection_id``, in one chunk."""
    fields = b"\x86server" + bytes([0x80 + len(server)]) + server + b"\x8dconnection_id" + b"\x81x"
    message = b"\xb1\x70\xa2" + fields
    return len(message).to_bytes(2, "big") + message + b"\x00\x00"


@pytest.mark.usefixtures("environment")
def test_too_old_a_server(listener: tuple[int, list[bytes]]) -> None:
    port, answers = listener
    answers += [bytes([0, 0, 4, 4]), _success(b"Neo4j/4.4.9")]
    assert "is older than Neo4j 5.13, or not Neo4j; use Neo4j 5.26" in refusal(f"bolt://127.0.0.1:{port}")


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak this driver's Bolt protocol; check the port"),
        (b"\x00\x00\x00\x00", "is older than Neo4j 5.13"),  # no version in common
    ],
)
def test_something_else_listens(listener: tuple[int, list[bytes]], answer: bytes, sentence: str) -> None:
    port, answers = listener
    answers.append(answer)
    assert sentence in refusal(f"bolt://127.0.0.1:{port}")


def test_forbidden_writes_and_unknown_complaints() -> None:
    """Community has no roles: a server's own words stand in for it."""
    from neo4j.exceptions import Neo4jError

    def said(code: str) -> str:
        error = Neo4jError._hydrate_neo4j(code=code, message="value 'Jane Roe' of key 'name'")
        return str(explain(error, "bolt://host"))

    assert said("Neo.ClientError.Security.Forbidden") == (
        "bolt://host: the Neo4j user may not write; use a user with the role publisher or higher, "
        "or ask for that role; nothing was changed"
    )
    assert "refuses with Neo.ClientError.Schema.ConstraintValidationFailed" in said(
        "Neo.ClientError.Schema.ConstraintValidationFailed"
    )
    assert "Jane" not in said("Neo.ClientError.Schema.ConstraintValidationFailed")


def test_the_login_comes_from_the_environment_or_the_keyring(environment: pytest.MonkeyPatch) -> None:
    import keyring

    environment.setenv("NEO4J_URI", "neo4j+s://graph.example")
    environment.setenv("NEO4J_DATABASE", "cases")
    login = find_login()
    assert login == Login("neo4j+s://graph.example", "neo4j", SECRET, "cases")
    assert SECRET not in repr(login)
    environment.delenv("NEO4J_PASSWORD")
    asked = []
    environment.setattr(keyring, "get_password", lambda service, user: asked.append((service, user)) or "kept")
    assert find_login("bolt://host").password == "kept"  # noqa: S105
    assert asked == [("netinvest-neo4j", "neo4j@bolt://host")]


def test_without_a_password_anywhere(environment: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.errors import NoKeyringError

    def none(*_: str) -> str:
        raise NoKeyringError

    environment.delenv("NEO4J_PASSWORD")
    environment.setattr(keyring, "get_password", none)
    with pytest.raises(StoreError, match=r"no password .* set NEO4J_PASSWORD"):
        find_login("bolt://host")


def test_credentials_in_an_address_are_refused_unseen() -> None:
    with pytest.raises(UsageError) as caught:
        checked_address(f"bolt://neo4j:{SECRET.replace(' ', '')}@host")
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize(
    "uri", ["http://host:7474", "bolt://", "bolt://host/db", "bolt://host?x=1", "embedded", "bolt:host"]
)
def test_what_is_no_address(uri: str) -> None:
    with pytest.raises(UsageError):
        checked_address(uri)


def test_an_unknown_store() -> None:
    with pytest.raises(UsageError, match="neither `embedded` nor the address"):
        open_store("sqlite", None, "case")
