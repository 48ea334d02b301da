"""What may happen to papers that are worth money: vouchers (饭票), and change that is owed (找零凭证)."""

from typing import Final, Literal

import msgspec

from kiosk.base.event import Happened
from kiosk.base.money import Posting
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Line, Payment, Quote
from kiosk.services.till import events, requests
from kiosk.services.till.rules import OWED_CHANGE, Sale, owe_change
from kiosk.services.till.settings import Settings
from kiosk.services.till.ways import COUNTER, WAYS

OWED_VOUCHERS: Final = "owed.vouchers"
VOUCHER: Final = "voucher"
CHANGE: Final = "change"
VOUCHERS_FOR: Final = "meals"  # 饭票: neither a bed nor a deposit is bought with them
# Reasons for taking a voucher back; what they are called is in the words files.
VOID_REASONS: Final = ("mistake", "not_wanted", "unreadable")
MOST_SOLD: Final = 50
_MOST_AT_ONCE: Final = 20
_ACCOUNTS: Final = {"voucher": OWED_VOUCHERS, "change": OWED_CHANGE}

PaperState = Literal["open", "used", "paid", "void"]


class Paper(msgspec.Struct, frozen=True):
    """A paper as it stands."""

    paper: str
    what: events.PaperKind
    fen: int
    state: PaperState


# A paper by its code, or why there is none: another station's, or nobody's.
Found = Paper | Literal["elsewhere", "unknown"]


class Payable(msgspec.Struct, frozen=True):
    """A sale, and the papers that are to pay for it."""

    sale: Sale | None
    papers: tuple[Found, ...]


class InHand(msgspec.Struct, frozen=True):
    """A paper that was brought to the counter, and what the drawer holds."""

    paper: Found
    drawer_fen: int


def sell(state: None, request: requests.SellVouchers, scene: Scene[Settings]) -> Decision:
    """Vouchers are sold for money in hand; each is worth what the settings say, and that stands on it for ever."""
    del state
    if VOUCHER not in scene.settings.ways:
        raise Refused("till.no_vouchers", {})
    if not 1 <= request.qty <= MOST_SOLD:
        raise Refused("till.bad_qty", {"most": MOST_SOLD})
    line = Line("till", VOUCHER, request.qty, request.qty * scene.settings.voucher_fen, 0, "", OWED_VOUCHERS)
    return Decision((), quote=Quote((line,), 0, Payment(request.way, request.given_fen)))


def issue(line: Line, sale: str) -> tuple[Happened, ...]:
    """The vouchers of a paid line: their money is owed already."""
    return tuple(
        Happened(events.PaperIssued(paper=f"v{sale[1:]}-{at}", what=VOUCHER, fen=line.fen // line.qty, sale=sale))
        for at in range(1, line.qty + 1)
    )


def pay(state: Payable, request: requests.PayWithPapers, scene: Scene[Settings]) -> Decision:
    """Papers pay for a sale, once. What is missing is paid at the counter; change beyond the price stays owed."""
    sale = state.sale
    if sale is None:
        raise Refused("till.no_such_sale", {})
    late = sale.state in {"expired", "cancelled"}
    if sale.state != "open" and not late:
        raise Refused("till.not_open", {"state": sale.state})
    if sale.in_fen:
        raise Refused("till.money_in_machine", {"fen": sale.in_fen})
    papers = _usable(state.papers)
    other = any(line.service != VOUCHERS_FOR for line in sale.lines)
    if other and any(paper.what == VOUCHER for paper in papers):
        raise Refused("till.voucher_for_meals", {})
    worth, due = sum(paper.fen for paper in papers), sale.total_fen
    rest, rest_post = _rest(max(0, due - worth), request, scene)
    over = max(0, worth - due)
    if over > sum(paper.fen for paper in papers if paper.what == CHANGE):
        raise Refused("till.paper_too_much", {"due_fen": due, "given_fen": worth})
    sums = {what: sum(paper.fen for paper in papers if paper.what == what) for what in _ACCOUNTS}
    sums["change"] -= over
    post = (
        *rest_post,
        *((_ACCOUNTS[what], fen) for what, fen in sums.items() if fen),
        *((line.owed, -line.fen) for line in sale.lines),
    )
    way = VOUCHER if sums[VOUCHER] else CHANGE
    paid = events.SalePaid(sale=sale.sale, way=way, given_fen=due, change_fen=0, late=late)
    used = (
        Happened(events.PaperUsed(paper=paper.paper, what=paper.what, fen=paper.fen, sale=sale.sale))
        for paper in papers
    )
    again = owe_change(sale.sale, "k" + request.request_id, over, OWED_CHANGE)
    return Decision((Happened(paid, post), *used, *again), requests.Received(change_fen=rest), settle=sale.sale)


def _rest(fen: int, request: requests.PayWithPapers, scene: Scene[Settings]) -> tuple[int, tuple[Posting, ...]]:
    """What papers leave to be paid, in money: the change of it, and where it lies."""
    if not fen:
        if request.given_fen:
            raise Refused("till.too_much", {"due_fen": 0, "given_fen": request.given_fen})
        return 0, ()
    if scene.role == "worker" or not request.given_fen:
        raise Refused("till.paper_too_little", {"missing_fen": fen})
    if request.way not in scene.settings.ways or request.way not in WAYS:
        raise Refused("till.way_not_taken", {"way": request.way[:20]})
    way = WAYS[request.way]
    return way.change_fen(fen, request.given_fen), ((way.account, fen),)


def _usable(found: tuple[Found, ...]) -> tuple[Paper, ...]:
    """The papers, where every one of them is good and there once."""
    if not 1 <= len(found) <= _MOST_AT_ONCE:
        raise Refused("till.paper_unknown", {})
    papers = tuple(_good(one) for one in found)
    if len({paper.paper for paper in papers}) < len(papers):
        raise Refused("till.paper_twice", {})
    return papers


def _good(found: Found) -> Paper:
    """A paper of this station that has not been used. Raises Refused."""
    if found == "elsewhere":
        raise Refused("till.paper_elsewhere", {})
    if found == "unknown":
        raise Refused("till.paper_unknown", {})
    if found.state != "open":
        raise Refused("till.paper_is", {"fen": found.fen, "state": found.state})
    return found


def void(state: InHand, request: requests.VoidVoucher, scene: Scene[Settings]) -> Decision:
    """A voucher that is good is taken back, once and for a reason; its money leaves the drawer."""
    del scene
    paper = _good(state.paper)
    if paper.what != VOUCHER:
        raise Refused("till.no_voucher", {})
    if request.reason not in VOID_REASONS:
        raise Refused("till.reason_needed", {})
    _in_drawer(state, paper)
    fact = events.PaperVoided(paper=paper.paper, fen=paper.fen, reason=request.reason)
    post = ((OWED_VOUCHERS, paper.fen), (COUNTER.account, -paper.fen))
    return Decision((Happened(fact, post),), requests.PaidOwed(fen=paper.fen))


def pay_out(state: InHand, request: requests.PayPaper, scene: Scene[Settings]) -> Decision:
    """Change that is owed is paid out to whoever brings the paper, at any counter of the station."""
    del request, scene
    paper = _good(state.paper)
    if paper.what != CHANGE:
        raise Refused("till.no_change", {})
    _in_drawer(state, paper)
    post = ((OWED_CHANGE, paper.fen), (COUNTER.account, -paper.fen))
    return Decision(
        (Happened(events.PaperPaid(paper=paper.paper, fen=paper.fen), post),), requests.PaidOwed(fen=paper.fen)
    )


def _in_drawer(state: InHand, paper: Paper) -> None:
    if state.drawer_fen < paper.fen:
        raise Refused("till.drawer_short", {"fen": paper.fen})
