"""Who may ask: the token, and the headers by which a browser tells on whose behalf it asks."""

import hmac
import secrets
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

from searcher.output.records import escaped

TOKEN = "token"
"""The parameter of an address, and what the name of the cookie begins with."""
_LOCAL = "localhost"
# A page may run its own scripts, and nothing is loaded from elsewhere; what a terminal is drawn with has styles inline.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(32)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches `host`, a name or an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == _LOCAL


class Guard:
    """Lets those in who have the token, on behalf of no page but the server's own.

    `host` is what the server listens at. A page elsewhere can make its own name mean this machine (DNS rebinding); its
    browser then sends that name as Host, which is refused, as is what a page elsewhere sends (Origin).
    """

    def __init__(self, token: str, host: str) -> None:
        self._token = token.encode()
        self._is_local = is_loopback(host)
        self._names = {host.lower(), _LOCAL}
        if not self._is_local:
            self._names |= {socket.gethostname().lower(), socket.getfqdn().lower()}

    def is_token(self, given: str) -> bool:
        """Whether it is the token; it takes the same time for every other one."""
        return hmac.compare_digest(given.encode(errors="replace"), self._token)

    def is_known_host(self, header: str) -> bool:
        """Whether the Host header names this server: an address, or a name that it is known to have."""
        try:
            name = urlsplit(f"//{header}").hostname or ""
        except ValueError:
            return False
        try:
            # A name is needed to make it mean something else.
            return ip_address(name).is_loopback or not self._is_local
        except ValueError:
            return name in self._names

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Status and reason, if a request is refused."""
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        hosts = headers.get("host", [])
        if len(hosts) != 1 or not self.is_known_host(hosts[0]):
            return 403, "the address names another host than this server: use the one that it has printed"
        for origin in headers.get("origin", []):
            if _host_of(origin) != hosts[0].lower():
                return 403, "a page elsewhere may not ask this server"
        if not any(map(self.is_token, _tokens(scope, headers))):
            return 401, "the token is missing or wrong: the address that was printed has it; or Authorization: Bearer"
        return None


def _host_of(origin: str) -> str:
    """Host and port of an origin, "" for none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def cookie_name(scope: Scope) -> str:
    """The cookie of a server: browsers share cookies among all ports of a host."""
    server = scope.get("server") or ("", 0)
    return f"searcher-{TOKEN}-{server[1]}"


def _tokens(scope: Scope, headers: MutableMapping[str, list[str]]) -> Iterable[str]:
    """What is given as token: in the address, as Authorization, as cookie."""
    yield from parse_qs(scope.get("query_string", b"").decode("latin-1")).get(TOKEN, [])
    for value in headers.get("authorization", []):
        scheme, _, token = value.partition(" ")
        if scheme.lower() == "bearer":
            yield token.strip()
    for value in headers.get("cookie", []):
        try:
            cookie = SimpleCookie(value).get(cookie_name(scope))
        except CookieError:
            continue
        if cookie is not None:
            yield cookie.value


class Guarded:
    """An ASGI application behind a guard; its answers are kept by nobody and shown inside no other page."""

    def __init__(self, application: Application, guard: Guard) -> None:
        self._application = application
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        refused = self._guard.refusal(scope)
        if refused is None:
            await self._application(scope, receive, send_with_headers)
        elif scope["type"] == "websocket":
            # Before it is accepted, which a browser is told as 403.
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            status, reason = refused
            headers = [(b"content-type", b"application/json")]
            if status == 401:
                headers.append((b"www-authenticate", b"Bearer"))
            await send_with_headers({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": escaped({"error": reason}).encode() + b"\n"})
