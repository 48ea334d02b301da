"""What surrounds a rule, without a desk: a moment, an actor, settings."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kiosk.base.clock import Now
from kiosk.base.request import Refused, Request, Scene

R = "r1"


def now(minute: str = "11:45", day: str = "2024-03-01") -> Now:
    return Now(datetime.fromisoformat(f"{day}T{minute}:00+08:00"), 5_000_000, "boot")


def scene(settings: Any, minute: str = "11:45", by: str = "supervisor:a1", day: str = "2024-03-01") -> Scene[Any]:
    return Scene(now(minute, day), by, settings)


def refusal(rule: Callable[..., Any], state: Any, request: Request, around: Scene[Any]) -> Refused:
    """How a rule refuses."""
    with pytest.raises(Refused) as refused:
        rule(state, request, around)
    return refused.value
