"""Durations and what is said of them."""

import statistics
import time
from collections.abc import Callable, Mapping

import msgspec


class Samples(msgspec.Struct):
    """Durations in seconds."""

    seconds: list[float] = msgspec.field(default_factory=list)

    def quantile(self, part: float) -> float:
        """The duration that `part` of all do not exceed, in seconds."""
        ranked = sorted(self.seconds)
        return ranked[min(len(ranked) - 1, int(len(ranked) * part))]

    @property
    def mean(self) -> float:
        """The mean, in seconds."""
        return statistics.fmean(self.seconds)

    def text(self) -> str:
        """The median and the slowest hundredth."""
        return f"p50 {shown(self.quantile(0.5))}, p99 {shown(self.quantile(0.99))}"

    def numbers(self, name: str) -> dict[str, float]:
        """The same for bench.json, in µs."""
        found = {"p50": self.quantile(0.5), "p99": self.quantile(0.99), "mean": self.mean}
        return {f"{name}_{what}_us": round(seconds * 1e6, 1) for what, seconds in found.items()}


def shown(seconds: float) -> str:
    """A duration for reading."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def take_turns(rivals: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Samples]:
    """Lets rivals take turns: what disturbs one on a busy machine shall disturb all. A step returns its seconds."""
    samples = {name: Samples() for name in rivals}
    for _ in range(rounds):
        for name, step in rivals.items():
            samples[name].seconds.append(step())
    return samples


def timed(step: Callable[[], object]) -> Callable[[], float]:
    """The step with a stopwatch on it."""

    def run() -> float:
        began = time.perf_counter()
        step()
        return time.perf_counter() - began

    return run
