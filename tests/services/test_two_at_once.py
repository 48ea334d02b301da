"""Two attendants at two counters take back one tool at the same moment."""

from pathlib import Path
from threading import Barrier, Thread

from support.station import BOSS, HAND, SetClock, Station, station_in
from support.tools import Shed

from kiosk.base.request import Refused


def test_of_two_attendants_who_return_one_tool_at_once_one_pays_and_the_other_is_told(tmp_path: Path) -> None:
    with station_in(tmp_path / "station") as station:
        shed = Shed(station)
        loan = shed.lend(shed.register("drill"))
        at_once, told = Barrier(2), list[str]()

        def take_back(by: str) -> None:
            with Station(station.files.folder, SetClock()).closing() as own:
                at_once.wait(10)
                try:
                    told.append(f"paid {Shed(own).back('drill-1', by=by).back_fen}")
                except Refused as refused:
                    told.append(refused.reason)

        both = [Thread(target=take_back, args=(by,)) for by in (HAND, BOSS)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert sorted(told) == ["paid 20000", "tools.not_out"]
        assert shed.state(loan) == "returned"
        assert station.kinds().count("till.refunded") == 1
        assert station.accounts() == {}
