"""docs/new-service.md carried out as it stands, in a copy of the product: one folder and one line add a service."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```(?:python|toml)\n# (kiosk/\S+)\n(.*?)```", re.DOTALL)
REGISTRY = "kiosk/services/registry.py"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product with the service of the exercise in it, made as its page says."""
    copy = tmp_path_factory.mktemp("product")
    shutil.copytree(ROOT / "kiosk", copy / "kiosk", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("assets", "device_profiles", "tests"):
        (copy / folder).symlink_to(ROOT / folder)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for name, text in BLOCK.findall((ROOT / "docs" / "new-service.md").read_text(encoding="utf-8")):
        file = copy / name
        if name == REGISTRY:
            before = file.read_text(encoding="utf-8")
            file.write_text(re.sub(r"\)\n\Z", ", LOST)\n", before.replace("\nSERVICES", f"{text}\nSERVICES", 1)))
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return copy


def run(product: Path, *command: str) -> str:
    """What a command in that copy says. It must succeed."""
    env = {**os.environ, "PYTHONPATH": f"{product}:{product / 'tests'}"}
    done = subprocess.run(
        [sys.executable, *command], cwd=product, env=env, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_only_its_own_folder_and_one_line_of_the_registry_are_new(product: Path) -> None:
    named = [name for name, _ in BLOCK.findall((ROOT / "docs" / "new-service.md").read_text(encoding="utf-8"))]
    assert {name for name in named if not name.startswith("kiosk/services/lost/")} == {REGISTRY}
    ours = (ROOT / REGISTRY).read_text(encoding="utf-8").splitlines()
    theirs = (product / REGISTRY).read_text(encoding="utf-8").splitlines()
    assert len([line for line in theirs if line not in ours]) == 2  # the import, and the list with one name more


def test_it_registers_gives_back_once_and_its_record_verifies(product: Path) -> None:
    said = run(
        product,
        "-c",
        """
import sys
from pathlib import Path
from support.station import HAND, station_in
from kiosk.base.request import Refused
from kiosk.services.lost import readings, requests
from kiosk.services.registry import SERVICES
from kiosk.station.verify import verify_station
from kiosk.record.verify import NO_WITNESS

folder = Path(sys.argv[1])
with station_in(folder) as station:
    assert station.ask(requests.Register(request_id="r1", what="keys"), HAND).number == 1
    assert station.ask(requests.Register(request_id="r1", what="keys"), HAND).number == 1
    assert station.ask(requests.Register(request_id="r2", what="umbrella"), HAND).number == 2
    station.ask(requests.GiveBack(request_id="r3", number=1), HAND)
    refused = []
    for number in (1, 9):
        try:
            station.ask(requests.GiveBack(request_id=f"r4-{number}", number=number), HAND)
        except Refused as refusal:
            refused.append(refusal.reason)
    assert refused == ["lost.given_back_already", "lost.unknown"]
    assert [thing.number for thing in readings.kept(station.desk.journal.db, station.scene("lost"))] == [2]
verdict = verify_station(folder / "journal.db", NO_WITNESS, SERVICES, rebuild=True)
print(verdict.fault)
""",
        str(product / "station"),
    )
    assert said.strip() == "None"


def test_its_screens_stand_every_check_of_the_walk(product: Path) -> None:
    said = run(
        product,
        "-c",
        """
from gui.test_every_screen import EXAMPLES, found_wrong

OWN = ("lost-", "home-lost", "attract-lost", "counter-lost")
mine = [example for example in EXAMPLES if example.name.startswith(OWN)]
print(sorted(example.name for example in mine))
wrong = [line for example in mine for line in found_wrong(example)]
assert not wrong, "\\n".join(wrong)
""",
    )
    assert said.strip() == "['attract-lost', 'counter-lost-things', 'home-lost', 'lost-none', 'lost-things']"


def test_it_is_typed_and_written_as_the_rest(product: Path) -> None:
    assert "Success" in run(product, "-m", "mypy", "kiosk/services/lost")
    run(product, "-m", "ruff", "check", "--no-cache", "kiosk/services/lost")
    run(product, "-m", "ruff", "format", "--no-cache", "--check", "kiosk/services/lost")
