"""A network that cuts, delays, breaks and listens between the program and a real cluster."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from between import FAULTS, Fault, Relay, relay
from building import library_over, write
from clustered import settings_for
from serving import Cluster as Nodes
from test_cluster import FILES, answers, in_cluster, removed_after, same_as_embedded

from searcher.cli.main import main
from searcher.engine_settings import CA, PASSWORD, USER, ClusterSettings
from searcher.errors import SearcherError
from searcher.indexing.doctor import examine
from searcher.indexing.update import update
from searcher.library import Library
from searcher.search.searcher import Searcher

# A run makes so many requests, about; each is the first that fails, some in each pass.
REQUESTS = 28
STEP = 4


@pytest.fixture
def between(cluster: Nodes) -> Iterator[tuple[Relay, ClusterSettings]]:
    """A relay to a node of the cluster, and the settings of a library that only knows it."""
    found = settings_for(cluster)
    with relay(cluster.nodes[0].http) as made:
        yield made, replace(found, nodes=(made.address,))
    removed_after(found)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_network_that_goes_away_anywhere_in_a_run_loses_nothing_and_doubles_nothing(
    tmp_path: Path, between: tuple[Relay, ClusterSettings], fault: str
) -> None:
    way, settings = between
    library = in_cluster(library_over(tmp_path, FILES), settings)
    docs = tmp_path / "docs"
    ended = 0
    for first in range(1 + FAULTS.index(fault), REQUESTS, STEP):
        write(docs / "a.txt", f"Der Minister besuchte Moskau {first} mal und sprach mit Andrei Belousov.")
        write(docs / f"new{first}.txt", f"One more minister, number {first}.")
        (docs / f"new{first - STEP}.txt").unlink(missing_ok=True)
        begin = way.asked + first
        way.fault = lambda method, path, number, begin=begin: fault if number >= begin else None  # type: ignore[misc]
        try:
            update(library)
        except SearcherError as error:
            ended += 1
            assert "\n" not in str(error)
            assert "no node of the cluster answers" in str(error)
        way.fault = lambda method, path, number: None
        if first % 3 == 0:
            # What another run finds is not what this one mends.
            update(library)
            assert same_as_embedded(library, tmp_path, f"after{first}")
    assert ended > 2
    update(library)
    assert same_as_embedded(library, tmp_path, "last")
    assert examine(library).damaged == ()


@pytest.mark.parametrize("fault", [*FAULTS, 0.3])
def test_a_connection_that_breaks_once_is_made_again(
    tmp_path: Path, between: tuple[Relay, ClusterSettings], fault: Fault
) -> None:
    way, settings = between
    library = in_cluster(library_over(tmp_path, FILES), settings)
    broken: set[str] = set()

    def once(method: str, path: str, number: int) -> Fault:
        """Each kind of request fails the first time."""
        kind = f"{method} {path.partition('?')[0].rpartition('/')[2]}"
        is_first = kind not in broken
        broken.add(kind)
        return fault if is_first else None

    update(library, lang="")
    write(tmp_path / "docs" / "b.md", "# The minister\n\nAnother minister of defence visited Moskau.")
    way.fault = once
    update(library)
    assert {"POST _bulk", "POST _refresh"} <= broken
    broken.clear()
    found = answers(library.folder)
    way.fault = lambda method, path, number: None
    assert found == answers(library.folder)
    assert same_as_embedded(library, tmp_path, "other")


def test_a_question_is_answered_rightly_or_not_at_all(tmp_path: Path, between: tuple[Relay, ClusterSettings]) -> None:
    way, settings = between
    library = in_cluster(library_over(tmp_path, FILES), settings)
    update(library)
    with Searcher(library.folder) as searcher:
        right = searcher.search("minister").total
        outcomes = set()
        for kind in (*FAULTS, 0.05):
            way.fault = lambda method, path, number, kind=kind: kind if number % 3 else None  # type: ignore[misc]
            for _ in range(4):
                searcher.forget()
                try:
                    assert searcher.search("minister").total == right
                    outcomes.add("right")
                except SearcherError as error:
                    outcomes.add("none")
                    assert "\n" not in str(error)
        way.fault = lambda method, path, number: None
        searcher.forget()
        assert searcher.search("minister").total == right
    assert outcomes == {"right", "none"}


def test_a_run_that_cannot_merge_says_so_and_is_done(
    tmp_path: Path, between: tuple[Relay, ClusterSettings], capsys: pytest.CaptureFixture[str]
) -> None:
    way, settings = between
    library = in_cluster(library_over(tmp_path, FILES), settings)
    update(library)
    for number in range(20):
        write(tmp_path / "docs" / f"more{number}.txt", f"One more minister, number {number}.")
    way.fault = lambda method, path, number: "cut" if "_forcemerge" in path else None
    assert main(["index", "--index", str(library.folder)]) == 0
    told = capsys.readouterr()
    assert "added 20" in told.out
    assert f"{settings.index}-1: its segments are not merged, so that answers take longer: no node of" in told.err
    assert same_as_embedded(library, tmp_path, "other")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Certificates that vouch for themselves, with their keys: the node's own, another's, one of another address."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    folder = tmp_path_factory.mktemp("certificates")
    made = {}
    for name, address in {"own": "IP:127.0.0.1", "other": "IP:127.0.0.1", "elsewhere": "IP:127.0.0.2"}.items():
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=search1",
             "-addext", f"subjectAltName={address}", "-keyout", str(key), "-out", str(certificate)],
            check=True, capture_output=True,
        )  # fmt: skip
        made[name] = certificate, key
    return made


def told(library: Library, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What `searcher query` ends with, and its line."""
    code = main(["query", "--index", str(library.folder), "minister"])
    return code, capsys.readouterr().err.strip()


def test_a_sealed_and_guarded_cluster_is_used_with_its_certificate_and_a_password(
    tmp_path: Path,
    cluster: Nodes,
    certificates: dict[str, tuple[Path, Path]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = settings_for(cluster)
    port = cluster.nodes[1].http
    with relay(port, *certificates["own"], user="anna:geheim") as way:
        library = in_cluster(library_over(tmp_path, FILES), replace(settings, nodes=(way.address,)))
        toml = library.folder / "searcher.toml"
        (library.folder / "credentials").write_text("anna:geheim\n")
        (library.folder / "credentials").chmod(0o600)
        plain, first = toml.read_text(), way.address
        toml.write_text(f'{plain}credentials = "credentials"\nca = {str(certificates["own"][0])!r}\n')
        library = Library.open(library.folder)
        update(library)
        assert same_as_embedded(library, tmp_path, "other")

        # Certificates of others, or none.
        line = f"{way.address}: its certificate is not trusted (certificate verify failed); name the file"
        monkeypatch.setenv(CA, str(certificates["other"][0]))
        assert told(library, capsys)[0] == 2
        code, err = told(library, capsys)
        assert (code, line in err) == (2, True)
        monkeypatch.delenv(CA)
        toml.write_text(f'{plain}credentials = "credentials"\n')
        code, err = told(library, capsys)
        assert (code, line in err) == (2, True)

        # A password that is wrong, or none.
        monkeypatch.setenv(CA, str(certificates["own"][0]))
        monkeypatch.setenv(USER, "anna")
        monkeypatch.setenv(PASSWORD, "gehein")
        code, err = told(library, capsys)
        assert code == 2
        assert f"the cluster does not let the user 'anna' in (401); set {USER} and {PASSWORD}" in err
        assert "gehei" not in err
        monkeypatch.delenv(USER)
        toml.write_text(plain)
        code, err = told(library, capsys)
        assert (code, f"the cluster wants a user (401); set {USER} and {PASSWORD}" in err) == (2, True)
        assert "\n" not in err
    # A certificate of another address, and no TLS where the settings say it.
    with relay(port, *certificates["elsewhere"]) as way:
        toml.write_text(plain.replace(first, way.address))
        monkeypatch.setenv(CA, str(certificates["elsewhere"][0]))
        code, err = told(library, capsys)
        assert (code, f"{way.address}: its certificate is not trusted" in err) == (2, True)
        toml.write_text(toml.read_text().replace("https:", "http:"))
        assert told(library, capsys)[0] == 2
    with relay(port) as way:
        toml.write_text(plain.replace(first, way.address.replace("http:", "https:")))
        code, err = told(library, capsys)
        assert code == 2
        assert "does not speak TLS; write http:// in nodes of [engine], or let it" in err
    removed_after(settings)
