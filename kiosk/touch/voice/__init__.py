"""The voice: sentences of the words files spoken aloud, by a station's own recordings or by espeak-ng. No Kivy here."""
