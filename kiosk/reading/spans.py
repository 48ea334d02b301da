"""What happened since a place of the journal, decoded, with what every service says of it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

import msgspec

from kiosk.base.event import Entry, Event
from kiosk.base.service import Service
from kiosk.base.span import Place, Span, Spans
from kiosk.base.store import Store

_EVENT: Final = msgspec.json.Decoder(Event)
_SINCE: Final = (
    "SELECT epoch, seq, raw FROM journal WHERE pos > "
    "coalesce((SELECT first_pos FROM epochs WHERE epoch = ?) + ? - 1, 0) ORDER BY pos"
)


def spans(services: Sequence[Service]) -> Spans:
    """How the events of these services are read since a place; it costs as much as there are events since then."""
    return partial(_span, services, decoders(tuple(services)))


@lru_cache(maxsize=8)
def decoders(services: tuple[Service, ...]) -> Mapping[str, msgspec.json.Decoder[Any]]:
    """What decodes each kind of event; made once, for making them takes longer than decoding a day."""
    return {fact.kind: msgspec.json.Decoder(fact) for service in services for fact in service.facts}


def _span(services: Sequence[Service], by_kind: Mapping[str, Any], store: Store, after: Place) -> Span:
    entries = tuple(entry(by_kind, *row) for row in store.execute(_SINCE, after))
    sections = (section for one in services if one.z is not None for section in one.z(store, entries))
    return Span(entries, tuple(sections))


def entry(by_kind: Mapping[str, Any], epoch: int, seq: int, raw: bytes) -> Entry:
    """An event of the journal, decoded by the decoder of its kind."""
    event = _EVENT.decode(raw)
    return Entry(epoch, seq, event.at, event.by, event.req, by_kind[event.kind].decode(event.data), event.post)
