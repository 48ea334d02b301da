"""What a centre does again and again beside answering."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress


class Background:
    """Does a step for as long as the centre is open, and pauses where it says that nothing is left to do.

    `step` tells what fails in it by itself: what it raises ends this.
    """

    def __init__(self, name: str, step: Callable[[], Awaitable[bool]], pause_s: float) -> None:
        self._name = name
        self._step = step
        self._pause_s = pause_s
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Ends after the step at hand."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._stopping.is_set():
            if not await self._step():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), self._pause_s)
