"""Records do what frozen dataclasses of the standard library do."""

import copy
import dataclasses
import inspect
import pickle
from functools import cached_property
from typing import Any

import pytest

from searcher.records import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0
    label: str = field(default="", compare=False)
    tags: list[str] = field(default_factory=list, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    x: int
    y: int = 0
    label: str = dataclasses.field(default="", compare=False)
    tags: list[str] = dataclasses.field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True)
class Place(Point):
    name: str = "?"


@dataclass(frozen=True)
class Doubled:
    size: int

    @cached_property
    def double(self) -> int:
        return self.size * 2


@pytest.mark.parametrize("kind", [Point, Standard])
def test_fields_defaults_equality_and_hash(kind: Any) -> None:
    point = kind(1, label="a")
    assert (point.x, point.y, point.label, point.tags) == (1, 0, "a", [])
    assert point == kind(1, 0, "b", ["c"])
    assert hash(point) == hash(kind(x=1))
    assert point != kind(1, 1)
    assert point != (1, 0)
    assert kind(1).tags is not kind(1).tags
    assert repr(point) == f"{kind.__name__}(x=1, y=0, label='a', tags=[])"
    assert str(inspect.signature(kind)).startswith("(x: int, y: int = 0, label: str = ''")


@pytest.mark.parametrize("kind", [Point, Standard])
def test_instances_do_not_change(kind: Any) -> None:
    point = kind(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'x'"):
        point.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'x'"):
        del point.x


def test_there_are_no_other_attributes() -> None:
    with pytest.raises(AttributeError):
        Point(1).other = 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [Point, Standard])
@pytest.mark.parametrize("arguments, named", [((), {}), ((1, 2, "", [], 5), {}), ((1,), {"x": 1}), ((1,), {"z": 1})])
def test_wrong_arguments_are_named(kind: Any, arguments: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError, match=rf"^{kind.__name__}\.__init__\(\) "):
        kind(*arguments, **named)


def test_copies_and_pickles() -> None:
    point = Point(1, 2, "a", ["b"])
    for other in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point)), replace(point)):
        assert (type(other), dataclasses.astuple(other)) == (Point, (1, 2, "a", ["b"]))
    assert replace(point, y=5) == Point(1, 5)
    with pytest.raises(TypeError):
        replace(point, z=5)  # type: ignore[call-arg]


def test_the_functions_of_the_standard_library_know_them() -> None:
    assert dataclasses.is_dataclass(Point)
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 0, "label": "", "tags": []}
    assert dataclasses.replace(Point(1), y=2) == Point(1, 2)
    described = [(each.name, each.type, each.compare) for each in dataclasses.fields(Point)]
    assert described == [(each.name, each.type, each.compare) for each in dataclasses.fields(Standard)]
    match Point(3, 4):
        case Point(x, y):
            assert (x, y) == (3, 4)


def test_fields_are_inherited() -> None:
    place = Place(1, 2, name="here")
    assert repr(place) == "Place(x=1, y=2, label='', tags=[], name='here')"
    assert place != Point(1, 2)
    assert not hasattr(place, "__dict__")
    assert [each.name for each in dataclasses.fields(place)] == ["x", "y", "label", "tags", "name"]


def test_without_slots_a_property_is_kept() -> None:
    doubled = Doubled(4)
    assert doubled.double == 8
    assert doubled.double is doubled.double
    assert doubled == Doubled(4)
    with pytest.raises(dataclasses.FrozenInstanceError):
        doubled.size = 5  # type: ignore[misc]


def test_what_changes_is_refused() -> None:
    with pytest.raises(TypeError, match="standard library"):
        dataclass(frozen=False)
