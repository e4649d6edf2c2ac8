"""Settings for all tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library over `driving.DOCUMENTS`, of which no test changes more than its history."""
    from driving import make_library

    return make_library(tmp_path_factory.mktemp("library")).folder


@pytest.fixture
def own(library: Path, tmp_path: Path) -> Path:
    """A copy of that library, in which nothing was searched yet, to be changed."""
    shutil.copytree(library.parent, tmp_path / "own", ignore=shutil.ignore_patterns("history.txt"))
    return tmp_path / "own" / "index"
