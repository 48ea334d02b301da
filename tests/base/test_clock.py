"""Moments and deadlines."""

from datetime import datetime, timedelta

from kiosk.base.clock import CST, Now, deadline, seconds_left


def now() -> Now:
    return Now(datetime.fromisoformat("2024-03-01T11:45:00+08:00"), 5_000_000, "boot")


def test_a_deadline_passes_at_its_moment_and_not_before() -> None:
    start = now()
    until = deadline(start, 180)
    for seconds, over in ((0, False), (179.999, False), (180, True), (9999, True)):
        later = Now(start.at + timedelta(seconds=seconds), start.up + round(seconds * 1000), start.boot)
        assert until.passed(later) is over
        booted = Now(start.at + timedelta(seconds=seconds), 1000, "another")
        assert until.passed(booted) is over


def test_times_are_china_standard_time() -> None:
    assert now().stamp == "2024-03-01T11:45:00.000+08:00"
    assert CST.utcoffset(None) == timedelta(hours=8)


def test_an_earlier_boots_deadline_is_over_when_this_boot_has_lasted_as_long() -> None:
    start = now()
    until = deadline(start, 180)
    past = start.at - timedelta(days=9000)
    assert not until.passed(Now(past, 179_999, "another"))
    assert until.passed(Now(past, 180_000, "another"))
    assert seconds_left(until, Now(past, 100_000, "another")) == 80
    assert seconds_left(until, Now(past, 999_000, "another")) == 0


def test_the_seconds_left_are_those_of_this_boot_whatever_the_wall_clock_says() -> None:
    start = now()
    until = deadline(start, 180)
    assert seconds_left(until, Now(start.at - timedelta(hours=1), start.up + 60_000, "boot")) == 120
    assert seconds_left(until, Now(start.at + timedelta(hours=1), start.up + 60_000, "boot")) == 120
