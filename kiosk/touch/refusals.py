"""What a refusal says to whoever stands before the screen. No Kivy here."""

from collections.abc import Mapping
from typing import Any, Final

from kiosk.base.phrase import Phrase
from kiosk.base.request import Refused
from kiosk.base.words import NoSuchWords, Words
from kiosk.widgets.amounts import short

ERROR: Final = "house.error"


def sentence(words: Words, lang: str, refused: Refused, *, staff: bool) -> str:
    """The refusal's own sentence; `REASON_staff` for the staff where there is one.

    Raises NoSuchWords for a refusal that the words files cannot say.
    """
    said = phrase(words, lang, refused, staff=staff)
    return words.say(lang, said.key, **said.fields)


def phrase(words: Words, lang: str, refused: Refused, *, staff: bool) -> Phrase:
    """The same, as it can be shown and spoken. Raises NoSuchWords where it is in no words file."""
    fields = told(words, lang, refused)
    keys = (f"{refused.reason}_staff", refused.reason) if staff else (refused.reason,)
    key = next((key for key in keys if words.has(key)), "")
    if not key:
        raise NoSuchWords(lang, refused.reason, "not in the words files")
    return Phrase(key, fields)


def told(words: Words, lang: str, refused: Refused) -> Mapping[str, Any]:
    """A refusal's fields as its sentence uses them.

    An amount `due_fen` is also given as `due`, in yuan, a lone `fen` as `amount`; a `state` in the service's own word.
    """
    service = refused.reason.partition(".")[0]
    fields = dict(refused.fields)
    for name, value in refused.fields.items():
        if name.endswith("_fen"):
            fields[name.removesuffix("_fen")] = short(value)
        elif name == "fen":
            fields["amount"] = short(value)
        elif name == "state" and words.has(f"{service}.state_{value}"):
            fields["state"] = words.say(lang, f"{service}.state_{value}")
    return fields
