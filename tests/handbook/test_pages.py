"""Writing, publishing, versions that stay, two editors, the next edition, guests, the paper."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.links import BadLink
from ish.handbook import guest, markup, queries, services
from ish.handbook.models import Page
from ish.handbook.views.offline import ASSETS
from ish.programme import carrying, checklist
from tests.handbook import makers
from tests.people import makers as people

As = Callable[..., Client]
WORDS = {
    "title_en": "House",
    "body_en": "New words",
    "title_de": "",
    "body_de": "",
    "audience": ["participants"],
}


def _send(client: Client, page: Page, do: str = "draft", **values: Any) -> Any:
    return client.post(f"/handbook/manage/{page.pk}/", {**WORDS, "edits": page.edits, "do": do, **values})


def test_a_draft_is_seen_by_nobody_and_published_becomes_the_next_version(
    house: SimpleNamespace, as_user: As
) -> None:
    olga, pia = as_user(house.olga), as_user(house.pia.person.user)
    page = Page.objects.get(slug="house")
    assert _send(olga, page).status_code == 302
    assert "Uferweg 1" in pia.get("/handbook/read/house/").content.decode()
    page.refresh_from_db()
    _send(olga, page, "publish", body_en="Newer words")
    assert "Newer words" in pia.get("/handbook/read/house/").content.decode()
    assert [(row.number, row.stand) for row in queries.versions_of(page)] == [(2, "current"), (1, "past")]
    assert page.versions.get(number=1).bodies == {"en": "Uferweg 1"}


def test_two_editors_lose_nothing(house: SimpleNamespace, as_user: As) -> None:
    page = Page.objects.get(slug="house")
    makers.change(Page.objects.get(pk=page.pk), "Their words", publish=False)
    answer = _send(as_user(house.olga), page, body_en="My <b>words</b>")
    html = answer.content.decode()
    assert answer.status_code == 200 and "My &lt;b&gt;words&lt;/b&gt;</textarea>" in html
    assert "Their" in html and "<del>" in html
    assert queries.newest(page).bodies["en"] == "Their words"
    page.refresh_from_db()
    assert f'name="edits" value="{page.edits}"' in html
    assert _send(as_user(house.olga), page, body_en="My words").status_code == 302
    assert queries.newest(page).bodies["en"] == "My words"


def test_house_rules_stay_as_they_were_agreed_to(house: SimpleNamespace, as_user: As) -> None:
    first = queries.rules_of(house.edition)
    assert first is not None and (first.version, first.texts) == (1, {"en": makers.RULES})
    makers.change(house.rules, makers.RULES.replace("quiet", "very quiet"))
    makers.change(house.rules, makers.RULES.replace("quiet", "silent"), asks_again=True)
    now = queries.rules_of(house.edition)
    assert now is not None and now.version == 3
    assert now.asks_again_since(1) and now.asks_again_since(2) and not now.asks_again_since(3)
    assert [line.kind for line in now.changed_since(1)["en"]] == ["same", "changed"]
    assert now.changed_since(3) == {}
    assert queries.rules_version(house.edition.pk, 1).texts == first.texts  # type: ignore[union-attr]
    pia = as_user(house.pia.person.user)
    assert "it is quiet" in pia.get("/handbook/rules/1/").content.decode()
    assert "<ins>" in pia.get("/handbook/rules/1/changes/").content.decode()
    with pytest.raises(services.NotAllowed):
        services.remove(page=house.rules, by=house.olga)
    assert (
        as_user(house.olga).post(f"/handbook/manage/{house.rules.pk}/remove/", {"confirmed": "1"}).status_code
        == 302
    )
    assert Page.objects.filter(pk=house.rules.pk).exists()


def test_publishing_rules_says_first_who_is_asked_again(house: SimpleNamespace, as_user: As) -> None:
    olga = as_user(house.olga)
    house.rules.refresh_from_db()
    answer = _send(olga, house.rules, "publish", title_en="Rules", body_en="Other rules", asks_again="on")
    assert answer.url == f"/handbook/manage/{house.rules.pk}/publish/"
    assert "are asked again" in olga.get(answer.url).content.decode()
    assert queries.rules_of(house.edition).version == 1  # type: ignore[union-attr]
    olga.post(answer.url, {"confirmed": "1"})
    assert queries.rules_of(house.edition).version == 2  # type: ignore[union-attr]


def test_scripts_in_a_text_stay_text(house: SimpleNamespace, as_user: As) -> None:
    page = Page.objects.get(slug="house")
    bad = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    _send(as_user(house.olga), page, "publish", title_en="<script>x", body_en=bad)
    pia = as_user(house.pia.person.user)
    pages = [pia.get(url).content.decode() for url in ("/handbook/", "/handbook/read/house/")]
    pages += pia.get("/handbook/copy.json").json()["pages"].values()
    preview = {**WORDS, "body_en": bad, "do": "preview"}
    pages.append(
        as_user(house.olga, htmx=True).post(f"/handbook/manage/{page.pk}/", preview).content.decode()
    )
    for html in pages:
        assert "<script>" not in html and "<img src=x" not in html and 'href="javascript' not in html


def test_a_page_too_long_is_told_and_not_lost(house: SimpleNamespace, as_user: As) -> None:
    page = Page.objects.get(slug="house")
    answer = _send(as_user(house.olga), page, body_en="x" * 20_001)
    assert answer.status_code == 200 and "x" * 20_001 in answer.content.decode()
    for number in range(7):
        makers.chapter(house.edition, f"long-{number}", "word " * 3_990)
    with pytest.raises(services.NotAllowed):
        makers.chapter(house.edition, "one-too-many", "word " * 3_990)
    with pytest.raises(services.NotAllowed):
        makers.chapter(house.edition, "too-many-lines", "-\n" * 2_000)


def test_who_reads_what(house: SimpleNamespace, as_user: As) -> None:
    makers.chapter(house.edition, "tutors", "For tutors alone", audience=["tutors"])
    makers.chapter(house.edition, "unwritten", publish=False)
    other = people.edition(number=31, short="OUT")
    makers.chapter(other, "secret")
    for client in (as_user(house.pia.person.user), Client()):
        base = "/handbook/" if "ish_session" in client.cookies else guest.path(house.edition, "participants")
        assert client.get(f"{base}read/house/").status_code == 200
        for slug in ("tutors", "unwritten", "secret"):
            assert client.get(f"{base}read/{slug}/").status_code == 404, (base, slug)
    prospective = people.participant(house.edition, "paul@example.org", "prospective")
    html = as_user(prospective.person.user).get("/handbook/").content.decode()
    assert "as soon as you have been offered a place" in html
    tutor = people.participant(house.edition, "tina@example.org", "confirmed")
    tutor.capacity = "tutor"
    tutor.save()
    assert as_user(tutor.person.user).get("/handbook/read/tutors/").status_code == 200


def test_a_page_in_one_language_says_so(house: SimpleNamespace) -> None:
    answer = Client(headers={"Accept-Language": "de"}).get(f"{guest.path(house.edition)}read/house/")
    assert '<div class="handbook-text" lang="en">' in answer.content.decode()


def test_a_guests_link_is_the_same_again_and_ends(house: SimpleNamespace, monkeypatch: Any) -> None:
    link = guest.sign(house.edition)
    assert link == guest.sign(house.edition)
    assert guest.read(link).audiences == {"guardians"}
    assert Client().get(f"/handbook/link/{link[:-2]}xx/").status_code == 404
    with pytest.raises(ValueError, match="nobody"):
        guest.sign(house.edition, "nobody")
    house.edition.departure_day = house.edition.arrival_day.replace(year=2020)
    ended = guest.sign(house.edition)
    monkeypatch.setattr(
        "ish.handbook.guest.timezone.now", lambda: people.datetime(2999, 1, 1, tzinfo=people.BERLIN)
    )
    with pytest.raises(BadLink) as found:
        guest.read(ended)
    assert found.value.expired
    assert Client().get(f"/handbook/link/{ended}/").status_code == 410


def test_the_proposal_is_whole_and_leads_nowhere_wrong(house: SimpleNamespace, as_user: As) -> None:
    edition = people.edition(number=31, short="NEW")
    nora = people.organiser(edition, "nora@example.org")
    as_user(nora).post("/handbook/manage/propose/")
    rows = queries.overview(edition)
    assert len(rows) == 11 and all(row["page"].look_again and row["draft"] for row in rows)
    assert rows[0]["page"].slug == "emergency"
    assert services.propose(edition=edition, by=nora) == 0
    for row in rows:
        services.publish(page=row["page"], by=nora)
        for code, text in row["draft"].bodies.items():
            leads = markup.chapters_in(markup.read(text))
            assert leads <= {one["page"].slug for one in rows}, (row["page"].slug, code)


def test_the_next_edition_takes_it_over_to_be_looked_at(house: SimpleNamespace) -> None:
    makers.change(house.rules, "Other rules")
    new = people.edition(number=31, arrival=people.ARRIVAL.replace(year=2028))
    carrier = next(one for one in carrying.every() if one.code == "handbook")
    assert carrier.count(house.edition) == 3
    assert carrier.carry(house.edition, new, house.olga) == 3
    assert carrier.carry(house.edition, new, house.olga) == 0
    assert queries.pages_for(new, {"participants"}) == [] and queries.unchecked(new).count() == 3
    assert queries.newest(Page.objects.get(edition=new, kind="rules")).bodies == {"en": "Other rules"}
    point = next(one for one in checklist.points(new) if one.code == "handbook")
    assert point.evidence(new).fine is False
    for page in Page.objects.filter(edition=new):
        services.publish(page=page, by=house.olga)
    assert point.evidence(new).fine is True


def test_order_by_a_button_of_a_row(house: SimpleNamespace, as_user: As) -> None:
    keys = [row["page"].pk for row in queries.overview(house.edition)]
    foreign = makers.chapter(people.edition(number=31, short="OUT"), "secret")
    moved = {"order": [*keys, foreign.pk, "x"], "move": f"up:{keys[1]}"}
    as_user(house.olga).post("/handbook/manage/order/", moved)
    assert [row["page"].pk for row in queries.overview(house.edition)] == [keys[1], keys[0], keys[2]]
    foreign.refresh_from_db()
    assert foreign.position == 1


def test_the_whole_handbook_as_a_tagged_paper(house: SimpleNamespace, tmp_path: Any) -> None:
    makers.change(
        Page.objects.get(slug="house"),
        "| When | What |\n|--|--|\n| 8:00 | #set page() [x](javascript:1) |\n\n- a $b$",
    )
    path = tmp_path / "handbook.pdf"
    path.write_bytes(Client().get(f"{guest.path(house.edition)}paper/").content)
    reader = PdfReader(path)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "respect" in text and "#set page() [x](javascript:1)" in text and "$b$" in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_a_copy_holds_what_its_pages_ask_for(house: SimpleNamespace, as_user: As) -> None:
    copy = as_user(house.pia.person.user).get("/handbook/copy.json").json()
    asked = {part.split('"')[0] for html in copy["pages"].values() for part in html.split('="/static/')[1:]}
    assert {name.partition("#")[0] for name in asked} <= set(ASSETS)
    assert len(copy["assets"]) == len(ASSETS)
