"""The archive: a paper to read, the same for machines, every file under its own name, and the log. Written as a stream, one file
after the other, so that the memory it takes does not grow with what is in it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from ish.documents import storage
from ish.papers.setting import Names, typeset
from ish.privacy import catalogue
from ish.privacy.fields import Unopenable
from ish.rights.collecting import Everything, LeftOut
from ish.rights.papers import Paper

SCHEMA = "ish-personal-data/1"
Step = Callable[[int, int], None]
_WORTH_PRESSING = ("application/pdf",)


def write(file: io.RawIOBase, found: Everything, *, language: str, step: Step) -> None:
    """Write the archive of `found` into an open file; `step(done, total)` is told how far it is, and may raise to stop."""
    inside = found.papers.inside
    total = len(inside) + 3
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        listed, lost = _files(archive, inside, lambda done: step(done, total))
        left_out = [*found.left_out, *lost]
        step(len(inside), total)
        made = timezone.now()
        _text(archive, "everything.json", as_json(found, listed, left_out, made=made, language=language))
        _text(archive, "log.json", log_as_json(found, made=made))
        step(len(inside) + 1, total)
        paper = as_paper(found, listed, left_out)
        _put(archive, "everything.pdf", _set(paper, found, language))
        step(total, total)


def _put(archive: zipfile.ZipFile, name: str, data: bytes, *, pressed: bool = True) -> None:
    moment = timezone.localtime()
    entry = zipfile.ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, 0))
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED if pressed else zipfile.ZIP_STORED)


def _text(archive: zipfile.ZipFile, name: str, content: Any) -> None:
    _put(archive, name, json.dumps(content, ensure_ascii=False, indent=2, default=_typed).encode())


# ---------------------------------------------------------------- FILES


def _files(
    archive: zipfile.ZipFile, papers: Iterable[Paper], step: Callable[[int], None]
) -> tuple[list[dict[str, Any]], list[LeftOut]]:
    """Put each file under its own name; return what was put, and what could not be found or opened."""
    listed: list[dict[str, Any]] = []
    lost: list[LeftOut] = []
    taken: set[str] = set()
    for number, paper in enumerate(papers):
        step(number)
        try:
            data = storage.read(paper.file.path)
        except (storage.Gone, Unopenable, OSError):
            reason = _("The file cannot be found or opened any more. We look into it; please ask us.")
            lost.append(LeftOut(f"{paper.kind}: {paper.name}", 1, reason))
            continue
        name = _free(f"files/{_plain_name(paper.name)}", taken)
        _put(archive, name, data, pressed=paper.file.content_type in _WORTH_PRESSING)
        listed.append(_listed(paper, name, data))
    sums = "".join(f"{one['sha256']}  {one['path'].removeprefix('files/')}\n" for one in listed)
    if listed:
        _put(archive, "files/SHA256SUMS", sums.encode())
    return listed, lost


def _listed(paper: Paper, name: str, data: bytes) -> dict[str, Any]:
    return {
        "path": name,
        "name": paper.name,
        "kind": paper.kind,
        "type": paper.file.content_type,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "handed_in_at": paper.file.uploaded_at,
    }


def _plain_name(name: str) -> str:
    """Return a name without a folder, for whatever unpacks the archive."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return last.strip(". ") or "paper"


def _free(path: str, taken: set[str]) -> str:
    """Return the path, or one with a number when a file of that name is in the archive already (also where case is no matter)."""
    pure, number, found = PurePosixPath(path), 1, path
    while found.casefold() in taken or found == "files/SHA256SUMS":
        number += 1
        found = f"{pure.parent}/{pure.stem} ({number}){pure.suffix}"
    taken.add(found.casefold())
    return found


# ---------------------------------------------------------------- FOR MACHINES


def as_json(
    found: Everything,
    files: list[dict[str, Any]],
    left_out: list[LeftOut],
    *,
    made: datetime,
    language: str,
) -> dict[str, Any]:
    """Return everything in a form for machines: `schema` says which. Each field has its name, label, type (text, number, boolean,
    date, datetime, time, list, object), the kind of its declaration, its value and what a person reads; moments have a zone."""
    return {
        "schema": SCHEMA,
        "made_at": made,
        "language": language,
        "for": found.role,
        "person": {"id": found.person.pk, "name": found.person.full_name},
        "taking_part": found.taking_part,
        "groups": [
            {
                "model": group.label,
                "title": group.title,
                "kept": group.kept,
                "rows": [[_field(group.label, fact) for fact in facts] for facts in group.rows],
            }
            for group in found.groups
        ],
        "files": files,
        "left_out": [vars(one) for one in left_out],
    }


def _field(label: str, fact: Mapping[str, Any]) -> dict[str, Any]:
    value = fact["raw"]
    return {
        "name": fact["name"],
        "label": fact["label"],
        "type": _type(value),
        "kind": catalogue.declared(label).fields[fact["name"]].kind,
        "value": _typed(value) if not _is_plain(value) else value,
        "text": _in_words(fact),
    }


def _is_plain(value: Any) -> bool:
    return value is None or type(value) in (str, int, float, bool, list, dict)


def _typed(value: Any) -> Any:
    """Return what JSON has no word for: moments and days in ISO 8601, the rest as text."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


_TYPES = ((bool, "boolean"), ((int, float), "number"), (datetime, "datetime"), (date, "date"), (time, "time"))


def _type(value: Any) -> str:
    for kind, word in (*_TYPES, (list, "list"), (dict, "object")):
        if isinstance(value, kind):
            return str(word)
    return "text"


def log_as_json(found: Everything, *, made: datetime) -> dict[str, Any]:
    """Return who looked and what changed, in a form for machines."""
    return {"schema": SCHEMA, "made_at": made, "looks": found.looks, "changes": found.changes}


# ---------------------------------------------------------------- TO READ


def _set(paper: dict[str, Any], found: Everything, language: str) -> bytes:
    title = _("Everything we hold about %(name)s") % {"name": found.person.full_name or _("you")}
    return typeset("everything", paper, language=language, title=title, names=Names.PASSPORT)


def as_paper(found: Everything, files: list[dict[str, Any]], left_out: list[LeftOut]) -> dict[str, Any]:
    """Return what the paper shows, in words."""
    return {
        "heading": _("Everything we hold about %(name)s") % {"name": found.person.full_name or _("you")},
        "native": found.person.native_name if found.role == "participant" else "",
        "lead": _(
            "This paper shows what is written down. The same is in everything.json for machines; papers and pictures "
            "are in the folder “files”."
        ),
        "parts": [*_part_taken(found), *_groups(found)],
        "tables": [
            _table_of_files(files),
            _table_of_looks(found),
            _table_of_changes(found),
            _table_left_out(left_out),
        ],
    }


def _groups(found: Everything) -> list[dict[str, Any]]:
    return [
        {
            "title": group.title,
            "kept": "\n".join(group.kept),
            "rows": [
                [[fact["label"], _in_words(fact)] for fact in facts if fact["name"] not in _REPEATED]
                for facts in group.rows
            ],
        }
        for group in found.groups
    ]


def _in_words(fact: Mapping[str, Any]) -> str:
    """Return a fact as people read it; lists and what has parts of its own without the signs of a program."""
    value, told = fact["raw"], str(fact["value"])
    return told if told != str(value) else _of_parts(value)


def _of_parts(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{str(key).replace('_', ' ')}: {_of_parts(inner)}" for key, inner in value.items())
        return " · ".join(pairs)
    if isinstance(value, (list, tuple)):
        return ", ".join(_of_parts(one) for one in value)
    return str(value)


_REPEATED = {"body_html", "context"}
"""What says once more what stands beside it, in a form that nobody reads on paper. It is in the file for machines."""


def _part_taken(found: Everything) -> list[dict[str, Any]]:
    rows = [
        [
            [_("Edition"), one["edition"]],
            [_("Comes as"), one["capacity"]],
            [_("State"), one["state"]],
            *[[_moment(step["at"]), step["state"]] for step in one["steps"]],
        ]
        for one in found.taking_part
    ]
    return [{"title": _("Where you take part"), "kept": "", "rows": rows}] if rows else []


def _table_of_files(files: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [[one["path"].removeprefix("files/"), one["kind"], _size(one["size"])] for one in files]
    return {
        "title": _("Papers and pictures"),
        "empty": _("There are none."),
        "heads": [_("File"), _("What it is"), _("Size")],
        "rows": rows,
        "wide": 0,
    }


def _size(size: int) -> str:
    return _("%(n)s kB") % {"n": formats.number_format(max(1, size // 1024), use_l10n=True)}


def _table_of_looks(found: Everything) -> dict[str, Any]:
    rows = [
        [
            _moment(look["at"]),
            " · ".join(part for part in (look["by"], look["role"]) if part),
            ", ".join(look["labels"]),
            look["reason"],
        ]
        for look in found.looks
    ]
    return {
        "title": _("Who looked"),
        "empty": _("Nobody else has opened passport, health details or papers."),
        "heads": [_("When"), _("Who"), _("At what"), _("Why")],
        "rows": rows,
        "wide": 2,
    }


def _table_of_changes(found: Everything) -> dict[str, Any]:
    rows = [
        [_moment(one["at"]), one["by"] or _("automatically"), one["what"], ", ".join(one["labels"])]
        for one in found.changes
    ]
    return {
        "title": _("What was changed, and when"),
        "empty": _("No change is recorded."),
        "heads": [_("When"), _("By"), _("What"), _("Fields")],
        "rows": rows,
        "wide": 3,
    }


def _table_left_out(left_out: list[LeftOut]) -> dict[str, Any]:
    rows = [[one.title, str(one.count or "–"), one.reason] for one in left_out]
    return {
        "title": _("What is not in this copy, and why"),
        "empty": _("Everything is in it."),
        "heads": [_("What"), _("How many"), _("Why")],
        "rows": rows,
        "wide": 2,
    }


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {local:%H:%M}"
