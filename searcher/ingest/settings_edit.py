"""One setting of a file, changed: comments and layout stay, and the file is checked before it is written."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from searcher.errors import SearcherError
from searcher.files import replace_file
from searcher.ingest.settings_keys import LIST, NUMBER, SWITCH, Key

_SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def value_of(key: Key, words: list[str]) -> object:
    """What a person's words mean for a setting: of a list each is an item, or all are one list of TOML.

    Raises SearcherError.
    """
    if key.kind == LIST:
        if len(words) == 1 and words[0].lstrip().startswith("["):
            try:
                return tomllib.loads(f"value = {words[0]}")["value"]
            except ValueError:
                raise SearcherError(f'{key.name}: {words[0]} is no list such as ["a", "b"]') from None
        return words
    if len(words) != 1:
        raise SearcherError(f"{key.name} takes one value; put it in quotation marks")
    (word,) = words
    if key.kind == SWITCH:
        if word.lower() not in _SWITCHES:
            raise SearcherError(f"{key.name} must be true or false")
        return _SWITCHES[word.lower()]
    if key.kind == NUMBER:
        plain = word.replace("_", "").replace(",", "")
        if not plain.isascii() or not plain.isdecimal() or len(plain) > 18:
            raise SearcherError(f"{key.name} must be a number, such as {key.default:_}")
        return int(plain)
    return word


def write_setting(path: Path, text: str, key: Key, value: object, check: Callable[[str], object]) -> None:
    """Put a value in the place of a setting in the file at `path`, whose text is `text`; or add it.

    `check` is given the new text before it is written, and raises SearcherError if it does not hold. Raises that too
    for a file that cannot be edited or written.
    """
    edited = _edited(path, text, key, value)
    check(edited)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, edited.encode(), private=key.is_own)
    except OSError as error:
        raise SearcherError(f"{path}: cannot be written ({error.strerror})") from None


def _edited(path: Path, text: str, key: Key, value: object) -> str:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        *tables, name = key.path
        place: dict[str, object] = document
        for table in tables:
            if table not in place:
                place[table] = tomlkit.table()
            place = place[table]  # type: ignore[assignment]
        before = place.get(name)
        if isinstance(before, list) and isinstance(value, list):
            # In place, so that the lines of a list stay lines.
            _fit(before, value)
        else:
            place[name] = value
        edited = tomlkit.dumps(document)
        # The layout is tomlkit's affair; what the file says is looked at with other eyes.
        found: object = tomllib.loads(edited)
        for part in key.path:
            found = found[part]  # type: ignore[index]
    except (TOMLKitError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SearcherError(f"{path}: {key.name} cannot be set there ({error}); please edit it by hand") from None
    if found != value:
        raise SearcherError(f"{path}: {key.name} cannot be set there; please edit it by hand")
    return edited


def _fit(before: list[object], value: list[object]) -> None:
    for item in [item for item in before if item not in value]:
        before.remove(item)
    if list(before) != value[: len(before)]:
        before.clear()
    before.extend(value[len(before) :])
