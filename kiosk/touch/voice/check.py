"""Whether the screens can be heard here. No Kivy."""

import shutil
from pathlib import Path
from typing import Final

from kiosk.station.doctor import Finding

_CARDS: Final = Path("/proc/asound/cards")
_NO_CARD: Final = "no soundcards"


def looked(voice: Path) -> Finding:
    """What is missing for the voice: something that speaks (or recordings in the folder), a player, a sound card."""
    recorded = sum(1 for file in voice.glob("[ze][hn]/*") if file.suffix in {".ogg", ".wav"})
    if shutil.which("espeak-ng") is None and not recorded:
        return Finding("voice", "warn", "mute", {})
    if shutil.which("aplay") is None:
        return Finding("voice", "warn", "no_player", {})
    if not _CARDS.exists() or _NO_CARD in _CARDS.read_text(encoding="utf-8"):
        return Finding("voice", "warn", "no_card", {})
    return Finding("voice", "ok", "ok", {"recorded": recorded})
