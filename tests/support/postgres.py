"""A real PostgreSQL in a temporary folder, reached by a socket there; it ends with the test run."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def _bin() -> Path:
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else max(Path("/usr/lib/postgresql").glob("*/bin"))


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Postgres:
    """One cluster. `durable` writes as a real one does; else only as much as a test that kills nobody needs."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self._durable = durable
        self._made = 0
        # initdb refuses root.
        self._as = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        folder.chmod(0o755)
        self._run("initdb", "-D", str(folder / "data"), "-U", "kiosk", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        options = f"-k {self.folder} -h '' -c max_connections=60"
        if not self._durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self._run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop")

    def kill(self) -> None:
        """kill -9 of the whole server, as when the machine dies."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        everybody = (pid, *map(int, children))
        for each in everybody:
            with suppress(ProcessLookupError):
                os.kill(each, 9)
        while any(map(_alive, everybody)):
            time.sleep(0.005)
        # Where nobody collects the dead, their numbers would be taken for a server that runs.
        (self.folder / "data" / "postmaster.pid").unlink()
        for lock in self.folder.glob(".s.PGSQL*"):
            lock.unlink()

    def database(self) -> str:
        """The address of a fresh database."""
        self._made += 1
        name = f"centre{self._made}"
        self._run("psql", "-h", str(self.folder), "-U", "kiosk", "-d", "postgres", "-qc", f"CREATE DATABASE {name}")
        return f"postgresql://kiosk@/{name}?host={self.folder}"

    def program(self, name: str) -> str:
        """One of the server's own programs."""
        return str(_bin() / name)

    def _run(self, name: str, *arguments: str) -> None:
        command = [*self._as, self.program(name), *arguments]
        # A server that is started would hold a pipe open for as long as it runs.
        told = subprocess.DEVNULL if name == "pg_ctl" else subprocess.PIPE
        done = subprocess.run(command, cwd="/", stdout=told, stderr=told, text=True, check=False)
        assert done.returncode == 0, done.stderr


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A PostgreSQL for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="kiosk-pg-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder), durable=durable)
        try:
            yield server
        finally:
            server.stop()
