"""The centre's certificate runs out, or is another's: nothing is sent, the station says so, and goes on afterwards."""

import os
import random
import ssl
import subprocess
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from lab.experiment import Experiment, Found
from lab.line import happens, joined
from lab.line_centre import CentreProcess, centre_process
from lab.line_proxy import Proxy, proxied
from support.joining import Joining

from kiosk.services.house.settings import Line

# Each: days that it still holds, whom it names, whether the authority that the station knows has signed it.
BAD: Final = {
    "expired": (-1, "127.0.0.1", True),
    "for another": (2, "192.0.2.1", True),
    "by another": (2, "127.0.0.1", False),
}
_VISITS: Final = 3


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many times a certificate that is none, then the right one again."""
    chance, counts, wrong = random.Random(seed), Counter[str](), list[str]()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shown = {name: _end(folder, name.replace(" ", "-"), *how) for name, how in BAD.items()}
        right = _end(folder, "right", 2, "127.0.0.1", True)
        # The system trusts the stranger: the station goes by the authority that its settings name.
        stack.enter_context(patch.dict(os.environ, {"REQUESTS_CA_BUNDLE": str(folder / "stranger.pem")}))
        centre = stack.enter_context(centre_process(folder / "centre"))
        proxy = stack.enter_context(proxied(centre.url))
        joining = stack.enter_context(joined(folder / "station", centre, centre.url))
        joining.how = Line(ca=str(folder / "known.pem"))
        joining.move_to(proxy.url.replace("http:", "https:"))
        for trial in range(size):
            name = chance.choice(sorted(BAD))
            counts[name] += 1
            happens(joining, 2)
            found = _refused(joining, proxy, shown[name], protected=protected) + _resumed(joining, proxy, right, centre)
            wrong += [f"{each} (seed {seed}, trial {trial}: {name})" for each in found]
            if trial % 100 == 99:
                told(f"{trial + 1} certificates, {len(wrong)} wrong")
    return Found(size, dict(counts), tuple(wrong))


def _refused(joining: Joining, proxy: Proxy, shown: ssl.SSLContext, *, protected: bool) -> list[str]:
    """What is wrong while the certificate is none."""
    proxy.tls, before = shown, proxy.passed_on
    joining.hang_up()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the control's library says that it looks at nothing
        for _ in range(_VISITS):
            if not protected:
                joining._reach(proxy.url.replace("http:", "https:"))._verify = False
            joining.line.visit()
    sent, now = proxy.passed_on - before, joining.now
    wrong = [f"{sent} requests were sent to whoever it was"] if sent else []
    return wrong if now.trouble == "tls" and now.waiting else [*wrong, f"the counter says {now}"]


def _resumed(joining: Joining, proxy: Proxy, right: ssl.SSLContext, centre: CentreProcess) -> list[str]:
    """What is wrong once it is renewed."""
    proxy.tls = right
    joining.hang_up()
    joining.sync()
    joining.line.visit()
    same = joining.events() == centre.events(joining.station.desk.journal.device)
    return [] if same and joining.now.trouble == "" else [f"not resumed: {joining.now}"]


def _end(folder: Path, name: str, days: int, host: str, known: bool) -> ssl.SSLContext:
    """An end with a certificate made for it."""
    authority = folder / ("known" if known else "stranger")
    key, asked, made = (folder / f"{name}.{kind}" for kind in ("key", "csr", "pem"))
    new = ("req", "-newkey", "ed25519", "-nodes", "-subj")
    if not authority.with_suffix(".pem").exists():
        own = ("-x509", "-days", "9", "-keyout", f"{authority}.key", "-out", f"{authority}.pem")
        _openssl(*new, "/CN=ca", *own)
    _openssl(*new, f"/CN={host}", "-addext", f"subjectAltName=IP:{host}", "-keyout", str(key), "-out", str(asked))
    signer = ("-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-copy_extensions", "copy")
    _openssl("x509", "-req", "-in", str(asked), *signer, "-days", str(days), "-out", str(made))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


EXPERIMENT: Final = Experiment(
    name="line-certificate",
    breaks="the centre's certificate has run out, names another, or nobody known has signed it",
    promise="nothing is sent, the counter says why, and all is sent when it is renewed",
    without="the certificate is looked at",
    run=run,
    short=6,
    long=1000,
    control=2,
)
