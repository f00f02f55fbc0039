"""After its day a change is asked for: who asks, what organisers see and decide, more time for one person."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from ish.nominations.models import Correction, Nomination
from ish.outbox.models import Message
from ish.people.models import Guardian, Person
from ish.privacy import services as privacy
from ish.privacy.models import Look
from ish.profiles import changing_queries, changing_services, rules, sections
from ish.profiles import deciding_services as deciding
from ish.profiles import extending_services as extending
from ish.profiles.models import ChangeRequest, Education, FreezeExtension, Health
from ish.profiles.rules import Editor
from ish.profiles.services import ChangedMeanwhile, save_section, version_of
from ish.programme.models import NominatingBody
from tests.profiles.conftest import make

LATE = date(2027, 8, 15)  # the school is over, and with it the day of most facts
SECRET = "Zanzibar-4711-nuts"


def save(pia, section, values, *, by=None, version=None, reason=None):
    pia.person.refresh_from_db()
    if version is None:
        version = version_of(pia, sections.get(section))
    return save_section(
        participation=pia,
        section=section,
        values=values,
        version=version,
        by=by or pia.person.user,
        reason=reason,
    )


def url(pia, code="education"):
    return reverse("profiles:section", args=[pia.pk, code])


@pytest.fixture
def late(pia, today):
    """Pia's school is known, and its day has passed."""
    save(pia, "education", {"institution": "Lyceum", "languages": [{"language": "ja", "level": "C2"}]})
    today(LATE)
    return pia


# ---------------------------------------------------------------- ASKING


@pytest.mark.parametrize("role", ["participant", "organiser"])
@pytest.mark.parametrize("section", [one.code for one in sections.every()])
def test_what_counts_at_once_is_what_the_declarations_say(pia, organiser, role, section):
    user = pia.person.user if role == "participant" else organiser()
    chosen = sections.get(section)
    for at in (date(2027, 5, 18), date(2027, 6, 16), LATE):
        found = rules.standing(pia, chosen, user=user, role=role, at=at)
        own = privacy.writable(chosen.label, role, edition_id=pia.edition_id, at=at)
        assert found.writable == own & set(chosen.fields)
        person = privacy.writable(Person, role, edition_id=pia.edition_id, at=at)
        assert found.person_writable == person & set(chosen.person_fields) or role == "participant"
        assert not found.asked & (found.writable | found.person_writable)


def test_a_late_change_is_asked_for_and_goes_into_one_request(late):
    first = save(late, "education", {"institution": "Gymnasium", "grade": "11"}, reason="We moved.")
    assert (first.changed, first.asked) == (set(), {"institution", "grade"})
    assert Education.objects.get().institution == "Lyceum"
    save(late, "education", {"institution": "Gymnasium 2", "grade": ""})
    row = ChangeRequest.objects.get()
    assert row.fields == {"institution": ["Lyceum", "Gymnasium 2"]}
    assert (row.said["reason"], row.asked_by, row.role) == ("We moved.", late.person.user, "participant")
    save(late, "education", {"institution": "Lyceum"})  # as it was: nothing is asked for any more
    assert ChangeRequest.objects.get().state == "withdrawn"


def test_the_same_words_again_ask_for_nothing_new(late):
    first = save(late, "education", {"institution": "Gymnasium"})
    again = save(late, "education", {"institution": "Gymnasium"}, version=0)
    assert (again.version, again.asked) == (first.version, set())
    assert ChangeRequest.objects.get().version == 1


def test_a_page_from_before_takes_no_request_back(late, organiser):
    before = version_of(late, sections.EDUCATION)
    save(late, "education", {"institution": "Gymnasium"})
    with pytest.raises(ChangedMeanwhile):
        save(late, "education", {"institution": "Lyceum"}, version=before)
    page = version_of(late, sections.EDUCATION)
    deciding.decline(
        request=ChangeRequest.objects.get(), fields=["institution"], by=organiser(), answer="No."
    )
    with pytest.raises(ChangedMeanwhile):  # the form still says "Gymnasium"
        save(late, "education", {"institution": "Gymnasium"}, version=page)


def test_lists_are_asked_for_as_a_whole(late, organiser):
    rows = [{"language": "ja", "level": "C2"}, {"language": "de", "level": "A2"}]
    assert save(late, "education", {"languages": rows}).asked == {"languages"}
    assert save(late, "education", {"languages": rows}).asked == set()
    row = ChangeRequest.objects.get()
    deciding.accept(request=row, fields=["languages"], by=organiser(), seen=deciding.mark_of(row))
    assert Education.objects.get().languages == rows


def test_health_and_papers_are_sealed_apart(late):
    save(late, "health", {"diet": SECRET})
    save(late, "passport", {"number": SECRET, "expires_on": date(2031, 1, 1)})
    health, passport = ChangeRequest.objects.order_by("care")
    assert (health.care, health.changes, health.passport_changes) == ("health", None, None)
    assert (passport.care, passport.changes, passport.health_changes) == ("passport", None, None)
    assert passport.fields["expires_on"] == ["", "2031-01-01"]


def test_until_everything_of_health_is_erased_and_no_longer(late, today):
    today(late.edition.departure_day + timedelta(days=14))
    assert save(late, "health", {"diet": "x"}).asked == {"diet"}
    today(late.edition.departure_day + timedelta(days=15))
    with pytest.raises(PermissionDenied):
        save(late, "health", {"diet": "y"})


def test_a_guardian_without_account_asks_and_sees_their_own(late, monkeypatch, organiser):
    policy = sections.HEALTH.label.lower()
    fields = {
        name: declared.__class__(**{**vars(declared), "fills": ("participant", "guardian", "organiser")})
        for name, declared in rules.catalogue.declared(policy).fields.items()
    }
    known = rules.catalogue.every()[policy]
    monkeypatch.setitem(rules.catalogue.every(), policy, known.__class__(**{**vars(known), "fields": fields}))
    one = Guardian.objects.create(person=late.person, name="Ana", email="ana@example.org")
    other = Guardian.objects.create(person=late.person, name="Ben")
    for guardian, diet in ((one, "no nuts"), (other, "no fish")):
        assert save(late, "health", {"diet": diet}, by=Editor(guardian=guardian)).asked == {"diet"}
    save(late, "health", {"diet": "no eggs"})
    assert ChangeRequest.objects.count() == 3
    rows = changing_queries.of(late)
    (seen,) = changing_queries.of_editor(rows, Editor(guardian=one))
    assert seen.fields == {"diet": ["", "no nuts"]}
    deciding.accept(request=seen, fields=["diet"], by=organiser("health"), seen=deciding.mark_of(seen))
    assert Message.objects.get(kind="change_outcome").to_email == "ana@example.org"
    with pytest.raises(PermissionDenied):
        stranger = Guardian.objects.create(person=make(late.edition, "Otto").person, name="Eve")
        save(late, "health", {"diet": "x"}, by=Editor(guardian=stranger))


def test_who_one_is_stays_a_correction_that_the_partner_sees_too(pia, edition, today):
    body = NominatingBody.objects.create(name="Kumamoto", kind="twin_city", country="JP")
    Nomination.objects.create(edition=edition, body=body, participation=pia, sender_state="submitted")
    today(date(2027, 6, 16))
    saved = save(pia, "about_me", {"given_names": "Pia Maria", "badge_name": "Pi"})
    assert saved.asked == {"given_names", "badge_name"}
    assert Correction.objects.get().changes == {"given_names": ["Pia", "Pia Maria"]}
    assert ChangeRequest.objects.get().fields == {"badge_name": ["", "Pi"]}


@pytest.mark.parametrize(
    ("section", "values", "reason"),
    [
        ("education", {"institution": "x" * 201}, None),
        ("education", {"lab_experience": "x" * 30_000}, None),
        ("education", {"institution": "x"}, "y" * 1001),
        ("passport", {"number": "1" * 41}, None),
        ("education", {"institution": "nul\x00"}, None),
    ],
)
def test_what_could_not_be_written_is_not_asked_for(late, section, values, reason):
    with pytest.raises(ValidationError):
        save(late, section, values, reason=reason)
    assert not ChangeRequest.objects.exists()


# ---------------------------------------------------------------- DECIDING


def asked(pia, values=None, section="education"):
    save(pia, section, values or {"institution": "Gymnasium", "grade": "11"}, reason="We moved.")
    return ChangeRequest.objects.get(state="waiting")


def test_field_by_field_and_the_asker_is_told(late, organiser):
    row, olga = asked(late), organiser()
    deciding.accept(request=row, fields=["grade"], by=olga, seen=deciding.mark_of(row))
    saved = Education.objects.get()
    assert (saved.grade, saved.institution, saved.saved_by) == ("11", "Lyceum", olga)
    rest = ChangeRequest.objects.get(state="waiting")
    assert rest.fields == {"institution": ["Lyceum", "Gymnasium"]}
    with pytest.raises(ValueError, match="Say why"):
        deciding.decline(request=rest, fields=["institution"], by=olga, answer=" ")
    deciding.decline(request=rest, fields=["institution"], by=olga, answer="The papers are printed.")
    done = {one.state: one for one in ChangeRequest.objects.all()}
    assert done["accepted"].asked_by == late.person.user and done["accepted"].decided_by == olga
    assert done["declined"].said["answer"] == "The papers are printed."
    assert Message.objects.filter(kind="change_outcome", to_email=late.person.email).count() == 2


def test_what_changed_meanwhile_is_shown_before_it_is_written_over(late, organiser, as_user):
    row, olga = asked(late), organiser()
    seen = deciding.mark_of(row)
    save(late, "education", {"institution": "Realschule"}, by=olga)
    with pytest.raises(deciding.Moved):
        deciding.accept(request=row, fields=["institution"], by=olga, seen=seen)
    page = as_user(olga).get(reverse("profiles:change", args=[row.pk]))
    assert "This has changed since it was asked for" in page.content.decode()
    assert "Realschule" in page.content.decode()
    deciding.accept(request=row, fields=["institution"], by=olga, seen=deciding.mark_of(row))
    assert Education.objects.get().institution == "Gymnasium"


def test_two_organisers_decide_once(late, organiser):
    row, olga, otto = asked(late), organiser(), organiser("travel")
    seen = deciding.mark_of(row)
    deciding.accept(request=row, fields=list(row.fields), by=olga, seen=seen)
    with pytest.raises(changing_services.Settled):
        deciding.decline(request=row, fields=["grade"], by=otto, answer="No.")
    with pytest.raises(changing_services.Settled):
        changing_services.withdraw(request=row, by=late.person.user)


def test_only_the_part_that_looks_after_it_decides(late, organiser, as_user):
    row, travel = asked(late, {"diet": SECRET}, "health"), organiser("travel")
    with pytest.raises(PermissionDenied):
        deciding.accept(request=row, fields=["diet"], by=travel, seen=deciding.mark_of(row))
    with pytest.raises(PermissionDenied):
        deciding.decline(request=row, fields=["diet"], by=travel, answer="No.")
    client = as_user(travel)
    for name, args in (("changes", []), ("change", [row.pk])):
        page = client.get(reverse(f"profiles:{name}", args=args), follow=True).content.decode()
        assert SECRET not in page and "Pia Sato" not in page, name
    assert not Look.objects.exists()
    health = as_user(organiser("health"))
    assert SECRET not in health.get(reverse("profiles:changes")).content.decode()
    assert SECRET not in health.get(reverse("profiles:changes_of", args=[late.pk])).content.decode()
    assert not Look.objects.exists()
    assert SECRET in health.get(reverse("profiles:change", args=[row.pk])).content.decode()
    assert Look.objects.get().fields == ["profiles.changerequest.health_changes"]
    message = deciding.accept(
        request=row, fields=["diet"], by=organiser(), seen=deciding.mark_of(row), answer=SECRET
    )
    assert message.state == "accepted" and Health.objects.get().diet == SECRET


def test_nobody_else_reaches_a_request(late, edition, as_user, organiser):
    row = asked(late)
    paul = make(edition, "Paul").person.user
    for user, name in ((paul, "withdraw_change"), (late.person.user, "change"), (paul, "change")):
        assert as_user(user).post(reverse(f"profiles:{name}", args=[row.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        deciding.accept(request=row, fields=["grade"], by=late.person.user, seen=deciding.mark_of(row))
    answer = as_user(organiser()).post(
        reverse("profiles:change", args=[row.pk]),
        {"fields_chosen": ["number"], "do": "accept", "seen": "x"},
    )
    assert answer.status_code == 200 and ChangeRequest.objects.get().state == "waiting"


# ---------------------------------------------------------------- PAGES


def test_the_page_goes_from_asking_to_the_answer(late, as_user, organiser):
    client = as_user(late.person.user)
    page = client.get(url(late))
    assert "can no longer be changed at once" in page.content.decode()
    posted = {
        "version": page.context["version"],
        "institution": "Gymnasium",
        "asked_reason": "We moved.",
        "languages_0": "ja",
    }
    answer = client.post(url(late), posted, headers={"HX-Request": "true"}).content.decode()
    assert "The day to change this has passed" in answer and "Take it back" in answer
    page = client.get(url(late))
    assert page.context["form"].initial["institution"] == "Gymnasium"
    assert "Waits for the organisers" in page.content.decode()
    assert "We moved." in page.content.decode()
    row, olga = ChangeRequest.objects.get(), as_user(organiser())
    assert reverse("profiles:change", args=[row.pk]) in olga.get(url(late)).content.decode()
    assert "1 change was asked for" in olga.get(reverse("contacts:morning")).content.decode()
    done = {"fields_chosen": ["institution"], "do": "decline", "answer": "Too late.", "seen": "x"}
    olga.post(reverse("profiles:change", args=[row.pk]), done)
    page = client.get(url(late)).content.decode()
    assert "Too late." in page and "not accepted" in page


def test_taking_back_by_button(late, as_user):
    row = asked(late)
    client = as_user(late.person.user)
    client.post(reverse("profiles:withdraw_change", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert client.get(url(late)).context["form"].initial["institution"] == "Lyceum"


def test_until_when_is_said_before_and_who_has_more_time(pia, as_user, organiser, today):
    page = as_user(pia.person.user).get(url(pia)).content.decode()
    assert "This can be changed until Saturday, 14 August 2027" in page
    sealed = as_user(pia.person.user).get(url(pia, "health")).content.decode()
    assert '<p class="muted">This can be changed until' in sealed
    extending.extend(
        participation=pia, section="education", until=date(2027, 8, 20), reason="Was ill.", by=organiser()
    )
    today(LATE)
    page = as_user(pia.person.user).get(url(pia)).content.decode()
    assert "You were given more time for this: until Friday, 20 August 2027" in page


# ---------------------------------------------------------------- MORE TIME


def test_more_time_ends_by_itself_or_by_hand(late, organiser, as_user, today):
    olga = organiser()
    client = as_user(olga)
    page = reverse("profiles:extend", args=[late.pk])
    sent = {"code": "education", "until": "20.08.2027", "reason": "Was ill."}
    assert client.post(page, sent).status_code == 302
    fresh = type(late).objects.select_related("person__user", "edition").get(pk=late.pk)
    assert save(fresh, "education", {"institution": "G"}).changed == {"institution"}
    assert save(fresh, "health", {"diet": "x"}).asked == {"diet"}  # another section
    assert (
        reverse("profiles:changes_of", args=[late.pk])
        in client.get(reverse("people:person", args=[late.person_id])).content.decode()
    )
    shown = client.get(reverse("profiles:changes_of", args=[late.pk])).content.decode()
    assert "Was ill." in shown
    today(date(2027, 8, 21))
    fresh = type(late).objects.get(pk=late.pk)
    assert save(fresh, "education", {"institution": "H"}).asked == {"institution"}
    today(LATE)
    client.post(reverse("profiles:end_extension", args=[FreezeExtension.objects.get().pk]))
    fresh = type(late).objects.get(pk=late.pk)
    assert save(fresh, "education", {"grade": "12"}).asked == {"grade"}


@pytest.mark.parametrize(
    ("section", "until"),
    [("education", date(2027, 8, 14)), ("nonsense", date(2027, 8, 20)), ("", date(2099, 1, 1))],
)
def test_no_time_that_makes_no_sense(late, organiser, section, until):
    with pytest.raises(ValidationError):
        extending.extend(participation=late, section=section, until=until, reason="", by=organiser())


# ---------------------------------------------------------------- WHAT ELSE IS HELD


def test_what_is_wrong_elsewhere_is_put_right(pia, as_user, organiser, edition):
    type(pia).objects.filter(pk=pia.pk).update(left_reason="Wnet home")
    client = as_user(pia.person.user)
    wrong = reverse("profiles:wrong", args=["people.participation", pia.pk])
    assert wrong in client.get(reverse("profiles:data")).content.decode()
    sent = {"name": "left_reason", "wanted": "Went home", "reason": "A slip."}
    assert client.post(wrong, sent).status_code == 302
    row = ChangeRequest.objects.get()
    assert row.fields == {"left_reason": ["Wnet home", "Went home"]}
    deciding.accept(request=row, fields=["left_reason"], by=organiser(), seen=deciding.mark_of(row))
    pia.refresh_from_db()
    assert pia.left_reason == "Went home"
    person = reverse("profiles:wrong", args=["people.person", pia.person_id])
    assert client.post(person, {"name": "sex", "wanted": "F"}).status_code == 200  # nothing is kept there yet
    assert client.post(person, {"name": "birth_date", "wanted": "3.1.2008"}).status_code == 302
    row = ChangeRequest.objects.get(state="waiting")
    page = as_user(organiser("travel")).get(reverse("profiles:change", args=[row.pk])).content.decode()
    assert "This is not written by itself" in page
    paul = as_user(make(edition, "Paul").person.user)
    assert paul.get(wrong).status_code == 404
    for label, name in (("accounts.user", "x"), ("people.step", "x"), ("outbox.message", "body_text")):
        assert client.get(reverse("profiles:wrong", args=[label, 1])).status_code == 404, (label, name)


def test_a_request_that_was_erased_waits_for_nobody(late, organiser):
    asked(late)
    privacy.erase(person_id=late.person_id, by=None, reason="test")
    assert list(changing_queries.waiting(late.edition)) == []
    assert not any(isinstance(v, dict) for v in vars(ChangeRequest.objects.get()).values())


def test_reads_cost_the_same_however_much_waits(late, organiser, django_assert_max_num_queries: Any):
    for number in range(3):
        row = make(late.edition, f"Quinn{number}")
        save(row, "education", {"institution": "G"})
    with django_assert_max_num_queries(1):
        assert len(changing_queries.waiting(late.edition)) == 3


# ---------------------------------------------------------------- ROWS, AND AT ONCE


@pytest.mark.parametrize("code", [one.code for one in sections.every()])
def test_every_fact_of_every_section_can_be_asked_for_and_accepted(pia, today, organiser, code):
    """Whatever a section holds (words, days, lists, rows, codes): what is asked for is what is written once it is accepted."""
    section = sections.get(code)
    row, values = section.row(pia), {}
    for name in section.fields:
        field = section.model._meta.get_field(name)
        kind = type(field).__name__
        if field.choices:
            values[name] = next(key for key, _label in field.choices if key)
        elif "JSON" in kind:
            values[name] = (
                [{"language": "ja", "level": "C2"}] if name == "languages" else [{"name": "Ä", "what": "x"}]
            )
        elif "Date" in kind:
            values[name] = date(2030, 1, 2)
        elif "Boolean" in kind:
            values[name] = True
        elif "Country" in kind or field.max_length == 2:
            values[name] = "JP"
        elif "Text" in kind or "Char" in kind:
            values[name] = "yes"[: field.max_length or 3]
    today(LATE)
    standing = rules.standing(pia, section, user=pia.person.user, role="participant", at=LATE)
    assert set(values) & standing.asks or not standing.asks
    wanted = {name: value for name, value in values.items() if name in standing.asks}
    assert save(pia, code, wanted).asked == set(wanted)
    assert save(pia, code, wanted).asked == set()
    olga = organiser()
    for request in ChangeRequest.objects.filter(state="waiting"):
        what = {"fields": list(request.fields), "seen": deciding.mark_of(request)}
        deciding.accept(request=request, by=olga, **what)
    row = section.row(pia)
    for name, value in wanted.items():
        assert getattr(row, name) == value, name


def test_what_breaks_between_leaves_nothing_half_done(late, organiser, monkeypatch):
    row, olga = asked(late), organiser()
    monkeypatch.setattr("ish.profiles.changing_mails.outcome", lambda request: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deciding.accept(request=row, fields=["grade"], by=olga, seen=deciding.mark_of(row))
    assert Education.objects.get().grade == ""
    assert [(one.state, len(one.fields)) for one in ChangeRequest.objects.all()] == [("waiting", 2)]
