"""The pages: saving with and without a script, phases, other people's keys, notice, looks, own data, what organisers see."""

import json
from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import DemoMark, User
from ish import clock
from ish.nominations.models import Coordinator, Correction, Nomination
from ish.people.models import Guardian, Participation
from ish.people.states import State
from ish.privacy.models import Look
from ish.profiles import notice, sections
from ish.profiles.models import ChangeRequest, Education, Health, NoticeRead, TravelDocument
from ish.profiles.notice import NOTICE_VERSION
from ish.profiles.sections import NONE
from ish.profiles.services import version_of
from ish.programme.models import NominatingBody
from tests.profiles.conftest import make

SECRET = "Zanzibar-nuts"
HX = {"HTTP_HX_REQUEST": "true"}


def url(row, code="education"):
    return reverse("profiles:section", args=[row.pk, code])


@pytest.fixture
def client(pia, as_user):
    return as_user(pia.person.user)


# ---------------------------------------------------------------- SAVING


def test_an_autosave_answers_with_the_new_version_and_what_is_missing(client, pia):
    answer = client.post(url(pia), {"version": 0, "institution": "Lyceum"}, **HX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-autosave-status="saved"' in text
    assert 'name="version" value="1"' in text
    assert "Still missing: where you learn, languages" in text
    assert Education.objects.get().institution == "Lyceum"


def test_without_a_script_a_button_saves_and_leads_back(client, pia):
    answer = client.post(url(pia), {"version": 0, "institution": "Lyceum"})
    assert (answer.status_code, answer.headers["Location"]) == (302, url(pia))
    assert "Saved at" in client.get(url(pia)).content.decode()


def test_what_is_right_is_saved_although_something_is_wrong(client, pia):
    data = {"version": 0, "city": "Oslo", "phone": "12", "given_names": "", "family_name": "Sato"}
    answer = client.post(url(pia, "about_me"), data, **HX)
    text = answer.content.decode()
    assert 'data-autosave-status="errors"' in text
    assert "Write your names as in your passport" in text
    pia.refresh_from_db()
    assert (pia.aboutme.city, str(pia.person.phone), pia.person.given_names) == ("Oslo", "", "Pia")


def test_typed_words_stay_when_something_is_wrong_without_a_script(client, pia):
    answer = client.post(url(pia, "passport"), {"version": 0, "number": "TK1", "expires_on": "someday"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="someday"' in text
    assert TravelDocument.objects.get().number == "TK1"


def test_two_editors_see_both_texts(client, pia, organiser, as_user):
    as_user(organiser()).post(url(pia), {"version": 0, "institution": "Lyceum"})
    for extra in (HX, {}):
        answer = client.post(url(pia), {"version": 0, "institution": "Gymnasium"}, **extra)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "Lyceum" in text
        assert "Gymnasium" in text
        assert "Olga lead" in text
        assert 'name="version" value="1"' in text
    assert client.post(url(pia), {"version": 1, "institution": "Gymnasium"}, **HX).status_code == 200
    assert Education.objects.get().institution == "Gymnasium"


def test_an_ended_session_answers_a_script_with_401(pia, client):
    client.logout()
    assert client.post(url(pia), {"version": 0, "institution": "x"}, **HX).status_code == 401


# ---------------------------------------------------------------- LANGUAGES


def languages(client, pia, rows, version=0, **more):
    data = {
        "version": version,
        "languages_language": [name for name, _level in rows],
        "languages_level": [level for _name, level in rows],
        **more,
    }
    return client.post(url(pia), data)


def test_languages_are_added_and_removed_without_a_script(client, pia):
    answer = languages(client, pia, [("Japanese", "C2"), ("French", "")], add="languages")
    assert answer.headers["Location"] == url(pia) + "?rows=languages:3"
    assert Education.objects.get().languages == [
        {"language": "ja", "level": "C2"},
        {"language": "fr", "level": ""},
    ]
    page = client.get(url(pia) + "?rows=languages:3").content.decode()
    assert page.count('name="languages_language"') == 3
    assert 'value="Japanese"' in page
    assert page.count("autofocus") == 1
    languages(client, pia, [("Japanese", "C2"), ("French", "")], version=1, remove="languages:0")
    assert Education.objects.get().languages == [{"language": "fr", "level": ""}]


@pytest.mark.parametrize(
    "rows",
    [
        [("Klingonish", "B1")],
        [("", "B1")],
        [("French", "X9")],
        [("French", "A1"), ("fr", "B1")],
        [("a", "")] * 13,
    ],
)
def test_a_wrong_language_is_told_and_kept_in_the_form(client, pia, rows):
    answer = languages(client, pia, rows, institution="Lyceum")
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    row = Education.objects.get()
    assert (row.languages, row.institution) == ([], "Lyceum")


# ---------------------------------------------------------------- HEALTH


def test_none_is_an_answer(client, pia):
    client.post(url(pia, "health"), {"version": 0, "allergies_what": SECRET, "diet_none": "on"})
    row = Health.objects.get()
    nuts = [{"what": SECRET, "severity": "", "help": ""}]
    assert (row.allergies, row.diet, row.medication) == (nuts, NONE, None)
    page = client.get(url(pia, "health")).content.decode()
    assert SECRET in page
    assert page.count(" checked") == 1


def test_a_tick_that_contradicts_the_text_is_told_and_the_text_kept(client, pia):
    data = {"version": 0, "allergies_what": SECRET, "allergies_none": "on", "nothing_to_declare": "on"}
    text = client.post(url(pia, "health"), data, **HX).content.decode()
    assert "You wrote something" in text
    row = Health.objects.get()
    assert (row.allergies[0]["what"], row.nothing_to_declare) == (SECRET, None)


def test_nothing_to_declare_completes_the_section(client, pia):
    text = client.post(url(pia, "health"), {"version": 0, "nothing_to_declare": "on"}, **HX).content.decode()
    assert "Still missing" not in text
    assert Health.objects.get().nothing_to_declare == "yes"


# ---------------------------------------------------------------- PASSPORT


def test_a_passport_that_ends_too_early_is_noticed(client, pia):
    for day, warned in (("13.11.2027", True), ("14.11.2027", False)):
        TravelDocument.objects.all().delete()
        text = client.post(url(pia, "passport"), {"version": 0, "expires_on": day}, **HX).content.decode()
        assert ("Please ask for a new one" in text) is warned
        assert ("Please ask for a new one" in client.get(url(pia, "passport")).content.decode()) is warned


def test_the_name_line_is_shown(client, pia):
    client.post(url(pia, "passport"), {"version": 0, "issuing_country": "Japan"}, **HX)
    assert "P&lt;JPNSATO&lt;&lt;PIA&lt;" in client.get(url(pia, "passport")).content.decode()


# ---------------------------------------------------------------- PARENTS


def test_a_parent_with_the_students_address_is_noticed(client, pia):
    pia.person.birth_date = date(2010, 1, 1)
    pia.person.save()
    assert "A parent or guardian" in client.get(url(pia, "about_me")).content.decode()
    data = {
        "version": 0,
        "given_names": "Pia",
        "family_name": "Sato",
        "birth_date": "01.01.2010",
        "email": "pia@example.org",
        "guardian0_name": "Mother",
        "guardian0_email": "PIA@example.org",
    }
    text = client.post(url(pia, "about_me"), data, **HX).content.decode()
    assert "same e-mail address" in text
    assert Guardian.objects.get().email == "PIA@example.org"


def test_a_parent_without_a_name_waits(client, pia):
    pia.person.birth_date = date(2010, 1, 1)
    pia.person.save()
    data = {"version": 0, "given_names": "Pia", "guardian0_email": "mother@example.org"}
    text = client.post(url(pia, "about_me"), data, **HX).content.decode()
    assert "Write the name of the person" in text
    assert not Guardian.objects.exists()


def test_who_has_custody_is_asked_and_never_needed(client, pia):
    pia.person.birth_date = date(2010, 1, 1)
    pia.person.save()
    page = client.get(url(pia, "about_me")).content.decode()
    assert 'name="guardian0_relation"' in page
    assert "It decides who signs for you" in page
    of_mother = {"guardian0_name": "Mother", "guardian0_relation": "mother", "guardian0_custody": "sole"}
    nothing = {"guardian1_name": "", "guardian1_relation": "", "guardian1_custody": "unknown"}
    data = {"version": 0, "given_names": "Pia", "birth_date": "01.01.2010", "email": "pia@example.org"}
    client.post(url(pia, "about_me"), {**data, **of_mother, **nothing, "guardian0_reach": ""}, **HX)
    known = Guardian.objects.get()
    assert (known.relation, known.custody, known.reach) == ("mother", "sole", "")

    def save(**said):
        fresh = version_of(Participation.objects.get(pk=pia.pk), sections.ABOUT_ME)
        sent = {**data, "version": fresh, "guardian0_name": "Mother", **said}
        assert client.post(url(pia, "about_me"), sent, **HX).status_code == 200
        known.refresh_from_db()
        return known.custody

    assert save() == "sole"  # what was not on the page is not taken for an answer
    assert save(guardian0_custody="joint", guardian0_relation="mother") == "joint"
    assert "custody" in LogEntry.objects.get_for_object(known).order_by("-pk")[0].changes


def test_adults_are_not_asked_for_parents(client, pia):
    assert "A parent or guardian" not in client.get(url(pia, "about_me")).content.decode()


# ---------------------------------------------------------------- WHEN


def test_a_section_before_its_phase_says_from_when(client, pia, today):
    today(date(2027, 5, 9))
    page = client.get(url(pia, "health")).content.decode()
    assert "We ask for this from 10 May 2027" in page
    assert "<textarea" not in page
    client.post(url(pia, "health"), {"version": 0, "diet": SECRET})
    assert not Health.objects.exists()


def test_frozen_facts_are_shown_to_read_with_what_to_do(client, pia, today):
    client.post(url(pia), {"version": 0, "institution": "Lyceum"})
    today(date(2027, 8, 15))
    page = client.get(url(pia)).content.decode()
    assert 'name="institution"' in page  # a change is asked for
    today(date(2027, 8, 29))
    page = client.get(url(pia)).content.decode()
    assert "Lyceum" in page
    assert 'name="institution"' not in page
    assert "mailto:school@example.org" in page
    page = client.get(url(pia, "about_me")).content.decode()
    assert 'name="given_names"' not in page
    assert 'name="phone"' in page


def test_passport_is_asked_once_the_place_is_accepted(edition, as_user):
    row = make(edition, "Omar", state=State.OFFERED)
    page = as_user(row.person.user).get(url(row, "passport")).content.decode()
    assert "First accept your place" in page


# ---------------------------------------------------------------- WHO


def test_other_peoples_profiles_are_not_found(client, pia, edition, as_user):
    other = make(edition, "Paul")
    for code in ("about_me", "education", "passport", "health", "nonsense"):
        assert client.get(url(other, code)).status_code == 404
        assert client.post(url(other, code), {"version": 0}).status_code == 404
    assert client.get(url(pia, "nonsense")).status_code == 404
    for name in ("profile", "notice"):
        assert client.get(reverse(f"profiles:{name}", args=[other.pk])).status_code == 404


def test_coordinators_fill_in_nothing(pia, edition, as_user):
    body = NominatingBody.objects.create(name="Kumamoto", kind="twin_city", country="JP")
    cem = User.objects.create_user("cem@example.org")
    Coordinator.objects.create(body=body, user=cem, name="Cem", email=cem.email)
    Nomination.objects.create(edition=edition, body=body, participation=pia)
    assert as_user(cem).get(url(pia)).status_code == 404


def test_an_organiser_fills_in_for_somebody_and_the_look_is_logged(pia, organiser, as_user):
    olga = organiser()
    Health.objects.create(participation=pia, diet=SECRET)
    page = as_user(olga).get(url(pia, "health")).content.decode()
    assert SECRET in page
    assert Look.objects.get().where == "form"
    as_user(olga).post(url(pia, "health"), {"version": 0, "diet": "fish"}, **HX)
    assert Look.objects.count() == 1
    assert Health.objects.get().diet == "fish"


def test_an_organiser_of_another_part_is_told_who_does(pia, organiser, as_user):
    Health.objects.create(participation=pia, diet=SECRET)
    page = as_user(organiser("travel")).get(url(pia, "health")).content.decode()
    assert "Other organisers look after this" in page
    assert SECRET not in page
    assert not Look.objects.exists()


# ---------------------------------------------------------------- THE ORGANISERS' PANEL


def facts(row, code):
    return reverse("profiles:facts", args=[row.pk, code])


def test_facts_are_shown_on_asking_and_logged_with_the_reason(pia, organiser, as_user):
    Health.objects.create(participation=pia, diet=SECRET)
    client = as_user(organiser("health"))
    assert SECRET not in client.get(reverse("people:person", args=[pia.person_id])).content.decode()
    assert not Look.objects.exists()
    answer = client.post(facts(pia, "health"), {"reason": "menu"}, **HX)
    assert SECRET in answer.content.decode()
    assert "<html" not in answer.content.decode()
    look = Look.objects.get()
    assert (look.reason, look.fields) == ("menu", ["profiles.health.diet"])
    assert "<html" in client.post(facts(pia, "health")).content.decode()
    assert client.post(facts(pia, "passport")).status_code == 404
    assert client.get(facts(pia, "health")).status_code == 405


def test_a_student_cannot_ask_for_the_organisers_view(client, pia):
    assert client.post(facts(pia, "health")).status_code == 404


# ---------------------------------------------------------------- NOTICE, LOOKS, OWN DATA


def test_the_notice_comes_first_once_a_version(edition, as_user, monkeypatch):
    row = make(edition, "Nora", read=False)
    client = as_user(row.person.user)
    page = reverse("profiles:notice", args=[row.pk])
    for code in ("about_me", "health"):
        assert client.get(url(row, code)).headers["Location"] == f"{page}?next={code}"
    assert client.get(reverse("profiles:profile", args=[row.pk])).headers["Location"] == page
    assert "I have read this" in client.get(page).content.decode()
    answer = client.post(page + "?next=health")
    assert answer.headers["Location"] == url(row, "health")
    assert NoticeRead.objects.filter(person=row.person, version=NOTICE_VERSION).count() == 1
    assert client.get(url(row, "health")).status_code == 200
    assert "I have read this" not in client.get(page).content.decode()
    monkeypatch.setattr("ish.profiles.rules.NOTICE_VERSION", "another")
    assert client.get(url(row, "health")).status_code == 302


def test_the_notice_names_who_gave_the_first_facts(pia, client, edition):
    body = NominatingBody.objects.create(name="Kumamoto", kind="twin_city", country="JP")
    Nomination.objects.create(edition=edition, body=body, participation=pia)
    assert "Kumamoto gave us" in client.get(reverse("profiles:notice", args=[pia.pk])).content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Who is responsible"), ("de", "Wer verantwortlich ist")]
)
def test_the_notice_is_complete_in_both_languages_and_public(client, pia, language, words):
    pages = (reverse("profiles:notice", args=[pia.pk]), reverse("desk:privacy"))
    for page in pages:
        text = client.get(page, HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert words in text or pia.person.user.language != language


SELECTION = {
    "en": (
        "school report",
        "reference",
        "advisory board",
        "interview",
        "log of calls",
        "counted from the last day",
    ),
    "de": ("Schulzeugnis", "Empfehlungsschreiben", "Beirat", "Gespräch", "Anrufe", "vom letzten Tag"),
}


@pytest.mark.parametrize(("language", "named"), SELECTION.items())
def test_the_notice_names_what_the_selection_keeps(language, named):
    text = render_to_string(notice.template(language_code=language), {})
    assert [words for words in named if words not in text] == []


def test_who_looked_speaks_of_all_that_is_written_down(client, pia):
    page = client.get(reverse("profiles:looks", args=[pia.person_id])).content.decode()
    # LOGGED kinds: passport, health, document (papers handed in, letters).
    assert "passport or health details, a paper you handed in, or a letter about you" in page


def test_students_see_who_looked(client, pia, organiser, as_user):
    Health.objects.create(participation=pia, diet=SECRET)
    as_user(organiser()).post(facts(pia, "health"), {"reason": "menu planning"})
    page = client.get(reverse("profiles:looks", args=[pia.person_id])).content.decode()
    for words in ("Olga lead", "organiser", "Health and diet", "menu planning"):
        assert words in page
    assert SECRET not in page


def test_in_the_demonstration_looks_have_its_days(client, pia, organiser, as_user):
    Health.objects.create(participation=pia, diet=SECRET)
    as_user(organiser()).post(facts(pia, "health"), {"reason": "menu planning"})
    address, year = reverse("profiles:looks", args=[pia.person_id]), str(timezone.now().year + 20)
    assert year not in client.get(address).content.decode()
    DemoMark.objects.create(stage="profiles", now=timezone.now() + timedelta(days=20 * 365.25))
    clock.forget()
    assert year in client.get(address).content.decode()
    clock.forget()


def test_organisers_see_who_looked_at_one_person_on_the_same_page(pia, edition, organiser, as_user):
    Health.objects.create(participation=pia, diet=SECRET)
    olga = as_user(organiser())
    olga.post(facts(pia, "health"), {"reason": "menu planning"})
    address = reverse("profiles:looks", args=[pia.person_id])
    assert f'href="{address}"' in olga.get(reverse("people:person", args=[pia.person_id])).content.decode()
    page = olga.get(address).content.decode()
    assert "Health and diet" in page and "menu planning" in page and SECRET not in page
    assert as_user(make(edition, "Paul").person.user).get(address).status_code == 404


def test_looks_are_paged(client, pia):
    Look.objects.bulk_create(
        Look(person_id=pia.person_id, fields=["profiles.health.diet"], reason=f"reason {n:03d}")
        for n in range(60)
    )
    address = reverse("profiles:looks", args=[pia.person_id])
    first, second = (client.get(f"{address}?page={n}").content.decode() for n in (1, 2))
    assert "reason 059" in first and "reason 009" not in first
    assert "reason 009" in second and "reason 059" not in second


def test_nothing_is_offered_to_look_at_where_nothing_is_entered(pia, organiser, as_user):
    Health.objects.create(participation=pia, diet=SECRET)
    page = as_user(organiser()).get(reverse("people:person", args=[pia.person_id])).content.decode()
    assert facts(pia, "health") in page
    others = {section.code for section in sections.every()} - {"health"}
    for code in others:
        assert facts(pia, code) not in page
    assert page.count("Nothing entered yet") == len(others)


def test_students_see_everything_we_hold_and_take_it_away(client, pia, edition):
    other = make(edition, "Paul")
    Health.objects.create(participation=pia, diet=SECRET)
    Health.objects.create(participation=other, diet="Foreign-secret")
    TravelDocument.objects.create(participation=pia, number="TK-778899")
    answers = [
        client.get(reverse("profiles:data") + query).content.decode() for query in ("", "?format=json")
    ]
    for text in answers:
        assert SECRET in text
        assert "TK-778899" in text
        assert "Foreign-secret" not in text
    assert json.loads(answers[1])["Health and diet"] == [{"diet": SECRET}]
    assert not Look.objects.exists()


def test_what_was_asked_for_is_told_in_words(client, pia):
    changes = {"given_names": ["Pia", "Pía"], "rank": [1, 2]}
    body = NominatingBody.objects.create(name="Kumamoto", kind="twin_city", country="JP")
    nomination = Nomination.objects.create(participation=pia, edition=pia.edition, body=body)
    Correction.objects.create(nomination=nomination, changes=changes, role="coordinator")
    wanted = {"fields": {"badge_name": ["", "Pi"], "gone_long_ago": ["", "x"]}, "reason": "Shorter."}
    ChangeRequest.objects.create(participation=pia, section="about_me", changes=wanted, role="participant")
    page = client.get(reverse("profiles:data")).content.decode()
    assert "given names as in the passport: Pia → Pía" in page
    assert "name on the badge: – → Pi; gone_long_ago: – → x; Shorter." in page
    assert "rank" not in page


def test_the_profile_leads_to_sections_data_looks_and_notice(client, pia):
    assert client.get(reverse("profiles:mine")).headers["Location"] == reverse(
        "profiles:profile", args=[pia.pk]
    )
    page = client.get(reverse("profiles:profile", args=[pia.pk])).content.decode()
    for target in (url(pia), reverse("profiles:data"), reverse("profiles:looks", args=[pia.person_id])):
        assert f'href="{target}"' in page


def test_huge_texts_are_refused_with_words_and_nothing_breaks(client, pia):
    answer = client.post(url(pia, "health"), {"version": 0, "diet": "x" * 200_000}, **HX)
    assert answer.status_code == 200
    assert 'data-autosave-status="errors"' in answer.content.decode()
    assert Health.objects.get().diet is None
