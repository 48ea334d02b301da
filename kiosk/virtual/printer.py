"""A virtual receipt printer, plugged in where a real one would be."""

from collections.abc import Callable
from typing import Final, Self

from kiosk.paper.spec import PaperSpec
from kiosk.virtual.engine import Engine, PrintedSlip
from kiosk.virtual.faults import Faults
from kiosk.virtual.plugs import MemoryPlug, PtyPlug, TcpPlug

_MEMORY_TIMEOUT_S: Final = 5.0


class VirtualPrinter:
    """One printer with paper of `spec`; `on_slip` is called for each piece of paper, from the thread that printed it.

    A context manager: what was plugged in is taken away at the end.
    """

    def __init__(self, spec: PaperSpec, on_slip: Callable[[PrintedSlip], None] = lambda _: None) -> None:
        self._engine = Engine(spec, on_slip)
        self._plugs: list[TcpPlug | PtyPlug] = []

    @property
    def faults(self) -> Faults:
        """What is wrong with it."""
        return self._engine.faults

    @property
    def slips(self) -> tuple[PrintedSlip, ...]:
        """The paper that came out so far."""
        return tuple(self._engine.slips)

    @property
    def kicks(self) -> int:
        """How often the cash drawer was opened."""
        return self._engine.kicks

    def serve_tcp(self, port: int = 0) -> tuple[str, int]:
        """Listens on this machine's network port, 0 for any that is free; host and port. Raises OSError if taken."""
        plug = TcpPlug(self._engine, port)
        self._plugs.append(plug)
        return "127.0.0.1", plug.port

    def serve_pty(self) -> str:
        """Plugs into a serial line; its path."""
        plug = PtyPlug(self._engine)
        self._plugs.append(plug)
        return plug.path

    def transport(self, timeout_s: float = _MEMORY_TIMEOUT_S) -> MemoryPlug:
        """A transport straight to it; `timeout_s` is how long it waits for the printer to take bytes."""
        return MemoryPlug(self._engine, timeout_s)

    def close(self) -> None:
        """Takes away what was plugged in."""
        self._engine.close()
        while self._plugs:
            self._plugs.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
