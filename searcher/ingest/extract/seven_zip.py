"""7z archives: each member as a file of its own, with the extra `archives`."""

from collections.abc import Iterator
from typing import BinaryIO

from searcher.ingest import extras
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.members import TooMuchError, read_member, room_of, take, too_packed
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The members, unpacked one after the other."""
    try:
        from py7zr import SevenZipFile
        from py7zr.exceptions import ArchiveError, PasswordRequired
        from py7zr.io import BytesIOFactory
    except ImportError:
        reason = f"is a 7z archive: {extras.install(extras.ARCHIVES)} reads it"
        yield Problem(found.key, reason, lacks=extras.ARCHIVES)
        return
    room = room_of(found)
    most = settings.max_binary_bytes
    try:
        with SevenZipFile(stream) as archive:
            files = [entry for entry in archive.list() if not entry.is_directory]
            if archive.needs_password():
                yield Problem(found.key, "is encrypted: unpack it to search it")
                return
            packed = sum(entry.compressed or 0 for entry in files)
            size = sum(entry.uncompressed for entry in files)
            if size > most or (reason := too_packed(packed, size)):
                reason = reason if size <= most else "is too large unpacked: unpack it to search it"
                yield Problem(found.key, reason)
                return
            take(room, size)
            factory = BytesIOFactory(most)
            archive.extractall(factory=factory)
            for name, product in factory.products.items():
                product.seek(0)
                yield from read_member(found, name, product.read(), settings, room)
    except PasswordRequired:  # even for the names
        yield Problem(found.key, "is encrypted: unpack it to search it")
    except TooMuchError as error:
        yield Problem(found.key, str(error), is_note=True)
    except (ArchiveError, OSError, EOFError, ValueError, NotImplementedError) as error:
        yield Problem(found.key, f"is a damaged archive ({error})")
