"""A centre with its console, on a real server; and browsers that are signed in to it."""

import asyncio
import os
import re
from pathlib import Path
from typing import Any

import requests
import uvicorn
from nacl.signing import SigningKey

from kiosk.base.ids import Ids
from kiosk.bootstrap import all_words
from kiosk.centre.accounts import accounts
from kiosk.centre.api import make_app
from kiosk.centre.centre import open_centre
from kiosk.centre.console.app import open_house, parts
from kiosk.centre.console.entry import House
from kiosk.centre.disk import Disk
from kiosk.centre.store.database import Database, address
from kiosk.services.registry import SERVICES
from kiosk.station.settings import parse
from support.centre import RunningCentre, _Server
from support.filled import Sent, day_of_all, troubled

PASSWORD = "a-good-password"
KEPT = accounts.hashed(PASSWORD)
_WAIT_S = 60
PEOPLE = {"王主任": ("administrator", ""), "赵街道": ("lead", "西城街道"), "李审计": ("auditor", "")}


class RunningConsole(RunningCentre):
    """The centre as `kiosk centre` serves it."""

    house: House

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        key = self._folder / "log.key"
        if not key.exists():
            key.write_bytes(os.urandom(32))
        database = Database(address(self._folder, self._database))
        self.centre = await open_centre(
            database, SigningKey(key.read_bytes()), self.clock, Ids(self.clock, os.urandom), Disk(self._folder)
        )
        self.house = open_house(self.centre, self._folder, all_words(), lambda text: parse(text, SERVICES))
        app = make_app(self.centre, **parts(self.house))
        config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=5)
        self.server = _Server(config, self._up)
        await self.server.serve(sockets=[self._listening])

    def caught_up(self) -> None:
        """Reads everything that was taken in, as the follower does by itself half a second later."""
        asyncio.run_coroutine_threadsafe(self.house.follower.catch_up(), self._loop).result(_WAIT_S)

    def account(self, name: str, role: str, area: str = "", *, first: bool = False) -> None:
        """Somebody who may sign in."""

        async def make(connection: Any) -> None:
            await accounts.make(connection, name, role, area, "test", self.clock.now(), KEPT)
            if not first:
                await accounts.change_password(connection, name, KEPT)

        self.work(make)

    def browser(self, name: str) -> "Browser":
        """A browser in which somebody is signed in."""
        browser = Browser(self)
        answer = browser.bare("/sign-in", name=name, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return browser


class Browser:
    """Cookies, and forms that carry what the page gave them; redirects are not followed."""

    def __init__(self, console: RunningConsole, agent: str = "test") -> None:
        self.url = console.url
        self.session = requests.Session()
        self.session.headers["user-agent"] = agent

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.session.get(self.url + path, headers=headers, allow_redirects=False, timeout=_WAIT_S)

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/password").text)
        assert found
        return found[1]

    def post(self, path: str, **form: str) -> requests.Response:
        """Sends a form as the page gave it."""
        return self.bare(path, **form, csrf=self.csrf())

    def bare(self, path: str, **form: str) -> requests.Response:
        """Sends a form of one's own making."""
        return self.session.post(self.url + path, data=form, allow_redirects=False, timeout=_WAIT_S)


def fill(console: RunningConsole, folder: Path) -> dict[str, str]:
    """Two stations of two sub-districts, and one more device that nobody heard of; returns ids by name."""
    day_of_all(folder / "all")
    troubled(folder / "府西")
    found = {}
    for name, area, source in (("爱心驿站 · 中城", "中城街道", "all"), ("爱心驿站 · 府西", "西城街道", "府西")):
        sent = Sent(folder / source)
        found[name] = sent.enrol(console, name)
        console.sql("UPDATE stations SET area = :area WHERE station_id = :id", area=area, id=found[name])
        sent.send(console)
    console.caught_up()
    return found


class Filled:
    """A console with two stations, and one browser a role."""

    def __init__(self, console: RunningConsole, stations: dict[str, str]) -> None:
        self.console = console
        self.own = stations["爱心驿站 · 府西"]
        self.other = stations["爱心驿站 · 中城"]
        for name, (role, area) in PEOPLE.items():
            console.account(name, role, area)
        self.browsers = {role: console.browser(name) for name, (role, _) in PEOPLE.items()}

    def device(self, station: str) -> str:
        found = self.console.sql("SELECT device FROM devices WHERE station_id = :s", s=station)
        return bytes(found[0][0]).hex()

    def finding(self, station: str) -> dict[str, str]:
        kind, subject = self.console.sql("SELECT kind, subject FROM findings WHERE station_id = :s", s=station)[0]
        return {"station": station, "kind": kind, "subject": subject}
