"""The figures that the product promises, each in a module of its own, measured beside its limit in the same run."""

import sys
from pathlib import Path

# Stations to measure on are made as the tests make theirs.
sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))
