"""Settings for all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# No test may depend on how fast a machine is.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session", autouse=True)
def _nothing_at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests allow libraries to read, and records of faults, do not end with the person who runs the tests."""
    with pytest.MonkeyPatch.context() as during:
        during.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        during.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield
