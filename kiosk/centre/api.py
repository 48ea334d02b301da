"""The centre over HTTP: what stations, auditors and monitors ask; the console adds its pages."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from litestar import Litestar, Request, get, post
from litestar.di import NamedDependency, Provide
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from kiosk.centre.accounts import accesses
from kiosk.centre.centre import Centre
from kiosk.centre.enrolment import enrolling, returning
from kiosk.centre.greeting.routes import ROUTES as GREETINGS
from kiosk.centre.intake.intake import Receipt
from kiosk.centre.log import ledger
from kiosk.centre.log.routes import ROUTES as LOG_ROUTES
from kiosk.centre.members.following import following
from kiosk.centre.members.routes import ROUTES as MEMBER_ROUTES
from kiosk.centre.monitoring import ROUTES as MONITORING
from kiosk.centre.problems import HANDLERS, answers
from kiosk.record.batch import MOST_BYTES
from kiosk.record.enrolment import Enrolled, Enrolment, Predecessor

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]
BATCH_MEDIA: Final = "application/vnd.kiosk.batch"
RECORD_MEDIA: Final = "application/vnd.kiosk.record"
# A code has 60 bits and a day: nobody guesses one at this pace.
_GUESSES: Final = RateLimitConfig(rate_limit=("minute", 60)).middleware
_REFUSALS: Final = (
    *("format", "truncated", "oversized", "numbers", "newer_format", "chain", "signature", "unknown_device"),
    *("quarantined", "gap", "busy", "full"),
)


@dataclass
class _BatchBody(Operation):
    """The framework sees no body where a handler reads the raw bytes: declared by hand."""

    def __post_init__(self) -> None:
        schema = Schema(type=OpenAPIType.STRING, max_length=MOST_BYTES)
        self.request_body = RequestBody({BATCH_MEDIA: OpenAPIMediaType(schema=schema)}, required=True)


@post(
    "/v1/batches",
    status_code=200,
    operation_class=_BatchBody,
    request_max_body_size=MOST_BYTES,
    responses=answers(*_REFUSALS),
    tags=["line"],
)
async def take_batch(
    request: Request[Any, Any, Any],
    centre: NamedDependency[Centre],
    sent_at: Annotated[datetime | None, HeaderParameter(name="kiosk-sent-at")] = None,
) -> Receipt:
    """Takes a batch in, durably; the same batch again gets the same answer."""
    aware = sent_at if sent_at is not None and sent_at.tzinfo is not None else None
    return await centre.intake.take(await request.body(), aware)


@post(
    "/v1/enrolments",
    status_code=200,
    middleware=[_GUESSES],
    responses=answers("request", "code", "key", "rate"),
    tags=["line"],
)
async def enrol(data: JSONBody[Enrolment], centre: NamedDependency[Centre]) -> Enrolled:
    """Makes a device known by a one-time code."""
    async with centre.database.writing() as connection:
        standing = await enrolling.enrol(connection, data, centre.clock.now())
        _, note = await ledger.newest(connection)
        station = await enrolling.station_name(connection, standing.station_id)
    centre.intake.forget(standing.device)
    newest = standing.newest
    return Enrolled(standing.station_id, station, centre.log_key.text(), note, newest.epoch, newest.seq + 1)


@get("/v1/enrolments/{code:str}", middleware=[_GUESSES], responses=answers("code", "rate"), tags=["line"])
async def whom_it_replaces(code: FromPath[str], centre: NamedDependency[Centre]) -> Predecessor:
    """Which device a one-time code is for; the code stays valid."""
    async with centre.database.reading() as connection:
        return await enrolling.predecessor(connection, code, centre.clock.now())


@get(
    "/v1/enrolments/{code:str}/record",
    middleware=[_GUESSES],
    responses=answers("request", "code", "rate"),
    media_type=RECORD_MEDIA,
    tags=["line"],
)
async def give_back(
    code: FromPath[str],
    epoch: Annotated[int, QueryParameter(ge=1, lt=2**32)],
    centre: NamedDependency[Centre],
    after: Annotated[int, QueryParameter(ge=0, lt=2**62)] = 0,
) -> bytes:
    """What the device that a code replaces has sent: its batches of an epoch, some at a time, until none is left."""
    now = centre.clock.now()
    async with centre.database.writing() as connection:
        station, device = await enrolling.replaced(connection, code, now)
        if (epoch, after) == (1, 0):
            await accesses.note(connection, "device", "export", now, of=station, device=device.hex())
        return await returning.page(connection, station, device, epoch, after)


def make_app(
    centre: Centre, pages: Sequence[ControllerRouterHandler] = (), lifespan: Sequence[Lifespan] = (), **more: Any
) -> Litestar:
    """The application on an opened centre; `pages` are the console's, `lifespan` runs while it is open.

    `more` goes to Litestar as it is.
    """

    @asynccontextmanager
    async def at_work(_: Litestar) -> AsyncIterator[None]:
        centre.intake.start()
        members = following(centre.database, centre.clock, centre.ids)
        members.start()
        try:
            yield
        finally:
            await members.stop()
            await centre.intake.stop()
            await centre.database.close()

    def the_centre() -> Centre:
        return centre

    return Litestar(
        [take_batch, enrol, whom_it_replaces, give_back, *GREETINGS, *MONITORING, *LOG_ROUTES, *MEMBER_ROUTES, *pages],
        dependencies={"centre": Provide(the_centre, sync_to_thread=False)},
        exception_handlers=dict(HANDLERS),
        lifespan=[at_work, *lifespan],
        openapi_config=OpenAPIConfig(title="kiosk centre", version="1", path="/v1/schema"),
        **more,
    )
