"""The settings that a person can write in searcher.toml and tui.toml, each with its kind and its default."""

from searcher.engine_settings import EMBEDDED
from searcher.ingest.settings import Settings
from searcher.preferences import BIDI, TERMINAL, THEME, TOUR, VIEWER
from searcher.records import dataclass

LIST, NUMBER, SWITCH, TEXT = "list", "number", "switch", "text"


@dataclass(frozen=True, slots=True)
class Key:
    """A setting: its `name` (with its table before a dot), its `kind`, what it is when nobody says, and what it does.

    `is_own`: it is the person's, in tui.toml; else the library's, in searcher.toml.
    """

    name: str
    kind: str
    default: object
    about: str
    is_own: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """Where it stands in its file: its table, if any, and its name there."""
        parts = tuple(self.name.split("."))
        return parts[1:] if self.is_own else parts


_DEFAULTS = Settings()
KEYS = (
    Key("sources", LIST, [], "files and folders that the library covers"),
    Key("languages", LIST, [], "the only languages to tell apart, as two-letter codes"),
    Key("ignore", LIST, [], "patterns of files that are left out, as in a .gitignore"),
    Key("ignore_files", LIST, list(_DEFAULTS.ignore_files), "files of such patterns in the folders"),
    Key("max_file_bytes", NUMBER, _DEFAULTS.max_file_bytes, "larger text files are left out and named"),
    Key("max_line_bytes", NUMBER, _DEFAULTS.max_line_bytes, "larger records are left out and named"),
    Key("follow_links", SWITCH, _DEFAULTS.follow_links, "follow links that lead out of the sources"),
    Key("ocr", SWITCH, _DEFAULTS.ocr, "read scanned pages and pictures of text"),
    Key("watch", SWITCH, _DEFAULTS.watch, "keep the index up to date in the live search"),
    Key("engine.kind", TEXT, EMBEDDED, "where the documents lie: embedded or opensearch"),
    Key("engine.nodes", LIST, [], "the addresses of the cluster"),
    Key("engine.index", TEXT, "", "the name of the library in the cluster"),
    Key("engine.replicas", NUMBER, 1, "copies of each document beside the first"),
    Key("engine.shards", NUMBER, 3, "parts of a new index in the cluster"),
    Key("engine.credentials", TEXT, "", "a file with user:password"),
    Key("engine.ca", TEXT, "", "a file of certificates that are trusted"),
    Key(f"tui.{THEME}", TEXT, "", "the colours of the live search", is_own=True),
    Key(f"tui.{VIEWER}", TEXT, "", "the command that opens PDFs, with {file} and {page}", is_own=True),
    Key(f"tui.{TOUR}", SWITCH, True, "a tour at the next start", is_own=True),
    Key(f"tui.{BIDI}", TEXT, TERMINAL, "who orders right-to-left text: terminal or here", is_own=True),
)
