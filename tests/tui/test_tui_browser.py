"""The live search as a page, in a real browser: what a person types and sees there."""

import base64
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import make_library
from places import ROOT

pytest.importorskip("textual_serve", reason="the extra `serve` is not installed")
import browser

TEXTS: dict[str, str | bytes] = {
    "de.txt": "Ein Bericht aus Pjöngjang.\n\nDer Präsident sprach in Pjöngjang über Raketen.\n",
    "ru.txt": "Президент выступил в Пхеньяне с речью о ракетах.\n",
    "other.txt": "Nothing of it here.\n",
}
# Underlined on a ground of its own: a match in the list of hits.
HIGHLIGHTED = re.compile(r"\x1b\[(?:1;)?4;38;2;\d+;\d+;\d+;48;2;(\d+);(\d+);(\d+)m(Pjöngjang|Пхеньяне)")
# Pixels of one colour in the picture of a page.
COUNT = """new Promise((done, fail) => {{
  const image = new Image();
  image.onerror = fail;
  image.onload = () => {{
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, image.width, image.height).data;
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at] === {0} && data[at + 1] === {1} && data[at + 2] === {2}) count += 1;
    done(count);
  }};
  image.src = "data:image/png;base64,{3}";
}})"""
_PATIENCE = 120


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if browser.program() is None:
        reason = f"no browser here: one of {', '.join(browser.PROGRAMS)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return make_library(tmp_path_factory.mktemp("page"), TEXTS).folder


@pytest.fixture
def server(library: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "searcher", "serve", "--index", str(library), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as running:
        yield running
        running.send_signal(signal.SIGTERM)


def address_of(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    return server.stdout.readline().strip()


def wait_for(page: browser.Page, is_so: Callable[[], object], what: str) -> None:
    """Listen to the page until something is so; given up only when it hangs."""
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end, (what, page.faults, page.received[-2_000:])
        page.listen(0.1)


def text_of(page: browser.Page) -> str:
    return page.received.decode(errors="replace")


def pixels(page: browser.Page, colour: tuple[str, ...]) -> int:
    return int(page.evaluate(COUNT.format(*colour, base64.b64encode(page.picture()).decode())))


@pytest.mark.parametrize("width", [1_280, 400])
def test_what_is_typed_finds_a_highlighted_hit(server: "subprocess.Popen[str]", width: int) -> None:
    with browser.page() as page:
        address = address_of(server)
        page.open(address, width, 720)
        wait_for(page, lambda: "3 doc" in text_of(page), "the library is open")
        wait_for(
            page, lambda: "helper-textarea" in page.evaluate("document.activeElement.className"), "a place to type"
        )
        page.type("Пхеньян")
        wait_for(
            page,
            lambda: {found[4] for found in HIGHLIGHTED.finditer(text_of(page))} == {"Pjöngjang", "Пхеньяне"},
            "both hits",
        )
        found = HIGHLIGHTED.search(text_of(page))
        assert found is not None
        # And the person sees it: the ground of a match of nine letters is some hundred pixels.
        wait_for(page, lambda: pixels(page, found.groups()[:3]) > 500, "a highlight on the screen")
        # The token is in no address any more, and no script reads it.
        assert page.evaluate("location.href") == address.partition("?")[0]
        assert page.evaluate("document.cookie") == ""
        home = address.partition("?")[0].removeprefix("http")
        assert page.addresses and all(
            each.removeprefix("http").removeprefix("ws").startswith(home)
            for each in page.addresses
            if not each.startswith("data:")
        )
        assert not page.faults


def test_a_window_that_is_closed_ends_its_process_and_can_be_opened_again(server: "subprocess.Popen[str]") -> None:
    with browser.page() as page:
        page.open(address_of(server), 900, 600)
        wait_for(page, lambda: "3 doc" in text_of(page), "the library is open")
        page.call(
            "Input.dispatchKeyEvent", type="rawKeyDown", key="q", code="KeyQ", windowsVirtualKeyCode=81, modifiers=2
        )
        wait_for(page, lambda: "-closed" in page.evaluate("document.body.className"), "the end of the window")
        assert page.evaluate("getComputedStyle(document.getElementById('closed')).display") == "block"
        page.received.clear()
        page.evaluate("document.getElementById('again').click()")
        wait_for(page, lambda: "3 doc" in text_of(page), "the library is open again")


def test_without_the_token_there_is_no_page(server: "subprocess.Popen[str]") -> None:
    with browser.page() as page:
        page.open(address_of(server).partition("?")[0], 900, 600)
        wait_for(
            page, lambda: "the token is missing" in (page.evaluate("document.body?.innerText") or ""), "the reason"
        )
        assert not page.received
