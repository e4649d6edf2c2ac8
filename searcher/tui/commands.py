"""What the command palette offers, each with the action that does it."""

from searcher.query.options import Level
from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it is called, what it does, and the action of the application."""

    title: str
    what: str
    action: str


COMMANDS = (
    Command("Filters", "Show or hide language, type, folder, year and entity", "facets"),
    Command("Names", "Show or hide what the query stands for", "names"),
    Command("Suggestions", "Spellings that the documents show to be one name", "suggestions"),
    Command("Open", "Open the document in the editor, at the match", "open"),
    Command("Open with the desktop", "Open the document with the desktop's program", "open_desktop"),
    Command("Same story", "Find documents that tell the same story, in any language", "similar"),
    Command("Star", "Star the document, or take the star away", "star"),
    Command("Note", "Write a note on the document", "note"),
    Command("Read", "Count the document as read, or as not read", "read"),
    Command("Starred", "List what you have starred", "marked('starred')"),
    Command("Unread", "Only documents that you have not read", "marked('unread')"),
    Command("Newest first", "Put the newest first, or the best again", "order"),
    Command("Fold stories", "Fold documents that tell the same under the best of them", "fold"),
    Command("Columns", "Date and score of each hit: as a bar, as a number, or neither", "columns"),
    Command("High contrast", "Show it without half tones, and nothing by colour alone", "contrast"),
    Command("Right to left", "Let this program put right-to-left text in order, or the terminal", "bidi"),
    Command("Tour", "Show the tour again", "tour"),
    Command("About this name", "Tell everything about the name in the search line", "about"),
    Command("Watchlist", "Show who of a list of names is where, and what is new", "watchlist"),
    Command("Copy path", "Copy the path of the document", "copy_path"),
    Command("Copy passage", "Copy the passage with its source", "copy_quotation"),
    Command("Copy command", "Copy the command line that finds the same", "copy_command"),
    Command("Export", "Write all hits to a file", "export"),
    Command("Save search", "Save this search under a name", "save"),
    Command("Recall", "Call up a saved or an earlier search", "recall"),
    Command("Update the index", "Take in what changed on disk", "update"),
    Command("All keys", "Show every key", "help"),
    *(Command(f"Search: {level.value}", level.meaning, f"set_level({level.value!r})") for level in Level),
)
