"""The only writers of profiles: one use case for all sections, and the reading of the privacy notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.nominations.services import noting
from ish.nominations.services.correcting import NotCorrectable
from ish.people import services as people
from ish.people.models import Guardian, Participation, Person
from ish.people.states import Custody
from ish.privacy import history
from ish.profiles import rules, sections
from ish.profiles.changing_services import Asking
from ish.profiles.models import NoticeRead, NoticeText, Proof
from ish.profiles.notice import NOTICE_VERSION
from ish.profiles.rules import Editor
from ish.programme.models import Edition

GUARDIAN = "guardian"
"""Prefix of the values about parents: `guardian0_name`, `guardian0_email` … in the order in which they are known."""
GUARDIAN_FIELDS = ("name", "email", "phone", "relation", "custody", "reach")
NOTHING_SAID = {"custody": Custody.UNKNOWN.value}
"""What stands for a fact of a parent as long as nobody has said it; of the others, an empty text."""
MOST_GUARDIANS = 2


class ChangedMeanwhile(Exception):
    """Somebody else saved the section after the version in hand. `version` is the present one, `by` who saved it."""

    def __init__(self, *, version: int, by: Any) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.version, self.by = version, by


@dataclass(frozen=True)
class Saved:
    """What became of a save: the version that holds now, when it was saved, which facts changed, and which changes were only
    asked for because their day has passed (by name)."""

    version: int
    saved_at: datetime | None
    changed: frozenset[str]
    asked: frozenset[str] = frozenset()


def version_of(participation: Participation, section: sections.Section, row: Any = None) -> int:
    """Return the version of a section: it grows with each save of its row (asked for unless given), of the person's facts,
    and with what is asked for."""
    version: int = (row or section.row(participation)).version
    return version + (participation.person.version if section.person_fields else 0)


@transaction.atomic
def save_section(
    *,
    participation: Participation,
    section: str,
    values: Mapping[str, Any],
    version: int,
    by: Any,
    reason: str | None = None,
) -> Saved:
    """Save those of `values` that differ and that `by` (a user, or an `Editor` for a guest) may fill in today; what they may not
    is left as it is. What they could fill in until its day passed becomes a change that is asked for (`ChangeRequest`), with the
    `reason`.

    Who a student is waits for an organiser once a partner has handed them in: their word is kept as a correction. The same values
    again count as saved, whatever the version. Raises `ChangedMeanwhile`, `ValidationError`, and
    `PermissionDenied` for somebody who fills in nothing here.
    """
    chosen, editor = sections.get(section), Editor.of(by)
    role = rules.role_of(editor, participation)
    if role is None:
        raise PermissionDenied
    standing = rules.standing(
        participation, chosen, user=editor.user, role=role, at=rules.today(participation)
    )
    if not standing.open:
        raise PermissionDenied
    work = _Work.begin(participation, chosen, role)
    # A consent may have been taken back while we waited for the rows: what rested on it was emptied, and stays so.
    if gone := rules.not_consented(participation, chosen, rules.today(participation)):
        values = {name: value for name, value in values.items() if name not in gone}
        if not set(chosen.asked_of(participation)) - gone:
            raise PermissionDenied
    wanted = work.differing(values, standing, role)
    asking, asked = None, {}
    if standing.asked:
        asking = Asking.begin(participation, chosen, editor, role, lock=True)
        late = {n: v for n, v in values.items() if n in standing.asked and not work.corrects(n, v)}
        asked = asking.new(late, {name: work.kept(name) for name in late})
    if (wanted or asked) and work.version != version:
        raise ChangedMeanwhile(version=work.version, by=work.author)
    if wanted:
        work.write(wanted, editor.user, role)
    if asking and (asked or reason is not None) and asking.ask(asked, reason):
        work.count()
    told = frozenset(wanted) & standing.asked | frozenset(asked)
    return Saved(work.version, work.row.saved_at, frozenset(wanted), told)


@dataclass
class _Work:
    """The rows of one section, locked, while they are compared and written."""

    participation: Participation
    section: sections.Section
    person: Person
    row: Any
    guardians: list[Guardian]
    own: noting.Own | None

    @classmethod
    def begin(cls, participation: Participation, section: sections.Section, role: str) -> "_Work":
        own = None
        if section.person_fields:
            noting.lock_own(participation)
            own = noting.own_of(participation, role)
        person = Person.objects.select_for_update().get(pk=participation.person_id)
        section.model.objects.get_or_create(participation=participation)
        row = section.model.objects.select_for_update(of=("self",)).get(participation=participation)
        guardians = list(person.guardians.order_by("pk")[:MOST_GUARDIANS]) if section.person_fields else []
        return cls(participation, section, person, row, guardians, own)

    @property
    def version(self) -> int:
        own: int = self.row.version
        return own + (self.person.version if self.section.person_fields else 0)

    @property
    def author(self) -> Any:
        """Who saved last: of the section's own facts and the person's, whichever changed later; None when that is not known."""
        at, by = history.last_change(self.person) if self.section.person_fields else (None, None)
        own_at = self.row.saved_at
        return by if at is not None and (own_at is None or at > own_at) else self.row.saved_by

    def kept(self, name: str) -> Any:
        """Return a fact as it is."""
        return getattr(self.person if name in self.section.person_fields else self.row, name)

    def corrects(self, name: str, value: Any) -> bool:
        """Say whether a change, also after its day, is a correction that partner, student and school see as such."""
        return self.own is not None and name in self.section.person_fields and self.own.waits(name, value)

    def differing(self, values: Mapping[str, Any], standing: rules.Standing, role: str) -> dict[str, Any]:
        """Return the values that may be written, or proposed as a correction, and differ from what is kept."""
        kept = {name: getattr(self.row, name) for name in standing.writable}
        said = self.own.values if self.own else {}
        late = {name for name in standing.person_asks if name in values and self.corrects(name, values[name])}
        kept |= {name: said.get(name, self.kept(name)) for name in standing.person_writable | late}
        if self.section.person_fields:
            kept |= self._guardian_facts(role)
        return {name: v for name, v in values.items() if name in kept and not same(v, kept[name])}

    def count(self) -> None:
        """Count that what waits has changed; nothing of the section was saved."""
        self.row.version += 1
        self.row.save(update_fields=["version"])

    def _guardian_facts(self, role: str) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        for index in range(MOST_GUARDIANS):
            known = self.guardians[index] if index < len(self.guardians) else None
            for name in rules.guardian_fields(role):
                facts[f"{GUARDIAN}{index}_{name}"] = (
                    getattr(known, name) if known else NOTHING_SAID.get(name, "")
                )
        return facts

    def write(self, wanted: Mapping[str, Any], by: Any, role: str) -> None:
        own = {name: wanted[name] for name in self.section.fields if name in wanted}
        about_person = {name: wanted[name] for name in self.section.person_fields if name in wanted}
        if about_person:
            self._write_person(about_person, by, role)
        for index in range(MOST_GUARDIANS):
            self._write_guardian(index, wanted, by, role)
        for name, value in own.items():
            setattr(self.row, name, value)
        for name, value in (self.section.derive(self.row) if self.section.derive else {}).items():
            setattr(self.row, name, value)
            own[name] = value
        untouched = {f.name for f in self.section.model._meta.fields} - set(own)
        self.row.clean_fields(exclude=untouched)
        self.row.version += 1
        self.row.saved_at, self.row.saved_by, self.row.erased_at = clock.now(), by, None
        self.row.save(update_fields=[*own, "version", "saved_at", "saved_by", "erased_at"])

    def _write_person(self, values: Mapping[str, Any], by: Any, role: str) -> None:
        """Save facts of the person, or propose them; what a partner handed in differently stays in both sides' history."""
        waits = {name: value for name, value in values.items() if self.own and self.own.waits(name, value)}
        if waits and self.own:
            try:
                noting.propose_own(own=self.own, values=waits, by=by)
            except NotCorrectable as error:  # gave back or was withdrawn at this very moment
                raise PermissionDenied from error
        free = {name: value for name, value in values.items() if name not in waits}
        if free:
            before = noting.facts_of(self.person, list(free))
            people.save_person(person=self.person, values=free, by=by)
        self.person.refresh_from_db()
        self.participation.person = self.person
        if free:
            noting.note_own(participation=self.participation, before=before, by=by, role=role)
            self.person.refresh_from_db(fields=["version"])

    def _write_guardian(self, index: int, wanted: Mapping[str, Any], by: Any, role: str) -> None:
        """Save what was said of a parent; what a partner handed in differently stays in both sides' history."""
        prefix = f"{GUARDIAN}{index}_"
        values = {name: wanted[prefix + name] for name in GUARDIAN_FIELDS if prefix + name in wanted}
        if not values:
            return
        if index < len(self.guardians):
            guardian = self.guardians[index]
            before = noting.parent_facts(guardian)
            people.save_guardian(guardian=guardian, values=values, by=by)
            guardian.refresh_from_db()
            noting.note_guardian(
                participation=self.participation, guardian=guardian, before=before, by=by, role=role
            )
        else:
            language = self.participation.person.language
            people.add_guardian(person=self.person, language=language, **values)


def same(new: Any, kept: Any) -> bool:
    """Whether two values say the same: empty is empty, in whatever form a column keeps it."""
    empty: tuple[Any, ...] = (None, "", [], {})
    if new in empty or kept in empty:
        return new in empty and kept in empty
    return bool(str(new) == str(kept)) if type(new) is not type(kept) else bool(new == kept)


@transaction.atomic
def acknowledge_notice(*, participation: Participation, language: str, by: Any) -> NoticeRead:
    """Keep that the person has read the present version of the privacy notice; a second time changes nothing.

    Raises `PermissionDenied` unless `by` is the person: nobody can have read it for them.
    """
    if by.pk is None or participation.person.user_id != by.pk:
        raise PermissionDenied
    row, _made = NoticeRead.objects.get_or_create(
        person=participation.person,
        edition_id=participation.edition_id,
        version=NOTICE_VERSION,
        defaults={"language": language, "at": clock.now()},
    )
    return row


@transaction.atomic
def save_notice_text(
    *, edition: Edition, words: Mapping[str, str], checked_on: date | None, version: int, by: Any
) -> NoticeText:
    """Keep what the notice of an edition says of partners abroad (`words` by language) and when it was checked.

    A check is of the words as they were: changed words without a new day are unchecked. Raises `ChangedMeanwhile`.
    """
    Edition.objects.select_for_update().get(pk=edition.pk)
    row = NoticeText.objects.filter(edition=edition).first() or NoticeText(edition=edition)
    if row.version != version:
        raise ChangedMeanwhile(version=row.version, by=row.saved_by)
    # Browsers send lines that end otherwise than those we keep.
    new = {f"transfers_{code}": text.replace("\r\n", "\n").strip() for code, text in words.items()}
    changed = row.pk is not None and any(getattr(row, name) != text for name, text in new.items())
    stale = row.checked_version != NOTICE_VERSION or changed
    if checked_on == row.checked_on and stale:
        checked_on = None
    for name, text in new.items():
        setattr(row, name, text)
    row.checked_on, row.checked_version = checked_on, NOTICE_VERSION if checked_on else ""
    row.version, row.saved_at, row.saved_by = row.version + 1, clock.now(), by
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def note_proof(
    *, participation: Participation, kind: str, seen_on: date, valid_until: date | None, by: Any
) -> Proof:
    """Note that a paper was seen, by whom and until when it holds; the paper itself is not kept. A new look replaces the old one.

    Raises `ValidationError` for a paper that had ended before it was seen.
    """
    if valid_until is not None and valid_until < seen_on:
        raise ValidationError({"valid_until": _("It had ended before it was seen. Check the two days.")})
    row = Proof.objects.filter(participation=participation, kind=kind).first()
    row = row or Proof(participation=participation, kind=kind)
    row.seen_on, row.valid_until, row.seen_by, row.erased_at = seen_on, valid_until, by, None
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def forget_proof(*, participation: Participation, kind: str) -> None:
    """Take back that a paper was seen: it was noted by mistake."""
    Proof.objects.filter(participation=participation, kind=kind).delete()
