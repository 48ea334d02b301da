"""The whole of a request has a limit: what trickles is cut off, as what is silent is.

A timeout of requests holds between two bytes: at a byte a minute, an answer would take for ever.
"""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Limited(HTTPAdapter):
    """Connections whose sockets are known while a request is under way, so that another thread can shut them down."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._late = False
        self._sockets: list[socket.socket] = []
        self._pools = _pools(self)
        super().__init__()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """One request; what is not over by then is cut off. Raises TimeoutError in place of what came of it."""
        self._late = False
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception as error:
            if self._late:
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
            with self._lock:
                for each in self._sockets:
                    each.close()
                self._sockets.clear()
        if self._late:  # what ends with the connection looks whole where it was cut
            raise TimeoutError

    def knows(self, made: socket.socket) -> None:
        """A socket that is used for the request: known by a number of its own, since TLS takes the first one over."""
        with self._lock:
            self._sockets.append(socket.socket(fileno=os.dup(made.fileno())))
        if self._late:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            self._late = True
            for each in self._sockets:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        """As of requests, with connections of our own."""
        super().init_poolmanager(*arguments, **more)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *arguments: Any, **more: Any) -> Any:
        """As of requests, with connections of our own."""
        manager = super().proxy_manager_for(*arguments, **more)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _pools(limited: Limited) -> dict[str, type[HTTPConnectionPool]]:
    """urllib3's pools, whose connections tell of each socket: when it is made, and when it is used again."""

    class Known(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            made = super()._new_conn()
            limited.knows(made)
            return made

        def putrequest(self, *arguments: Any, **more: Any) -> None:
            if self.sock is not None:
                limited.knows(self.sock)
            super().putrequest(*arguments, **more)

    class Sealed(Known, HTTPSConnection):
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Known

    class SealedPool(HTTPSConnectionPool):
        ConnectionCls = Sealed

    return {"http": PlainPool, "https": SealedPool}
