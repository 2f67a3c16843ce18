"""A real Neo4j for the tests and for ``make neo4j``, looked for in this order.

1. ``NEO4J_URI`` (with ``NEO4J_USERNAME``, ``NEO4J_PASSWORD``): a server that is there already.
2. ``neo4j`` on the PATH: its own installation, with a home directory of ours.
3. Neo4j Community from Maven Central (``pom.xml`` beside this file), kept in ``.cache/neo4j``.

    python tests/neo4j/server.py fetch      # get the jars, and Java where we are root and apt-get is there
    python tests/neo4j/server.py run DIR    # a server to try things out, until Ctrl-C
"""

from __future__ import annotations

import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.store.neo4j import Neo4jStore

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
POM = HERE / "pom.xml"
VERSION = re.search(r"<neo4j.version>(.*)</neo4j.version>", POM.read_text(encoding="utf-8"))[1]  # type: ignore[index]
JARS = ROOT / ".cache" / "neo4j" / VERSION / "lib"
OPENS = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ("java.nio", "java.io", "sun.nio.ch", "java.lang", "java.util.concurrent")
]
START_LIMIT_S = 180
STOP_LIMIT_S = 30


class NoServerError(Exception):
    """Nothing to start a server with; the message says what is missing."""


@dataclass
class Server:
    """A server that answers on Bolt."""

    uri: str
    username: str
    password: str = field(repr=False)
    pid: int | None = None

    def environment(self) -> dict[str, str]:
        return {"NEO4J_USERNAME": self.username, "NEO4J_PASSWORD": self.password}

    def store(self, case_id: str, *, uri: str | None = None, patience_s: float = 30) -> Neo4jStore:
        from netinvest.store.connection import Login
        from netinvest.store.neo4j import Neo4jStore

        login = Login(uri or self.uri, self.username, self.password)
        return Neo4jStore(login, case_id=case_id, patience_s=patience_s)


@dataclass
class Installation:
    """A home directory of ours, and how to run Neo4j in it."""

    home: Path
    port: int
    password: str = field(repr=False, default_factory=lambda: secrets.token_hex(16))
    heap_mb: int = 768
    quick: bool = True  # compile little: for short tests

    def prepare(self) -> None:
        """Write the configuration and set the password."""
        conf = self.home / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        (self.home / "import").mkdir(exist_ok=True)
        settings = {
            "server.bolt.listen_address": f"127.0.0.1:{self.port}",
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "dbms.usage_report.enabled": "false",
            "server.memory.heap.initial_size": f"{self.heap_mb}m",
            "server.memory.heap.max_size": f"{self.heap_mb}m",
            "server.memory.pagecache.size": "256m",
            "server.directories.import": "import",
        }
        lines = [f"{name}={value}" for name, value in settings.items()]
        (conf / "neo4j.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if not (self.home / "data" / "dbms").exists():
            self.admin("dbms", "set-initial-password", self.password)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}

    def admin(self, *arguments: str) -> str:
        """Run neo4j-admin; raise with its output where it fails."""
        own = shutil.which("neo4j-admin") if not JARS.exists() else None
        command = [own] if own else ["java", "-Xmx512m", "-cp", f"{JARS}/*", "org.neo4j.cli.AdminTool"]
        done = subprocess.run(
            [*command, *arguments],
            env=self.environment(),
            cwd=self.home,  # the tool leaves a report where it stands
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"neo4j-admin {arguments[0]} {arguments[1]}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> Server:
        """Start, and wait until it answers."""
        log = self.home / "console.log"
        command = f"{shlex.join(self._command())} >>{shlex.quote(str(log))} 2>&1 </dev/null & echo $!"
        # The shell ends at once: the server is nobody's child, since the test process that stops it may be another.
        started = subprocess.run(
            ["sh", "-c", command],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
            start_new_session=True,
        )
        server = Server(f"bolt://127.0.0.1:{self.port}", "neo4j", self.password, int(started.stdout))
        deadline = time.monotonic() + START_LIMIT_S
        while not _answers(self.port):
            if not _alive(server.pid or 0) or time.monotonic() > deadline:
                raise RuntimeError(f"Neo4j did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.1)
        return server

    def _command(self) -> list[str]:
        if JARS.exists():
            return [
                *("java", *OPENS, f"-Xmx{self.heap_mb}m"),
                *(("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1") if self.quick else ()),
                *("-cp", f"{JARS}/*", "org.neo4j.server.CommunityEntryPoint"),
                *(f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"),
            ]
        return ["neo4j", "console"]


def stop(pid: int, how: signal.Signals = signal.SIGTERM) -> None:
    """End a server that we started, and wait for it."""
    deadline = time.monotonic() + STOP_LIMIT_S
    try:
        os.kill(pid, how)
        while _alive(pid):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
    except ProcessLookupError:
        return


def _alive(pid: int) -> bool:
    """Whether a process runs; one that is dead but not waited for does not."""
    if not Path("/proc").exists():
        return subprocess.run(["ps", "-p", str(pid)], capture_output=True, check=False).returncode == 0
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _answers(port: int) -> bool:
    """Whether a Bolt handshake succeeds."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(bytes.fromhex("6060b017" + "00080805" + "00" * 12))
            return len(connection.recv(4)) == 4  # the version it chose
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ensure() -> None:
    """Have something to start a server with.

    Raises:
        NoServerError: There is neither Neo4j nor Java, and they cannot be had.
    """
    if shutil.which("neo4j") or (JARS.exists() and shutil.which("java")):
        return
    if not (shutil.which("java") and shutil.which("mvn")):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise NoServerError("no NEO4J_URI, no neo4j on the PATH, and no java 17 with mvn to fetch Neo4j Community")
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "openjdk-17-jre-headless", "maven"])
    JARS.parent.mkdir(parents=True, exist_ok=True)
    half = JARS.with_name(f"lib.{os.getpid()}")
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
    _run(["mvn", "-q", "-B", "-f", str(POM), goal, "-DincludeScope=runtime", f"-DoutputDirectory={half}"])
    if JARS.exists():  # somebody else was faster
        shutil.rmtree(half)
    else:
        half.rename(JARS)


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    )
    if done.returncode:
        raise NoServerError(f"`{command[0]} {command[1]}` failed: {(done.stdout + done.stderr).strip()[-400:]}")


def _main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["fetch"]:
        try:
            ensure()
        except NoServerError as error:
            print(f"Neo4j tests will be skipped: {error}", file=sys.stderr)  # noqa: T201
            return 1 if os.environ.get("CI") == "true" else 0
        return 0
    if arguments[:1] == ["run"]:
        return _run_for_trial(Path(arguments[1]))
    print(__doc__, file=sys.stderr)  # noqa: T201
    return 2


def _run_for_trial(home: Path) -> int:
    try:
        ensure()
    except NoServerError as error:
        print(f"no Neo4j can be started: {error}", file=sys.stderr)  # noqa: T201
        return 1
    secret = home / "password"
    home.mkdir(parents=True, exist_ok=True)
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(16), encoding="utf-8")
    home = home.resolve()
    installation = Installation(
        home, int(os.environ.get("PORT", "7687")), secret.read_text(encoding="utf-8"), quick=False
    )
    if _answers(installation.port):
        print(f"something answers on port {installation.port} already; set PORT to another", file=sys.stderr)  # noqa: T201
        return 1
    installation.prepare()
    server = installation.start()
    print(  # noqa: T201
        f"Neo4j {VERSION} answers at {server.uri}. In another terminal:\n\n"
        f"  export NEO4J_URI={server.uri} NEO4J_USERNAME={server.username} NEO4J_PASSWORD=$(cat {secret})\n"
        f"  netinvest create my.case --store {server.uri}\n\n"
        f"Stop it with Ctrl-C here, or: kill {server.pid}",
        flush=True,
    )
    try:
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        stop(server.pid or 0)
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
