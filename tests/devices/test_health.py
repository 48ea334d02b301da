"""A device's loss and its recovery are each said once."""

import logging

import pytest

from kiosk.devices.health import Health


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def test_each_change_is_said_once(said: pytest.LogCaptureFixture) -> None:
    health = Health("printer", logging.getLogger("devices"))
    changes = [health.saw(state) for state in ("ready", "ready", "paper_out", "paper_out", "ready", "ready")]
    assert changes == [True, False, True, False, True, False]
    assert said.messages == ["printer: paper_out", "printer: ready again after paper_out"]


def test_a_connection_is_lost_after_three_misses_in_a_row(said: pytest.LogCaptureFixture) -> None:
    health = Health("printer", logging.getLogger("devices"))
    health.saw("ready")
    for _ in range(2):
        health.saw("unreachable")
        health.saw("unreachable")
        health.saw("ready")
    assert (health.state, said.messages) == ("ready", [])
    for _ in range(5):
        health.saw("unreachable", "no route to host")
    assert (health.state, said.messages) == ("unreachable", ["printer: unreachable (no route to host)"])
