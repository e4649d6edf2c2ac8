"""`searcher serve`: the live search as a page in a browser, or the library for programs over HTTP."""

import argparse

from searcher.cli.answers import asked_folder, keep_to_one_thread
from searcher.cli.common import say
from searcher.errors import SearcherError

HELP = "show the live search as a page in a browser; with --api answer programs over HTTP"
EPILOG = """examples:
  searcher serve
  searcher serve --api --port 0

The address that is printed has a token, without which nothing is answered. It only reads; Ctrl+C ends it."""
_PORT = 8_000
_MOST_PORT = 65_535
_SECONDS = 20.0
_MOST_SECONDS = 3_600.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--api", action="store_true", help="no page, but JSON for programs, with its OpenAPI description"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="HOST", help="where to listen (default 127.0.0.1: this machine alone)"
    )
    parser.add_argument(
        "--port", type=_port, default=_PORT, metavar="N", help=f"the port, 0 for a free one (default {_PORT})"
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=_SECONDS,
        metavar="N",
        help=f"with --api: how long an answer may take (default {_SECONDS:g})",
    )


def run(arguments: argparse.Namespace) -> int:
    """Answer until SIGINT or SIGTERM. Raises SearcherError where that cannot be begun."""
    keep_to_one_thread()
    try:
        from searcher.serving import listening
        from searcher.serving.guard import TOKEN, Guard, Guarded, is_loopback, new_token

        if arguments.api:
            from searcher.serving.api import api
        else:
            from searcher.serving.window import Windows
    except ImportError:
        from searcher.ingest.extras import install

        raise SearcherError(f"what answers browsers and programs is not installed: {install('serve')}") from None
    from searcher.serving.desk import Desk

    folder = asked_folder(arguments)
    socket = listening.listener(arguments.host, arguments.port)
    address = listening.address_of(arguments.host, socket.getsockname()[1])
    token = new_token()
    path = "/api/openapi.json" if arguments.api else "/"
    if not is_loopback(arguments.host):
        say(f"--host {arguments.host}: whoever has the token can read this library; nothing is encrypted on the way")

    def tell() -> None:
        print(f"{address}{path}?{TOKEN}={token}", flush=True)
        say("Ctrl+C ends it")

    desk = Desk(folder, seconds=arguments.seconds) if arguments.api else None
    try:
        application = Windows(folder).application() if desk is None else api(desk)
        listening.listen(Guarded(application, Guard(token, arguments.host)), socket, tell)
    finally:
        socket.close()
        if desk is not None:
            desk.close()
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _MOST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (0 to {_MOST_PORT})")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds (to {_MOST_SECONDS:g})")
    return seconds
