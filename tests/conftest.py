"""Settings for all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

# No test may depend on how fast a machine is.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session", autouse=True)
def _no_memory_of_the_person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests allow libraries to read is not remembered where the person's own is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield
