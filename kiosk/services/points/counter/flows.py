"""What the doors of the panel lead to, question by question; the desk decides at the end of each."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol, cast, get_args

from kiosk.base.people import Who
from kiosk.base.request import STAFF, Refused, Request, Role, Scene
from kiosk.base.store import Store
from kiosk.services.people.readings import keep_days
from kiosk.services.points import requests
from kiosk.services.points.counter.modes import Asking, Choices, Listed, Named, Number, Often, Pick, Sign, Words
from kiosk.services.points.readings.load import card, member
from kiosk.services.points.readings.views import CorrectionRow, WaitingRow
from kiosk.services.points.rules.state import MOST_LETTERS, Account, Offer
from kiosk.services.points.screens.names import gives, named
from kiosk.services.points.settings import UNITS, Grade, Rule, Unit
from kiosk.widgets.rows import button
from kiosk.widgets.shell import Shell

DECLINED: Final = ("mistake", "untrue", "twice", "other")
CORRECTED: Final = ("mistake", "missed", "other")
ADJUSTED: Final = ("spoiled", "lost", "found", "mistake", "other")
# What a colleague's PIN helps against.
OWN: Final = frozenset({"points.own_entry", "points.own_earning", "points.supervisor_needed"})
SUPERVISOR: Final = frozenset[Role]({"supervisor"})


class Place(Protocol):
    """The panel, as its questions see it."""

    shell: Shell

    def turn(self, mode: Asking | None) -> None:
        """Shows a question in the list's place; the list again."""
        ...

    def did(self, words: str) -> None:
        """Says what was done, and shows the list again."""
        ...


class Flows:
    """Every way through the panel's questions."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @property
    def _shell(self) -> Shell:
        return self._place.shell

    def _away(self) -> None:
        self._place.turn(None)

    def _ask(
        self,
        request: Request,
        said: Callable[[Any], str],
        refused: Callable[[Refused], None] | None = None,
        by: str | None = None,
    ) -> None:
        self._shell.ask(request, lambda outcome: self._place.did(said(outcome)), refused, by=by)

    def _new(self) -> str:
        return self._shell.desk.new_id()

    def _say(self, key: str, **fields: object) -> str:
        return self._shell.say(f"points.{key}", **fields)

    def _pick(self, question: str, choices: Choices, accent: str = "") -> None:
        self._place.turn(Pick(self._shell, self._away, question, choices, accent))

    def _list(self, question: str, choices: Choices) -> None:
        self._place.turn(Listed(self._shell, self._away, question, choices))

    def why(self, question: str, reasons: tuple[str, ...], then: Callable[[str], None]) -> None:
        """One of the reasons that stand in the record."""
        choices = tuple(("", self._say(f"counter.reason_{reason}"), partial(then, reason)) for reason in reasons)
        self._pick(question, choices, "stop")

    # Who

    def _who(self, question: str, then: Callable[[int], None], *, nobody: bool = False) -> None:
        """A member, by card or number."""

        def found(number: int) -> None:
            if (nobody and not number) or self._shell.desk.read("points", partial(_account, number=number)):
                then(number)
            else:
                self._shell.sorry(Refused("points.no_such_member", {"number": number}))

        def scanned(text: str) -> None:
            state, number = self._shell.desk.read("points", partial(_card, text=text))
            if state == "live":
                then(number)
            elif state == "void":
                self._shell.sorry(Refused("points.card_void", {}))
            else:
                self._shell.sorry(Refused("points.card_unknown", {}))

        self._place.turn(Number(self._shell, self._away, question, found, scanned))

    # Earning

    def enter(self, rules: tuple[Rule, ...]) -> None:
        """记积分: who, then by which rule."""

        def known(number: int) -> None:
            account = self._shell.desk.read("points", partial(_account, number=number))
            assert account is not None  # members are never taken away
            self.rules(account, rules)

        self._who(self._say("counter.who_asks"), known)

    def rules(self, account: Account, rules: tuple[Rule, ...]) -> None:
        """By which rule, how often; those for merchants are a merchant's alone. Or the account is wrong."""
        question = self._say("counter.rule_asks", member=self._say("member", number=account.number))
        choices = tuple(
            (named(self._shell.lang, rule.name, rule.en), partial(self._rule, account.number, rule))
            for rule in sorted(rules, key=lambda rule: not rule.merchant)
            if account.member == "merchant" or not rule.merchant
        )
        correct = button("pencil", self._say("counter.correct"), partial(self.correct, account.number), wide=True)
        self._place.turn(Often(self._shell, self._away, question, choices, (correct,)))

    def _rule(self, account: int, rule: Rule, qty: int) -> None:
        def note(thing: str = "") -> None:
            self._ask(
                requests.Enter(request_id=self._new(), account=account, rule=rule.id, qty=qty, thing=thing),
                lambda _: self._say("counter.has_entered", member=self._say("member", number=account)),
            )

        if rule.adopts:
            self._place.turn(Words(self._shell, self._away, self._say("counter.thing_asks"), MOST_LETTERS, note))
        else:
            note()

    def review(self, row: WaitingRow, what: str) -> None:
        """All that was written down, to be read before it is approved."""
        about = self._say(
            "counter.review_asks_thing" if row.thing else "counter.review_asks",
            what=what,
            gives=gives(self._shell.say, row.points, row.minutes, row.times),
            by=row.shown,
            **({"thing": row.thing} if row.thing else {}),
        )
        choices = (
            ("check", self._say("counter.approve"), partial(self.approve, row)),
            ("x", self._say("counter.decline"), partial(self.decline, row)),
        )
        self._pick(about, choices)

    def approve(self, row: WaitingRow, by: str | None = None) -> None:
        """四眼: where it is not for whoever works here, a colleague's PIN is asked for."""
        whom = self._say("member", number=row.account)
        given = gives(self._shell.say, row.points, row.minutes, row.times)

        def refused(refusal: Refused) -> None:
            if refusal.reason not in OWN or by is not None:
                self._shell.sorry(refusal)
                return
            words = self._say("counter.approve_asks", member=whom, gives=given)
            self._place.turn(Sign(self._shell, self._away, words, STAFF, partial(self.approve, row)))

        self._ask(
            requests.Approve(request_id=self._new(), earning=row.earning),
            lambda _: self._say("counter.has_approved", member=whom, gives=given),
            refused,
            by,
        )

    def decline(self, row: WaitingRow) -> None:
        """Not approved, and why."""

        def then(reason: str) -> None:
            self._ask(
                requests.Decline(request_id=self._new(), earning=row.earning, reason=reason),
                lambda _: self._say("counter.has_declined", member=self._say("member", number=row.account)),
            )

        self.why(self._say("counter.decline_asks"), DECLINED, then)

    # An account that is wrong

    def correct(self, account: int) -> None:
        """更正: by how much, and why; another one approves it."""
        question = self._say("counter.correct_asks", member=self._say("member", number=account))
        choices = tuple(
            (icon, self._say(f"counter.correct_{way}_{unit}"), partial(self._how_far, account, unit, sign))
            for unit in UNITS
            for way, icon, sign in (("more", "plus", 1), ("fewer", "minus", -1))
        )
        self._pick(question, choices)

    def _how_far(self, account: int, unit: Unit, sign: int) -> None:
        question = self._say(f"counter.correct_{'more' if sign > 0 else 'fewer'}_{unit}")
        then = partial(self._why_wrong, account, unit, sign)
        self._place.turn(Number(self._shell, self._away, question, then))

    def _why_wrong(self, account: int, unit: Unit, sign: int, number: int) -> None:
        amount = sign * number

        def then(reason: str) -> None:
            request = requests.Correct(request_id=self._new(), account=account, unit=unit, amount=amount, reason=reason)
            self._shell.ask(request, lambda out: self._signs(out.correction, account, unit, amount))

        member, by = self._say("member", number=account), self._say(f"amount_{unit}", amount=f"{amount:+d}")
        self.why(self._say("counter.correct_why", member=member, by=by), CORRECTED, then)

    def _signs(self, correction: str, account: int, unit: Unit, amount: int) -> None:
        """A colleague's PIN at once; without one it waits in the list."""
        member, by = self._say("member", number=account), self._say(f"amount_{unit}", amount=f"{amount:+d}")
        roles = SUPERVISOR if self._shell.colleagues(SUPERVISOR) else STAFF
        words = self._say("counter.corrects", member=member, by=by)
        then = partial(self._adjust, correction, account, unit, amount)
        self._place.turn(Sign(self._shell, self._away, words, roles, then))

    def review_correction(self, row: CorrectionRow) -> None:
        """All that was written down, to be read before it is approved."""
        about = self._say(
            "counter.correction_asks",
            member=self._say("member", number=row.account),
            by=self._say(f"amount_{row.unit}", amount=f"{row.amount:+d}"),
            why=self._say(f"counter.reason_{row.reason}"),
            shown=row.shown,
        )

        def decline(reason: str) -> None:
            self._ask(
                requests.DeclineCorrection(request_id=self._new(), correction=row.correction, reason=reason),
                lambda _: self._say("counter.has_declined", member=self._say("member", number=row.account)),
            )

        question = self._say("counter.decline_asks")
        self._pick(
            about,
            (
                (
                    "check",
                    self._say("counter.approve"),
                    partial(self._adjust, row.correction, row.account, row.unit, row.amount),
                ),
                ("x", self._say("counter.decline"), partial(self.why, question, DECLINED, decline)),
            ),
        )

    def _adjust(self, correction: str, account: int, unit: Unit, amount: int, by: str | None = None) -> None:
        def refused(refusal: Refused) -> None:
            if refusal.reason in OWN and by is None:
                self._signs(correction, account, unit, amount)
            else:
                self._shell.sorry(refusal)

        whom, how = self._say("member", number=account), self._say(f"amount_{unit}", amount=f"{amount:+d}")
        self._ask(
            requests.Adjust(request_id=self._new(), correction=correction),
            lambda _: self._say("counter.has_corrected", member=whom, by=how),
            refused,
            by,
        )

    # Cards

    def card(self) -> None:
        """发卡: for whom."""
        staff: Choices = tuple(
            ("user-check", self._say("counter.card_staff", shown=one.shown), partial(self._issue, staff=one.who))
            for one in self._shell.colleagues(STAFF)
        )
        choices: Choices = (
            ("id-badge-2", self._say("counter.card_nameless"), self._issue),
            ("user", self._say("counter.card_named"), self._named),
            ("building-store", self._say("counter.card_merchant"), partial(self._issue, member="merchant")),
            *staff,
        )
        self._list(self._say("counter.card_asks"), choices)

    def _named(self) -> None:
        notice = self._shell.say("people.asked.notice", days=self._shell.desk.read("people", keep_days))
        self._place.turn(Named(self._shell, self._away, notice, self._issue_to))

    def _issue_to(self, who: Who, guardian: bool) -> None:
        self._issue(who=who, guardian=guardian)

    def _issue(self, **fields: Any) -> None:
        self._ask(
            requests.IssueCard(request_id=self._new(), **fields),
            lambda out: self._say("counter.has_card", number=out.account),
        )

    # Things that are given

    def give(self) -> None:
        """捐物: who gives, what, how it is, for how many points it goes."""
        self._who(self._say("counter.giver_asks"), self._what, nobody=True)

    def _what(self, giver: int) -> None:
        asks = partial(self._grade, giver)
        self._place.turn(Words(self._shell, self._away, self._say("counter.thing"), MOST_LETTERS, asks))

    def _grade(self, giver: int, thing: str) -> None:
        grades = cast("tuple[Grade, ...]", get_args(Grade))
        score = partial(self._score, giver, thing)
        choices = tuple(("", self._say(f"grade_{grade}"), partial(score, grade)) for grade in grades)
        self._pick(self._say("counter.given_asks"), choices)

    def _score(self, giver: int, thing: str, grade: Grade) -> None:
        def then(score: int) -> None:
            self._ask(
                requests.Donate(request_id=self._new(), thing=thing, grade=grade, score=score, giver=giver),
                lambda given: self._say("counter.has_given", number=given.number),
            )

        self._place.turn(Number(self._shell, self._away, self._say("counter.score"), then))

    # Goods

    def goods(self, shelf: tuple[tuple[Offer, str], ...]) -> None:
        """货品: which."""
        self._list(
            self._say("counter.goods_asks"),
            tuple((icon, self._button(offer), partial(self._about, offer)) for offer, icon in shelf),
        )

    def _button(self, offer: Offer) -> str:
        return self._say("counter.goods_button", what=self._name(offer), stock=offer.stock)

    def _row(self, offer: Offer) -> str:
        price = self._say(f"screen.price_{offer.unit}", price=offer.price)
        return self._say("counter.goods_row", what=self._name(offer), price=price, stock=offer.stock)

    def _name(self, offer: Offer) -> str:
        return named(self._shell.lang, offer.zh, offer.en)

    def _about(self, offer: Offer) -> None:
        given = offer.goods.startswith("given-")
        ways = ("count", "fewer") if given else ("receive", "count", "fewer", "more")
        icons = {"receive": "plus", "count": "clipboard-check", "fewer": "minus", "more": "plus"}
        choices = tuple((icons[way], self._say(f"counter.{way}"), partial(self._many, offer, way)) for way in ways)
        self._pick(self._row(offer), choices)

    def _many(self, offer: Offer, way: str) -> None:
        question = self._say("counter.how_many", what=self._name(offer))
        self._place.turn(Number(self._shell, self._away, question, partial(self._moved, offer, way)))

    def _moved(self, offer: Offer, way: str, number: int) -> None:
        what = self._name(offer)
        if way == "receive":
            self._stock(offer, requests.Receive(request_id=self._new(), goods=offer.goods, qty=number))
        elif way == "count" and number == offer.stock:
            self._stock(offer, requests.Count(request_id=self._new(), goods=offer.goods, counted=number))
        elif way == "count":
            question = self._say("counter.count_asks", what=what, stock=offer.stock, counted=number)
            self.why(question, ADJUSTED, partial(self._counted, offer, number))
        else:
            qty = number if way == "more" else -number
            question = self._say("counter.goods_why", what=what, qty=f"{qty:+d}")
            self.why(question, ADJUSTED, partial(self._adjusted, offer, qty))

    def _counted(self, offer: Offer, counted: int, reason: str) -> None:
        request = requests.Count(request_id=self._new(), goods=offer.goods, counted=counted, reason=reason)
        self._stock(offer, request)

    def _adjusted(self, offer: Offer, qty: int, reason: str) -> None:
        self._stock(offer, requests.AdjustGoods(request_id=self._new(), goods=offer.goods, qty=qty, reason=reason))

    def _stock(self, offer: Offer, request: Request) -> None:
        what = self._name(offer)
        self._ask(request, lambda now: self._say("counter.has_stock", what=what, stock=now.stock))


def _account(store: Store, scene: Scene[Any], number: int) -> Account | None:
    del scene
    return member(store, number)


def _card(store: Store, scene: Scene[Any], text: str) -> tuple[str, int]:
    del scene
    return card(store, text)
