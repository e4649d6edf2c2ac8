"""Settings for all tests."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import serving
from hypothesis import HealthCheck, settings
from served import Running, served_library

# No test may depend on how fast a machine is.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


# Where the processes of one run of the tests find the cluster that one of them has started.
_CLUSTER = "SEARCHER_TEST_CLUSTER"
_NODES = 3


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a place to write down where its cluster is, before it starts any workers."""
    if _CLUSTER not in os.environ:
        os.environ[_CLUSTER] = str(Path(tempfile.mkdtemp(prefix="searcher-tests-")) / "cluster.json")
        config.add_cleanup(_end_cluster)


def _end_cluster() -> None:
    """End the cluster of this run, if any of its tests has started one."""
    saved = Path(os.environ.pop(_CLUSTER))
    if saved.exists():
        serving.Cluster.saved(saved).stop()
    shutil.rmtree(saved.parent, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> serving.Cluster:
    """A real cluster for the whole run. Without one the test is skipped with the reason; where CI=true it fails."""
    saved = Path(os.environ[_CLUSTER])
    with saved.with_name("lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not saved.exists():
            started(_NODES).save(saved)
    return serving.Cluster.saved(saved)


def started(nodes: int) -> serving.Cluster:
    """A new cluster, which the caller ends. Skips, or fails where CI=true, without one."""
    reason = serving.unavailable()
    if not reason:
        try:
            return serving.Cluster.start(nodes)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            reason = str(error)
    if os.environ.get("CI") == "true":
        pytest.fail(f"no OpenSearch cluster: {reason}")
    pytest.skip(f"no OpenSearch cluster: {reason}")


@pytest.fixture(scope="session", autouse=True)
def _nothing_at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The library of the person who runs the tests is left alone, and so is what libraries may read, and records of
    faults.
    """
    with pytest.MonkeyPatch.context() as during:
        during.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        during.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
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


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that is served and that no test changes."""
    return served_library(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="session")
def server(served: Path) -> Iterator[Running]:
    """What answers programs over it."""
    running = Running("--api", "--index", str(served))
    yield running
    running.end()


@pytest.fixture(scope="session")
def page(served: Path) -> Iterator[Running]:
    """What shows the live search over it as a page."""
    running = Running("--index", str(served))
    yield running
    running.end()
