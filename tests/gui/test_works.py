"""Several services at one counter: each a touch or a key away, and none forgets what was begun in another."""

from typing import Any

import pytest
from gui.harness import ExampleShell, every, stage

from kiosk.base.sale import Line
from kiosk.services.staff.requests import SignedIn
from kiosk.touch.attention import AttentionPanel, Cares
from kiosk.touch.page import Page
from kiosk.touch.rush import WELL
from kiosk.touch.state import StateBar
from kiosk.touch.till import TillPanel
from kiosk.touch.works import Work
from kiosk.widgets.panel import Panel
from kiosk.widgets.service import Tab
from kiosk.widgets.text import Say
from kiosk.widgets.theme import Theme
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass

LINE = Line("meals", "lunch", 1, 500, 8, "2024-03-01/lunch/8")


class Counted(Panel):
    """A service's panel in which an amount may be typed."""

    def __init__(self, shell: Any, heading: str, waits: int) -> None:
        super().__init__(shell, heading)
        self.waits, self.typed, self.counting, self.refreshed = waits, "", False, 0

    def refresh(self) -> None:
        self.refreshed += 1

    @property
    def waiting(self) -> int:
        return self.waits

    @property
    def counts(self) -> bool:
        return self.counting

    def key(self, mark: str) -> bool:
        self.typed += mark if mark.isdigit() else ""
        return mark.isdigit()


def said(page: Page) -> list[str]:
    return [part.words for part in every(page) if isinstance(part, Say)]


@pytest.fixture(params=[LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def glass(request: pytest.FixtureRequest) -> Glass:
    made: Glass = request.param
    return made


def opened(glass: Glass) -> tuple[Page, tuple[Counted, Counted]]:
    stage().fit(glass)
    shell: Any = ExampleShell(theme=Theme(dense=True, portrait=glass is PORTRAIT))
    one, other = Counted(shell, "第一样", 1), Counted(shell, "第二样", 2)
    works = [Work(Tab("bowl-chopsticks", "meals.tab", "meals"), (panel,)) for panel in (one, other)]
    page = Page(
        shell,
        SignedIn(by="attendant:a2", shown="李*"),
        0,
        TillPanel(shell, ()),
        works,
        AttentionPanel(shell, Cares()),
        StateBar(shell, printer=True, shows=WELL),
        lambda: None,
    )
    stage().show(page)
    stage().leap(0.5)
    return page, (one, other)


def test_the_other_service_is_one_key_away_and_is_shown_as_it_stands_then(glass: Glass) -> None:
    page, (one, other) = opened(glass)
    assert "第一样" in said(page)
    assert "第二样" not in said(page)
    before = other.refreshed
    page.key("f2")
    assert "第二样" in said(page)
    assert "第一样" not in said(page)
    assert other.refreshed == before + 1
    assert one.get_root_window() is None


def test_its_tab_counts_what_waits_in_a_service_that_is_not_looked_at(glass: Glass) -> None:
    page, _ = opened(glass)
    assert [words for words in said(page) if words.isdigit()] == ["2"]
    page.key("f2")
    assert [words for words in said(page) if words.isdigit()] == ["1"]


def test_digits_go_to_no_amount_that_is_not_seen_and_to_it_again_when_it_is(glass: Glass) -> None:
    page, (one, _) = opened(glass)
    one.counting = True
    one.claim()
    page.key("4")
    page.key("f2")
    page.key("7")
    assert one.typed == "4"
    page.key("f1")
    page.key("5")
    assert one.typed == "45"


def test_a_panel_that_asks_for_digits_is_brought_to_be_seen(glass: Glass) -> None:
    page, (_, other) = opened(glass)
    other.counting = True
    other.claim()
    page.key("9")
    assert "第二样" in said(page)
    assert other.typed == "9"
