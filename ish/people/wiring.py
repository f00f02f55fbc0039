"""What this app tells the registries at the start: the participant's role, requirements, mails, navigation, panels, search."""

from collections import Counter
from collections.abc import Collection
from typing import Any, cast

from auditlog.registry import auditlog
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts import services as accounts
from ish.contacts import morning as morning_list
from ish.desk import folding
from ish.desk.registry import Entry, Hit, navigation, panels, search
from ish.desk.searching import FoldedField
from ish.handbook import registry as handbook_readers
from ish.jobs import registry as jobs
from ish.people import (
    account_services,
    answer_mails,
    answers,
    guest_mails,
    handbook,
    home,
    links,
    mails,
    morning,
    nudging,
    nudging_mails,
    queries,
    recording,
    reminding,
    requirements,
    restricting_services,
    rules,
    subjects,
    young,
)
from ish.people.models import Guardian, Participation, Person, PlaceAnswer, Waiver
from ish.people.nudging import Source
from ish.people.requirements import Requirement
from ish.people.states import GUESTS, OPEN, Actor, Answering, Capacity, State
from ish.privacy import history
from ish.privacy import registry as privacy
from ish.privacy.services import readable
from ish.programme import rules as programme_rules
from ish.programme.states import PhaseCode

ROLE = "participant"
_PLACE = (State.OFFERED, State.CONFIRMED, State.ARRIVED, State.COMPLETED)


def connect() -> None:
    """Fill the registries."""
    mails.register()
    answer_mails.register()
    guest_mails.register()
    nudging_mails.register()
    nudging.register(
        Source(
            actor=Actor.GUARDIAN,
            way="person__guardians",
            label=_("parents and guardians"),
            languages=("person__guardians__language", "person__language"),
            zones=("person__time_zone",),
        )
    )
    nudging.set_owing("guardian_agrees", _asked_parent)
    _register_role()
    _register_requirements()
    for model in (Person, Guardian, Participation, PlaceAnswer, Waiver):
        if not auditlog.contains(model):
            history.keep(model)
    privacy.on_erase("accounts", _forget_account, many=_forget_accounts)
    privacy.on_erase(
        "people.nudges",
        nudging_mails.forget,
        erase="messages",
        many=nudging_mails.forget_many,
        by_edition=True,
    )
    privacy.set_restricted_source(restricting_services.restricted)
    links.register("organiser", lambda row: reverse("people:person", args=[row.person_id]))
    subjects.register()
    morning_list.register("people", morning.lines, order=20)
    handbook_readers.add(ROLE, handbook.audiences)
    jobs.register("people.remind", reminding.run, label=_("Write reminders"))
    jobs.register("people.record", reminding.record, label=_("Record for others"))
    _hang_into_the_frame()


def _register_role() -> None:
    roles.register(
        roles.Role(
            name=ROLE,
            label=_("participant"),
            holds=lambda user: Person.objects.filter(user_id=user.pk, participations__isnull=False).exists(),
            holders=_holders,
            bind=lambda target_id, user: account_services.bind_person(person_id=target_id, user=user),
            describe=_describe,
            readdress=lambda target_id, email: account_services.invite_elsewhere(
                person_id=target_id, email=email
            ),
            sees={
                "people.person": lambda user: Q(user_id=user.pk),
                "people.participation": lambda user: Q(person__user_id=user.pk),
                "programme.edition": lambda user: Q(participations__person__user_id=user.pk),
            },
        )
    )
    roles.add_sees(
        "organiser", "people.person", lambda user: programme_rules.organises(user, "participations__edition")
    )
    roles.add_sees(
        "organiser", "people.participation", lambda user: programme_rules.organises(user, "edition")
    )


def _asked_parent(row: Participation) -> set[int]:
    """Return the one parent who is asked whether a student may come."""
    parent = answers.usable_guardian(row)
    return {parent.pk} if parent else set()


def _said_yes(role: str) -> Q:
    """Return the condition that somebody has said yes to the present offer."""
    said = PlaceAnswer.objects.filter(participation=OuterRef("pk"), role=role, agrees=True)
    present = Q(at__gte=OuterRef("offered_at")) | Q(participation__offered_at__isnull=True)
    return Q(Exists(said.filter(present)))


def _register_requirements() -> None:
    requirements.register(
        Requirement(
            code="accept_place",
            label=_("Accept the place"),
            help=_("Say that you are coming, or give the place back so that somebody else can have it."),
            actor=Actor.PARTICIPANT,
            phase=PhaseCode.ACCEPTANCE,
            applies=lambda at: Q(capacity=Capacity.PARTICIPANT, state__in=_PLACE),
            satisfied=lambda at: ~Q(state=State.OFFERED) | _said_yes(Answering.STUDENT),
            link=lambda row: reverse("people:place", args=[row.pk]),
            due_column="accept_by",
            record=recording.comes,
        )
    )
    requirements.register(
        Requirement(
            code="guardian_agrees",
            label=_("A parent or guardian agrees"),
            help=_(
                "You are under 18 on arrival, or we do not know your date of birth: a parent has to say yes, too."
            ),
            actor=Actor.GUARDIAN,
            phase=PhaseCode.ACCEPTANCE,
            applies=lambda at: rules.MAY_BE_MINOR & Q(capacity=Capacity.PARTICIPANT, state__in=_PLACE),
            satisfied=lambda at: (
                ~Q(state__in=(State.OFFERED, State.CONFIRMED)) | _said_yes(Answering.GUARDIAN)
            ),
            link=lambda row: reverse("people:agreement", args=[row.pk]),
            due_column="accept_by",
        )
    )
    requirements.register(
        Requirement(
            code="contact",
            label=_("A way to reach the student"),
            help=_("An e-mail address or a phone number."),
            actor=Actor.COORDINATOR,
            phase=PhaseCode.NOMINATIONS,
            applies=lambda at: Q(capacity=Capacity.PARTICIPANT, state__in=OPEN),
            satisfied=lambda at: ~Q(person__email="") | ~Q(person__phone=""),
            link=lambda row: reverse("people:contact", args=[row.pk]),
        )
    )
    young.register()
    _register_requirements_of_guests()


def _register_requirements_of_guests() -> None:
    """What is asked of tutors, chaperones and guests here: an answer, and a way to reach them. No partner acts for them."""
    requirements.register(
        Requirement(
            code="guest_answer",
            label=_("Say whether you are coming"),
            help=_("Yes, or no: either helps."),
            actor=Actor.PARTICIPANT,
            phase=PhaseCode.ACCEPTANCE,
            applies=lambda at: Q(capacity__in=GUESTS, state__in=_PLACE),
            satisfied=lambda at: ~Q(state=State.OFFERED),
            link=lambda row: reverse("people:place", args=[row.pk]),
            due_column="accept_by",
            record=recording.comes,
        )
    )
    requirements.register(
        Requirement(
            code="guest_contact",
            label=_("A way to reach them"),
            help=_("An e-mail address or a phone number."),
            actor=Actor.ORGANISER,
            phase=PhaseCode.NOMINATIONS,
            applies=lambda at: Q(capacity__in=GUESTS, state__in=OPEN),
            satisfied=lambda at: ~Q(person__email="") | ~Q(person__phone=""),
            link=lambda row: reverse("people:contact", args=[row.pk]),
        )
    )


def _hang_into_the_frame() -> None:
    navigation.add(Entry("organiser", 20, _("Who is ready"), "people:readiness", "clipboard-check"))
    navigation.add(Entry("organiser", 25, _("People"), "people:list", "people"))
    navigation.add(Entry("organiser", 25, _("Tutors and guests"), "people:guests", "person-badge"))
    navigation.add(Entry(ROLE, 10, _("Your to-do list"), "people:mine", "list-check"))
    navigation.inside(ROLE, "people:mine", "people:")
    panels.add("desk.organiser", home.organiser_panel, order=20)
    panels.add("desk.participant", home.participant_panel, order=10)
    panels.add("person", subjects.panel, order=5)
    search.add(_("People"), _find_people)


def _holders() -> QuerySet[Person]:
    return Person.objects.filter(user__isnull=False, participations__isnull=False)


def _describe(person_id: int) -> str:
    row = Participation.objects.filter(person=person_id).select_related("edition__programme").last()
    return str(_("Taking part in %(edition)s")) % {"edition": row.edition} if row else ""


def _find_people(user: Any, words: list[str], limit: int) -> list[Hit]:
    """Return people by name or address (also by their parents', for who reads these), each with the page on which this reader
    finds them; only through roles that have one."""
    pages = Q()
    for role in (name for name, _link in links.every() if roles.holds(user, name)):
        pages |= _found_as(user, role, words)
    if not pages:
        return []
    rows = queries.seen_participations(user).filter(pages, person__erased_at=None)
    found = list(rows.select_related("person", "edition__programme").order_by(*queries.BY_NAME)[:limit])
    urls: dict[int, str] = {}
    marked: set[int] = set()
    for role, link in links.every():
        if not found or not roles.holds(user, role):
            continue
        seen = queries.seen_participations(user, role=role).filter(pk__in=[row.pk for row in found])
        keys = set(seen.values_list("pk", flat=True))
        urls = {**{row.pk: link(row) for row in found if row.pk in keys}, **urls}
        marked |= {
            row.pk for row in found if role == "organiser" and row.pk in keys and row.person.restricted_at
        }
    parents = _parents_found(found, words)
    return [
        _hit(row, urls.get(row.pk) or reverse("desk:home"), parents.get(row.person_id), row.pk in marked)
        for row in found
    ]


def _found_as(user: Any, role: str, words: list[str]) -> Q:
    """Return the condition of being found through a role: only by what it may read, since a hit tells that the words are true."""
    seen = queries.seen_participations(user, role=role).order_by()
    named = queries.named(words, parents=_reads_parents(role))
    read = readable(Person, role)
    looked_for = cast(FoldedField, Person._meta.get_field("folded")).of
    if read.issuperset(looked_for):
        return Q(pk__in=seen.values("pk")) & named
    mine = [field for field in looked_for if field in read]
    rows = seen.filter(named).select_related("person")
    return Q(pk__in=[row.pk for row in rows if folding.fits(words, *(getattr(row.person, f) for f in mine))])


def _reads_parents(role: str) -> bool:
    return {"name", "email"} <= readable(Guardian, role)


def _parents_found(found: list[Participation], words: list[str]) -> dict[int, str]:
    """Return the parents because of whom people were found who are not called so themselves: their names by person."""
    others = {row.person_id for row in found if not folding.fits(words, row.person.folded)}
    rows = Guardian.objects.filter(person__in=others).order_by("-pk") if others else ()
    return {row.person_id: row.name for row in rows if folding.fits(words, row.name, row.email)}


def _hit(row: Participation, url: str, parent: str | None = None, restricted: bool = False) -> Hit:
    words = [row.edition, "" if row.is_participant else row.get_capacity_display(), row.state_word]
    detail = " · ".join(str(word) for word in words if word)
    if parent:
        detail += " · " + gettext("parent: %(name)s") % {"name": parent}
    return Hit(row.person.full_name, detail, url, restricted)


def _forget_account(person_id: int) -> dict[str, int]:
    """Part a person from their account; see `_forget_accounts`."""
    return _forget_accounts([person_id])


def _forget_accounts(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """Part people from their accounts, and forget whom we invited; an account that does nothing else is emptied."""
    counts = Counter({"parted": 0, "invitations": accounts.forget_invitations(role=ROLE, target_ids=people)})
    for person in Person.objects.filter(pk__in=people, user__isnull=False).select_related("user"):
        user: Any = person.user
        history.forget_actor(user.pk)
        person.user = None
        person.save(update_fields=["user"])
        counts["parted"] += 1
        roles.forget_held(user)
        if not roles.held_by(user) and not user.is_staff:
            counts.update(accounts.forget_user(user=user))
    return dict(counts)
