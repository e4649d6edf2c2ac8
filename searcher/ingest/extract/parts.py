"""A text put together from parts, each with its place: pages, sheets, slides, chapters."""

from searcher.ingest.clean import clean_text
from searcher.ingest.document import Place
from searcher.ingest.settings import Settings, size_text


class Parts:
    """What is read of a document so far, up to `max_file_bytes` code points: more text is left out, with a note."""

    def __init__(self, settings: Settings, note: str = "") -> None:
        """`note`: what is told of its decoding, "" for nothing."""
        self.places: list[Place] = []
        self.notes = [note] if note else []
        self._texts: list[str] = []
        self._at = 0
        self._is_cut = False
        self._most = settings.max_file_bytes

    @property
    def is_full(self) -> bool:
        """Whether nothing more is taken."""
        return self._is_cut

    def add(self, text: str, label: str = "", line: int = 0) -> None:
        """Add a part on lines of its own; with `label` and `line` it is a Place, otherwise it goes on with the last."""
        text, note = clean_text(text)
        text = text.strip("\n") if not line else text.rstrip("\n")
        if self.is_full or not text.strip():
            return
        if note:
            self.note(note)
        if self._at + len(text) > self._most:
            text = text[: self._most - self._at]
            limit = f"the limit is {size_text(self._most)} (max_file_bytes in searcher.toml)"
            self.note(f"its text is cut off: {limit}")
            self._is_cut = True
        if label or line:
            self.places.append(Place(self._at, label, line))
        self._texts.append(text)
        self._at += len(text) + 1

    def note(self, note: str) -> None:
        """Tell of a loss or a doubt, once."""
        if note not in self.notes:
            self.notes.append(note)

    def text(self) -> str:
        """The whole text."""
        return "\n".join(self._texts)
