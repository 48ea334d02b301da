"""Screens that show every part once, with words of their own: for the pictures and for the walk's own tests."""

from typing import ClassVar

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.words import Words
from kiosk.widgets.countdown import Countdown
from kiosk.widgets.example import Example
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.pager import Pager
from kiosk.widgets.screen import Question, Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Icon, Number, Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice, Tile

ZH = {
    "widgets.person": "人工", "widgets.back": "返回", "widgets.previous": "上一页", "widgets.next": "下一页",
    "widgets.page": "{page}/{pages}", "widgets.erase": "删", "widgets.enter": "好",
    "name": "爱心驿站 · 府西", "phone": "电话 0359-2021234", "menu": "红烧肉、土豆丝、拌黄瓜、米饭、馒头、小米汤",
    "lunch": "午餐", "bed": "午休床", "borrow": "借工具", "bring": "还工具", "points": "积分",
    "left": "剩{n}份", "beds": "剩{n}张", "sold": "卖完了", "shut": "10:30开始",
    "how": "怎么付?", "cash": "现金", "cash.note": "交给窗口", "wechat": "微信", "voucher": "饭票",
    "number": "{n}号", "pay": "请交5元给窗口", "ahead": "前面{n}位", "left_s": "给您留 {s} 秒",
    "refused": "今天的午餐卖完了。还没有收钱。可以排队等加饭。", "queue": "排队等", "no": "不等",
    "pin": "请输入密码", "waits": "等着收钱", "given": "收到", "owed": "¥5.00 · 还有 {s} 秒", "language": "English",
}  # fmt: skip
EN = {
    "widgets.person": "Help", "widgets.back": "Back", "widgets.previous": "Previous", "widgets.next": "Next",
    "widgets.page": "{page}/{pages}", "widgets.erase": "Del", "widgets.enter": "OK",
    "name": "Aixin Station · Fuxi", "phone": "Phone 0359-2021234",
    "menu": "Braised pork, potatoes, cucumber, rice, buns, millet soup",
    "lunch": "Lunch", "bed": "Bed", "borrow": "Borrow a tool", "bring": "Return a tool", "points": "Points",
    "left": "{n} left", "beds": "{n} left", "sold": "Sold out", "shut": "Opens 10:30",
    "how": "How would you like to pay?", "cash": "Cash", "cash.note": "at the counter", "wechat": "WeChat",
    "voucher": "Meal voucher", "number": "No. {n}", "pay": "Please pay 5 yuan at the counter",
    "ahead": "{n} people are ahead of you", "left_s": "Kept for you for {s} seconds",
    "refused": "Lunch is sold out. No money was taken. You can queue for extra portions.",
    "queue": "Queue for more", "no": "No, thanks", "pin": "Enter your PIN", "waits": "Waiting to pay",
    "given": "Received", "owed": "¥5.00 · {s} s left", "language": "中文",
}  # fmt: skip
WORDS = Words({"zh": ZH, "en": EN})


class Home(Question):
    back = False

    def __init__(self, shell: Shell) -> None:
        say = shell.say
        super().__init__(shell, title=say("name"))
        if worn().portrait:
            self.tell(Say(say("menu")), Say(say("phone")))
        self.offer(
            Tile(icon="bowl-chopsticks", number="¥5", word=say("lunch"), note=say("left", n=12), accent="meals"),
            Tile(icon="bed", number="¥2", word=say("bed"), note=say("beds", n=3), accent="beds"),
            Tile(icon="hammer", word=say("borrow"), accent="tools"),
            Tile(icon="tools", word=say("bring"), accent="tools"),
            Tile(icon="star", word=say("points"), accent="points", closed=say("shut"), closed_icon="clock"),
        )
        language = Choice(icon="language", word=say("language"), size_hint_x=None)
        language.width = language.natural_width
        phone = "" if worn().portrait else say("phone")
        self.bar.middle.add_widget(Say(phone, halign="center", pos_hint={"center_y": 0.5}))
        self.bar.middle.add_widget(language)


class SoldOut(Question):
    def __init__(self, shell: Shell) -> None:
        say = shell.say
        super().__init__(shell, title=say("lunch"))
        self.tell(Icon("soup-off", most=60), Say(say("refused")))
        self.offer(
            Choice(icon="hourglass", word=say("queue"), accent="meals"),
            Choice(icon="x", word=say("no")),
        )


class Pay(Question):
    def __init__(self, shell: Shell) -> None:
        say = shell.say
        super().__init__(shell, title=say("how"))
        if worn().portrait:
            self.tell(Icon("coin-yuan", most=110))
        self.offer(
            Tile(icon="cash-banknote", word=say("cash"), note=say("cash.note"), accent="meals"),
            Tile(icon="brand-wechat", word=say("wechat"), accent="meals"),
            Tile(icon="ticket", word=say("voucher"), closed=say("sold"), accent="meals"),
        )


class YourNumber(Screen):
    keeps = True

    def __init__(self, shell: Shell) -> None:
        say = shell.say
        super().__init__(shell, title=say("pay"))
        self.body.add_widget(Number(say("number", n=108), color=worn().palette.fill("meals")))
        self.body.add_widget(Say(say("ahead", n=7), em=worn().sizes.title, halign="center"))
        self.clock = Countdown(lambda s: say("left_s", s=s), 180, shell.home, halign="center")
        self.body.add_widget(self.clock)

    def shown(self) -> None:
        self.clock.start()


class Pin(Screen):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, title=shell.say("pin"))
        self.keypad = Keypad(shell, pos_hint={"center_x": 0.5})
        self.readout = Readout(masked=True, icon="lock", size_hint_x=None, width=self.keypad.width, text="1234")
        self.readout.pos_hint = {"center_x": 0.5}
        box = BoxLayout(orientation="vertical" if worn().portrait else "horizontal", spacing=mm(8))
        for widget in (Widget(), self.readout, self.keypad, *([] if worn().portrait else [Widget()])):
            box.add_widget(widget)
        self.keypad.bind(text=self.readout.setter("text"))
        self.body.add_widget(box)

    def key(self, mark: str) -> bool:
        return self.keypad.type(mark)


class Counter(Screen):
    person: ClassVar[bool] = False

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, title=shell.say("waits"))
        self.pager: Pager[int] = Pager(shell, range(1, 31), self._row, row=17, columns=1 if worn().portrait else 2)
        self.body.add_widget(self.pager)

    def _row(self, number: int) -> Surface:
        say = self.shell.say
        row = Surface(padding=(mm(3), mm(1.5)))
        row.add_widget(Say(say("number", n=number), em=9, bold=True, pos_hint={"center_y": 0.5}, size_hint_x=0.6))
        row.add_widget(Say(say("owed", s=120), pos_hint={"center_y": 0.5}))
        given = Choice(icon="cash", word=say("given"), accent="done", size_hint_x=None)
        given.width = given.natural_width
        row.add_widget(given)
        return row


EXAMPLES: tuple[Example, ...] = (
    Example("home", Home),
    Example("pay", Pay),
    Example("sold-out", SoldOut),
    Example("number", YourNumber),
    Example("pin", Pin),
    Example("counter", Counter, "counter"),
)
