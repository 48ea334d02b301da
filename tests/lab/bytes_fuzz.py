"""Coverage-guided: atheris (libFuzzer) looks for bytes that take a parser where none came before.

A process for each parser, `python -m lab.bytes_fuzz PARSER RUNS SEED`: the fuzzer ends its own, with a code that is not
0 at the first input that is not answered as it should be, or takes too long or too much memory.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import msgspec

# More than any parser needs, in libFuzzer's own words.
_LIMITS: Final = ("-timeout=5", "-rss_limit_mb=2048", "-max_len=8192", "-print_final_stats=1")


# The control: a fault that parsers of ours had, by which bytes that are no UTF-8 came out as the codec's error.
FAULTY: Final = "approval"
_TESTS: Final = Path(__file__).resolve().parents[1]


def fuzzed(name: str, runs: int, seed: int, *, faulty: bool = False) -> str:
    """What came out of a parser that should not have, or nothing; an AssertionError where it was not fuzzed at all."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "lab.bytes_fuzz", name, str(runs), str(seed), *(["faulty"] if faulty else [])],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            # What the fuzzer leaves behind when it ends its process goes with this folder.
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(_TESTS), *sys.path]), "TMPDIR": folder},
        )
    if done.returncode == 0:
        assert re.search(rf"Done {runs} runs", done.stderr), done.stderr[-2000:]
        return ""
    found = re.search(r"AssertionError: .*|ERROR: libFuzzer: .*", done.stdout + done.stderr)
    assert found, f"not fuzzed: {done.stderr[-2000:]}"
    return found[0]


def main(name: str, runs: str, seed: str, faulty: str = "") -> None:
    """Fuzzes one parser, from the examples of what it is made for."""
    import atheris  # type: ignore[import-untyped, unused-ignore] # has no types

    with atheris.instrument_imports(include=["kiosk"]):
        from lab.bytes_parsers import complaint, parsers
    parser = parsers()[name]
    if faulty:
        refuses = tuple(kind for kind in parser.refuses if kind is not UnicodeDecodeError)
        parser = msgspec.structs.replace(parser, refuses=refuses)

    def tries(data: bytes) -> None:
        said = complaint(parser, data)
        if said:
            raise AssertionError(f"{name}: {said} for {data[:300]!r}")

    with tempfile.TemporaryDirectory() as folder:
        for number, example in enumerate(parser.seeds):
            (Path(folder) / str(number)).write_bytes(example)
        how = (f"-runs={runs}", f"-seed={seed}", f"-artifact_prefix={folder}/", *_LIMITS, folder)
        atheris.Setup([name, *how], tries)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
