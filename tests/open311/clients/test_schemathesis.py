"""Made-up requests of every kind against the description: what it allows is taken, what it forbids is refused."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis.strategies import one_of
from schemathesis import GenerationMode

from gateway.open311.operations import OPERATIONS
from tests.open311.clients.city import City

FEW = tuned(
    max_examples=16,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
"""The same examples in every run."""


def operation_of(city: City, key: str) -> Any:
    """One operation of the description that the application serves."""
    schema = schemathesis.openapi.from_wsgi("/open311/openapi.json", city.app)
    return next(found.ok() for found in schema.get_all_operations() if found.ok().definition.raw["operationId"] == key)


@pytest.mark.parametrize("key", [operation.key for operation in OPERATIONS])
def test_the_server_does_what_the_description_says(city: City, key: str) -> None:
    """Statuses, content types, headers and bodies are as described, also with the strangest input."""
    operation = operation_of(city, key)
    right, wrong = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @FEW
    @given(case=one_of(right, wrong))
    def ask(case: Any) -> None:
        case.call_and_validate(headers={"X-Api-Key": city.key, "Accept-Encoding": "identity"})

    ask()
