"""Other places than declared fields that name people of a season, and a search through everything by brute force."""

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from accounts.models import Invitation, User
from ish.jobs.models import Job
from ish.nominations import mails
from ish.nominations.models import Coordinator, ImportStash, SeasonReply
from ish.outbox.models import Message
from ish.oversight.models import Officer
from ish.placements.models import Host, LabProject, Plan
from ish.privacy.fields import unseal, unseal_bytes
from ish.rights import storage as copies
from ish.rights.models import Copy
from ish.selection.models import Bundle, Reviewer
from tests.forgetting.season import DAY, Season

FEW = 3
"""Of so many people each of these places knows something."""
WORD = re.compile(r"zq\d{3}x\d{4}y|6221\d{7}")
BEFORE = timedelta(days=3)


def plant(found: Season, data: Path) -> set[str]:
    """Write something of a few people into each place; return the words that go with whatever is erased first."""
    for key in range(1, FEW + 1):
        _account(found, key)
        _history(found, key)
        _letter(found, key)
        _plan(found, key)
        _copy(found, key)
    return _for_a_while(found, data) | _of_staff(found)


def _account(found: Season, key: int) -> None:
    email = f"{found.word('account', key, 'season')}@example.org".lower()
    user = User.objects.create_user(email, None, name=found.word("name of account", key, "season"))
    EmailAddress.objects.create(user=user, email=email)
    Invitation.objects.create(role="participant", target_id=found.people[key].pk, email=email, token_hash=f"{key}",
                              accepted_by=user, expires_at=timezone.now())  # fmt: skip
    found.people[key].user = user
    found.people[key].save(update_fields=["user"])


def _history(found: Season, key: int) -> None:
    """Write a change from before the field was declared, with its value."""
    row = found.rows[key].nomination
    word = found.word("history", key, "season", row.edition_id)
    LogEntry.objects.create(content_type=ContentType.objects.get_for_model(row), object_id=row.pk, object_pk=str(row.pk),
                            object_repr="", action=1, changes={"school": ["", word]}, changes_text=word)  # fmt: skip


def _letter(found: Season, key: int) -> None:
    row = found.rows[key]
    Message.objects.create(kind=mails.RESULT, key=f"letter:{key}", message_id=f"<l{key}@example.org>", state="sent",
                           to_email="partner@example.org", edition_id=row.edition_id,
                           body_text=f"We take {found.word('letter', key, 'messages', row.edition_id)}.",
                           context={"nominations": [row.nomination.pk]})  # fmt: skip


def _plan(found: Season, key: int) -> None:
    row = found.rows[key]
    plan = Plan.objects.get(edition=row.edition_id)
    student = {
        "id": str(row.pk),
        "subjects": [found.word("plan", key, "season", row.edition_id)],
        "prefs": [],
    }
    plan.instance = {"students": [*plan.instance.get("students", []), student]}
    plan.save()


def _copy(found: Season, key: int) -> None:
    copy = Copy.objects.filter(person=found.people[key]).get()
    with copies.new(copy.pk) as (name, file):
        file.write(f"allergic to {found.word('copy', key, 'health')}".encode())
    Copy.objects.filter(pk=copy.pk).update(state="ready", path=name, until=timezone.now() + timedelta(days=7))


def _for_a_while(found: Season, data: Path) -> set[str]:
    """Write what lies there for a day: a list as uploaded, a bundle of dossiers, a mail as a file, words of work done."""
    olga, body = User.objects.create_user("olga.old@example.org"), found.rows[1].nomination.body
    word = {
        name: found.word(name, 1, "season", found.edition.pk) for name in ("list", "bundle", "mail", "job")
    }
    ImportStash.objects.create(
        edition=found.edition, body=body, owner=olga, file_name=f"{word['list']}.xlsx", data="x"
    )
    Bundle.objects.create(
        edition=found.edition, owner=olga, students=[found.rows[1].nomination.pk], data=word["bundle"]
    )
    Job.objects.create(
        kind="x", owner=olga, state="done", result={"text": word["job"]}, finished_at=timezone.now() - BEFORE
    )
    (data / "mail").mkdir(exist_ok=True)
    (data / "mail" / "1.eml").write_text(f"Subject: Hello\n\nDear {word['mail']}\n")
    return {text.lower() for text in word.values()}


def _of_staff(found: Season) -> set[str]:
    """Give those who run the school, and are over, something of their own."""
    over = {"active_to": DAY}
    body = found.rows[1].nomination.body
    project = LabProject.objects.filter(edition=found.edition).order_by("pk")[0]
    rows: list[tuple[type[Any], dict[str, Any]]] = [
        (Coordinator, {"body": body, **over}),
        (Officer, {**over}),
        (Reviewer, {"edition": found.edition, **over}),
        (Host, {"project": project}),
    ]
    words = set()
    for number, (model, values) in enumerate([*rows, *rows], 1):
        name, email = (found.word(f"staff {what}", number, "keep") for what in ("name", "email"))
        model.objects.create(name=name, email=f"{email}@example.org".lower(), **values)
        words |= {name.lower(), email.lower()}
    comment = found.word("reply", 1, "keep")
    SeasonReply.objects.update_or_create(body=body, edition=found.edition, defaults={"comment": comment})
    return words | {comment.lower()}


# ---------------------------------------------------------------- THE SEARCH


def everywhere(planted: Collection[str], data: Path) -> dict[str, set[str]]:
    """Return which of the words are anywhere, with where: in any column of any table, clear or sealed, in any file."""
    found: dict[str, set[str]] = {}
    for place, text in (*_tables(), *_files(data)):
        for word in WORD.findall(text.lower()):
            if word in planted:
                found.setdefault(word, set()).add(place)
    return found


def _tables() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            columns = [one[0] for one in cursor.description]
            for values in cursor.fetchall():
                for name, value in zip(columns, values, strict=True):
                    if isinstance(value, str | bytes | dict | list) and value:
                        text = str(value)
                        yield f"{table}.{name}", unseal(text) if text.startswith("gAAAA") else text


def _files(data: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(data.rglob("*")):
        if path.is_file():
            place, raw = path.relative_to(data).as_posix(), path.read_bytes()
            if place.startswith("copies/"):
                raw = b"".join(copies.parts(path.name, copy=int(path.name.partition("-")[0])))
            elif raw.startswith(b"gAAAA"):
                raw = unseal_bytes(raw)
            yield place, f"{place} {raw.decode('utf-8', 'replace')}"
