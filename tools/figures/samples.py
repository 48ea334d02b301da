"""Durations and what is said of them. No machine is quiet, so rivals take turns, and rounds are compared, not runs."""

import statistics
import time
from collections.abc import Callable, Mapping

import msgspec


class Samples(msgspec.Struct):
    """Durations in seconds, round by round."""

    rounds: list[list[float]] = msgspec.field(default_factory=list)

    @property
    def all(self) -> list[float]:
        """Every duration."""
        return [each for one in self.rounds for each in one]

    def quantile(self, part: float) -> float:
        """The duration that `part` of all do not exceed, in seconds."""
        ranked = sorted(self.all)
        return ranked[min(len(ranked) - 1, int(len(ranked) * part))]

    def text(self) -> str:
        """The median and the slowest hundredth."""
        return f"p50 {shown(self.quantile(0.5))}, p99 {shown(self.quantile(0.99))}"

    def numbers(self, name: str) -> dict[str, float]:
        """The same for the record, in µs."""
        return {
            f"{name}_p50_us": round(self.quantile(0.5) * 1e6, 1),
            f"{name}_p99_us": round(self.quantile(0.99) * 1e6, 1),
            f"{name}_mean_us": round(statistics.fmean(self.all) * 1e6, 1),
        }


def shown(seconds: float) -> str:
    """A duration for reading."""
    return (
        f"{seconds * 1e6:.0f} µs"
        if seconds < 0.001
        else f"{seconds * 1e3:.1f} ms"
        if seconds < 1
        else f"{seconds:.2f} s"
    )


def take_turns(rivals: Mapping[str, Callable[[], float]], rounds: int, each: int) -> dict[str, Samples]:
    """Lets rivals take turns of `each` steps, `rounds` times; a step returns its seconds."""
    samples = {name: Samples() for name in rivals}
    for _ in range(rounds):
        for name, step in rivals.items():
            samples[name].rounds.append([step() for _ in range(each)])
    return samples


def rate_ratio(of: Samples, to: Samples) -> float:
    """The rate of one over the rate of the other: steps a second in the same round, the median over the rounds."""
    return statistics.median(sum(theirs) / sum(ours) for ours, theirs in zip(of.rounds, to.rounds, strict=True))


def timed(step: Callable[[], object]) -> Callable[[], float]:
    """The step with a stopwatch on it."""

    def run() -> float:
        began = time.perf_counter()
        step()
        return time.perf_counter() - began

    return run
