"""What a partner answered comes back: by mail when it arrives and when it is agreed, and as a paper for its file."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ish.nominations import answered_queries, services
from ish.nominations import asking_queries as asking
from ish.nominations.models import Coordinator, SeasonReply
from ish.outbox import rendering
from ish.outbox.models import Message
from tests.nominations.test_asking import _fresh, _post, asked  # noqa: F401 - fixtures


def _reply():
    return SeasonReply.objects.select_related("edition__programme", "body").get()


def _paper(cast):
    return reverse("nominations:answer_paper", args=[asking.sign(_reply(), cast.who)])


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_answer_and_what_is_agreed_come_back(asked, language):  # noqa: F811 - a fixture
    User.objects.filter(pk=asked.cem.pk).update(language=language)
    asked.edition.quotas.filter(body=asked.kumamoto).delete()
    assert Client().get(_paper(asked)).status_code == 404  # nothing is answered yet
    _post(asked.url, names_by=asked.phase.closes.isoformat())
    first = Message.objects.get(kind="season_answered")
    services.agree(reply=_reply(), version=1, by=asked.olga)
    second = Message.objects.get(kind="season_agreed")
    for message in (first, second):
        assert (message.to_email, message.language) == ("cem@example.org", language)
        shown = rendering.live(message)
        assert "Kumamoto" in shown.subject
        assert "/paper/" in shown.text
        assert "{{" not in shown.text
    assert ": 3\n" in rendering.live(second).text
    page = Client().get(asked.url).content.decode()
    assert "/paper/" in page
    with translation.override("en"):
        facts = answered_queries.paper(_reply())
    assert facts["agreed"][:2] == [["Places", "3"], ["On the waiting list", "1"]]
    assert ["How many students", "3"] in facts["answer"]
    assert facts["notes"] == []
    answer = Client().get(_paper(asked))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")


def test_a_changed_answer_is_told_again_and_one_that_is_recorded_is_not(asked):  # noqa: F811 - a fixture
    _post(asked.url)
    _post(asked.url, places="4")
    assert Message.objects.filter(kind="season_answered").count() == 2
    assert answered_queries.paper(_reply())["notes"] != []
    values = {"taking_part": "yes", "places": 2, "answered_by": "Cem"}
    services.record_answer(
        edition=asked.edition, body=asked.kumamoto, by=asked.olga, source="by phone", version=2, values=values
    )
    assert Message.objects.filter(kind="season_answered").count() == 2


def test_the_paper_ends_with_whoever_acts_no_longer(asked):  # noqa: F811 - a fixture
    _post(asked.url)
    url = _paper(asked)
    Coordinator.objects.update(active_to=asked.phase.opens - timedelta(days=1))
    assert Client().get(url).status_code == 404
    assert Client().get(reverse("nominations:answer_paper", args=["nonsense"])).status_code == 404
