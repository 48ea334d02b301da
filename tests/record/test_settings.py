"""What the record says of settings is true of their text."""

from hashlib import sha256

import msgspec
from support.station import SETTINGS, Station

from kiosk.services.house import requests as house


def test_settings_are_recorded_under_the_digest_of_their_own_text(station: Station) -> None:
    """Whoever asks brings the text alone; there is no digest to bring that could be another one's."""
    text = SETTINGS.replace("price_fen = 500", "price_fen = 600")
    asked = {"request_id": station.id(), "digest": "0" * 64, "text": text}
    station.ask(msgspec.convert(asked, house.AdoptSettings))
    recorded = station.rows(
        "SELECT CAST(raw AS TEXT) FROM journal WHERE CAST(raw AS TEXT) LIKE '%house.settings_adopted%' ORDER BY pos"
    )
    facts = [msgspec.json.decode(raw)["data"] for (raw,) in recorded]
    assert [fact["text"] for fact in facts] == [SETTINGS, text]
    assert [fact["digest"] for fact in facts] == [sha256(fact["text"].encode()).hexdigest() for fact in facts]
