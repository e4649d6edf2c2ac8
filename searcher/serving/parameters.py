"""What a call is given: its parameters as JSON Schema for other programs, and the reading of what they send."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from searcher.errors import SearcherError
from searcher.records import dataclass

LONGEST = 2_000
"""Code points of a text that may be sent."""
MOST_TEXTS = 50
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

Value = str | int | bool | tuple[str, ...]
Schema = dict[str, object]


class ArgumentError(SearcherError):
    """What was sent cannot be asked; one line says what to send instead."""


class Kind(StrEnum):
    """What a parameter holds; `LANGUAGE` is the code of one, `TEXTS` are several texts."""

    TEXT = "string"
    LANGUAGE = "language"
    NUMBER = "integer"
    SWITCH = "boolean"
    TEXTS = "array"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: `what` tells of it in words. One without a `default` has to be sent.

    `least` and `most` bound a number; `choices`, if there are any, are the texts that may be sent.
    """

    name: str
    kind: Kind
    what: str
    default: Value | None = None
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()

    @property
    def is_required(self) -> bool:
        """Whether it has to be sent."""
        return self.default is None

    @property
    def schema(self) -> Schema:
        """The parameter as JSON Schema."""
        schema: Schema = {"type": "string" if self.kind is Kind.LANGUAGE else str(self.kind), "description": self.what}
        if self.choices:
            schema["enum"] = list(self.choices)
        elif self.kind in (Kind.TEXT, Kind.LANGUAGE):
            schema["maxLength"] = LONGEST
        elif self.kind is Kind.NUMBER:
            schema |= {"minimum": self.least, "maximum": self.most}
        elif self.kind is Kind.TEXTS:
            schema |= {"items": {"type": "string", "maxLength": LONGEST}, "maxItems": MOST_TEXTS}
        if self.default is not None:
            schema["default"] = list(self.default) if isinstance(self.default, tuple) else self.default
        return schema

    def read(self, value: object) -> Value:
        """A value out of JSON. Raises ArgumentError."""
        if self.kind is Kind.SWITCH:
            if isinstance(value, bool):
                return value
            raise self._error("is true or false")
        if self.kind is Kind.NUMBER:
            # JSON Schema takes 10.0 for a whole number too.
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            if isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most:
                return value
            raise self._error(f"is a whole number from {self.least:,} to {self.most:,}")
        if self.kind is Kind.TEXTS:
            if isinstance(value, list) and len(value) <= MOST_TEXTS:
                return tuple(self._text(each) for each in value)
            raise self._error(f"is an array of {MOST_TEXTS} texts at most")
        text = self._text(value)
        if self.choices and text not in self.choices:
            raise self._error(f"is one of {', '.join(self.choices)}")
        if self.is_required and not text.strip():
            raise self._error("is empty; send what to look for")
        return self._language(text) if self.kind is Kind.LANGUAGE and text else text

    def read_words(self, words: Sequence[str]) -> Value:
        """The values of an address, where all are texts. Raises ArgumentError."""
        if self.kind is Kind.TEXTS:
            return self.read(list(words))
        if len(words) != 1:
            raise self._error("is there more than once")
        (word,) = words
        if self.kind is Kind.SWITCH:
            return self.read(_BOOLEANS.get(word.lower()))
        if self.kind is Kind.NUMBER:
            # No more digits than Python reads.
            return self.read(int(word) if word.isascii() and word.isdigit() and len(word) < 20 else word)
        return self.read(word)

    def _text(self, value: object) -> str:
        if not isinstance(value, str):
            raise self._error("is a text")
        if len(value) > LONGEST:
            raise self._error(f"has {len(value):,} characters; {LONGEST:,} may be sent")
        # What JSON can say and UTF-8 cannot.
        return value.encode(errors="replace").decode()

    def _language(self, tag: str) -> str:
        from searcher.text.languages import is_language, normalise_code

        if not is_language(tag):
            raise self._error("is no language's code; send one such as de, ko or pt-BR")
        return normalise_code(tag)

    def _error(self, what: str) -> ArgumentError:
        return ArgumentError(f"{self.name} {what}")


def schema_of(parameters: Iterable[Parameter]) -> Schema:
    """The JSON Schema of an object with these parameters."""
    parameters = tuple(parameters)
    return {
        "type": "object",
        "properties": {each.name: each.schema for each in parameters},
        "required": [each.name for each in parameters if each.is_required],
        "additionalProperties": False,
    }


def read_object(parameters: Iterable[Parameter], sent: Mapping[str, object]) -> dict[str, Value]:
    """The values of all parameters, those that were not sent as their defaults. Raises ArgumentError."""
    known = {each.name: each for each in parameters}
    read = {name: _known(known, name).read(value) for name, value in sent.items()}
    return _completed(known, read)


def read_words(parameters: Iterable[Parameter], sent: Mapping[str, Sequence[str]]) -> dict[str, Value]:
    """As `read_object`, of the parameters of an address. Raises ArgumentError."""
    known = {each.name: each for each in parameters}
    read = {name: _known(known, name).read_words(words) for name, words in sent.items()}
    return _completed(known, read)


def _known(known: Mapping[str, Parameter], name: str) -> Parameter:
    if name not in known:
        there = f"there are {', '.join(known)}" if known else "nothing is sent with this"
        raise ArgumentError(f"{name[:40]} is no parameter here; {there}")
    return known[name]


def _completed(known: Mapping[str, Parameter], read: Mapping[str, Value]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, parameter in known.items():
        value = read.get(name, parameter.default)
        if value is None:
            raise ArgumentError(f"{name} is missing: {parameter.what}")
        values[name] = value
    return values
