"""Every experiment: short here, long in `make soak`; and its control, which must find something wrong."""

import pytest
from lab.experiment import Experiment, quiet
from lab.experiments import EXPERIMENTS
from lab.summary import noted

SEED = 1
EACH = pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)


@EACH
def test_the_promise_holds(experiment: Experiment) -> None:
    found = experiment.run(experiment.short, SEED, protected=True, told=quiet)
    assert found.tried >= experiment.short
    assert found.wrong == ()


@EACH
def test_the_control_is_seen_to_fail(experiment: Experiment) -> None:
    assert experiment.run(experiment.control, SEED, protected=False, told=quiet).wrong


@pytest.mark.soak
@EACH
def test_the_promise_holds_for_long(experiment: Experiment, request: pytest.FixtureRequest) -> None:
    found = experiment.run(experiment.long, SEED, protected=True, told=print)
    request.node.user_properties.extend(noted(found.tried, len(found.wrong)))
    assert found.tried >= experiment.long
    assert found.wrong == ()
