"""Reviewers, dossiers, opinions, conflicts, the count, and what becomes of the result."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Invitation
from ish.applications.models import Reference
from ish.desk.registry import search
from ish.documents import services as documents
from ish.documents.models import Document
from ish.nominations import vacancy_queries
from ish.nominations.models import Coordinator, Nomination, SeasonReply
from ish.nominations.states import Receiver
from ish.outbox import registry, rendering
from ish.outbox.models import Message
from ish.papers import setting
from ish.people.models import Guardian
from ish.privacy import services as privacy
from ish.privacy.models import Look
from ish.selection import queries, rules, services
from ish.selection.models import Assignment, BoardSettings, Bundle, Criterion, Opinion, Reviewer
from tests.documents.papers import PDF
from tests.nominations import makers


def says(board, who, student, vote="yes", hand_in=True, **values):
    row = services.opinion_of(board.rows[who], student)
    return services.save_opinion(
        reviewer=board.rows[who],
        nomination=student,
        values={"vote": vote, **values},
        version=row.version,
        by=board.users[who],
        hand_in=hand_in,
    )


def choose(board, **values):
    return BoardSettings.objects.update_or_create(edition=board.edition, defaults=values)[0]


def url(student, name="student"):
    return reverse(f"selection:{name}", args=[student.pk])


# ---------------------------------------------------------------- REVIEWERS


def test_a_reviewer_is_invited_accepts_and_leaves(board):
    row = services.invite_reviewer(
        edition=board.edition, name="Ines", email="Ines@example.org", by=board.olga
    )
    invitation = Invitation.objects.get(role="reviewer", target_id=row.pk)
    assert Message.objects.get(kind="reviewer_invitation").to_email == "ines@example.org"
    with pytest.raises(services.AlreadyReviewer):
        services.invite_reviewer(edition=board.edition, name="Ines", email="ines@example.org", by=board.olga)
    services.bind_reviewer(reviewer_id=row.pk, user=board.users["rosa"])
    services.end_reviewer(reviewer=row, by=board.olga)
    assert not rules.own_rows(board.users["rosa"]).filter(pk=row.pk).exists()
    invitation.refresh_from_db()
    assert invitation.revoked_at or invitation.accepted_at is None


def test_a_reviewer_who_has_left_sees_nothing(board, as_user):
    services.end_reviewer(reviewer=board.rows["rosa"], by=board.olga)
    assert as_user(board.users["rosa"]).get(url(board.mio)).status_code == 404


def test_reviewers_are_reminded_three_days_before_and_on_the_day_each_once(board, on_day):
    choose(board, due_on=date(2027, 3, 20))
    for student in (board.mio, board.max, board.ana):
        says(board, "rui", student)
    says(board, "rosa", board.mio)
    written = {}
    for day in ("2027-03-16", "2027-03-17", "2027-03-18", "2027-03-20", "2027-03-21"):
        on_day(day)
        written[day] = [services.remind_reviewers(), services.remind_reviewers()]
    assert written == {
        "2027-03-16": [0, 0],
        "2027-03-17": [1, 0],
        "2027-03-18": [0, 0],
        "2027-03-20": [1, 0],
        "2027-03-21": [0, 0],
    }
    first, second = Message.objects.filter(kind="reviewer_reminder").order_by("pk")
    on_day("2027-03-20")
    told = rendering.live(first)
    assert (first.to_email, "You have 2 students left to read" in told.text) == ("rosa@example.org", True)
    assert reverse("selection:reading") in told.text
    assert "due today" in told.subject
    kind = registry.get("reviewer_reminder")
    assert kind.still_wanted(second)
    services.close(edition=board.edition, by=board.olga)
    assert not kind.still_wanted(second)


def test_drafts_and_withdrawn_students_are_not_read(board, as_user):
    client = as_user(board.users["rosa"])
    Nomination.objects.filter(pk=board.mio.pk).update(sender_state="draft")
    Nomination.objects.filter(pk=board.max.pk).update(sender_state="withdrawn")
    assert client.get(url(board.mio)).status_code == client.get(url(board.max)).status_code == 404
    assert client.get(url(board.ana)).status_code == 200


# ---------------------------------------------------------------- DOSSIERS


def test_a_dossier_shows_what_a_reviewer_needs_and_no_contacts(board, as_user):
    person = board.mio.participation.person
    Guardian.objects.create(person=person, name="Parent Hayashida", email="parent@example.org")
    Reference.objects.create(
        participation=board.mio.participation,
        name="Dr Adler",
        email="a@example.org",
        state="arrived",
        letter="Good.",
    )
    html = as_user(board.users["rosa"]).get(url(board.mio)).content.decode()
    for text in ("Mio Hayashida", "Kumamoto", "I am Mio", "Dr Adler", "Good."):
        assert text in html
    for text in (person.email, "parent@example.org", "Parent Hayashida", "a@example.org", "2009"):
        assert text not in html
    look = privacy.looks_of(person.pk).get()
    assert (look.role, look.fields) == ("reviewer", ["applications.reference.letter"])


def test_the_anonymised_view_withholds_who_it_is_everywhere(board, as_user):
    Reference.objects.create(
        participation=board.mio.participation,
        name="Dr Adler",
        email="a@example.org",
        state="arrived",
        letter="Good.",
    )
    choose(board, anonymised=True)
    client = as_user(board.users["rosa"])
    pages = [client.get(url(board.mio)), client.get(reverse("selection:reading"))]
    for page in pages:
        html = page.content.decode()
        for text in ("Mio", "Hayashida", "Kumamoto", "Adler", "Good."):
            assert text not in html
    assert "I am ▒▒▒ from ▒▒▒." in pages[0].content.decode()
    letter = reverse("applications:letter", args=[Reference.objects.get().pk])
    assert client.get(letter).status_code == 404
    choose(board, anonymised=False)
    assert client.get(letter).status_code == 200


def test_search_finds_reviewers_for_organisers_and_nobody_for_reviewers(board):
    rosa = board.rows["rosa"]
    type(rosa).objects.filter(pk=rosa.pk).update(name="Rósa Łoś")
    (found,) = search.find(board.olga, "LOS, rosa")
    assert [(hit.title, hit.url) for hit in found.hits] == [("Rósa Łoś", reverse("selection:board"))]
    choose(board, anonymised=True)
    for text in ("Mio", "Hayashida", "Rosa", "rui@example.org"):
        assert search.find(board.users["rosa"], text) == []


def test_one_dossier_and_all_of_them_as_pdf(board, as_user):
    client = as_user(board.users["rosa"])
    answer = client.get(url(board.mio, "paper"))
    assert answer.content.startswith(b"%PDF")
    job = services.start_bundle(edition=board.edition, role="reviewer", by=board.users["rosa"])
    done = services.run_bundle(job, lambda done, total: None)
    assert client.get(done["url"]).content.startswith(b"%PDF")
    assert as_user(board.users["rui"]).get(done["url"]).status_code == 404
    services.forget(board.mio.participation.person_id)
    assert client.get(done["url"]).status_code == 404


def test_papers_follow_the_dossier_each_look_is_written_down_and_an_anonymised_board_gets_none(
    board, as_user, uploads
):
    good = setting.typeset(
        "unshown", {"heading": "CV", "of": "Mio", "text": "Built a robot."}, language="en", title="CV"
    )
    held = board.mio.participation
    documents.hand_in(participation=held, kind="cv", data=good, name="cv.pdf", by=None)
    documents.hand_in(participation=held, kind="transcript", data=PDF, name="t.pdf", by=None)
    client = as_user(board.users["rosa"])
    read = PdfReader(BytesIO(client.get(url(board.mio, "paper")).content))
    text = [page.extract_text() for page in read.pages]
    assert len(text) == 3 and "Built a robot." in text[1] and "damaged" in text[2]
    looks = Look.objects.filter(person_id=held.person_id, reader=board.users["rosa"], where="file")
    assert [look.fields for look in looks] == [["documents.storedfile.name"]]
    choose(board, anonymised=True)
    read = PdfReader(BytesIO(client.get(url(board.mio, "paper")).content))
    assert len(read.pages) == 1 and looks.count() == 1
    assert "Nor are they in the PDF." in client.get(url(board.mio)).content.decode()


# ---------------------------------------------------------------- OPINIONS


def test_a_draft_saves_itself_and_counts_once_it_is_handed_in(board, as_user):
    client = as_user(board.users["rosa"])
    answer = client.post(
        url(board.mio), {"vote": "yes", "comment": "So.", "version": "0"}, headers={"HX-Request": "true"}
    )
    row = Opinion.objects.get()
    assert (answer.status_code, row.vote, row.comment, row.submitted_at) == (200, "yes", "So.", None)
    assert queries.counting(board.edition).count() == 0
    client.post(url(board.mio), {"vote": "yes", "version": str(row.version), "do": "hand_in"})
    assert queries.counting(board.edition).count() == 1
    assert "1 of 3" in client.get(reverse("selection:reading")).content.decode()


def test_two_windows_do_not_overwrite_each_other(board, as_user):
    says(board, "rosa", board.mio, "no", hand_in=False)
    answer = as_user(board.users["rosa"]).post(
        url(board.mio), {"vote": "yes", "version": "0"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code in (200, 409)
    assert Opinion.objects.get().vote == "no"


def test_nothing_said_cannot_be_handed_in(board):
    with pytest.raises(services.NotAllowed):
        says(board, "rosa", board.mio, "")
    assert not Opinion.objects.exists()


def test_a_conflict_of_interest_closes_the_dossier_and_is_not_counted(board, as_user):
    says(board, "rosa", board.mio, comment="Mine.")
    rosa = {"reviewer": board.rows["rosa"], "nomination": board.mio, "by": board.users["rosa"]}
    services.declare_conflict(**rosa)
    row = Opinion.objects.get()
    assert (row.vote, row.comment, row.submitted_at) == ("", None, None)
    assert queries.counting(board.edition).count() == 0
    client = as_user(board.users["rosa"])
    assert "I am Mio" not in client.get(url(board.mio)).content.decode()
    assert client.get(url(board.mio, "paper")).status_code == 404
    with pytest.raises(services.NotAllowed):
        says(board, "rosa", board.mio)
    services.withdraw_conflict(**rosa)
    assert "I am Mio" in client.get(url(board.mio)).content.decode()


def test_who_coordinates_the_partner_or_wrote_the_letter_does_not_read(board, as_user):
    rosa, rui = board.users["rosa"], board.users["rui"]
    Coordinator.objects.create(body=board.kumamoto, user=rosa, name="Rosa", email=rosa.email)
    Reference.objects.create(participation=board.ana.participation, name="Rui", email="RUI@example.org")
    Guardian.objects.create(person=board.max.participation.person, name="Rui", email="Rui@Example.org")
    assert set(rules.open_to(rosa)) == {board.ana}
    assert set(rules.open_to(rui)) == {board.mio}
    assert queries.conflicts(board.edition) == {
        (board.rows["rosa"].pk, board.mio.pk),
        (board.rows["rosa"].pk, board.max.pk),
        (board.rows["rui"].pk, board.ana.pk),
        (board.rows["rui"].pk, board.max.pk),
    }
    assert "I am Mio" not in as_user(rosa).get(url(board.mio)).content.decode()


@pytest.mark.parametrize(("ended", "reads"), [(0, False), (-1, True)])
def test_who_has_coordinated_the_partner_in_this_season_does_not_read_either(board, ended, reads):
    rosa, row = board.users["rosa"], board.rows["rosa"]
    begins = board.edition.phases.order_by("opens").values_list("opens", flat=True)[0]
    last = begins + timedelta(days=ended)
    Coordinator.objects.create(body=board.ana.body, name="Rosa", email="ROSA@example.org", active_to=last)
    assert rules.open_to(rosa).filter(pk=board.ana.pk).exists() is reads
    assert ((row.pk, board.ana.pk) not in queries.conflicts(board.edition)) is reads
    person = board.mio.participation.person
    person.user = rosa
    person.save(update_fields=["user"])
    assert not rules.open_to(rosa).filter(pk=board.mio.pk).exists()
    assert (row.pk, board.mio.pk) in queries.conflicts(board.edition)


def test_a_bundle_goes_when_its_owner_must_not_read_all_of_it_any_more(board, as_user):
    def made(who, role="reviewer"):
        return Bundle.objects.create(
            edition=board.edition, owner=board.users[who], role=role, students=[board.mio.pk], data="eA=="
        )

    rosas, ruis = made("rosa"), made("rui")
    rosa = {"reviewer": board.rows["rosa"], "nomination": board.mio, "by": board.users["rosa"]}
    services.declare_conflict(**rosa)
    assert set(Bundle.objects.all()) == {ruis}
    options = {"readers_each": 0, "anonymised": False, "others": "after_own", "due_on": None}
    services.save_options(edition=board.edition, values=options, criteria=[], by=board.olga)
    assert set(Bundle.objects.all()) == {ruis}
    olgas = Bundle.objects.create(edition=board.edition, owner=board.olga, role="organiser", data="eA==")
    services.save_options(
        edition=board.edition, values={**options, "anonymised": True}, criteria=[], by=board.olga
    )
    assert set(Bundle.objects.all()) == {olgas} and rosas.pk != ruis.pk


def test_a_bundle_is_not_downloaded_by_whom_it_no_longer_opens_to(board, as_user):
    mine = Bundle.objects.create(
        edition=board.edition, owner=board.users["rosa"], students=[board.mio.pk], data="eA=="
    )
    client, link = as_user(board.users["rosa"]), reverse("selection:bundle", args=[mine.pk])
    assert client.get(link).status_code == 200
    Coordinator.objects.create(
        body=board.kumamoto, user=board.users["rosa"], name="Rosa", email="r@example.org"
    )
    assert client.get(link).url == reverse("selection:reading")


def test_opinions_of_others_show_after_ones_own_or_never(board, as_user):
    says(board, "rui", board.mio, comment="Rui thinks so.")
    client = as_user(board.users["rosa"])
    assert "Rui thinks so." not in client.get(url(board.mio)).content.decode()
    says(board, "rosa", board.mio)
    assert "Rui thinks so." in client.get(url(board.mio)).content.decode()
    choose(board, others="never")
    assert "Rui thinks so." not in client.get(url(board.mio)).content.decode()
    assert "Rui thinks so." in as_user(board.olga).get(url(board.mio)).content.decode()


def test_shared_out_everybody_reads_their_own_alone(board, as_user):
    choose(board, readers_each=1)
    says_to = as_user(board.users["rosa"])
    assert says_to.get(url(board.mio)).status_code == 404
    assert services.share_out(edition=board.edition, by=board.olga) == 3
    mine = Assignment.objects.filter(reviewer=board.rows["rosa"]).values_list("nomination", flat=True)
    assert len(mine) in (1, 2)
    statuses = {s.pk: says_to.get(url(s)).status_code for s in (board.mio, board.max, board.ana)}
    assert {pk for pk, status in statuses.items() if status == 200} == set(mine)


# ---------------------------------------------------------------- THE RESULT


def test_the_result_is_counted_kept_and_final_once_closed(board):
    points = Criterion.objects.create(edition=board.edition, label="Curiosity", weight=2)
    says(board, "rosa", board.max, scores={str(points.pk): 5})
    says(board, "rui", board.max, scores={str(points.pk): 3})
    says(board, "rosa", board.mio, "no")
    services.close(edition=board.edition, by=board.olga)
    result = queries.result_of(board.edition)
    first = result.standings.get(place=1)
    assert (first.nomination, first.yes, float(first.mean), float(first.low), float(first.high)) == (
        board.max, 2, 4.0, 3.0, 5.0,
    )  # fmt: skip
    assert result.rule[0] == "share" and len(result.seed) == 16 and result.opinions == 3
    with pytest.raises(services.NotAllowed):
        says(board, "rosa", board.ana)
    assert services.count(edition=board.edition) is None
    services.reopen(edition=board.edition, by=board.olga)
    says(board, "rosa", board.ana)
    assert queries.is_stale(result, board.edition)


def test_an_erased_opinion_no_longer_counts(board):
    says(board, "rosa", board.mio, comment="Remember.")
    privacy.erase(person_id=board.mio.participation.person_id, by=board.olga, reason="asked")
    row = Opinion.objects.get()
    assert (row.vote, row.comment, row.scores) == ("", None, {})
    assert queries.counting(board.edition).count() == 0


def test_a_free_place_goes_to_the_pool_in_the_order_of_the_board(board, as_user):
    lyon = makers.body(board.edition, "Lyon", country="FR")
    board.edition.quotas.filter(body=lyon).update(places=1)
    SeasonReply.objects.create(edition=board.edition, body=lyon, taking_part="no")
    Nomination.objects.update(receiver_state=Receiver.WAITING_LIST)

    def proposed():
        found = vacancy_queries.free_places(board.edition)
        return vacancy_queries.propose(board.edition, found)[0]

    assert (proposed().candidate, proposed().board_place) == (board.mio, None)
    says(board, "rosa", board.max)
    services.count(edition=board.edition)
    assert (proposed().candidate, proposed().from_pool, proposed().board_place) == (board.max, True, 1)
    client = as_user(board.olga)
    told = "From the common pool: Kumamoto (2), place 1 in the board&#x27;s result."
    for page in (reverse("nominations:free"), f"{reverse('nominations:choose')}?body={lyon.pk}"):
        assert told in client.get(page).content.decode()
    # Nobody has read them: the partner's rank decides, then the day.
    found = vacancy_queries.could_have(board.edition, lyon, first=9)
    assert [(row, row.board_place) for row, _pool in found] == [
        (board.max, 1),
        (board.mio, None),
        (board.ana, None),
    ]


def test_pages_of_the_board_and_its_files(board, as_user):
    says(board, "rosa", board.mio)
    services.count(edition=board.edition, by=board.olga)
    client = as_user(board.olga)
    for name in ("board", "options", "invite", "result", "close"):
        assert client.get(reverse(f"selection:{name}")).status_code == 200
    csv = b"".join(client.get(reverse("selection:result") + "?_export=csv").streaming_content).decode()
    assert "Hayashida, Mio" in csv
    assert "Advisory board" in client.get(reverse("nominations:decisions")).content.decode()
    assert Reviewer.objects.count() == 2


def test_the_rubric_keeps_what_has_points(board, as_user):
    one = Criterion.objects.create(edition=board.edition, label="Curiosity")
    says(board, "rosa", board.mio, scores={str(one.pk): 4, "999": 5})
    assert Opinion.objects.get().scores == {str(one.pk): 4}
    data = {
        "readers_each": "2",
        "others": "never",
        f"c{one.pk}_label": "",
        "n0_label": "Care",
        "n0_weight": "3",
    }
    page = as_user(board.olga).post(reverse("selection:options"), data)
    assert page.status_code == 200 and "stays" in page.content.decode()
    data[f"c{one.pk}_label"] = "Curiosity"
    assert as_user(board.olga).post(reverse("selection:options"), data).status_code == 302
    assert list(board.edition.criteria.values_list("label", "weight")) == [("Curiosity", 1), ("Care", 3)]


def test_a_dossier_with_everything_takes_few_queries(board, as_user, django_assert_max_num_queries):
    Reference.objects.create(
        participation=board.mio.participation,
        name="A",
        email="a@example.org",
        state="arrived",
        letter="Good.",
    )
    Document.objects.create(participation=board.mio.participation, kind="cv", state="submitted")
    choose(board, due_on=None)
    says(board, "rosa", board.mio)
    client = as_user(board.users["rosa"])
    client.get("/")
    with django_assert_max_num_queries(20):
        client.get(url(board.mio))
