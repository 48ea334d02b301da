"""The first start, by touches: from the first question to a station that runs; what is left when it is cut short."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from gui.harness import all_words, stage
from gui.house import Glassed
from hypothesis import given
from hypothesis import strategies as st
from kivy.core.window import Window
from support.station import SetClock

from kiosk import bootstrap, bootstrap_founding
from kiosk.base.words import LANGUAGES, Lang
from kiosk.cli.instruments import Founder, profiles_for, try_out
from kiosk.devices.profiles import load_printer
from kiosk.devices.scanners import trying
from kiosk.services.house.settings import NAME_LETTERS, Printer, Scanner
from kiosk.services.registry import SERVICES
from kiosk.station import settings
from kiosk.station.files import StationFiles
from kiosk.station.journal import connect
from kiosk.station.people import Pins
from kiosk.station.watchdog import Watch
from kiosk.station.writing import BedPlan, MealPlan, Plan, ToolPlan, written
from kiosk.touch.setup import checks
from kiosk.touch.setup.shell import Setup
from kiosk.touch.setup.tools import Returned, Tools
from kiosk.touch.workers import Workers
from kiosk.virtual.printer import VirtualPrinter
from kiosk.virtual.scanner import PAYMENT_CODE, SerialPlug, VirtualScanner
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass

WORDS = all_words()
PATIENCE_S = 20.0
PIN = "407192"


class PowerCut(BaseException):
    pass


class FirstStart(Glassed):
    """The wizard on the glass, and what it would make."""

    def __init__(self, folder: Path, lang: Lang, ports: tuple[str, ...], glass: Glass) -> None:
        stage().fit(glass)
        self.lang = lang
        self.files = StationFiles(folder)
        self.made: list[bool] = []
        self.trials: list[bool] = []
        self.scanners: tuple[str, ...] = ()
        tools = Tools(
            lambda: ports,
            lambda: "127.0.0.",
            profiles_for,
            try_out,
            lambda _: self.scanners,
            trying.listen,
            self.make,
            self.bring_back,
            lambda: self.trials.append(True),
        )
        self.setup = Setup(WORDS, tools, glass, lambda: self.made.append(True))
        self.setup.start()
        super().__init__(self.setup.shell, None)  # type: ignore[arg-type] # there is no station yet

    def make(self, text: str, pin: str, tools: tuple[ToolPlan, ...]) -> None:
        bootstrap_founding.make_station(self.files, SetClock(), text, pin)
        self.tools = tools

    def bring_back(self, url: str, code: str, pin: str) -> Returned:
        self.founder = Founder(self.files.folder, Watch("screen"))
        return self.founder.bring_back(url, code, pin)[1]

    def touch(self, key: str, **fields: Any) -> None:
        """Touches what says a sentence of the words files."""
        self.tap(WORDS.say(self.lang, key, **fields))

    def type(self, digits: str) -> None:
        for digit in digits:
            self.key(ord(digit), digit)
        self.key(13)

    def asks(self, key: str, **fields: Any) -> None:
        """The question that stands on the glass now."""
        wanted = WORDS.say(self.lang, key, **fields).replace(" ", "")
        assert wanted in self.said.replace(" ", ""), self.said

    def to_the_printer(self) -> None:
        """Language, station, size, name, phone, lunch as usual."""
        self.tap(WORDS.say(self.lang, f"shell.lang_{self.lang}"))
        self.touch("setup.new")
        self.touch("setup.fits")
        self.touch("setup.name_2")
        self.type("0359-2020520")
        self.touch("widgets.enter")  # meals alone
        self.touch("widgets.enter")  # lunch alone
        self.touch("widgets.enter")  # sold as usual
        self.asks("setup.ask_printer")

    def to_the_end(self) -> None:
        """A PIN, twice, and the last look."""
        self.type(PIN)
        self.type(PIN)
        self.asks("setup.ask_make")


@contextmanager
def first_start(
    folder: Path, lang: Lang = "zh", ports: tuple[str, ...] = (), glass: Glass = LANDSCAPE
) -> Iterator[FirstStart]:
    made = FirstStart(folder, lang, ports, glass)
    try:
        yield made
    finally:
        made.setup.stop()


@pytest.mark.parametrize("glass", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_first_start_by_touches_ends_in_a_station_that_runs(tmp_path: Path, lang: Lang, glass: Glass) -> None:
    with VirtualPrinter(load_printer("generic-58-gb18030").spec) as printer:
        _, port = printer.serve_tcp()
        with first_start(tmp_path, lang, glass=glass) as person:
            person.to_the_printer()
            person.touch("setup.printer_network")
            person.type(f"1:{port}")  # behind the 127.0.0. that stands there
            person.until(lambda: person.screen == "WhichLine")
            person.tap(str(profiles_for(f"tcp:127.0.0.1:{port}").index("generic-58-gb18030") + 1))
            person.touch("setup.printer_one")
            person.to_the_end()
            person.touch("setup.make")
            person.until(lambda: bool(person.made))
            assert person.taps <= 14
    found = settings.parse(person.files.settings.read_bytes().decode(), SERVICES)
    plan = person.setup.wizard.plan
    assert found.station.languages[0] == lang
    assert found.station.name == WORDS.say(lang, "setup.name_2")
    assert found.station.phone == "0359-2020520"
    assert found.printer == Printer("generic-58-gb18030", f"tcp:127.0.0.1:{port}")
    assert (found.screen.width, found.screen.diagonal_in) == (glass.width, glass.inches)
    assert found == settings.parse(written(plan), SERVICES)
    station = bootstrap.open_station(tmp_path, SetClock(), own_devices=False, version="test")
    try:
        assert station.settings == found
        workers = Workers(station.desk, station.settings, WORDS)
        workers.start()
        assert found.station.name.split()[0] in Glassed(workers.shell, None).said  # type: ignore[arg-type] # nothing is asked
        workers.stop()
        assert station.pins.right(bootstrap_founding.FIRST_PERSON, PIN)
    finally:
        station.close()


STEPS = ("ask_language", "ask_what", "ask_card", "ask_name", "ask_phone", "ask_services", "ask_meals", "ask_terms",
         "ask_printer", "ask_pin", "ask_pin_again", "ask_make")  # fmt: skip


def test_a_wizard_cut_off_at_any_step_leaves_nothing(tmp_path: Path) -> None:
    for step in range(len(STEPS)):
        folder = tmp_path / str(step)
        with first_start(folder) as person:
            ways: tuple[Callable[[], None], ...] = (
                lambda: person.touch("shell.lang_zh"),
                lambda: person.touch("setup.new"),
                lambda: person.touch("setup.fits"),
                lambda: person.touch("setup.name_1"),
                lambda: person.touch("setup.no_phone"),
                lambda: person.touch("widgets.enter"),
                lambda: person.touch("widgets.enter"),
                lambda: person.touch("widgets.enter"),
                lambda: person.touch("setup.printer_none"),
                lambda: person.type(PIN),
                lambda: person.type(PIN),
            )
            for way in ways[:step]:
                way()
            person.asks(f"setup.{STEPS[step]}", meal=WORDS.say("zh", "meals.meal_lunch"))
        assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize("requests", range(4))
def test_power_that_goes_while_the_station_is_made_leaves_none_and_the_answers_make_it_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, requests: int
) -> None:
    from kiosk.station.desk import Desk

    answer, answered = Desk.answer, iter(range(requests))

    def until(*asked: object, **more: object) -> object:
        if next(answered, None) is None:
            raise PowerCut
        return answer(*asked, **more)  # type: ignore[arg-type] # passed on as it came

    with first_start(tmp_path) as person:
        person.to_the_printer()
        person.touch("setup.printer_none")
        person.to_the_end()
        with monkeypatch.context() as patch:
            patch.setattr(Desk, "answer", until)
            person.touch("setup.make")
            person.until(lambda: person.screen == "NotMade")
        assert not person.files.journal.exists()
        assert not person.files.settings.exists()
        person.touch("widgets.back")
        person.asks("setup.ask_make")
        person.touch("setup.make")
        person.until(lambda: bool(person.made))
    assert person.files.journal.exists()
    pins = Pins(connect(person.files.journal), person.files.pepper.read_bytes())
    assert pins.right(bootstrap_founding.FIRST_PERSON, PIN)
    pins.close()


def hold(person: FirstStart, scan: Callable[[], None]) -> None:
    """Holds a code before the scanner until something came: the line may not have been opened yet."""
    ends = time.monotonic() + PATIENCE_S
    while person.screen != "Scanned":
        scan()
        again = time.monotonic() + 0.6
        assert again < ends, person.said
        while person.screen != "Scanned" and time.monotonic() < again:
            person.settle()


@pytest.mark.parametrize(("end", "profile"), [(b"\r\n", "generic-serial"), (b"", "generic-serial-bare")])
def test_a_scanner_is_found_by_any_code_that_it_reads_and_is_in_the_settings(
    tmp_path: Path, end: bytes, profile: str
) -> None:
    plugs = [SerialPlug(tmp_path / name) for name in ("one", "two")]
    with VirtualScanner(plugs[0]), VirtualScanner(plugs[1], end) as virtual:
        virtual_line = f"serial:{plugs[1].path.resolve()}"
        with first_start(tmp_path / "station") as person:
            person.scanners = f"serial:{plugs[0].path.resolve()}", virtual_line
            person.to_the_printer()
            person.touch("setup.printer_none")
            person.asks("setup.ask_scan")

            hold(person, lambda: virtual.scan(PAYMENT_CODE))  # somebody may well take a phone
            person.asks("setup.scan_well")
            person.touch("widgets.enter")
            person.to_the_end()
            assert virtual_line in person.said
            person.touch("setup.make")
            person.until(lambda: bool(person.made))
    text = person.files.settings.read_text(encoding="utf-8")
    assert settings.parse(text, SERVICES).scanner == Scanner(profile, virtual_line)
    assert PAYMENT_CODE not in text


def test_what_is_no_scanner_is_said_to_be_none_and_the_station_can_do_without(tmp_path: Path) -> None:
    plug = SerialPlug(tmp_path / "line")
    with VirtualScanner(plug) as virtual, first_start(tmp_path / "station") as person:
        person.scanners = (f"serial:{plug.path.resolve()}",)
        person.to_the_printer()
        person.touch("setup.printer_none")
        virtual.set("garbled")

        hold(person, lambda: virtual.scan("K7-2Q"))
        person.asks("setup.scan_rubbish")
        person.touch("setup.try_again")
        person.asks("setup.ask_scan")
        person.touch("setup.no_scanner")
        person.asks("setup.ask_pin")
        assert person.setup.wizard.plan.scanner is None


def test_where_no_line_may_be_a_scanners_none_is_asked_for(tmp_path: Path) -> None:
    with first_start(tmp_path) as person:
        person.to_the_printer()
        person.touch("setup.printer_none")
        person.asks("setup.ask_pin")


def test_the_way_back_leads_through_every_question_and_keeps_what_was_answered(tmp_path: Path) -> None:
    with first_start(tmp_path) as person:
        person.to_the_printer()
        for step in ("ask_terms", "ask_meals", "ask_services", "ask_phone"):
            person.touch("widgets.back")
            person.asks(f"setup.{step}", meal=WORDS.say("zh", "meals.meal_lunch"))
        assert "0359-2020520" in person.said
        person.key(13)  # what stands there is kept
        person.asks("setup.ask_services")
        assert person.setup.wizard.plan.phone == "0359-2020520"


def test_prices_and_hours_are_changed_one_by_one_and_must_fit_each_other(tmp_path: Path) -> None:
    with first_start(tmp_path) as person:
        person.tap("中文")
        person.touch("setup.new")
        person.touch("setup.fits")
        person.touch("setup.name_1")
        person.touch("setup.no_phone")
        person.touch("widgets.enter")
        person.tap("早餐")
        person.touch("widgets.enter")
        person.asks("setup.ask_terms", meal="早餐")
        person.touch("setup.price_fen")
        person.type("4.5")
        person.touch("setup.cost_fen")
        person.type("4")
        person.touch("widgets.enter")
        person.asks("setup.bad_cost")
        person.touch("widgets.back")
        person.touch("setup.cost_fen")
        person.type("2000")
        person.asks("setup.bad_money")
        person.type("6.05")
        person.touch("setup.opens")
        person.type("0615")
        person.touch("widgets.enter")
        person.asks("setup.ask_terms", meal="午餐")
        breakfast = person.setup.wizard.plan.meals[0]
        assert (breakfast.price_fen, breakfast.cost_fen, breakfast.opens) == (450, 605, "06:15")


@pytest.mark.parametrize(
    ("typed", "key"),
    [("站" * (NAME_LETTERS + 1), "setup.bad_name"), ("站\u202e名", "setup.bad_name"), ("𱇢 站", "setup.bad_letter")],
)
def test_a_hostile_name_is_refused_with_a_sentence(tmp_path: Path, typed: str, key: str) -> None:
    with first_start(tmp_path) as person:
        person.tap("中文")
        person.touch("setup.new")
        person.touch("setup.fits")
        person.touch("setup.name_typed")
        Window.dispatch("on_textinput", typed)
        person.touch("widgets.enter")
        person.asks(key, most=NAME_LETTERS, letter=typed[0])
        for _ in typed:
            person.key(8)
        Window.dispatch("on_textinput", '府西 "驿站"')
        person.touch("widgets.enter")
        person.asks("setup.ask_phone")
        assert person.setup.wizard.plan.name == '府西 "驿站"'


def test_a_second_printer_is_asked_for_tried_by_itself_and_in_the_settings(tmp_path: Path) -> None:
    first, second = "generic-80-gb18030", "generic-58-raster"
    with VirtualPrinter(load_printer(first).spec) as wide, VirtualPrinter(load_printer(second).spec) as narrow:
        ports = tuple(f"tcp:127.0.0.1:{printer.serve_tcp()[1]}" for printer in (wide, narrow))
        with first_start(tmp_path, ports=ports) as person:
            person.to_the_printer()
            person.touch("setup.printer_usb", number=1)
            person.until(lambda: person.screen == "WhichLine")
            person.tap(str(profiles_for(ports[0]).index(first) + 1))
            person.asks("setup.ask_second_printer")
            person.touch("setup.printer_network")
            person.type(ports[0].removeprefix("tcp:127.0.0."))
            person.asks("setup.same_printer")
            person.touch("widgets.back")
            person.touch("setup.printer_usb", number=1)  # of those that are left
            person.until(lambda: person.screen == "WhichLine")
            assert [len(printer.slips) for printer in (wide, narrow)] == [1, 1]
            person.tap(str(profiles_for(ports[1]).index(second) + 1))
            person.to_the_end()
            plan = person.setup.wizard.plan
    found = settings.parse(written(plan), SERVICES)
    assert found.printers == (Printer(first, ports[0]), Printer(second, ports[1]))


def test_a_printer_that_does_not_print_is_said_to_and_can_wait(tmp_path: Path) -> None:
    with VirtualPrinter(load_printer("generic-58-raster").spec) as printer:
        printer.faults.set("paper_out")
        _, port = printer.serve_tcp()
        with first_start(tmp_path, ports=(f"tcp:127.0.0.1:{port}",)) as person:
            person.to_the_printer()
            person.touch("setup.printer_usb", number=1)
            person.until(lambda: person.screen == "Trouble")
            assert WORDS.say("zh", "slips.reason_paper_out") in person.said
            printer.faults.clear()
            person.touch("setup.try_again")
            person.until(lambda: person.screen == "WhichLine")
            person.touch("setup.no_line")
            person.asks("setup.ask_printer")
            person.touch("setup.printer_none")
            person.asks("setup.ask_pin")


def test_two_pins_that_differ_and_a_pin_too_easy_are_refused(tmp_path: Path) -> None:
    with first_start(tmp_path) as person:
        person.to_the_printer()
        person.touch("setup.printer_none")
        person.type("111111")
        person.asks("staff.bad_pin_staff")
        person.type(PIN)
        person.type(PIN[::-1])
        person.asks("setup.pins_differ")
        person.type(PIN)
        person.asks("setup.ask_make")


def test_the_outline_grows_and_the_screen_is_smaller_then(tmp_path: Path) -> None:
    with first_start(tmp_path) as person:
        person.tap("中文")
        person.touch("setup.new")
        for _ in range(3):
            person.key(ord("+"), "+")
        person.touch("setup.fits")
        assert person.setup.wizard.plan.diagonal_in == round(LANDSCAPE.inches / 1.01**3, 1)
        stage().fit(LANDSCAPE)


def test_trying_it_first_makes_no_station(tmp_path: Path) -> None:
    with first_start(tmp_path) as person:
        person.tap("中文")
        person.touch("setup.trial")
        assert person.trials == [True]
    assert list(tmp_path.iterdir()) == []


def to_the_services(person: FirstStart) -> None:
    for key in ("shell.lang_zh", "setup.new", "setup.fits", "setup.name_1", "setup.no_phone"):
        person.touch(key)
    person.asks("setup.ask_services")


def test_all_four_services_are_set_up_one_question_a_screen(tmp_path: Path) -> None:  # noqa: PLR0915 - a whole course
    with first_start(tmp_path) as person:
        to_the_services(person)
        for service in ("beds", "tools", "points"):
            person.touch(f"setup.service_{service}")
        person.touch("widgets.enter")
        person.touch("widgets.enter")  # lunch
        person.touch("widgets.enter")  # as usual
        person.asks("setup.ask_rooms")
        person.touch("setup.room_men")  # none for men
        person.touch("widgets.enter")
        person.asks("setup.ask_rest")
        person.touch("setup.room_women")
        person.type("8")
        person.touch("setup.rest_price")
        person.type("3")
        person.touch("setup.starts")
        person.type("0830")
        person.touch("widgets.enter")
        person.asks("setup.bad_rest", first="09:00", last="18:00")
        person.touch("widgets.back")
        person.touch("setup.starts")
        person.type("1230")
        person.touch("widgets.enter")
        person.asks("setup.ask_tools")
        for tool in ("发电机", "脚手架"):
            person.tap(tool)
        person.touch("widgets.enter")
        person.asks("setup.ask_tool", tool="电锤")
        person.touch("setup.units")
        person.type("3")
        person.touch("setup.deposit_fen")
        person.type("0.001")
        person.asks("setup.bad_deposit", most=5000)
        person.type("150")
        person.touch("widgets.enter")
        person.asks("setup.ask_tool", tool="工具箱")
        person.touch("widgets.enter")
        person.asks("setup.ask_goods")
        person.tap("洗衣液")
        person.touch("widgets.enter")
        person.touch("setup.printer_none")
        person.to_the_end()
        person.touch("setup.make")
        person.until(lambda: bool(person.made))
    text = person.files.settings.read_text(encoding="utf-8")
    found = settings.parse(text, SERVICES).services
    assert [(room.who, room.beds) for room in found["beds"].rooms] == [("women", tuple(range(1, 9)))]
    assert (found["beds"].slots, found["beds"].prices[0].price_fen) == ((("12:30", "14:00"),), 300)
    assert [(kind.id, kind.deposit_fen) for kind in found["tools"].kinds] == [("drill", 15_000), ("toolbox", 5000)]
    assert [(tool.id, tool.units) for tool in person.tools] == [("drill", 3), ("toolbox", 1)]
    assert [goods.id for goods in found["points"].goods] == ["tissues", "soap", "masks", "banner"]
    assert {rule.id for rule in found["points"].list_on("2024-03-01").rules} >= {"cleanup", "volunteer", "bench"}
    assert "# The published rules of points" in text, "a person finds their way in it"


def test_what_is_skipped_is_not_there_and_the_only_service_cannot_be(tmp_path: Path) -> None:
    with first_start(tmp_path) as person:
        to_the_services(person)
        for service in ("beds", "tools", "points"):
            person.touch(f"setup.service_{service}")
        person.touch("widgets.enter")
        for question in ("ask_meals", "ask_rooms", "ask_tools"):
            person.asks(f"setup.{question}")
            person.touch("setup.skip")
        person.asks("setup.ask_goods")
        person.touch("setup.skip")
        person.asks("setup.nothing_chosen")
        person.touch("widgets.back")
        person.touch("widgets.enter")
        person.asks("setup.ask_printer")
        plan = person.setup.wizard.plan
        assert (plan.meals, plan.beds, plan.tools) == ((), None, ())
    found = settings.parse(written(plan), SERVICES).services
    assert (found["meals"].meals, found["beds"].rooms, found["tools"].kinds) == ((), (), ())
    assert found["points"].offered


def test_a_station_without_meals_starts(tmp_path: Path) -> None:
    plan = Plan(LANGUAGES, "爱心驿站", "", 1366, 768, 15.6, (), None, BedPlan((("any", 24),), 200, "12:00", "14:00"))
    bootstrap_founding.make_station(StationFiles(tmp_path), SetClock(), written(plan), PIN)
    station = bootstrap.open_station(tmp_path, SetClock(), own_devices=False, version="test")
    try:
        workers = Workers(station.desk, station.settings, WORDS)
        workers.start()
        said = Glassed(workers.shell, None).said  # type: ignore[arg-type] # nothing is asked
        workers.stop()
    finally:
        station.close()
    assert WORDS.say("zh", "beds.bed") in said
    assert WORDS.say("zh", "meals.meal_lunch") not in said


MINUTES = st.times().map(lambda time: f"{time.hour:02d}:{time.minute:02d}")
MEALS = st.builds(
    MealPlan, st.sampled_from(["breakfast", "lunch", "supper"]), st.integers(1, 2000), MINUTES, MINUTES, MINUTES,
    st.integers(0, 100_000), st.integers(0, 100_000),
)  # fmt: skip


def fits(meal: MealPlan) -> bool:
    try:
        checks.meal(meal)
    except checks.NotThisError:
        return False
    return True


def a_name(text: str) -> bool:
    try:
        return checks.name(text) == text
    except checks.NotThisError:
        return False


@given(
    name=st.text(min_size=1, max_size=30).filter(a_name),
    meals=st.lists(MEALS.filter(fits), max_size=3, unique_by=lambda meal: meal.id),
    rooms=st.lists(
        st.tuples(st.sampled_from(["women", "men", "any"]), st.integers(1, 24)),
        max_size=3,
        unique_by=lambda one: one[0],
    ),
    tools=st.lists(
        st.builds(
            ToolPlan,
            st.sampled_from(["drill", "generator", "scaffold", "toolbox"]),
            st.integers(100, 500_000),
            st.integers(1, 20),
        ),
        unique_by=lambda tool: tool.id,
    ),
    goods=st.lists(st.sampled_from(["tissues", "soap", "masks", "laundry"]), unique=True),
    inches=st.integers(70, 1000).map(lambda tenths: tenths / 10),
)
def test_whatever_the_wizard_accepts_is_a_station_toml_that_says_the_same(
    name: str,
    meals: list[MealPlan],
    inches: float,
    rooms: list[tuple[Any, int]],
    tools: list[ToolPlan],
    goods: list[str],
) -> None:
    beds = BedPlan(tuple(rooms), 200, "12:00", "14:00") if rooms else None
    plan = Plan(
        ("en", "zh"), name, "0359-1", 1366, 768, inches, tuple(meals), Printer("p", "tcp:1.2.3.4:9100"), beds,
        tuple(tools), tuple(goods),
    )  # fmt: skip
    found = settings.parse(written(plan), SERVICES)
    assert (found.station.name, found.screen.diagonal_in, found.printer) == (name, inches, plan.printer)
    assert [
        (meal.id, meal.portions, meal.sale, meal.serving_from, meal.prices[0].price_fen, meal.prices[0].cost_fen)
        for meal in found.services["meals"].meals
    ] == [
        (meal.id, meal.portions, (meal.opens, meal.ends), meal.serving_from, meal.price_fen, meal.cost_fen)
        for meal in meals
    ]
    assert [(room.who, len(room.beds)) for room in found.services["beds"].rooms] == rooms
    deposits = {kind.id: kind.deposit_fen for kind in found.services["tools"].kinds}
    assert deposits == {tool.id: tool.deposit_fen for tool in tools}
    assert {one.id for one in found.services["points"].goods} == ({*goods, "banner"} if goods else set())
