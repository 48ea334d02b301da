"""The line to the centre in the counter's bar: how much waits, since when, and what is in the way."""

import pytest
from gui.harness import all_words

from kiosk.base.words import LANGUAGES
from kiosk.services.house.readings import LineNow
from kiosk.touch.state import StateNow, Told, told


def bar(line: LineNow | None, lang: str = "zh") -> tuple[Told, ...]:
    def say(key: str, **fields: object) -> str:
        return all_words().say(lang, key, **fields)

    return told(say, StateNow(minute="11:45", day="2024-03-01", line=line))


def test_without_a_centre_the_bar_says_nothing_of_it() -> None:
    assert not any("中心" in one.words for one in bar(None))


def test_what_waits_and_since_when_is_always_there() -> None:
    assert bar(LineNow(12, "2024-03-01T09:05:00.000+08:00", ""))[2] == Told("wifi", "12 条没传（09:05 起）")
    assert bar(LineNow(12, "2024-02-27T09:05:00.000+08:00", ""))[2].words == "12 条没传（02-27 起）"
    assert bar(LineNow(0, "", ""))[2].words == "中心已收齐"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_network_that_is_away_is_no_alarm_and_a_refusal_is_one(lang: str) -> None:
    for trouble in ("offline", "slow", "half", "portal", "tls", "proxy"):
        line = bar(LineNow(3, "2024-03-01T09:05:00.000+08:00", trouble), lang)[2]
        assert (line.icon, line.wrong) == ("wifi-off", False)
        assert "3" in line.words
        assert "09:05" in line.words
    for trouble in ("fork", "quarantined", "revoked", "unknown_device", "chain", "newer_format", "disputed"):
        line = bar(LineNow(3, "2024-03-01T09:05:00.000+08:00", trouble), lang)[2]
        assert (line.icon, line.wrong) == ("wifi-off", True)
