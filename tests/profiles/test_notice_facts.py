"""The notice says of each fact who reads it and until when, and says it of nothing else than the declarations do."""

import hashlib
import json
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ish.privacy.catalogue import FieldPolicy
from ish.profiles import notice, notice_facts
from tests.profiles.conftest import make

# Changes when a kind of fact gets another reader or another class of keeping, or a new kind is told of: then the notice says
# something else, and gets a new version, so that whoever has read the old one is asked to read it again.
SAYS = {"2027-4": "bbbafe46c06a"}


def _held():
    """Each kind of fact with all that is declared of its fields."""
    found = {}
    for name, reads, erase in notice_facts.declared():
        fact = notice_facts.meant(name)
        assert fact, (
            f"{name} has no words in ish/profiles/notice_facts.py: what is it called in the privacy notice?"
        )
        found.setdefault(str(fact.title), set()).add((tuple(sorted(reads)), erase))
    return found


def test_each_fact_that_somebody_reads_is_named_once():
    names = {name for name, _reads, _erase in notice_facts.declared()}
    models = {name.rpartition(".")[0] for name in names}
    wanted = [name for fact in notice_facts.FACTS for name in fact.of]
    assert len(wanted) == len(set(wanted))
    assert [name for name in wanted if name not in names | models] == []


def test_what_is_said_of_a_kind_is_true_of_each_of_its_fields():
    assert {title: held for title, held in _held().items() if len(held) > 1} == {}


def test_another_reader_makes_another_version():
    with translation.override("en"):
        held = sorted((title, *next(iter(held))) for title, held in _held().items())
    says = hashlib.sha256(json.dumps(held).encode()).hexdigest()[:12]
    assert {notice.NOTICE_VERSION: says}.items() <= SAYS.items(), (
        f"The notice says something else now ({says}). If it was read by somebody before, give it a new version."
    )


@pytest.mark.parametrize("language", notice.LANGUAGES)
def test_a_new_reader_stands_in_the_text_by_itself(edition, language, monkeypatch):
    with translation.override(language):
        before = notice.facts(edition)
        policy = notice_facts.catalogue.declared("profiles.health")
        secret = policy.fields["private_note"]
        told = FieldPolicy(**{**secret.__dict__, "reads": (*secret.reads, "host"), "erase": "certificate"})
        monkeypatch.setitem(policy.fields, "private_note", told)
        after = notice.facts(edition)
        words = str(notice_facts.meant("profiles.health.private_note").title)
        text = unescape(render_to_string(notice.template(), after))
    assert words not in before["reads"]["host"] and words in after["reads"]["host"]
    assert words in dict(after["periods"])[before["periods"][-1][0]]
    assert after["reads"]["host"] in text and before["periods"][0][0] in text


def test_a_text_in_english_has_no_words_of_the_readers_language(client, edition):
    with translation.override("fr"):
        found = notice.facts(edition)
    with translation.override("en"):
        assert found["kept"] == notice.facts(edition)["kept"]


def test_who_has_not_read_this_one_reads_all_of_it(edition, as_user):
    pia = make(edition, "Pia", read=False)
    page = as_user(pia.person.user).get(reverse("profiles:notice", args=[pia.pk])).content.decode()
    for words in ("Your picture", "emergency card", "who has custody", "data protection officer", "archive"):
        assert words in page
