"""What extraction hands to the index: one searchable text with its metadata, or a line that says why not."""

from searcher.records import dataclass

FIELDS = ("author", "from", "to", "tag")
"""Fields of documents that a query can ask for by name."""


@dataclass(frozen=True, slots=True)
class Place:
    """From `start` (code points of the text) to the next place the text stands at `label`: "page 12".

    `line`: the number of the line that begins there where lines have numbers ("sheet Q3, row 41"), else 0.
    """

    start: int
    label: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One searchable text.

    `id` is a JSON Lines or CSV record's own id, or a file's path relative to its source ("/" as separator).
    `file` is the key of the file that holds the text: the source as written in searcher.toml joined with the
    path below it; `Library.locate(file)` gives the path on disk. `number` is the 1-based line of a record in
    its file, 0 for a whole file. `lang` is an ISO 639-1 code that the input told, "" when it told none.
    `date` is ISO 8601 (YYYY-MM-DD, perhaps with a time) or "". `text` holds no NUL and no lone surrogate.

    `within` says where in its file the document is, if it is not all of it ("attachment a.pdf of mail from A to B"),
    `places` where in the document its parts are, by ascending start. `fields` are metadata that are searched too:
    pairs of a name (one of FIELDS, or any other) and a value of one line.
    """

    id: str
    file: str
    text: str
    title: str = ""
    type: str = "txt"
    lang: str = ""
    date: str = ""
    url: str = ""
    number: int = 0
    within: str = ""
    places: tuple[Place, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        # On the way to another process: what a data class with slots has for it takes twice as long.
        values = (
            self.id, self.file, self.text, self.title, self.type, self.lang, self.date, self.url, self.number,
            self.within, self.places, self.fields,
        )  # fmt: skip
        return Document, values


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not searchable, and why.

    `number` is the 1-based line of a record, 0 for the whole file. `is_note` is True when the text is
    searchable all the same and the reason tells of a loss or a guess. `lacks` names what would help (see
    `extras.is_there`), "" for nothing: the file is read again when that is there.
    """

    file: str
    reason: str
    number: int = 0
    is_note: bool = False
    lacks: str = ""


def reason_of(error: OSError) -> str:
    """A failed look at a file as the words of a Problem."""
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    if isinstance(error, FileNotFoundError):
        return "vanished while it was read"
    return f"cannot be read ({(error.strerror or str(error)).lower()})"
