"""The API is as it describes itself: whatever is asked, no fault, no answer that was not announced."""

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from support.centre import RunningCentre, Sender, problem

# What the console's people ask in a browser is tried there.
LINE = ("/v1/batches", "/v1/hello", "/v1/enrolments", "/v1/log", "/v1/slips", "/health", "/ready", "/metrics")


@schemathesis.serializer("application/vnd.kiosk.batch")
def _raw(_: Any, value: Any) -> Any:
    return value.data if hasattr(value, "data") else value


@pytest.fixture
def told(centre: RunningCentre) -> RunningCentre:
    sender = Sender().live(20)
    sender.enrol(centre)
    for first in range(1, 21, 4):
        assert sender.send(centre, first, first + 3).ok
    return centre


def test_whatever_is_asked_is_answered_as_described(told: RunningCentre) -> None:
    schema = schemathesis.openapi.from_url(f"{told.url}/v1/schema/openapi.json")
    tried = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if not operation.path.startswith(LINE):
            continue
        tried.add(operation.path)

        @settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            answer = case.call(timeout=30)
            assert answer.status_code < 500 or answer.status_code == 503, answer.text
            case.validate_response(
                answer, checks=[not_a_server_error, content_type_conformance, response_schema_conformance]
            )

        ask()
    assert {path.split("{")[0].rstrip("/") for path in tried} >= {
        *("/v1/batches", "/v1/enrolments", "/v1/log/inclusion", "/v1/log/consistency", "/v1/slips"),
        *("/health", "/ready", "/metrics"),
    }


def test_the_body_of_a_batch_is_described_as_raw_bytes(told: RunningCentre) -> None:
    described = requests.get(f"{told.url}/v1/schema/openapi.json", timeout=30).json()
    body = described["paths"]["/v1/batches"]["post"]["requestBody"]
    assert list(body["content"]) == ["application/vnd.kiosk.batch"]
    assert body["required"] is True


def test_monitors_see_the_numbers_and_a_database_that_is_away(told: RunningCentre) -> None:
    numbers = requests.get(f"{told.url}/metrics", timeout=30)
    assert numbers.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = numbers.text.splitlines()
    assert "kiosk_events_taken_total 20" in lines
    assert "kiosk_log_leaves 5" in lines
    assert 'kiosk_devices{state="active"} 1' in lines
    assert requests.get(f"{told.url}/ready", timeout=30).json() == {"ready": True}
    told.sql("ALTER TABLE log_state RENAME TO gone")
    assert requests.get(f"{told.url}/ready", timeout=30).status_code == 503
    told.sql("ALTER TABLE gone RENAME TO log_state")


def test_whoever_guesses_codes_is_made_to_wait(told: RunningCentre) -> None:
    answers = [requests.get(f"{told.url}/v1/enrolments/0000-0000-0000", timeout=30) for _ in range(70)]
    assert {problem(answer) for answer in answers} == {"code", "rate"}
    assert answers[-1].status_code == 429
