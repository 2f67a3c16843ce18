"""A TCP proxy that cuts Bolt connections at a chosen moment."""

from __future__ import annotations

import contextlib
import socket
import threading
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

COMMIT = bytes.fromhex("0002b0120000")  # one chunk with the message COMMIT, and the end mark
RUN = bytes.fromhex("b310")  # the message RUN with its three fields


class Cut(StrEnum):
    """When a connection is cut."""

    WITHIN = "within"  # the statement has reached the server in part
    BEFORE = "before"  # the COMMIT never reaches the server
    DURING = "during"  # the COMMIT reaches the server, and the line is gone at once
    AFTER = "after"  # the server has answered, and the answer is lost


class CuttingProxy:
    """Forwards to a server; ``decide(commits)`` says at each COMMIT (or RUN, for WITHIN) whether to cut."""

    def __init__(self, target: tuple[str, int], cut: Cut, decide: Callable[[int], bool]) -> None:
        self.target, self.cut, self.decide = target, cut, decide
        self.cuts = self.seen = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._ends: list[socket.socket] = []
        self._spawn(self._accept)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        _close(*self._ends)
        for thread in self._threads:
            thread.join()

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self.target)
            for end in (client, server):
                self._ends.append(end)
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            doomed = threading.Event()
            self._spawn(self._upstream, client, server, doomed)
            self._spawn(self._downstream, client, server, doomed)

    def _upstream(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        mark = RUN if self.cut is Cut.WITHIN else COMMIT
        with contextlib.suppress(OSError):
            while data := client.recv(1 << 16):
                if mark in data and self._cuts_now():
                    if self.cut is Cut.WITHIN:
                        server.sendall(data[: len(data) // 2])
                    elif self.cut is Cut.DURING:
                        server.sendall(data)
                    elif self.cut is Cut.AFTER:
                        doomed.set()  # the other direction cuts when the answer comes
                        server.sendall(data)
                        continue
                    break
                server.sendall(data)
        _close(client, server)

    def _downstream(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(1 << 16):
                if doomed.is_set():
                    break
                client.sendall(data)
        _close(client, server)

    def _cuts_now(self) -> bool:
        with self._lock:
            self.seen += 1
            if not self.decide(self.seen):
                return False
            self.cuts += 1
            return True


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
