"""What the person asks for beside a search: everything about a name, and who of a list of names is where."""

from collections.abc import Sequence
from pathlib import Path

from textual.app import App

from searcher.errors import SearcherError
from searcher.files import Replacing
from searcher.library import ENTITIES_NAME
from searcher.output.dossier_files import FILE_FORMATS
from searcher.search.dossier import Dossier
from searcher.search.seen import known_lists
from searcher.search.watchlist import Watched
from searcher.tui.news import DossierMade, ListLookedFor
from searcher.tui.reading import ReadingSession
from searcher.tui.screen import SearchScreen
from searcher.tui.session import Session
from searcher.tui.widgets.dialogs import ChoiceScreen, PromptScreen
from searcher.tui.widgets.dossier import DossierScreen
from searcher.tui.widgets.watchlist import WatchScreen

_OTHER = "\0"


class ReportActions:
    """Lays reports over the screen of `app`, and writes them to files."""

    def __init__(self, app: App[None], session: Session, screen: SearchScreen) -> None:
        self._app = app
        self._session = session
        self._screen = screen

    def about(self) -> None:
        """Everything about the name in the search line."""
        state = self._session.state
        name = state.text
        for word in state.typed_filters():
            name = name.replace(word, " ")
        name = " ".join(name.replace('"', " ").split())
        if not any(map(str.isalnum, name)):
            self._screen.tell("type a name first: this tells everything about it")
            return
        self._session.remember()
        self._session.about(name)

    def watchlist(self) -> None:
        """Who of a list is where: of a list that was told before, or of another file."""
        own = self._session.folder / ENTITIES_NAME
        lists = list(dict.fromkeys((*known_lists(self._session.folder), *([str(own)] if _has_rows(own) else []))))
        if not lists:
            self._ask_for_list()
            return
        choices = [*((file, file) for file in lists), (_OTHER, "another file …")]
        self._app.push_screen(ChoiceScreen("Watchlists", choices), self._choose)

    def show(self, news: DossierMade | ListLookedFor) -> None:
        """Show what the search thread has made."""
        if isinstance(news, DossierMade):
            self._app.push_screen(DossierScreen(news.dossier, self._ask_where))
            return
        shown = self._app.screen
        if isinstance(shown, WatchScreen) and shown.file == news.file:
            shown.show(news.found, news.done, news.total)

    def _choose(self, chosen: str | None) -> None:
        if chosen == _OTHER:
            self._ask_for_list()
        elif chosen:
            self._watch(chosen)

    def _ask_for_list(self) -> None:
        hint = "names one a line, a table (.csv) with a column called name, or an entities.toml"
        self._app.push_screen(PromptScreen("The file of a watchlist", hint=hint), self._watch)

    def _watch(self, name: str | None) -> None:
        if not name:
            return
        file = str(Path(name).expanduser().absolute())

        def tell_seen(found: Sequence[Watched]) -> None:
            self._session.mark_seen(file, found)

        def end(chosen: str | None) -> None:
            self._session.stop_watching()
            if chosen:
                self._screen.type(chosen)

        self._app.push_screen(WatchScreen(file, tell_seen), end)
        self._session.watch(file)

    def _ask_where(self, dossier: Dossier) -> None:
        if isinstance(self._session, ReadingSession):
            self._session.refuse()
            return
        safe = "".join(letter if letter.isalnum() else "-" for letter in dossier.text)[:60]
        prompt = PromptScreen("Write this page to", f"{safe}.md", f"the ending decides: .{', .'.join(FILE_FORMATS)}")
        self._app.push_screen(prompt, lambda name: self._write(dossier, name or ""))

    def _write(self, dossier: Dossier, name: str) -> None:
        if not name:
            return
        path = Path(name).expanduser()
        lines = FILE_FORMATS.get(path.suffix.lower().removeprefix("."))
        try:
            if lines is None:
                raise SearcherError(f"{path.name}: the file of a page ends in .{', .'.join(FILE_FORMATS)}")
            if path.exists():
                raise SearcherError(f"{path}: exists already; choose another name")
            with Replacing(path) as out:
                out.writelines(f"{line}\n".encode(errors="replace") for line in lines(dossier))
        except OSError as error:
            self._screen.tell(f"{path}: cannot be written ({error.strerror})", "error")
        except SearcherError as error:
            self._screen.tell(str(error), "error")
        else:
            self._screen.tell(f"written to {path}")


def _has_rows(path: Path) -> bool:
    """Whether an entities.toml seems to hold any entity."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.lstrip().startswith("[[") for line in lines)
