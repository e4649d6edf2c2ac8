"""The standard streams: the product reaches its reader or the command fails; the talk stands in nobody's way."""

import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from searcher.errors import SearcherError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class OutputError(SearcherError):
    """The product cannot be written: a full disk, a closed stream."""


class ReaderLeft(Exception):
    """Whoever reads the product (head, less) has seen enough of it."""


class _Product(io.FileIO):
    # Told apart here: further up it is one of many errors that have nothing to do with the output.
    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise ReaderLeft from None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise OutputError(f"standard output cannot be written ({reason}); send it elsewhere") from None


class _Talk(io.FileIO):
    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except OSError:
            # There is nowhere left to say so, and the product is no worse for it.
            return memoryview(data).nbytes


def prepare_streams() -> None:
    """Let text in any script out whatever the locale says, and what is no text as escapes.

    Raises OutputError if standard output is closed.
    """
    _hold_closed_descriptors()
    is_closed = sys.stdout is None
    if sys.stderr is None or is_closed:
        # `print` takes standard output where it is given no stream.
        nowhere = open(os.devnull, "w")  # noqa: SIM115, PTH123 - open until the process ends
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    sys.stdout = _anew(sys.stdout, sys.__stdout__, _Product)
    sys.stderr = _anew(sys.stderr, sys.__stderr__, _Talk)
    if is_closed:
        raise OutputError("standard output is closed; send it somewhere, were it to /dev/null")


def abandon_output() -> None:
    """Keep what is left of the product from being written at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hold_closed_descriptors() -> None:
    """Open what is closed of descriptors 0 to 2: the next file would get the number, and the talk would end in it."""
    for descriptor, way in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            # The processes that this one starts must not find it closed either.
            os.set_inheritable(os.open(os.devnull, way), True)


def _anew(stream: TextIO, original: TextIO | None, kind: Callable[..., io.FileIO]) -> TextIO:
    """A process's own stream with another lowest layer; any other stream as it is, with its encoding set."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return stream
    reconfigure(encoding="utf-8", errors="backslashreplace")
    raw = getattr(stream.buffer, "raw", stream.buffer)
    if stream is not original or type(raw) is not io.FileIO:
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(kind(stream.fileno(), "wb", closefd=False)),
        encoding="utf-8",
        errors="backslashreplace",
        line_buffering=bool(stream.line_buffering),
        write_through=getattr(stream, "write_through", False),
    )
