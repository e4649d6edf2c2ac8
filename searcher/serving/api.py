"""The library over HTTP: each of `calls.CALLS` at a path of its own, and their description."""

import asyncio
import json
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from searcher.errors import NoDocumentError, SearcherError
from searcher.output.records import escaped
from searcher.serving.calls import CALLS, Call
from searcher.serving.desk import BusyError, Desk, TimeLimitError
from searcher.serving.guard import TOKEN
from searcher.serving.openapi import description
from searcher.serving.parameters import ArgumentError, Value, read_object, read_words

MOST_BODY_BYTES = 64 * 1024
_MOST_PASSED_OVER = 16 * MOST_BODY_BYTES
_BODY_SECONDS = 10.0
_STATUSES: Mapping[type[SearcherError], int] = {
    ArgumentError: 400,
    NoDocumentError: 404,
    BusyError: 503,
    TimeLimitError: 504,
}


def api(desk: Desk, calls: tuple[Call, ...] = CALLS) -> Starlette:
    """The application that answers with what `desk` says."""
    routes = [Route(f"/api/{call.name}", _endpoint(desk, call), methods=["GET", "POST"]) for call in calls]

    async def describe(_: Request) -> Response:
        return _json(200, escaped(description()))

    return Starlette(
        routes=[*routes, Route("/api/openapi.json", describe)],
        exception_handlers={HTTPException: _not_here, SearcherError: _wrong},
    )


def _endpoint(desk: Desk, call: Call):  # type: ignore[no-untyped-def] # what Starlette calls has no short type
    async def answer(request: Request) -> Response:
        given = await _object(request, call) if request.method == "POST" else _words(request, call)
        return _json(200, await desk.ask(call, given))

    return answer


def _words(request: Request, call: Call) -> Mapping[str, Value]:
    sent: dict[str, list[str]] = {}
    for name, word in request.query_params.multi_items():
        if name != TOKEN:
            sent.setdefault(name, []).append(word)
    return read_words(call.parameters, sent)


async def _object(request: Request, call: Call) -> Mapping[str, Value]:
    # What a form of another page can send has another type.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send the parameters as a JSON object, with Content-Type: application/json")
    try:
        sent = json.loads(await asyncio.wait_for(_body(request), _BODY_SECONDS))
    except TimeoutError:
        raise HTTPException(408, f"what is sent did not come within {_BODY_SECONDS:g} seconds") from None
    except (ValueError, RecursionError):
        raise ArgumentError("what was sent is no JSON; send an object with the parameters") from None
    if not isinstance(sent, dict):
        raise ArgumentError("what was sent is no JSON object; send one with the parameters")
    return read_object(call.parameters, sent)


async def _body(request: Request) -> bytes:
    body = bytearray()
    came = 0
    async for piece in request.stream():
        came += len(piece)
        if came <= MOST_BODY_BYTES:
            body += piece
        # A client that is still sending does not read the answer.
        elif came > _MOST_PASSED_OVER:
            break
    if came > MOST_BODY_BYTES:
        raise HTTPException(413, f"more than {MOST_BODY_BYTES // 1024} KB were sent")
    return bytes(body)


async def _wrong(_: Request, error: Exception) -> Response:
    status = next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 500)
    return _fault(status, str(error), {"Retry-After": "1"} if status == 503 else None)


async def _not_here(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    reason = error.detail
    if error.status_code == 404:
        reason = f"nothing is here; there are {', '.join(f'/api/{call.name}' for call in CALLS)}, /api/openapi.json"
    elif error.status_code == 405:
        reason = "this is asked with GET or POST"
    return _fault(error.status_code, reason, error.headers)


def _fault(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    return _json(status, escaped({"error": reason}), headers)


def _json(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(f"{text}\n".encode(), status, headers, media_type="application/json")
