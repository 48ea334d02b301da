"""体检 and 检查 say how much of the record is not at the centre yet, and what to do."""

import pytest
from support.station import Station

from kiosk import bootstrap
from kiosk.base.words import LANGUAGES
from kiosk.services.house.inspection import inspect
from kiosk.services.registry import SERVICES
from kiosk.station import doctor

TROUBLES = {
    "": ("ok", "waiting"),
    **{cut: ("warn", cut) for cut in ("offline", "slow", "half", "portal", "tls", "proxy")},
    **dict.fromkeys(("fork", "quarantined", "revoked", "gap", "signature"), ("bad", "refused")),
    "disputed": ("bad", "disputed"),
}


def line(station: Station) -> doctor.Finding:
    found = doctor.station(
        station.files,
        SERVICES,
        station.clock,
        lambda _: pytest.fail("there is no printer"),
        lambda _: pytest.fail("there is no scanner"),
    )
    return next(one for one in found if one.name == "line")


def test_a_station_on_its_own_is_well(station: Station) -> None:
    assert (line(station).state, line(station).says) == ("ok", "none")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_is_in_the_way_is_said_with_what_to_do(station: Station, trouble: str) -> None:
    station.rows("INSERT INTO line VALUES (1, 'http://c', 's', 'k', 2, '', 0, '', ?, 0)", trouble)
    found = line(station)
    assert (found.state, found.says) == TROUBLES[trouble]
    events = len(station.kinds())
    assert found.fields["count"] == events - 2
    for lang in LANGUAGES:
        said = bootstrap.all_words().say(lang, f"doctor.line_{found.says}", **found.fields)
        assert str(events - 2) in said or found.says == "disputed"


def test_the_inspection_tells_the_oldest_that_is_here_only(station: Station) -> None:
    def oldest() -> str:
        (section,) = inspect(station.desk.journal.db, station.clock.now())
        return section.figures[-1].value

    assert oldest() == "2024-03-01 11:12"
    station.rows("INSERT INTO line VALUES (1, 'http://c', 's', 'k', ?, '', 0, '', '', 0)", len(station.kinds()))
    assert oldest() == "-"
    station.clock.pass_(3600)
    station.open(3)
    assert oldest() == "2024-03-01 12:12"
