"""Documents of a file that has another name now, as if they had been read under it."""

from collections.abc import Iterable, Iterator
from operator import attrgetter

from searcher.ingest.changes import Change
from searcher.ingest.document import Document
from searcher.ingest.extract.whole import name_of
from searcher.library import Library
from searcher.marks import Marks, marks_exist
from searcher.records import replace

# What stands between the id of a file and that of a record in it.
_AFTER_FILE = "#!"


def renamed(library: Library, change: Change, documents: Iterable[Document]) -> Iterator[Document]:
    """The documents of the file that a "renamed" `change` tells of, in the order of its records.

    In the end what the person marked of them follows them. Raises SearcherError if that cannot be written.
    """
    assert change.found is not None
    before, now = library.id_of(change.before), change.found.id
    moved = []
    for document in sorted(documents, key=attrgetter("number")):
        identifier = document.id
        # A record that has an id of its own keeps it; any other's begins with that of the file.
        if before is not None and identifier.startswith(before):
            tail = identifier.removeprefix(before)
            if not tail or tail[0] in _AFTER_FILE:
                identifier = now + tail
        # A file is found by the words of its name, too.
        old, new = ("name", name_of(document.id)), ("name", name_of(identifier))
        fields = tuple(new if field == old else field for field in document.fields)
        moved.append(((document.id, document.file), (identifier, change.key)))
        yield replace(document, id=identifier, file=change.key, fields=fields)
    if marks_exist(library.folder):
        Marks(library.folder).move(moved)
