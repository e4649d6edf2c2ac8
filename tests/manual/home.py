"""Where the examples of the manual run: a person's home, with a clone of the project and the files that examples name."""

import mailbox
import os
import shutil
import sys
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

from extracting import scan
from places import ROOT

NAMES = "Andrei Belousov\nKim Jong-un\n"
ENTITIES = '[[entity]]\nid = "no-kwang-chol"\ntype = "person"\ncanonical = "No Kwang-chol"\n'


def make(home: Path) -> Path:
    """Fill an empty folder; the folder of the clone in it, in which commands run."""
    clone = home / "searcher"
    for name in ("index", "seeds"):
        shutil.copytree(
            ROOT / name, clone / name, ignore=shutil.ignore_patterns("data", "history.txt", "searches.toml")
        )
    (clone / "names.txt").write_text(NAMES, encoding="utf-8")
    (clone / "people.csv").write_text("id,name\n1,Andrei Belousov\n1,Belousow\n2,Kim Jong-un\n", encoding="utf-8")
    (clone / "entities.toml").write_text(ENTITIES, encoding="utf-8")
    _write(home / "documents" / "note.txt", "A note on Pyongyang, the capital of North Korea.\n")
    _write(clone / "documents" / "note.txt", "Minister Andrei Belousov spoke in Moscow.\n")
    _write(home / "petrenko" / "notes.txt", "Сьогодні говорив Іван Петренко.\n")
    _mail(home / "mail")
    (home / "papers").mkdir()
    (home / "papers" / "treaty.pdf").write_bytes(scan("A treaty between two states.", "Signed in Pyongyang by both."))
    _write(home / "papers" / "old" / "summary.txt", "Summary of the treaty of Moscow.\n")
    _programs(home / "bin")
    return clone


def environment(home: Path) -> Mapping[str, str]:
    """The environment of whoever lives there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SEARCHER_", "XDG_"))}
    # Tables that depend on the program alone.
    kept["XDG_CACHE_HOME"] = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    path = os.pathsep.join((str(home / "bin"), os.environ["PATH"]))
    return {**kept, "HOME": str(home), "PATH": path, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _mail(folder: Path) -> None:
    folder.mkdir()
    box = mailbox.mbox(folder / "2024.mbox")
    for subject, sender, text in (
        ("Budget", "Ana Horvat <ana@firma.example>", "The budget for the trip to Pyongyang is attached."),
        ("Reise", "Ivo Kovač <ivo@firma.example>", "Wir fliegen am 30. November nach Pjöngjang."),
    ):
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, sender, "Team <team@firma.example>"
        message["Date"] = "Mon, 04 Nov 2024 09:00:00 +0000"
        message["Message-ID"] = f"<{subject}@firma.example>"
        message.set_content(text)
        if subject == "Budget":
            message.add_attachment(b"flights;1200\nhotel;800\n", maintype="text", subtype="csv", filename="costs.csv")
        box.add(message)
    box.close()


def _programs(folder: Path) -> None:
    """`searcher` and `python` as they are beside these tests."""
    folder.mkdir()
    for name, called in (("searcher", "-m searcher"), ("python", ""), ("python3", "")):
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {called} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
