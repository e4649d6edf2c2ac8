"""Frozen dataclasses whose making costs a process that answers one query next to nothing.

`from searcher.records import dataclass, field, replace` in the place of the standard library's: what a class can do is
the same, as far as this project asks for it, and type checkers take it for the same. The standard library writes out
the source of its methods for each class and compiles it, which was a fifth of what a query took. Here classes with
equally many fields share the code of their methods, with the names of their own fields put in. An instance is made in
half the time too, for its fields are set by their slots and not by name.

Classes whose instances change, or reckon some of their fields, are the standard library's; a query loads none.
"""

from collections.abc import Callable, Sequence
from functools import cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

Class = TypeVar("Class", bound=type)
Record = TypeVar("Record")

# Has no default.
_MISSING: Any = object()


class _Field:
    """What is said of a field beside its name and type."""

    __slots__ = ("compare", "default", "default_factory")

    def __init__(
        self, *, default: object = _MISSING, default_factory: Callable[[], object] | None = None, compare: bool = True
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.compare = compare


def _dataclass(*, frozen: bool, slots: bool = False) -> Callable[[Class], Class]:
    """`@dataclass(frozen=True, slots=True)`; without slots for a class with a cached_property."""
    if not frozen:
        raise TypeError("a class whose instances change is a dataclass of the standard library")
    return lambda written: _made(written, slots)


def _replace(record: Record, /, **changes: Any) -> Record:
    """A record like `record` but for these of its fields."""
    kind: Any = record.__class__
    for name in kind.__match_args__:
        if name not in changes:
            changes[name] = getattr(record, name)
    made: Record = kind(**changes)
    return made


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
else:
    dataclass, field, replace = _dataclass, _Field, _replace


def _made(written: Class, slots: bool) -> Class:
    """The class as it is written, made anew with its methods, and with slots if it shall have them."""
    own = {name: _field_of(written, name) for name in written.__annotations__}
    fields: dict[str, _Field] = {}
    taken: set[str] = set()
    for base in reversed(written.__mro__[1:]):
        fields |= base.__dict__.get("__record_fields__", {})
        taken.update(base.__dict__.get("__slots__", ()))
    fields |= own
    setters: dict[str, object] = {}
    members = _methods(fields, setters)
    members["__init__"].__qualname__ = f"{written.__qualname__}.__init__"
    members["__init__"].__annotations__ = written.__annotations__
    members |= {name: value for name, value in written.__dict__.items() if name not in own}
    del members["__dict__"], members["__weakref__"]
    if slots:
        members["__slots__"] = tuple(name for name in own if name not in taken)
    members["__qualname__"] = written.__qualname__
    kind: Class = type(written)(written.__name__, written.__bases__, members)
    for number, name in enumerate(fields):
        setters[f"set_{number}"] = getattr(kind, name).__set__ if slots else _setter(name)
    return kind


def _field_of(written: type, name: str) -> _Field:
    said = written.__dict__.get(name, _MISSING)
    return said if isinstance(said, _Field) else _Field(default=said)


def _methods(fields: dict[str, _Field], setters: dict[str, object]) -> dict[str, Any]:
    """What a class with these fields has beside what is written in it. `setters` are put in once it is there."""
    compared = tuple(name for name, each in fields.items() if each.compare)
    factories = [each.default_factory for each in fields.values()]
    init = _renamed(_initialising(tuple(factory is not None for factory in factories)), tuple(fields), setters)
    # The methods share what they look names up in.
    setters |= {f"make_{number}": factory for number, factory in enumerate(factories) if factory is not None}
    setters["MISSING"] = _MISSING
    defaults = [each.default for each in fields.values()]
    while defaults and defaults[0] is _MISSING and factories[-len(defaults)] is None:
        del defaults[0]
    init.__defaults__ = tuple(defaults)
    return {
        "__record_fields__": fields,
        "__match_args__": tuple(fields),
        "__init__": init,
        "__eq__": _renamed(_comparing(len(compared)), compared, {}),
        "__hash__": _renamed(_hashing(len(compared)), compared, {"hash": hash}),
        "__repr__": _repr,
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__getstate__": _state,
        "__setstate__": _set_state,
        "__dataclass_fields__": _Description("__dataclass_fields__"),
        "__dataclass_params__": _Description("__dataclass_params__"),
    }


# The methods of all classes with equally many fields. The fields are called f0, f1 … in it.


@cache
def _initialising(made: tuple[bool, ...]) -> CodeType:
    """`made`: for each field, whether its default is made anew for each instance."""
    names = [f"f{number}" for number in range(len(made))]
    lines = [
        f"set_{number}(self, make_{number}() if f{number} is MISSING else f{number})"
        if is_made
        else f"set_{number}(self, f{number})"
        for number, is_made in enumerate(made)
    ]
    return _code("__init__", names, lines)


@cache
def _comparing(count: int) -> CodeType:
    ours, others = ("".join(f"{of}.f{number}, " for number in range(count)) for of in ("self", "other"))
    lines = ["if other.__class__ is self.__class__:", f"    return ({ours}) == ({others})", "return NotImplemented"]
    return _code("__eq__", ["other"], lines)


@cache
def _hashing(count: int) -> CodeType:
    return _code("__hash__", [], [f"return hash(({''.join(f'self.f{number}, ' for number in range(count))}))"])


def _code(name: str, parameters: Sequence[str], lines: Sequence[str]) -> CodeType:
    source = f"def {name}({', '.join(('self', *parameters))}):\n" + "".join(
        f"    {line}\n" for line in lines or ["pass"]
    )
    made: dict[str, FunctionType] = {}
    exec(compile(source, __file__, "exec"), made)
    return made[name].__code__


def _renamed(code: CodeType, fields: Sequence[str], names: dict[str, object]) -> FunctionType:
    """The method with the names of `fields` in the place of f0, f1 …; it looks up all else in `names`."""
    called = {f"f{number}": name for number, name in enumerate(fields)}
    own = code.replace(
        co_varnames=tuple(called.get(name, name) for name in code.co_varnames),
        co_names=tuple(called.get(name, name) for name in code.co_names),
    )
    return FunctionType(own, names, code.co_name)


def _setter(name: str) -> Callable[[Any, object], None]:
    """Sets a field that has no slot."""

    def set_field(record: Any, value: object) -> None:
        record.__dict__[name] = value

    return set_field


# The methods that all classes share.


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({shown})"


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    """For pickle, and for copies."""
    return [getattr(self, name) for name in self.__match_args__]


def _set_state(self: Any, state: list[object]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


class _Description:
    """What the standard library's functions, such as `asdict` and `fields`, read of a class: made when they ask."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, record: object, kind: type) -> object:
        return getattr(_described(kind), self._name)


@cache
def _described(kind: type) -> type:
    """A class of the standard library with the same fields."""
    import dataclasses
    import inspect

    fields: dict[str, _Field] = kind.__record_fields__  # type: ignore[attr-defined]
    types: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        types |= inspect.get_annotations(base)
    described = [(name, types[name], _standard(each)) for name, each in fields.items()]
    return dataclasses.make_dataclass(kind.__name__, described, frozen=True)


def _standard(field: _Field) -> Any:
    import dataclasses

    said: dict[str, Any] = {"compare": field.compare}
    if field.default_factory is not None:
        said["default_factory"] = field.default_factory
    elif field.default is not _MISSING:
        said["default"] = field.default
    return dataclasses.field(**said)
