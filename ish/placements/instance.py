"""The JSON format of a placement problem: reading it with one clear line per error, and writing it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

from .matching import Instance, Lab, Student, lists_of

MOST_SEATS = 1_000_000_000
OLDEST = 200
STRONGEST_WISH = 1_000_000

T = TypeVar("T")


class UnreadableInstance(ValueError):
    """The text is not a placement problem; the message is one line that says where and why."""


def read_instance(text: str) -> Instance:
    """The problem in a JSON text; raises UnreadableInstance. Unknown fields are ignored.

    Ids that pins, forbids or lists name without such a student or lab are conflicts of the engine, not errors here.
    """
    try:
        data = json.loads(text.removeprefix("\ufeff"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise UnreadableInstance(f"not JSON: {error}") from None
    except RecursionError:
        raise UnreadableInstance("not a placement problem: nested too deeply") from None
    except UnreadableInstance:
        raise
    except ValueError:  # a whole number of thousands of digits
        raise UnreadableInstance("a number is too long to be read") from None
    return instance_from(data)


def instance_from(data: Any) -> Instance:
    """The problem in parsed JSON; raises UnreadableInstance."""
    if not isinstance(data, dict):
        raise UnreadableInstance("expected an object with labs and students")
    groups = [_group(labs, where, ()) for labs, where in _listed(data, "groups")]
    return Instance(
        labs=tuple(_items(data, "labs", _lab)),
        students=tuple(_items(data, "students", lambda item, where: _student(item, where, groups))),
        pins=tuple(_pair(pair, where) for pair, where in _listed(data, "pins")),
        forbids=tuple(_pair(pair, where) for pair, where in _listed(data, "forbids")),
        same_city_max=_number(data, "same_city_max", "", most=MOST_SEATS),
        host_wishes=dict(_wish(item, where) for item, where in _listed(data, "host_wishes")),
        previous=_previous(data),
    )


def instance_as_json(instance: Instance) -> dict[str, Any]:
    """The problem as plain data for JSON, which `instance_from` reads back as the same problem.

    Very many lists that end in the same long group name it once, in `groups`, and by its number after that.
    """
    groups: dict[int, int] = {}
    written: list[list[str]] = []
    if lists_of(instance).sharing:
        for student in instance.students:
            last = student.prefs[-1] if student.prefs else ()
            if len(last) > 1 and id(last) not in groups:
                groups[id(last)] = len(written)
                written.append(list(last))
    data: dict[str, Any] = {
        "labs": [_lab_as_json(lab) for lab in instance.labs],
        "students": [_student_as_json(student, groups) for student in instance.students],
        "pins": [list(pair) for pair in instance.pins],
        "forbids": [list(pair) for pair in instance.forbids],
        "same_city_max": instance.same_city_max,
    }
    if written:
        data["groups"] = written
    if instance.host_wishes:
        data["host_wishes"] = [[*pair, wish] for pair, wish in instance.host_wishes.items()]
    if instance.previous:
        data["previous"] = dict(instance.previous)
    return data


def _lab_as_json(lab: Lab) -> dict[str, Any]:
    return {
        "id": lab.id,
        "capacity": lab.capacity,
        "min_age": lab.min_age,
        "languages": sorted(lab.languages),
        "subjects": sorted(lab.subjects),
    }


def _student_as_json(student: Student, groups: dict[int, int]) -> dict[str, Any]:
    return {
        "id": student.id,
        "city": student.city,
        "age": student.age,
        "languages": sorted(student.languages),
        "subjects": sorted(student.subjects),
        "prefs": _groups_as_json(student, groups),
    }


def _groups_as_json(student: Student, groups: dict[int, int]) -> list[Any]:
    """A list; a lab that comes twice is written where it counts, the first time."""
    if groups:
        return [
            {"group": groups[id(group)]}
            if id(group) in groups
            else group[0]
            if len(group) == 1
            else list(group)
            for group in student.prefs
        ]
    seen: set[str] = set()
    found: list[Any] = []
    for group in student.prefs:
        kept = [lab for lab in dict.fromkeys(group) if lab not in seen]
        seen.update(kept)
        found.append(kept[0] if len(kept) == 1 else kept)
    return found


def _no_constant(name: str) -> NoReturn:
    raise UnreadableInstance(f"{name} is not a number that can be used here")


def _fail(where: str, problem: str) -> NoReturn:
    raise UnreadableInstance(f"{where}: {problem}")


def _shown(value: Any) -> str:
    """A value as it may appear in a message of one line."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**30:
        return "a number far too large"
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _listed(data: dict[str, Any], name: str, where: str = "") -> list[tuple[Any, str]]:
    """The entries of an optional list, each with its place for messages."""
    value = data.get(name)
    place = f"{where}.{name}" if where else name
    if value is None:
        return []
    if not isinstance(value, list):
        _fail(place, f"expected a list, not {_shown(value)}")
    return [(item, f"{place}[{position}]") for position, item in enumerate(value)]


def _items(data: dict[str, Any], name: str, read: Callable[[dict[str, Any], str], T]) -> list[T]:
    """Labs or students: a list that must be there, of objects whose ids differ."""
    if not isinstance(data.get(name), list):
        _fail(name, "expected a list" if name in data else "missing")
    found, seen = [], set()
    for item, where in _listed(data, name):
        if not isinstance(item, dict):
            _fail(where, f"expected an object, not {_shown(item)}")
        identity = _text(item.get("id"), f"{where}.id")
        if identity in seen:
            _fail(where, f"the id {_shown(identity)} appears twice")
        seen.add(identity)
        found.append(read(item, where))
    return found


def _lab(item: dict[str, Any], where: str) -> Lab:
    capacity = _number(item, "capacity", where, most=MOST_SEATS)
    if capacity is None:
        _fail(f"{where}.capacity", "missing")
    return Lab(
        id=item["id"],
        capacity=capacity,
        min_age=_number(item, "min_age", where, most=OLDEST),
        languages=_words(item, "languages", where),
        subjects=_words(item, "subjects", where),
    )


def _student(item: dict[str, Any], where: str, groups: list[tuple[str, ...]]) -> Student:
    city = item.get("city")
    return Student(
        id=item["id"],
        city=None if city is None else _text(city, f"{where}.city"),
        age=_number(item, "age", where, most=OLDEST),
        languages=_words(item, "languages", where),
        subjects=_words(item, "subjects", where),
        prefs=tuple(_group(entry, place, groups) for entry, place in _listed(item, "prefs", where)),
    )


def _group(entry: Any, where: str, groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    if isinstance(entry, dict):
        number = _number(entry, "group", where, most=len(groups) - 1)
        if number is None:
            _fail(where, "expected the number of a group")
        return groups[number]
    if isinstance(entry, list):
        return tuple(_text(lab, where) for lab in entry)
    return (_text(entry, where),)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        _fail(where, f"expected a text, not {_shown(value)}")
    return value


def _words(item: dict[str, Any], name: str, where: str) -> frozenset[str]:
    return frozenset(_text(word, place) for word, place in _listed(item, name, where))


def _number(item: dict[str, Any], name: str, where: str, *, most: int, least: int = 0) -> int | None:
    value = item.get(name)
    place = f"{where}.{name}" if where else name
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        _fail(place, f"expected a whole number, not {_shown(value)}")
    if not least <= value <= most:
        _fail(place, f"expected a number from {least} to {most}, not {_shown(value)}")
    return value


def _pair(value: Any, where: str) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        _fail(where, f"expected a pair of student and lab, not {_shown(value)}")
    return _text(value[0], where), _text(value[1], where)


def _wish(value: Any, where: str) -> tuple[tuple[str, str], int]:
    if not isinstance(value, list) or len(value) != 3:
        _fail(where, f"expected student, lab and a number, not {_shown(value)}")
    wish = _number({"wish": value[2]}, "wish", where, most=STRONGEST_WISH, least=-STRONGEST_WISH)
    if wish is None:
        _fail(where, "expected a number as third")
    return _pair(value[:2], where), wish


def _previous(data: dict[str, Any]) -> dict[str, str | None]:
    value = data.get("previous")
    if value is None:
        return {}
    if not isinstance(value, dict):
        _fail("previous", f"expected an object of student and lab, not {_shown(value)}")
    return {
        student: None if lab is None else _text(lab, f"previous[{_shown(student)}]")
        for student, lab in value.items()
    }
