"""What went wrong, as RFC 9457 has it: `application/problem+json`, with a type that programs go by."""

import logging
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi import ResponseSpec
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from kiosk.centre.enrolment.enrolling import NotEnrolled
from kiosk.centre.intake.judging import Refusal

_LOG: Final = logging.getLogger(__name__)
MEDIA: Final = "application/problem+json"
RETRY_S: Final = 30

# By the problem's name: HTTP status and title. The type is `/problems/NAME`; docs/centre.md says what to do.
PROBLEMS: Final[Mapping[str, tuple[int, str]]] = {
    "format": (400, "These bytes are no batch."),
    "newer_format": (422, "A batch of a newer format than this centre knows."),
    "truncated": (400, "The batch is cut off."),
    "oversized": (413, "The batch is larger than this centre takes at once."),
    "numbers": (422, "The numbers of this batch contradict each other."),
    "unknown_device": (403, "This device is not enrolled here."),
    "revoked": (403, "This device was revoked."),
    "quarantined": (423, "Two different records came under this device's key; it must be enrolled again."),
    "epoch": (409, "This epoch is not the one that is expected of this device."),
    "chain": (422, "These events are not those that were signed."),
    "signature": (422, "The signature is not that of this device's key."),
    "gap": (409, "Events before these are missing."),
    "fork": (409, "Another record was taken in under this key; both are kept."),
    "busy": (503, "Too much waits to be taken in."),
    "full": (503, "The centre's disk is full; nothing was taken in."),
    "database": (503, "The database does not answer; nothing was changed."),
    "stopping": (503, "The centre is being stopped."),
    "code": (403, "This code is not valid, or was used."),
    "device_elsewhere": (409, "This device is enrolled already."),
    "key": (409, "This epoch is known with another key."),
    "proof": (403, "Whoever asks does not hold this device's key."),
    "lease_format": (400, "These bytes are no request for a lease."),
    "no_member": (404, "No member has this card."),
    "card_void": (410, "This card was replaced by another."),
    "token": (403, "This code of a phone is not genuine, or too old."),
    "token_used": (409, "This code of a phone was used before."),
    "nothing_left": (409, "The member has nothing that could be lent."),
    "lease_closed": (409, "This lease is closed."),
    "no_lease": (404, "There is no such lease that this could be decided of."),
    "not_found": (404, "There is nothing of this kind here."),
    "request": (400, "The request is not as it should be."),
    "method": (405, "This cannot be asked in this way."),
    "rate": (429, "Too many requests."),
    "fault": (500, "Something failed here; it is in the log."),
}
_BY_STATUS: Final = {404: "not_found", 405: "method", 413: "oversized", 429: "rate"}


class Place(msgspec.Struct, frozen=True):
    """A place in a journal."""

    epoch: int
    seq: int


class Problem(msgspec.Struct, frozen=True):
    """What a problem's body holds (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | msgspec.UnsetType = msgspec.UNSET
    expected: Place | msgspec.UnsetType = msgspec.UNSET


def answers(*names: str) -> dict[int, ResponseSpec]:
    """For the description of the API: the problems that a route may answer with, by their status."""
    found: dict[int, ResponseSpec] = {}
    for status, title in (PROBLEMS[name] for name in names):
        said = f"{found[status].description} {title}" if status in found else title
        found[status] = ResponseSpec(Problem, description=said, media_type=MEDIA, generate_examples=False)
    return found


def problem(name: str, **more: Any) -> Response[dict[str, Any]]:
    """A problem's response; `more` are members of its own."""
    status, title = PROBLEMS[name]
    headers = {"retry-after": str(RETRY_S)} if status == 503 else {}
    body = {"type": f"/problems/{name}", "title": title, "status": status} | more
    return Response(body, status_code=status, media_type=MEDIA, headers=headers)


def refused(_: Request[Any, Any, Any], refusal: Refusal) -> Response[dict[str, Any]]:
    """A batch that was not taken in; `expected` says what is waited for."""
    if refusal.expected is None:
        return problem(refusal.problem)
    epoch, seq = refusal.expected
    return problem(refusal.problem, expected={"epoch": epoch, "seq": seq})


def not_enrolled(_: Request[Any, Any, Any], error: NotEnrolled) -> Response[dict[str, Any]]:
    """A device that was not enrolled."""
    return problem(error.problem)


def http(_: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    """What the framework refuses by itself: no such path, no such method, a body that is not as declared."""
    name = _BY_STATUS.get(error.status_code, "request" if error.status_code < 500 else "fault")
    more = {"detail": error.detail} if name == "request" else {}
    response = problem(name, **more)
    response.status_code = error.status_code if name != "request" else 400
    response.headers.update(error.headers or {})
    return response


def fault(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """What nobody foresaw: told in the log, not to whoever asked."""
    _LOG.exception("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem("fault")


def away(request: Request[Any, Any, Any], error: DBAPIError | OSError) -> Response[dict[str, Any]]:
    """The database was not reached, or was lost on the way; what it refused itself is a fault of ours."""
    if isinstance(error, DatabaseError) and not isinstance(error, OperationalError):
        return fault(request, error)
    _LOG.warning("%s %s: the database does not answer: %s", request.method, request.url.path, error)
    return problem("database")


def no_text(_: Request[Any, Any, Any], __: UnicodeDecodeError) -> Response[dict[str, Any]]:
    """A body whose bytes are no UTF-8: the one thing of JSON that the framework does not refuse by itself."""
    return problem("request", detail="The body is not UTF-8.")


HANDLERS: Final[Mapping[Any, Any]] = {
    Refusal: refused,
    NotEnrolled: not_enrolled,
    HTTPException: http,
    UnicodeDecodeError: no_text,
    DBAPIError: away,
    OSError: away,
    HTTP_500_INTERNAL_SERVER_ERROR: fault,
}
