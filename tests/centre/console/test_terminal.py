"""The console from the terminal: the first administrator signs in to the centre that was started."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

CENTRE = [sys.executable, "-m", "kiosk", "centre", "--data"]


def told(folder: Path, *arguments: str) -> str:
    done = subprocess.run([*CENTRE, str(folder), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_administrator_signs_in_to_the_centre_that_was_started(tmp_path: Path) -> None:
    password = told(tmp_path, "admin", "王主任").split("：")[-1].split(": ")[-1].strip()
    assert told(tmp_path, "rebuild")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        subprocess.Popen([*CENTRE, str(tmp_path), "--port", str(port)], stdout=subprocess.DEVNULL) as centre,
        requests.Session() as browser,
    ):
        try:
            browser.mount("http://", HTTPAdapter(max_retries=Retry(40, backoff_factor=0.05, backoff_max=0.5)))
            url = f"http://127.0.0.1:{port}"
            assert browser.get(f"{url}/health", timeout=30).ok
            page = browser.post(f"{url}/sign-in", data={"name": "王主任", "password": password}, timeout=30)
            assert page.url == f"{url}/password"
            csrf = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
            form = {"old": password, "fresh": "of-my-own-1", "again": "of-my-own-1", "csrf": csrf}
            page = browser.post(f"{url}/password", data=form, timeout=30)
            assert page.url == f"{url}/"
            assert "这里还没有驿站" in page.text
        finally:
            centre.terminate()
            centre.wait(30)
