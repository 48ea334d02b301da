"""Members over HTTP: a lease for a device. What people decide over leases is mounted behind the console's sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from kiosk.centre.centre import Centre
from kiosk.centre.members import leasing
from kiosk.centre.members.following import follow
from kiosk.centre.members.leasing import LeaseProblem, NoLease
from kiosk.centre.problems import answers, problem
from kiosk.record.lease import MOST_BYTES

LEASE_MEDIA: Final = "application/vnd.kiosk.lease-request"


class Granted(msgspec.Struct, frozen=True):
    """The answer to a request: the signed lease."""

    lease: str


@dataclass
class _LeaseBody(Operation):
    """The framework sees no body where a handler reads the raw bytes: declared by hand."""

    def __post_init__(self) -> None:
        schema = Schema(type=OpenAPIType.STRING, max_length=MOST_BYTES)
        self.request_body = RequestBody({LEASE_MEDIA: OpenAPIMediaType(schema=schema)}, required=True)


def no_lease(_: Request[Any, Any, Any], error: NoLease) -> Response[dict[str, Any]]:
    """A lease that was not given."""
    more = {"available": error.available} if error.problem == "nothing_left" else {}
    return problem(error.problem, **more)


@post(
    "/v1/leases",
    status_code=200,
    operation_class=_LeaseBody,
    request_max_body_size=MOST_BYTES,
    exception_handlers={NoLease: no_lease},
    responses=answers(*get_args(LeaseProblem)),
    tags=["members"],
)
async def take_lease(request: Request[Any, Any, Any], centre: NamedDependency[Centre]) -> Granted:
    """Lends a member's points to the device that asks; the same request again gets the same lease."""
    body = await request.body()
    await follow(centre.database, centre.clock, centre.ids)
    async with centre.database.writing() as connection:
        return Granted(await leasing.grant(connection, body, centre.key, centre.clock.now()))


ROUTES: Final[Sequence[HTTPRouteHandler]] = (take_lease,)
