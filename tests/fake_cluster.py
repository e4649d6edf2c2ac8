"""A cluster in memory that keeps sequence numbers and answers what a writer asks, and writers that take turns at it."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from searcher.cluster.client import RequestError

Json = dict[str, Any]


class FakeCluster:
    """Documents by index and id, each with the number of the write that made it."""

    def __init__(self) -> None:
        self.indexes: dict[str, dict[str, tuple[int, Json]]] = {}
        self._writes = 0

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Json:
        parts = urlsplit(path)
        index, action, *name = parts.path.strip("/").split("/")
        held = self.indexes.setdefault(index, {})
        match method, action:
            case "GET", "_doc":
                found = held.get(unquote(name[0]))
                if found is None:
                    raise RequestError("no such document", 404, "")
                return {"_seq_no": found[0], "_primary_term": 1, "_source": found[1]}
            case "PUT", "_doc":
                return self._put(held, unquote(name[0]), dict(parse_qsl(parts.query)), dict(body or {}))
            case "POST", "_refresh":
                return {}
            case "POST", "_search":
                assert body is not None
                return {"hits": {"hits": _search(held, body)}}
        raise AssertionError(f"{method} {path}")

    def ask_lines(self, path: str, lines: Iterable[bytes]) -> Json:
        held = self.indexes.setdefault(path.strip("/").split("/")[0], {})
        rows = iter(b"\n".join(lines).split(b"\n"))
        for row in rows:
            ((action, told),) = json.loads(row).items()
            if action == "delete":
                held.pop(told["_id"], None)
            else:
                self._writes += 1
                held[told["_id"]] = self._writes, json.loads(next(rows))
        return {"errors": False}

    def _put(self, held: dict[str, tuple[int, Json]], name: str, asked: Mapping[str, str], body: Json) -> Json:
        before = held.get(name)
        is_other = before is None or str(before[0]) != asked["if_seq_no"] if "if_seq_no" in asked else False
        if is_other or (asked.get("op_type") == "create" and before is not None):
            raise RequestError("it is another", 409, "version_conflict_engine_exception")
        self._writes += 1
        held[name] = self._writes, body
        return {"_seq_no": self._writes, "_primary_term": 1}


def _search(held: Mapping[str, tuple[int, Json]], body: Mapping[str, Any]) -> list[Json]:
    found: list[Json] = []
    for name, (_, source) in held.items():
        order = [source.get("g", 0), source.get("o", 0), source.get("p", "")]
        if order > body.get("search_after", []) and fits(body["query"], source):
            found.append({"_id": name, "_source": source, "sort": order})
    found.sort(key=lambda hit: hit["sort"])
    return found[: body["size"]]


def fits(query: Mapping[str, Any], source: Json) -> bool:
    """Whether a query finds a document."""
    ((kind, asked),) = query.items()
    match kind:
        case "match_all":
            return True
        case "match_none":
            return False
        case "term":
            ((field, value),) = asked.items()
            return bool(source.get(field) == value)
        case "terms":
            ((field, values),) = asked.items()
            return source.get(field) in values
        case "range":
            ((field, bounds),) = asked.items()
            value = source.get(field)
            return value is not None and bounds.get("gte", value) <= value <= bounds.get("lte", value)
        case "bool":
            should = asked.get("should")
            return (
                all(fits(each, source) for each in asked.get("filter", ()))
                and not any(fits(each, source) for each in asked.get("must_not", ()))
                and (not should or any(fits(each, source) for each in should))
            )
    raise AssertionError(kind)


class Killed(BaseException):
    """The process ends here."""


class Actor:
    """A process that asks the cluster when it is its turn; `ask` and `ask_lines` are the client's.

    Its clock stands still but while it waits. `outcome` is what it ended with.
    """

    def __init__(self, cluster: FakeCluster, work: "Callable[[Actor], None]") -> None:
        self._cluster = cluster
        self._work = work
        self._granted = threading.Semaphore(0)
        self._waiting = threading.Semaphore(0)
        self._killed = False
        self.ended = False
        self.outcome: BaseException | None = None
        self.seconds = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._waiting.acquire()

    def _run(self) -> None:
        try:
            self._turn()
            self._work(self)
        except BaseException as error:
            self.outcome = error
        self.ended = True
        self._waiting.release()

    def _turn(self) -> None:
        self._waiting.release()
        self._granted.acquire()
        if self._killed:
            raise Killed

    def step(self) -> None:
        """Let it go on until it asks for the next thing."""
        if not self.ended:
            self._granted.release()
            self._waiting.acquire()

    def kill(self) -> None:
        """End it where it is: it asks for nothing more."""
        self._killed = True
        while not self.ended:
            self.step()

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, **limits: object) -> Json:
        self._turn()
        return self._cluster.ask(method, path, body)

    def ask_lines(self, path: str, lines: Iterable[bytes], **limits: object) -> Json:
        self._turn()
        return self._cluster.ask_lines(path, lines)

    def clock(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        """A long look at a time, so that few turns are a minute."""
        self.seconds += 20 * seconds
