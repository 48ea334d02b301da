"""Whatever breaks, and wherever: every slip ends, and what the record says of it is what lies on the counter."""

from pathlib import Path

import pytest
from devices.printer_jobs import Careless, Disowning, run

from kiosk.virtual.faults import FAULTS


def test_eighty_jobs_with_faults_agree_with_the_paper(tmp_path: Path) -> None:
    jobs = run(tmp_path, 80, seed=20240301)
    assert jobs.wrong == []
    assert set(jobs.ends) == {"confirmed", "uncertain", "failed"}
    assert set(jobs.faults) == {*FAULTS, "killed"}


@pytest.mark.soak
def test_a_thousand_jobs_with_faults_agree_with_the_paper(tmp_path: Path) -> None:
    assert run(tmp_path, 1000, seed=6).wrong == []


def test_control_a_driver_that_sends_again_is_seen_to_print_twice_and_to_confirm_nothing(tmp_path: Path) -> None:
    wrong = run(tmp_path, 40, seed=20240301, make=Careless).wrong
    assert any("is on 2 papers" in line for line in wrong)
    assert any("is confirmed and on 0 papers" in line for line in wrong)


def test_sixty_jobs_on_two_printers_with_faults_agree_with_the_paper_of_the_printer_that_the_record_names(
    tmp_path: Path,
) -> None:
    jobs = run(tmp_path, 60, seed=20240302, printers=2)
    assert jobs.wrong == []
    assert jobs.devices["printer"] > jobs.devices["second_printer"] > 5


@pytest.mark.soak
def test_a_thousand_jobs_on_two_printers_agree_with_the_paper(tmp_path: Path) -> None:
    assert run(tmp_path, 1000, seed=7, printers=2).wrong == []


def test_control_a_job_moved_to_the_other_printer_after_a_byte_has_left_is_on_two_papers(tmp_path: Path) -> None:
    wrong = run(tmp_path, 40, seed=20240302, make=Disowning, printers=2).wrong
    assert any("is on 2 papers" in line for line in wrong)
