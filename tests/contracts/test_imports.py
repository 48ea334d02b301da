"""Who may import whom: the contracts of pyproject.toml, held by every test run."""

import importlinter.cli
import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_every_import_contract_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its way of logging silences every logger there is: the tests that run after it in this process read theirs.
    monkeypatch.setattr(importlinter.cli, "_configure_logging", lambda _: None)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
