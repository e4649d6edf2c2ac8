"""Every key of the live search, in one table: the bindings, the help and the manual are made of it."""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key (several with commas between them), what it does there, and how the footer calls it ("" for not)."""

    keys: str
    action: str
    what: str
    footer: str = ""
    shown: str = ""
    priority: bool = False

    @property
    def name(self) -> str:
        """The keys as a person reads them."""
        return self.shown or ", ".join(_named(key) for key in self.keys.split(","))


ANYWHERE = (
    Key("f1", "help", "this help", "Help"),
    Key("shift+f1", "tour_on", "the next step of the tour, or its beginning"),
    Key("f2", "facets", "filters: language, type, folder, year, entity, author, tag", "Filters"),
    Key("f3", "names", "names and forms that the query stands for", "Names"),
    Key("f4", "level(1)", "next step of the ladder, from exact to near, and translations", "Level"),
    Key("shift+f4", "level(-1)", "the step before"),
    Key("f5", "update", "bring the index up to date"),
    Key("f6", "translations", "the last step of the ladder, translations, and back"),
    Key("f9", "suggestions", "spellings that the documents show to be one name: of the query, or of all names"),
    Key("f8", "match(1)", "next match in the document"),
    Key("f7", "match(-1)", "the match before"),
    Key("tab,shift+tab", "", "to the next part of the screen and back"),
    Key("escape", "search_line", "back to the search line; there, empty it; once empty, end the tour"),
    Key("ctrl+o", "open", "open the document in $VISUAL or $EDITOR, at the match; a PDF at the page"),
    Key("ctrl+y", "copy_quotation", "copy the passage with its source"),
    Key("ctrl+t", "export", "write all hits to a file: jsonl, csv or md"),
    Key("ctrl+s", "save", "save this search under a name"),
    Key("ctrl+g", "about", "everything about the name in the search line; there w writes it to a file"),
    Key("ctrl+l", "watchlist", "who of a list of names is where, and what is new"),
    Key("ctrl+r", "recall", "call up a saved or an earlier search", "Recall"),
    Key("ctrl+p", "", "all commands, and the theme"),
    Key("ctrl+q,ctrl+c", "quit", "quit", priority=True),
)
BESIDE_THE_SEARCH_LINE = (
    Key("question_mark", "help", "this help"),
    Key("slash", "search_line", "to the search line"),
    Key("n", "match(1)", "next match in the document"),
    Key("N", "match(-1)", "the match before"),
    Key("e", "open", "open in the editor, at the match; a PDF at the page"),
    Key("o", "open_desktop", "open with the desktop's program; a PDF at the page"),
    Key("y", "copy_path", "copy the path"),
    Key("c", "copy_quotation", "copy the passage with its source"),
    Key("x", "copy_command", "copy the command line that finds the same"),
    Key("w", "export", "write all hits to a file"),
    Key("s", "save", "save this search"),
    Key("asterisk", "star", "star the document, or take the star away"),
    Key("a", "note", "write a note on the document; an empty one takes it away"),
    Key("u", "read", "count the document as read, or as not read"),
    Key("d", "order", "the newest first, or the best again"),
    Key("f", "fold", "fold documents that tell the same story under the best of them, or unfold them"),
    Key("v", "columns", "date and score of each hit: as a bar, as a number, or neither"),
    Key("m", "similar", "documents that tell the same story, in any language"),
)
SEARCH_LINE = (
    Key("enter", "submit", "to the results; without any, take the first suggestion"),
    Key("up,down", "", "select another hit"),
    Key("pageup,pagedown", "", "a page of hits"),
    Key("ctrl+up,alt+up", "older", "the query before"),
    Key("ctrl+down,alt+down", "newer", "the query after"),
    Key("backspace", "", "at the beginning: take the last filter away"),
)
RESULTS = (
    Key("up,k", "move(-1)", "the hit before"),
    Key("down,j", "move(1)", "the next hit"),
    Key("pageup,ctrl+b", "page(-1)", "a page up"),
    Key("pagedown,ctrl+f,space", "page(1)", "a page down"),
    Key("home,g", "first", "the best hit"),
    Key("end,G", "last", "the last hit"),
    Key("enter", "open", "open in the editor, at the match; a PDF at the page"),
    Key("right,l", "read", "to the document"),
)
DOCUMENT = (
    Key("up,k", "scroll_up", "a line up"),
    Key("down,j", "scroll_down", "a line down"),
    Key("pageup,ctrl+b", "page_up", "a page up"),
    Key("pagedown,ctrl+f,space", "page_down", "a page down"),
    Key("home,g", "scroll_home", "the beginning"),
    Key("end,G", "scroll_end", "the end"),
    Key("left,h", "leave", "back to the results"),
)
FILTERS = (
    Key("up,k", "cursor_up", "up"),
    Key("down,j", "cursor_down", "down"),
    Key("enter,space", "select", "set the filter, or take it away"),
)
NAMES = (
    Key("up,k", "cursor_up", "up"),
    Key("down,j", "cursor_down", "down"),
    Key("enter,space", "select", "switch the form off or on; of a name with several meanings, take this one"),
    Key("a", "add_name", "add a name to the library's entities.toml"),
)
SUGGESTIONS = (
    Key("a", "accept", "take the other spelling over into the library's entities.toml"),
    Key("r", "reject", "not the same name: never suggest it again"),
    Key("escape,q,f9", "close", "back to the search"),
)
PLACES: tuple[tuple[str, tuple[Key, ...]], ...] = (
    ("Anywhere", ANYWHERE),
    ("In the search line", SEARCH_LINE),
    ("Outside the search line", BESIDE_THE_SEARCH_LINE),
    ("In the results", RESULTS),
    ("In the document", DOCUMENT),
    ("In the filters", FILTERS),
    ("In the names", NAMES),
    ("In the suggestions", SUGGESTIONS),
)

_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "asterisk": "*",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """The bindings of a part of the screen; keys without an action are those that Textual binds itself."""
    return [
        Binding(key.keys, key.action, key.footer or key.what, show=bool(key.footer), priority=key.priority)
        for key in keys
        if key.action
    ]


def markdown_table() -> str:
    """The keys as a Markdown table."""
    lines = ["| where | key | what it does |", "|---|---|---|"]
    for place, keys in PLACES:
        lines += [f"| {place.lower()} | {_code(key.name)} | {key.what} |" for key in keys]
    return "\n".join(lines) + "\n"


def _named(key: str) -> str:
    parts = key.split("+")
    last = parts[-1]
    if len(last) > 1:
        last = _NAMES.get(last, last.capitalize())
    elif len(parts) > 1:
        last = last.upper()
    return "+".join([*(part.capitalize() for part in parts[:-1]), last])


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split(", "))
