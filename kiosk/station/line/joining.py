"""A station joins a centre by a one-time code."""

from nacl.signing import SigningKey

from kiosk.record.batch import encode
from kiosk.record.chain import Head
from kiosk.record.checkpoint import opened, parse_key
from kiosk.record.enrolment import Enrolled, sign_enrolment
from kiosk.services.house.requests import JoinCentre
from kiosk.services.house.settings import Line
from kiosk.station.desk import Desk
from kiosk.station.journal import connect
from kiosk.station.line.answers import Cut
from kiosk.station.line.client import Client
from kiosk.station.line.outbox import Outbox


def join(
    desk: Desk, key: SigningKey, line: Line, url: str, code: str, back: tuple[Head, str] | None = None
) -> Enrolled:
    """Enrols the device and notes whom its record goes to from now on. Raises Cut, Declined, Refused.

    `back` is the head up to which the centre gave the record back, and when: all after it is sent at once, so that
    nothing is sold in an epoch that the centre knows nothing of.
    """
    connection, client = connect(desk.journal.path), Client(url, line)
    try:
        outbox = Outbox(connection, desk.journal.device, key)
        name = desk.settings.station.name
        told = client.enrol(sign_enrolment(key, code, desk.journal.device, name, outbox.epochs()))
        try:
            opened(told.checkpoint, parse_key(told.log_key))
        except ValueError:
            raise Cut("half") from None
        outbox.join(url, told.station_id, told.log_key, told.checkpoint)
        desk.answer(
            JoinCentre(request_id=desk.ids.new(), url=url, station_id=told.station_id, log_key=told.log_key), "device"
        )
        if back is not None:
            outbox.acknowledged(*back)
            while (batch := outbox.batch()) is not None:
                client.send(encode(batch), back[1])
                outbox.acknowledged(batch.signed.head, back[1])
        return told
    finally:
        client.close()
        connection.close()
