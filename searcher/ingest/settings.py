"""What a person can set in searcher.toml about reading files, with its defaults."""

from searcher.engine_settings import ClusterSettings
from searcher.records import dataclass

IGNORE_FILES = (".gitignore", ".ignore", ".searcherignore")
"""Files of patterns, those of each folder in this order: what is written for this program stands above the others."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each setting, in the words that the manual tells it in (`tools/manual_settings.py`).

    `languages`: ISO 639-1 codes of the only languages that texts are told apart into, for a collection in a few of
    them; empty for all. They are the languages of scans, too.

    `ignore`: patterns, as in a `.gitignore`, of what is left out, from this folder on; one that begins with `!` takes
    something back, even what is hidden.

    `ignore_files`: names of files in the folders whose patterns count for all below; of one folder the last wins.

    `max_file_bytes`: the largest file of a format that is read whole (text, Markdown, HTML …), because analysing takes
    some 15 bytes of memory for each byte; files whose fonts, pictures and packing take more room than their text may
    have eight times as much. Larger ones are named and left out.

    `max_line_bytes`: the same for one record of a JSON Lines or CSV file.

    `follow_links`: whether links are followed that lead out of all sources.

    `watch`: whether the live search brings the index up to date whenever a file changes.

    `ocr`: whether pages and pictures without text are read by a program for that, where one is installed.

    `cluster`: where the documents lie, None for beside the settings; see `searcher.engine_settings`.
    """

    languages: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    ignore_files: tuple[str, ...] = IGNORE_FILES
    max_file_bytes: int = 32_000_000
    max_line_bytes: int = 16_000_000
    follow_links: bool = False
    watch: bool = False
    ocr: bool = True
    cluster: ClusterSettings | None = None

    @property
    def max_binary_bytes(self) -> int:
        """The bound for files whose fonts, pictures and packing take more room than their text."""
        return 8 * self.max_file_bytes


def size_text(size: int) -> str:
    """A size in bytes as people write it: "32 MB"."""
    amount, unit = float(size), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.3g} {unit}"
