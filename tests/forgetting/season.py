"""A season of any size in which each declared personal field of each person holds something of their own, in bulk."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, models, transaction

from ish.documents import storage
from ish.documents.models import StoredFile
from ish.forgetting.models import ArchiveOffer
from ish.interviews.models import Interview
from ish.nominations.models import Nomination
from ish.outbox.models import Message
from ish.people.models import Participation
from ish.privacy import catalogue
from ish.privacy.catalogue import ModelPolicy
from ish.programme.models import Edition
from logistics.demo import build, crowd
from tests.canary.planting import NOT_PLANTED, _value

ALONE = ("participation", "person", "nomination")
WITH_A_FILE, HOLDS = 12, "forgetting.legalhold"
LATER = "2040-01-01"


def seeded(count: int) -> Edition:
    """Write the season; return its edition."""
    world = build.frame("travel")
    crowd.people(world, count, 3)
    rows = list(Participation.objects.select_related("person", "nomination").order_by("pk"))
    _missing(rows, world)
    for policy in catalogue.every().values():
        if policy.lookup() is not None and policy.fields and policy.label != HOLDS:
            _fill(policy)
    return world.edition


def released(edition: Edition) -> None:
    """Let the archive have had its say."""
    ArchiveOffer.objects.create(edition=edition, answer="nothing", decided_on=edition.departure_day)


def token(number: int, person: int) -> str:
    """Return a word that nobody else has."""
    return f"Zq{number:03d}x{person:05d}y"


def _fill(policy: ModelPolicy) -> None:
    """Give each text field of each row a word of its own."""
    lookup = policy.lookup()
    assert lookup is not None
    rows = list(policy.model._base_manager.annotate(of=models.F(lookup)).filter(of__isnull=False))
    names = list(_plantable(policy))
    for row in rows:
        for number, name in names:
            setattr(row, name, _planted(policy, name, token(number, row.of)))
    folded = [f.name for f in policy.model._meta.concrete_fields if hasattr(f, "of")]
    for row in rows:
        for name in folded:
            policy.model._meta.get_field(name).pre_save(row, False)
    if names and rows:
        policy.model._base_manager.bulk_update(rows, [name for _n, name in names] + folded, batch_size=50)


def _plantable(policy: ModelPolicy) -> Iterator[tuple[int, str]]:
    for number, name in enumerate(policy.fields):
        full, column = f"{policy.label}.{name}", policy.model._meta.get_field(name)
        value, _texts = _value(full, column, 0)
        long = getattr(column, "max_length", None) is None or column.max_length >= 20
        if full not in NOT_PLANTED and isinstance(value, (str, dict, list)) and not column.choices and long:
            yield number, name


def _planted(policy: ModelPolicy, name: str, word: str) -> Any:
    column = policy.model._meta.get_field(name)
    if policy.label == "profiles.education" and name == "languages":
        return [{"language": word, "level": "B2"}]
    if isinstance(column, models.JSONField) or "JSON" in type(column).__name__:
        return {"given_names": ["", word]}
    if isinstance(column, models.EmailField):
        return f"{word.lower()}@example.org"
    if "Phone" in type(column).__name__:
        return f"+49622155{int(word[6:11]) % 10000:04d}"
    return word


def _missing(rows: list[Participation], world: build.World) -> None:
    """Write the rows that a crowd does not have: one of each declared model for everybody."""
    Message.objects.bulk_create(
        Message(kind="x", key=f"s:{row.pk}", message_id=f"<s.{row.pk}@example.org>", to_email="x@example.org",
                person_id=row.person_id, edition_id=world.edition.pk, state="sent", body_text="Hello", sent_at=world.now)
        for row in rows
    )  # fmt: skip
    Interview.objects.bulk_create(
        Interview(nomination=one, state="cancelled", invited_at=world.now, over_at=world.now)
        for one in Nomination.objects.all()
    )
    files = [
        StoredFile(participation=row, path=storage.write(f"Letter about {token(999, row.person_id)}".encode()),
                   content_type="text/plain", size=9, sha256=str(row.pk))
        for row in rows[:WITH_A_FILE]
    ]  # fmt: skip
    StoredFile.objects.bulk_create(files)
    for policy in catalogue.every().values():
        lookup = policy.lookup()
        if (
            lookup is None
            or not policy.fields
            or policy.label == HOLDS
            or policy.model._base_manager.exists()
        ):
            continue
        _one_each(policy, rows, world)


def _one_each(policy: ModelPolicy, rows: list[Participation], world: build.World) -> None:
    columns = {f.name: f for f in policy.model._meta.concrete_fields}
    first = (policy.person or "").split("__")[0]
    by = {"participation": lambda r: r, "person": lambda r: r.person, "nomination": lambda r: r.nomination}
    made = []
    if first not in by and not (policy.person or "").startswith("#"):
        return
    for row in rows:
        values: dict[str, Any] = (
            {first: by[first](row)} if first in by else {policy.person[1:]: row.person_id}
        )  # type: ignore[index]
        for name, column in columns.items():
            if name in values or column.null or column.has_default() or column.primary_key:
                continue
            if isinstance(column, models.ForeignKey):
                other = column.related_model._base_manager.first()
                if other is None:
                    return
                values[name] = other
            elif isinstance(column, (models.DateTimeField, models.DateField)):
                values[name] = world.now
            elif column.choices:
                values[name] = column.choices[0][0]
            elif isinstance(column, (models.BooleanField, models.IntegerField)):
                values[name] = 1
        made.append(policy.model(**values))
    with suppress(IntegrityError), transaction.atomic():  # what wants more than this has tests of its own
        policy.model._base_manager.bulk_create(made)
