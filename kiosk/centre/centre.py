"""One centre at work: its parts in one value, opened and closed together."""

import msgspec
from nacl.signing import SigningKey

from kiosk.base.clock import Clock
from kiosk.base.ids import Ids
from kiosk.centre.disk import Disk
from kiosk.centre.intake.intake import Intake
from kiosk.centre.log.ledger import Ledger
from kiosk.centre.store.database import Database
from kiosk.record.checkpoint import LogKey


class Centre(msgspec.Struct, frozen=True):
    """What routes and commands work with."""

    database: Database
    ledger: Ledger
    intake: Intake
    clock: Clock
    ids: Ids
    key: SigningKey
    disk: Disk

    @property
    def log_key(self) -> LogKey:
        """The public key of the log, under the log's name."""
        return self.ledger.public


def origin_of(key: SigningKey) -> str:
    """The name of the log that a key signs: the same for as long as the key is."""
    return f"kiosk-centre/{bytes(key.verify_key)[:8].hex()}"


async def open_centre(database: Database, key: SigningKey, clock: Clock, ids: Ids, disk: Disk) -> Centre:
    """Brings the database to the newest schema and opens the centre on it; the intake is not started yet."""
    await database.migrate()
    ledger = Ledger(origin_of(key), key)
    async with database.writing() as connection:
        await ledger.found(connection)
    return Centre(database, ledger, Intake(database, ledger, clock, ids, disk), clock, ids, key, disk)
