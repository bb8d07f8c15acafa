"""schemathesis reads the OpenAPI document and tries to make the service break its word. Fixed seed, bounded."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings

from service.main import create_app

schema = schemathesis.openapi.from_dict(create_app().openapi())


@schema.parametrize()
@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_service_keeps_its_word(case: Any, address: str) -> None:
    # What names something has to exist, which a schema cannot say: a well-formed name may well be refused.
    case.call_and_validate(base_url=address, excluded_checks=[schemathesis.checks.positive_data_acceptance])
