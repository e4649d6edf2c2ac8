"""A real OpenSearch cluster for tests and benchmarks.

It is had from Maven Central by checksum, started on free ports, and ended by process id.

Without Java, Maven or the download there is none, and `unavailable` says why. What was had is kept in the person's
cache folder for the next run.
"""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

VERSION = "2.19.6"
# Coordinates and SHA-256 of what a server is put together of: the distribution that lacks two modules, and these.
_ARTIFACTS = {
    f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip": (
        "71d6d8b1c637f3faecda0752b184b1cc526fc6eaad59ec1408c6327bb00b9293"
    ),
    f"org.opensearch.plugin:lang-painless:{VERSION}:jar": (
        "e71e6c7ef99a6f5958cd0b25367acf472cc52cd49d29e13084c5ff0b5931f717"
    ),
    f"org.opensearch.plugin:opensearch-scripting-painless-spi:{VERSION}:jar": (
        "84e545b968151739f1915cfd2db24bf873edfd317d2848b87b61d0d60ec70869"
    ),
    f"org.opensearch.plugin:analysis-common:{VERSION}:jar": (
        "187378844d92a043b935038f9ae168f7812f686b1c1c7128f8b97731baff8a1a"
    ),
    "org.antlr:antlr4-runtime:4.13.1:jar": "54665d2838cc66458343468efc539e454fc95b46a8a04b13c6ac43fc9be63505",
    "org.ow2.asm:asm:9.7:jar": "adf46d5e34940bdf148ecdd26a9ee8eea94496a72034ff7141066b3eea5c4e9d",
    "org.ow2.asm:asm-util:9.7:jar": "37a6414d36641973f1af104937c95d6d921b2ddb4d612c66c5a9f2b13fc14211",
    "org.ow2.asm:asm-tree:9.7:jar": "62f4b3bc436045c1acb5c3ba2d8ec556ec3369093d7f5d06c747eb04b56d52b1",
    "org.ow2.asm:asm-commons:9.7:jar": "389bc247958e049fc9a0408d398c92c6d370c18035120395d4cba1d9d9304b7a",
    "org.ow2.asm:asm-analysis:9.7:jar": "7bc6bcbc21379948a0c8c467fb0f864206e5b818f6bc0b546872f5c9f941556f",
}
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
# module → (class, modules that it extends, jars in it by the beginnings of their names)
_MODULES = {
    "lang-painless": (
        "org.opensearch.painless.PainlessPlugin",
        "",
        ("lang-painless", "opensearch-scripting", "antlr4", "asm"),
    ),
    "analysis-common": ("org.opensearch.analysis.common.CommonAnalysisPlugin", "lang-painless", ("analysis-common",)),
}
_POLICY = """grant {
  permission java.lang.RuntimePermission "createClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
};
"""
_JAVA = (
    "-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-Djava.security.manager=allow",
    "-Dlog4j.shutdownHookEnabled=false", "-Dlog4j2.disable.jmx=true",
)  # fmt: skip
# What makes a server start sooner and, later, answer in up to twice the time.
_SOON = "-XX:TieredStopAtLevel=1"
# Whom a server runs as that must not be root: any user, who need not exist.
_USER = 64_001
_START_SECONDS = 240
_STOP_SECONDS = 30


def unavailable() -> str:
    """Why there can be no cluster here, "" if there can."""
    needed = ["java", "mvn", *(["setpriv"] if os.geteuid() == 0 else [])]
    missing = [name for name in needed if shutil.which(name) is None]
    return f"no {' and no '.join(missing)} here" if missing else ""


def _downloads() -> list[Path]:
    """What a server is put together of, in the person's cache. Raises OSError, ValueError."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "searcher-tests"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _had(folder)


def _had(folder: Path) -> list[Path]:
    found = []
    for artifact, checksum in _ARTIFACTS.items():
        _, name, version, kind = artifact.split(":")
        path = folder / f"{name}-{version}.{kind}"
        if not path.exists() or _checksum(path) != checksum:
            command = ["mvn", "-q", "-B", _COPY, f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
            if done.returncode or not path.exists():
                raise OSError(f"{artifact} cannot be had: {done.stdout[-500:]}")
            if _checksum(path) != checksum:
                raise ValueError(f"{artifact} is not what it was: its checksum is {_checksum(path)}")
        found.append(path)
    return found


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _put_together(downloads: Sequence[Path], place: Path) -> None:
    (archive,) = [path for path in downloads if path.suffix == ".zip"]
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(place.parent)
    (place.parent / f"opensearch-{VERSION}").rename(place)
    for module, (name, extended, jars) in _MODULES.items():
        folder = place / "modules" / module
        folder.mkdir()
        lines = {
            "description": module, "version": VERSION, "name": module, "classname": name, "java.version": "11",
            "opensearch.version": VERSION, "custom.foldername": "", "extended.plugins": extended,
            "has.native.controller": "false",
        }  # fmt: skip
        (folder / "plugin-descriptor.properties").write_text(
            "".join(f"{key}={value}\n" for key, value in lines.items())
        )
        for path in downloads:
            if path.name.startswith(jars):
                shutil.copy(path, folder)
    (place / "modules" / "lang-painless" / "plugin-security.policy").write_text(_POLICY)
    for path in (place, *place.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


@dataclass(frozen=True, slots=True)
class Node:
    """One server: its folder, its ports, and the id of its process."""

    folder: str
    http: int
    transport: int
    process: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http}"


class Cluster:
    """Nodes on this machine that are one cluster."""

    def __init__(self, folder: Path, nodes: Sequence[Node], soon: bool = True) -> None:
        self._folder = folder
        self.nodes = list(nodes)
        self._soon = soon

    @classmethod
    def start(cls, count: int, soon: bool = True) -> "Cluster":
        """Start the nodes and wait until they are one cluster. Raises TimeoutError with the end of a log.

        `soon`: for a test; else they translate what they run often as well as real ones do.
        """
        downloads = _downloads()
        folder = Path(tempfile.mkdtemp(prefix="searcher-cluster-"))
        # What runs as another user passes through it.
        folder.chmod(0o711)
        program = folder / "program"
        _put_together(downloads, program)
        ports = _free_ports(2 * count)
        transports = [f"127.0.0.1:{port}" for port in ports[count:]]
        cluster = cls(folder, (), soon)
        try:
            for number in range(count):
                place = folder / f"n{number}"
                _configure(program, place, number, ports[number], ports[count + number], transports)
                process = _run(program, place, soon)
                cluster.nodes.append(Node(str(place), ports[number], ports[count + number], process))
            cluster.wait(count)
        except BaseException:
            cluster.stop()
            raise
        return cluster

    def wait(self, count: int) -> None:
        """Wait until so many nodes answer as one."""
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.nodes[0].address}/_cluster/health", timeout=5) as answer:
                    if json.load(answer)["number_of_nodes"] >= count:
                        return
            except (OSError, ValueError, KeyError):
                time.sleep(0.3)
        logs = "".join(path.read_text()[-2000:] for path in self._folder.glob("*/out.txt"))
        raise TimeoutError(f"no cluster of {count} nodes came up:\n{logs}")

    @property
    def addresses(self) -> list[str]:
        return [node.address for node in self.nodes]

    def manager(self) -> int:
        """The number of the node that holds the cluster together."""
        asked = f"{self.nodes[0].address}/_cat/cluster_manager?h=node&format=json"
        with urllib.request.urlopen(asked, timeout=_STOP_SECONDS) as answer:
            (told,) = json.load(answer)
        return int(told["node"].removeprefix("n"))

    def kill(self, number: int) -> None:
        """End a node at once, as a power cut does."""
        os.kill(self.nodes[number].process, signal.SIGKILL)

    def restart(self, number: int) -> None:
        """Start a node again that was ended."""
        node = self.nodes[number]
        process = _run(self._folder / "program", Path(node.folder), self._soon)
        self.nodes[number] = Node(node.folder, node.http, node.transport, process)

    def stop(self) -> None:
        """End all nodes and remove what they wrote."""
        for node in self.nodes:
            _end(node.process)
        shutil.rmtree(self._folder, ignore_errors=True)

    def save(self, path: Path) -> None:
        """Write down where the cluster is, for another process."""
        path.write_text(json.dumps([str(self._folder), [asdict(node) for node in self.nodes]]))

    @classmethod
    def saved(cls, path: Path) -> "Cluster":
        folder, nodes = json.loads(path.read_text())
        return cls(Path(folder), [Node(**node) for node in nodes])


def _configure(program: Path, place: Path, number: int, http: int, transport: int, all_: Sequence[str]) -> None:
    for name in ("config", "data", "logs"):
        (place / name).mkdir(parents=True)
    settings = {
        "cluster.name": "searcher-tests",
        "node.name": f"n{number}",
        "path.data": str(place / "data"),
        "path.logs": str(place / "logs"),
        "network.host": "127.0.0.1",
        "http.port": http,
        "transport.port": transport,
        "discovery.seed_hosts": list(all_),
        "cluster.initial_cluster_manager_nodes": [f"n{each}" for each in range(len(all_))],
        # Of a node with so little memory and a disk that others fill.
        "indices.breaker.total.use_real_memory": False,
        "cluster.routing.allocation.disk.threshold_enabled": False,
        "indices.query.bool.max_clause_count": 100_000,
    }
    # JSON is YAML.
    (place / "config" / "opensearch.yml").write_text(json.dumps(settings))
    shutil.copy(program / "config" / "log4j2.properties", place / "config")
    if os.geteuid() == 0:
        for path in (place, *place.rglob("*")):
            os.chown(path, _USER, _USER)


def _run(program: Path, place: Path, soon: bool) -> int:
    as_other = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups"] if os.geteuid() == 0 else []
    paths = [f"-Dopensearch.path.home={program}", f"-Dopensearch.path.conf={place / 'config'}"]
    options = [*_JAVA, *([_SOON] if soon else []), *paths]
    command = [*as_other, "java", *options, "-cp", f"{program / 'lib'}/*", "org.opensearch.bootstrap.OpenSearch"]
    environ = {**os.environ, "HOME": str(place)}
    with (place / "out.txt").open("ab") as out:
        made = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=place, env=environ,
            start_new_session=True,
        )  # fmt: skip
    return made.pid


def _end(process: int) -> None:
    """End a process that may be no child of this one."""
    end = time.monotonic() + _STOP_SECONDS
    number = signal.SIGTERM
    while True:
        try:
            os.kill(process, number)
            if os.waitpid(process, os.WNOHANG)[0]:
                return
        except ProcessLookupError:
            return
        except ChildProcessError:
            pass
        if time.monotonic() > end:
            number = signal.SIGKILL
        time.sleep(0.1)
