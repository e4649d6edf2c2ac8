"""A line to type in, which takes what is pasted as one line."""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input

from searcher.text.cells import joins, printable

# Code points: some three hundred words, of which each costs a search its time.
LONGEST = 2_000


class LineInput(Input):
    """An input that holds only what is safe to show, however it came in."""

    @dataclass
    class Shortened(Message):
        """Of a pasted text of `given` code points only the first `kept` had room."""

        kept: int
        given: int

    # Joiners and selectors that were typed, until there is what they join.
    _held = ""

    def validate_value(self, value: str) -> str:
        return printable(value)

    async def _on_key(self, event: events.Key) -> None:
        # Textual takes what shows nothing for no character, but words of Persian and Sinhala, and pictures, have it.
        character = event.character or ""
        if joins(character):
            self._held += character
        elif self._held and event.is_printable:
            self.insert_text_at_cursor(self._held + character)
            self._held = ""
        else:
            self._held = ""
            if event.is_printable or not await self._edit(event.key):
                return
        event.stop()
        event.prevent_default()

    async def _edit(self, key: str) -> bool:
        """Do here what a key of the line itself does; whether it does anything.

        Textual has it done once the key has come up to the application: letters that follow at once, as they do from
        far away, would be typed before the cursor has moved.
        """
        for binding in self._bindings.key_to_bindings.get(key, ()):
            if not binding.priority and await self.app.run_action(binding.action, self):
                return True
        return False

    def _on_paste(self, event: events.Paste) -> None:
        # Textual's own takes the first line alone.
        event.prevent_default()
        event.stop()
        text = printable(event.text).strip()
        start, end = sorted(self.selection)
        room = max(0, LONGEST - len(self.value) + end - start)
        if len(text) > room:
            self.post_message(self.Shortened(room, len(text)))
        self.replace(text[:room], start, end)
