"""The only writers of pictures: taken in, framed, allowed for this and that, taken away."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from ish import clock
from ish.documents import services as documents
from ish.documents import storage
from ish.documents.kinds import Kind
from ish.documents.models import StoredFile
from ish.documents.sniffing import JPEG
from ish.people import consenting
from ish.people.models import Participation, Person
from ish.portraits import picture, rules
from ish.portraits.models import Portrait
from ish.portraits.picture import Frame, NoPicture
from ish.portraits.states import Use

LARGEST = 15 * 1024 * 1024
_KIND = Kind(code="portrait", label="portrait", accepts=(JPEG,), largest=LARGEST)
"""What is kept is a picture we made ourselves: of whatever kind the one was that came."""


class Refused(Exception):
    """A picture is not taken; the message says why and what to do."""


class ChangedMeanwhile(Exception):
    """Somebody else has framed or replaced the picture since it was shown."""


def give(*, participation: Participation, data: bytes, by: Any) -> Portrait:
    """Keep a new picture, framed as most portraits are; what was allowed for the last one is to be allowed anew.

    Raises `Refused`. Pictures are made small before anything is locked.
    """
    try:
        if len(data) > LARGEST:
            raise NoPicture("huge")
        taken = picture.take_in(data)
        framed = picture.cut(taken, Frame())
    except NoPicture as error:
        raise Refused(_why(error.why)) from error
    files = [_keep(participation, one, by) for one in (taken, framed)]
    try:
        return _replace(participation, *files)
    except BaseException:
        for file in files:
            StoredFile.objects.filter(pk=file.pk).delete()
            storage.delete(file.path)
        raise


def _why(code: str) -> str:
    return {
        "unknown": _("This is no picture that we can open. Please choose a JPEG, PNG or WebP file."),
        "huge": _("This picture is too large. Please choose one of up to 15 MB and 60 million pixels."),
        "small": _(
            "This picture is too small: each side needs 300 pixels or more. Please choose another one."
        ),
        "broken": _("This picture breaks off or is damaged. Please save it anew or choose another one."),
    }[code]


def _keep(participation: Participation, data: bytes, by: Any) -> StoredFile:
    return documents.keep_file(participation=participation, data=data, name="portrait.jpg", kind=_KIND, by=by)


def _locked(participation: Participation) -> Portrait:
    Portrait.objects.get_or_create(participation=participation)
    return Portrait.objects.select_for_update(of=("self",)).get(participation=participation)


def _locked_with_consent(participation: Participation) -> Portrait:
    """Return the picture with its person locked first, as taking the consent back does. Raises `Refused` when it was."""
    list(Person.objects.select_for_update().filter(pk=participation.person_id).values_list("pk"))
    if consenting.is_refused(participation, "data", rules.today(participation)):
        raise Refused(_("There is no consent to what is given freely any more, so no picture is kept."))
    return _locked(participation)


def _drop(portrait: Portrait, *names: str) -> None:
    for name in names:
        file = getattr(portrait, name)
        setattr(portrait, name, None)
        if file is not None and file.path:
            documents.discard_file(file=file)


@transaction.atomic
def _replace(participation: Participation, original: StoredFile, framed: StoredFile) -> Portrait:
    row = _locked_with_consent(participation)
    _drop(row, "original", "framed")
    usual = Frame()
    row.original, row.framed, row.x, row.y, row.zoom = original, framed, usual.x, usual.y, usual.zoom
    row.uses, row.source, row.allowed_at, row.allowed_by, row.erased_at = [], "", None, None, None
    row.version += 1
    row.save()
    return row


def frame(*, participation: Participation, frame: Frame, version: int, by: Any) -> Portrait:
    """Cut the portrait out anew. Raises `ChangedMeanwhile`, and `Refused` when there is no picture to cut."""
    row = Portrait.objects.select_related("original").filter(participation=participation).first()
    if row is None or row.original is None:
        raise Refused(_("There is no picture any more. Please choose one."))
    try:
        cut = picture.cut(storage.read(row.original.path), frame)
    except (storage.Gone, NoPicture) as error:
        raise Refused(_("This picture cannot be opened any more. Please choose it again.")) from error
    file = _keep(participation, cut, by)
    inside = frame.inside()
    with transaction.atomic():
        row = _locked(participation)
        if row.version != version or row.original is None:
            documents.discard_file(file=file)
            changed = True
        else:
            changed = False
            _drop(row, "framed")
            row.framed, row.x, row.y, row.zoom = file, inside.x, inside.y, inside.zoom
            row.version += 1
            row.save(update_fields=["framed", "x", "y", "zoom", "version"])
    if changed:
        raise ChangedMeanwhile
    return row


@transaction.atomic
def allow(*, participation: Participation, uses: Collection[str], by: Any, source: str = "") -> Portrait:
    """Keep for what the picture may be used from now on; nothing is a full answer. `source`: how an organiser knows.

    Raises `Refused` when there is no picture it could be about, or the consent to keep one was refused meanwhile.
    """
    row = _locked_with_consent(participation)
    if row.framed is None:
        raise Refused(_("There is no picture any more. Please choose one."))
    row.uses = [use for use in Use.values if use in uses]
    row.allowed_at, row.allowed_by, row.source = clock.now(), by, source
    row.save(update_fields=["uses", "allowed_at", "allowed_by", "source"])
    return row


@transaction.atomic
def take_away(*, participation: Participation, by: Any) -> None:
    """Delete the picture and everything that was allowed; twice is no fault."""
    if not Portrait.objects.filter(participation=participation).exists():
        return
    row = _locked(participation)
    _drop(row, "original", "framed")
    row.uses, row.source, row.allowed_at, row.allowed_by = [], "", clock.now(), by
    row.version += 1
    row.save()


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """Delete the pictures of people (in one edition), whole and framed; rows stay, empty. The one door of every erasure; the
    number of queries does not depend on how many there are."""
    some = Q(original__isnull=False) | Q(framed__isnull=False)
    rows = Portrait.objects.filter(some, participation__person__in=people)
    rows = rows if edition_id is None else rows.filter(participation__edition=edition_id)
    with transaction.atomic():
        found = list(rows.select_for_update(of=("self",)).values_list("pk", "original", "framed"))
        files = {key for _pk, *keys in found for key in keys if key is not None}
        documents.forget_files(Q(pk__in=files), people, edition_id)
        count = Portrait.objects.filter(pk__in=[pk for pk, *_keys in found]).update(
            original=None, framed=None, allowed_by=None, erased_at=clock.now(), version=F("version") + 1
        )
    return {"pictures": count}
