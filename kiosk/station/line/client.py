"""The centre as a station reaches it: over a line that is slow, dear, intercepted, or not there."""

import ipaddress
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
import requests
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ProxyError, RequestException, SSLError, Timeout

from kiosk.base.event import UNREADABLE
from kiosk.record.enrolment import Enrolled, Enrolment, Predecessor
from kiosk.record.hello import Greeted, Hello
from kiosk.services.house.settings import Line
from kiosk.station.line.answers import Cut, Declined, Receipt, Way
from kiosk.station.line.limit import Limited

T = TypeVar("T")
# Until there is a connection, and between two bytes; then for the whole of a request, of one that somebody waits for at
# the glass, and of one that brings a part of a record.
_TIMEOUT_S: Final = (10, 60)
WHOLE_S: Final = 120.0
_SOON_S: Final = (3, 6)
_WHOLE_SOON_S: Final = 10.0
_WHOLE_RECORD_S: Final = 900.0
_PROBLEM: Final = "application/problem+json"
_JSON: Final = "application/json"
_RECORD: Final = "application/vnd.kiosk.record"
# An answer of the centre is some thousand bytes, but for a record; what a stranger answers is not read to its end.
_LONGEST: Final = 256 * 1024
_MOST: Final = {_PROBLEM: _LONGEST, _JSON: _LONGEST, _RECORD: 16 * 1024 * 1024}


class _Place(msgspec.Struct, frozen=True):
    epoch: int
    seq: int


class _Problem(msgspec.Struct, frozen=True):
    type: str
    expected: _Place | None = None


class _Consistency(msgspec.Struct, frozen=True):
    old: int
    new: int
    proof: tuple[str, ...]


class _Granted(msgspec.Struct, frozen=True):
    lease: str


class Client:
    """Speaks to one centre; a request is over within `whole_s` seconds, whatever the line does."""

    def __init__(self, url: str, line: Line, whole_s: float = WHOLE_S) -> None:
        self._url = url.rstrip("/")
        self._sealed = sealed(url)
        self._session = requests.Session()
        self._session.headers["user-agent"] = "kiosk"
        self._whole_s = whole_s
        self._limited = Limited()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._limited)
        if line.proxy:
            self._session.proxies = {"http": line.proxy, "https": line.proxy}
        # Said with each request: the session's own word yields to whatever bundle the environment names.
        self._verify: str | bool = line.ca or True

    def send(self, body: bytes, sent_at: str) -> Receipt:
        """Sends a batch. Raises Cut, Declined."""
        headers = {"content-type": "application/vnd.kiosk.batch", "kiosk-sent-at": sent_at}
        return self._ask("POST", "/v1/batches", Receipt, data=body, headers=headers)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The centre's proof that its log only grew. Raises Cut, Declined."""
        answer = self._ask("GET", "/v1/log/consistency", _Consistency, params={"old": old, "new": new})
        if (answer.old, answer.new) != (old, new):  # the answer to another question proves nothing against the centre
            raise Cut("portal")
        try:
            return tuple(bytes.fromhex(step) for step in answer.proof)
        except ValueError:
            raise Cut("half") from None

    def enrol(self, enrolment: Enrolment) -> Enrolled:
        """Joins the centre. Raises Cut, Declined."""
        headers = {"content-type": _JSON}
        return self._ask("POST", "/v1/enrolments", Enrolled, data=msgspec.json.encode(enrolment), headers=headers)

    def predecessor(self, code: str) -> Predecessor:
        """Whom a code is for. Raises Cut, Declined."""
        return self._ask("GET", f"/v1/enrolments/{quote(code, safe='')}", Predecessor)

    def record(self, code: str, epoch: int, after: int) -> bytes:
        """Some batches of the device that a code replaces, after a place of an epoch. Raises Cut, Declined."""
        path = f"/v1/enrolments/{quote(code, safe='')}/record"
        return self._ask("GET", path, bytes, _WHOLE_RECORD_S, params={"epoch": epoch, "after": after})

    def lend(self, body: bytes) -> str:
        """The signed lease for a signed request; whoever waits stands at the glass. Raises Cut, Declined."""
        headers = {"content-type": "application/vnd.kiosk.lease-request"}
        return self._ask(
            "POST", "/v1/leases", _Granted, _WHOLE_SOON_S, data=body, headers=headers, timeout=_SOON_S
        ).lease

    def greet(self, hello: Hello) -> Greeted:
        """Says that the station lives; the settings that it does not know yet. Raises Cut, Declined."""
        return self._ask("POST", "/v1/hello", Greeted, data=msgspec.json.encode(hello), headers={"content-type": _JSON})

    def close(self) -> None:
        """Lets go of the connection."""
        self._session.close()

    def _ask(self, method: str, path: str, answers: type[T], whole_s: float = 0, **more: Any) -> T:
        if not self._sealed:
            raise Cut("plain")
        try:
            with (
                self._limited.within(whole_s or self._whole_s),
                self._session.request(
                    method,
                    self._url + path,
                    allow_redirects=False,
                    stream=True,
                    verify=self._verify,
                    **{"timeout": _TIMEOUT_S} | more,
                ) as answer,
            ):
                kind = answer.headers.get("content-type", "").partition(";")[0].strip()
                body = b"" if kind not in _MOST else _read(answer, _MOST[kind])
                return _understood(answer.status_code, kind, body, answers)
        except TimeoutError as error:
            raise Cut("slow") from error
        except RequestException as error:
            raise Cut(_way(error)) from error
        except (OSError, ValueError) as error:  # a file of certificates that is not there, an address that is none
            raise Cut("tls" if isinstance(error, OSError) else "offline") from error


def sealed(url: str) -> bool:
    """Whether nobody on the way reads what is said at an address: TLS, or it never leaves this machine."""
    try:
        found = urlsplit(url)
        here = found.hostname == "localhost" or ipaddress.ip_address(found.hostname or "").is_loopback
    except ValueError:
        here = False
    return here or url.lower().startswith("https://")


def _read(answer: requests.Response, most: int) -> bytes:
    read = b""
    for part in answer.iter_content(16 * 1024):
        read += part
        if len(read) > most:
            raise Cut("portal")
    return read


def _understood(status: int, kind: str, body: bytes, answers: type[T]) -> T:
    try:
        if kind == _PROBLEM:
            told = msgspec.json.decode(body, type=_Problem)
            place = told.expected
            raise Declined(told.type.rpartition("/")[2], (place.epoch, place.seq) if place else None)
        if kind == _JSON and status == requests.codes.ok:
            return msgspec.json.decode(body, type=answers)
        if isinstance(body, answers) and kind == _RECORD and status == requests.codes.ok:
            return body
    except UNREADABLE as error:
        raise Cut("half") from error
    # A gateway in front of the centre says that the centre itself is away.
    raise Cut("offline" if status >= requests.codes.server_error else "portal")


def _way(error: RequestException) -> Way:
    match error:
        case ProxyError():
            return "proxy"
        case SSLError():
            return "tls"
        case Timeout():
            return "slow"
        case NoConnection():
            return "offline"
        case _:
            return "half"
