"""The workers' screen: nobody is there, nobody comes, no paper, a day off; how it is read, and how loud it is."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from gui.harness import all_words, every, stage
from gui.house import Glassed, House, rest
from kivy.core.window import Window
from PIL import Image, ImageChops, ImageStat
from support.station import SETTINGS, SetClock, Station

from kiosk.base.clock import CST
from kiosk.services.house.readings import calls
from kiosk.services.house.requests import AnswerCall, ReportDevice
from kiosk.touch import attract
from kiosk.touch.voice.speaker import VOLUME
from kiosk.touch.workers import Workers
from kiosk.widgets.surface import Tappable
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass

NATIONAL_DAY = datetime(2026, 10, 1, 9, 12, tzinfo=CST)


def brightness(picture: Image.Image) -> float:
    return float(ImageStat.Stat(picture.convert("L")).mean[0])


def inviting(worker: Glassed) -> None:
    worker.pass_(61)
    assert worker.screen == "Attract"


@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_nobody_there_is_invited_and_a_touch_anywhere_is_home_and_nothing_else(house: House, glass: Glass) -> None:
    with house.workers(glass) as worker:
        inviting(worker)
        assert "请点一下屏幕" in worker.said
        assert "Touch the screen" in worker.said
        assert "午餐 ¥5" in worker.said
        assert "剩 30 份" in worker.said
        rest(0.4)
        stage().tap((glass.width / 2, glass.height * 0.55))
        worker.settle()
        assert worker.screen == "Home"
    assert "meals.ordered" not in house.station.kinds()


def test_the_invitation_follows_what_is_left(house: House) -> None:
    with house.workers() as worker:
        inviting(worker)
        house.station.buy()
        worker.pass_(11)
        assert "剩 29 份" in worker.said


def test_a_person_is_called_from_the_invitation_too(house: House) -> None:
    with house.workers() as worker:
        inviting(worker)
        worker.tap("人工")
        assert "已经叫人了" in worker.said
        worker.tap("返回")
        assert worker.screen == "Home"


def test_no_pixel_burns_in(house: House) -> None:
    """Within nine minutes what is written stands elsewhere, and five minutes after the last change it is dark."""
    with house.workers() as worker:
        inviting(worker)
        first = stage().pixels()
        worker.pass_(61)
        assert ImageChops.difference(first, stage().pixels()).getbbox() is not None
        places = set()
        for _ in range(9):
            worker.pass_(60)
            places.add(tuple(worker.find("人工").pos))
        assert len(places) >= 8
        assert brightness(stage().pixels()) < 30 < brightness(first)
        house.station.buy()
        worker.pass_(11)
        assert brightness(stage().pixels()) > 30


def test_the_invitation_moves_once_a_second_at_the_most(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    turned: list[float] = []

    def _beckon(_: attract.Attract, passed: float) -> None:
        turned.append(passed)

    monkeypatch.setattr(attract.Attract, "_beckon", _beckon)
    with house.workers() as worker:
        inviting(worker)
        turned.clear()
        stage().advance(6)
    assert 4 <= len(turned) <= 6


def test_when_nobody_comes_the_phone_stands_there_and_what_to_do(house: House) -> None:
    with house.workers() as worker:
        worker.tap("人工")
        worker.pass_(55)
        assert "请在这里等一下" in worker.said
        worker.pass_(7)
        assert worker.screen == "NobodyComes"
        assert house.station.desk.settings.station.phone in worker.said
        assert [said.key for said in worker.shell.screen.spoken] == ["shell.voice.nobody_comes"]
        worker.pass_(60)
        assert worker.screen == "NobodyComes"
        (call,) = house.desk.read("house", calls)
        house.ask(AnswerCall(request_id=house.desk.new_id(), call=call.call))
        worker.settle()
        assert worker.screen == "Home"


def test_whoever_calls_while_nobody_has_come_for_long_sees_the_phone_at_once(house: House) -> None:
    with house.workers() as worker:
        worker.tap("人工")
        worker.tap("返回")
        worker.pass_(70)
        worker.tap("人工")
        assert worker.screen == "NobodyComes"


def test_without_paper_what_works_is_said_calmly_and_sold(house: House) -> None:
    def printer(state: str) -> None:
        house.ask(ReportDevice(request_id=house.desk.new_id(), device="printer", state=state), "device")

    with house.workers() as worker:
        assert "没有纸" not in worker.said
        printer("paper_out")
        worker.settle()
        assert "没有纸了，请记住号码" in worker.said
        printer("unreachable")
        worker.settle()
        assert "没有号条，请记住号码" in worker.said
        worker.tap("午餐")
        assert worker.screen == "PayAtCounter"
        worker.tap("返回")
        printer("ready")
        worker.settle()
        assert "请记住号码" not in worker.said


class Loudness:
    """A voice that remembers how loud it is."""

    busy = False

    def __init__(self) -> None:
        self.volume = VOLUME
        self.said: list[str] = []

    def say(self, lang: str, phrases: object) -> None:
        del lang
        self.said += [phrase.key for phrase in phrases]  # type: ignore[attr-defined] # a sequence of phrases

    def add(self, lang: str, phrases: object) -> None:
        self.say(lang, phrases)

    def hush(self) -> None:
        """Nothing is being said."""

    def reset(self) -> None:
        self.volume = VOLUME


def test_the_volume_is_turned_by_one_button_and_is_the_usual_one_for_the_next(house: House) -> None:
    stage().fit(LANDSCAPE)
    voice = Loudness()
    made = Workers(house.desk, house.station.desk.settings, all_words(), voice)
    made.start()
    worker = Glassed(made.shell, house.station)
    try:
        heard = []
        for word in ("声音", "大声", "小声", "静音"):
            worker.tap(word)
            heard.append(voice.volume)
        assert heard == [100, 50, 0, VOLUME]
        assert voice.said[-1] == "shell.voice.this_loud"
        worker.tap("声音")
        worker.pass_(46)
        worker.pass_(1)
        worker.pass_(26)
        assert voice.volume == VOLUME
        assert "声音" in worker.said
    finally:
        made.stop()


def test_more_contrast_is_one_tap_and_gone_for_the_next(house: House) -> None:
    def ground() -> object:
        return stage().pixels().getpixel((2, 2))

    with house.workers() as worker:
        light = ground()
        worker.tap("黑底")
        assert ground() == (0, 0, 0)
        worker.tap("白底")
        assert ground() == light
        worker.tap("黑底")
        worker.pass_(46)
        worker.pass_(1)
        worker.pass_(26)
        assert ground() == light


def test_language_size_colours_and_volume_stand_at_the_same_places_whatever_is_chosen(house: House) -> None:
    with house.workers() as worker:
        places = set()
        for word in ("English", "Larger", "Contrast", "Volume"):
            worker.tap(word)
            row = [part for part in every(worker.shell.glass) if type(part).__name__ == "WayToRead"]
            places.add(tuple(part.y < Window.height / 2 and isinstance(part, Tappable) for part in row))
            assert [part.icon for part in row] == ["language", "text-size", "contrast-2", "volume"]
        assert places == {(True,) * 4}


@pytest.fixture
def holiday(tmp_path: Path) -> Iterator[Station]:
    settings = SETTINGS + "\n[holidays]\ncalendar = true\n"
    with Station(tmp_path / "holiday", SetClock(NATIONAL_DAY), settings).closing() as made:
        yield made


def test_a_day_off_is_said_on_the_tile_with_the_next_open_day(holiday: Station) -> None:
    house = House(holiday)
    try:
        with house.workers() as worker:
            assert "今天放假" in worker.said
            assert "10月8日10:30开卖" in worker.said.replace(" ", "")
            worker.tap("午餐")
            assert "10月8日再来" in worker.said
            assert "没有收钱" in worker.said
    finally:
        house.close()
