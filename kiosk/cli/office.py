"""What stands behind a counter's page, found when it is asked for: most starts never need it."""

from kiosk.base.desk import Desk
from kiosk.record.verify import Verdict
from kiosk.station.files import StationFiles
from kiosk.touch.checkup.tools import Office, Tools
from kiosk.touch.voice.speaker import Voice


def office(files: StationFiles, desk: Desk, voice: Voice | None = None) -> Office:
    """检查 and 体检 of a station at work; `voice` speaks where it is another glass than the workers' own."""

    def verify() -> Verdict:
        from kiosk.cli import instruments

        return instruments.verified(files)

    def checkup(by: str) -> Tools:
        from kiosk.cli import instruments

        return instruments.checkup(files, desk, by, voice, own_glass=voice is None)

    return Office(verify, checkup)
