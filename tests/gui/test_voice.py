"""What is heard at the touchscreen: every screen and every refusal, in the language of the screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from gui.ear import Ear
from gui.harness import ExampleShell, all_words, stage
from gui.house import Glassed, House, rest
from gui.test_every_screen import EXAMPLES
from support.refusals import raised, staffs_alone

from kiosk.base.request import Refused
from kiosk.base.words import LANGUAGES, Lang
from kiosk.services.meals import requests as meals
from kiosk.touch.refusals import phrase as refusal
from kiosk.touch.voice import sentence
from kiosk.touch.voice.kit import kit, recordable_keys, spoken_keys
from kiosk.touch.voice.plan import plan
from kiosk.touch.voice.speaker import VOLUME
from kiosk.touch.workers import Workers
from kiosk.widgets.example import Example
from kiosk.widgets.theme import DAYLIGHT, Theme, wear
from kiosk.widgets.window import LANDSCAPE

WORDS = all_words()
SPOKEN = set(spoken_keys(WORDS))
RECORDABLE = set(recordable_keys(WORDS))
HEARD = [refusal for refusal in raised() if refusal.reason not in staffs_alone()]
INVITING = [example for example in EXAMPLES if example.name.startswith("attract-")]
WORKERS = [example for example in EXAMPLES if example.mode == "worker" and example not in INVITING]


@contextmanager
def listening(house: House) -> Iterator[tuple[Glassed, Ear]]:
    """The workers' screens, and somebody who listens."""
    stage().fit(LANDSCAPE)
    ear = Ear()
    made = Workers(house.desk, house.station.desk.settings, WORDS, ear)
    made.start()
    rest(0.5)
    try:
        yield Glassed(made.shell, house.station), ear
    finally:
        made.stop()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("example", WORKERS, ids=lambda example: example.name)
def test_every_workers_screen_has_something_to_say_and_it_is_in_the_kit(example: Example, lang: Lang) -> None:
    stage().fit(LANDSCAPE)
    theme = Theme(DAYLIGHT, portrait=False)
    wear(theme)
    screen = example.build(ExampleShell(lang, theme, WORDS))
    if screen.waits:
        stage().show(screen)
        screen.shown()
        stage().advance(2)  # it speaks to those who have to wait
    spoken = screen.spoken
    assert spoken
    for said in spoken:
        assert sentence.text(WORDS, lang, said).strip()
        assert said.key in SPOKEN


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_the_kit_is_recorded_only_what_names_something_is_made(lang: Lang) -> None:
    stage().fit(LANDSCAPE)
    theme = Theme(DAYLIGHT, portrait=False)
    wear(theme)
    recorded = {entry.key: Path(entry.key) for entry in kit(WORDS, lang)}
    spoken = [said for example in WORKERS for said in example.build(ExampleShell(lang, theme, WORDS)).spoken]
    made = {said.key for said in spoken if not plan(WORDS, lang, said, recorded.get).files}
    assert made
    assert sorted(made & RECORDABLE) == []
    assert sorted({said.key for said in spoken} - made - RECORDABLE) == []


@pytest.mark.parametrize("example", INVITING, ids=lambda example: example.name)
def test_nobody_is_spoken_to_who_is_not_there(example: Example) -> None:
    stage().fit(LANDSCAPE)
    theme = Theme(DAYLIGHT, portrait=False)
    wear(theme)
    assert not example.build(ExampleShell("zh", theme, WORDS)).spoken


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("reason", "fields"), [(reason, fields) for reason, fields, _ in HEARD], ids=[place for _, _, place in HEARD]
)
def test_every_refusal_can_be_heard_and_is_in_the_kit(reason: str, fields: frozenset[str], lang: Lang) -> None:
    said = refusal(WORDS, lang, Refused(reason, dict.fromkeys(fields, 1200)), staff=False)
    assert sentence.text(WORDS, lang, said).strip()
    assert said.key in SPOKEN


def test_a_lunch_is_heard_from_the_first_touch_to_the_slip(house: House) -> None:
    with listening(house) as (worker, ear):
        assert ear.heard == []  # nobody is there yet
        worker.tap("午餐")
        assert ear.heard == ["您是一号。请交五元给窗口。"]
        house.pay(1)
        worker.settle()
        assert ear.heard == ["您是一号，请坐。", "下一个就是您。"]
        house.slip_is("confirmed")
        worker.settle()
        assert ear.heard == ["您是一号，请坐。", "下一个就是您。", "请拿好号条。"]
        worker.pass_(13)
        assert worker.screen == "Home"
        assert ear.heard == []


def test_a_number_that_is_called_is_told_once(house: House) -> None:
    with listening(house) as (worker, ear):
        worker.tap("午餐")
        house.pay(1)
        worker.settle()
        house.station.clock.pass_(20 * 60)
        house.ask(meals.Call(request_id=house.desk.new_id(), meal="lunch", number=1))
        worker.settle()
        worker.settle()
        assert ear.heard[2:] == ["叫到您了，请去打饭。"]


def test_a_refusal_is_heard(house: House) -> None:
    house.ask(meals.Close(request_id=house.desk.new_id(), meal="lunch"))
    with listening(house) as (worker, ear):
        worker.tap("午餐")
        assert worker.screen == "Sorry"
        assert ear.heard == ["今天已经收餐了。没有收钱。明天再来。"]


def test_the_voice_speaks_the_language_of_the_screen(house: House) -> None:
    with listening(house) as (worker, ear):
        worker.tap("English")
        assert ear.lang == "en"
        assert ear.heard[:3] == ["Hello. Please touch what you need.", "Lunch.", "5 yuan each, 30 left."]
        worker.tap("Lunch")
        assert ear.heard == ["You are number 1. Please pay 5 yuan at the counter."]


def test_home_does_not_speak_again_because_another_bought(house: House) -> None:
    with listening(house) as (worker, ear):
        worker.tap("English")
        worker.tap("中文")
        told = list(ear.heard)
        house.station.buy()
        worker.settle()
        assert ear.heard == told
        assert told[:3] == ["您好，请点您要办的事。", "午餐。", "五元一份，还剩三十份。"]


def test_who_walks_away_is_asked_aloud_and_then_it_is_quiet_and_as_loud_as_ever(house: House) -> None:
    with listening(house) as (worker, ear):
        worker.tap("English")
        ear.volume = 100
        worker.pass_(47)
        assert ear.heard == ["Are you still here?"]
        worker.pass_(27)
        assert ear.heard == []
        assert ear.volume == VOLUME


def test_who_is_still_there_is_not_talked_to_any_further(house: House) -> None:
    with listening(house) as (worker, ear):
        worker.tap("English")
        worker.pass_(47)
        rest(0.4)
        worker.tap("I am here")
        assert ear.heard == []
