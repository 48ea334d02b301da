"""A centre that is killed again and again while it takes batches in: `python -m support.intake_victim ARGUMENTS`.

Everything is imported once; each centre is a fork, on the same listening socket. It ends when its input is closed.
"""

import asyncio
import os
import random
import select
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import uvicorn
from nacl.signing import SigningKey

from kiosk.base.ids import Ids
from kiosk.centre.api import make_app
from kiosk.centre.centre import open_centre
from kiosk.centre.disk import Disk
from kiosk.centre.intake import intake
from kiosk.centre.store.database import Database, address
from support.station import SetClock


class Arguments(msgspec.Struct):
    folder: str
    database: str
    port: int
    rounds: int
    seed: int
    early: bool = False


# So many batches the control takes in before it dies.
_LIVED: Final = 3


class Early(intake.Intake):
    """The control: acknowledges before the commit, and dies between the two."""

    async def _commit(self, group: Sequence[intake._Waiting]) -> None:
        for waiting in group:
            batch = waiting.checked.batch
            place = (batch.device.hex(), batch.epoch, batch.last, batch.head.hex())
            waiting.answer.set_result(intake.Receipt(*place, 0, "", "", 0))
        if self.taken_batches >= _LIVED:
            await asyncio.sleep(0.05)  # in which the answers go out
            os.kill(os.getpid(), signal.SIGKILL)
        await super()._commit(group)


class _Server(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, config: uvicorn.Config, up: int) -> None:
        super().__init__(config)
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        os.write(self._up, b"!")


async def _serve(given: Arguments, listening: socket.socket, up: int) -> None:
    clock = SetClock()
    key = SigningKey((Path(given.folder) / "log.key").read_bytes())
    database = Database(address(Path(given.folder), given.database))
    centre = await open_centre(database, key, clock, Ids(clock, os.urandom), Disk(Path(given.folder)))
    if given.early:
        centre.intake.__class__ = Early
    await _Server(uvicorn.Config(make_app(centre), log_level="error"), up).serve(sockets=[listening])


def _child(given: Arguments, listening: socket.socket) -> int:
    """Another centre; returns when it is up."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            asyncio.run(_serve(given, listening, write))
        finally:
            os._exit(0)
    os.read(read, 1)
    os.close(read)
    os.close(write)
    return pid


def main() -> None:
    given = msgspec.json.decode(sys.argv[1], type=Arguments)
    listening = socket.create_server(("127.0.0.1", given.port), backlog=256)
    chance = random.Random(given.seed)
    for _ in range(given.rounds):
        pid = _child(given, listening)
        if not given.early:  # who acknowledges early ends by itself
            time.sleep(chance.uniform(0.02, 0.5))
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    sys.stdout.write("killed\n")
    sys.stdout.flush()
    pid = _child(given, listening)
    select.select([sys.stdin], [], [])  # until the test has seen all it wants
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
