"""Lists as files: planned decisions with their reasons, partners beside their places, what was asked, which places are free."""

import csv
import io
from datetime import date

from django.urls import reverse

from ish import clock
from ish.nominations import services
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.states import Reason, Receiver
from ish.people import services as people
from tests.nominations import makers


def _rows(client, name, query="_export=csv"):
    """Return the rows of a file by the first column."""
    answer = client.get(f"{reverse(f'nominations:{name}')}?{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    return {next(iter(row.values())): row for row in rows}


def _planned(cast, given, decision, **fields):
    facts = {"nationalities": ["JP", "FR"], "school": "Lycée Est", "rank": 1, **fields}
    row = makers.submitted(cast.edition, cast.kumamoto, given, **facts)
    services.set_pending(nominations=[row], decision=decision, by=cast.olga)
    return row


def _release(cast, *rows):
    keys = [row.pk for row in rows]
    services.release(edition=cast.edition, keys=keys, by=cast.olga, batch=str(keys))


def test_the_sheet_for_a_meeting_has_decisions_with_reasons_and_places(cast, as_user):
    row = _planned(cast, "Mio", Receiver.NOT_SELECTED)
    _planned(cast, "Aki", Receiver.SELECTED, rank=2)
    notes = {"reason": Reason.LATE, "reason_staff": "=ask again", "reason_student": "Next year, please."}
    Nomination.objects.filter(pk=row.pk).update(**notes)
    client = as_user(cast.olga)
    page = client.get(reverse("nominations:decisions")).content.decode()
    assert 'href="?_export=xlsx"' in page and 'href="?partners-_export=csv"' in page
    found = _rows(client, "decisions")
    assert list(found) == ["Hayashida, Mio", "Hayashida, Aki"]
    assert list(found["Hayashida, Mio"].items()) == [
        ("name", "Hayashida, Mio"),
        ("named by", "Kumamoto"),
        ("rank", "1"),
        ("age", "18"),
        ("decision", "not selected"),
        ("date of birth", "2009-04-12"),
        ("nationalities", "Japan, France"),
        ("e-mail address", "mio.hayashida@example.org"),
        ("school or university", "Lycée Est"),
        ("reason", "named too late"),
        ("note for us", "'=ask again"),
        ("note for the student", "Next year, please."),
    ]
    places = _rows(client, "decisions", "partners-_export=csv")["Kumamoto"]
    assert [places[name] for name in ("places", "named", "planned: selected", "planned: not selected")] == [
        "2", "2", "1", "1",
    ]  # fmt: skip
    assert (places["would hold a place"], places["fits"]) == ("1", "places free")
    narrow = _rows(client, "decisions", f"_export=csv&body={cast.montpellier.pk}")
    assert narrow == {}


def test_the_list_says_in_its_file_what_was_decided_when_and_why(cast, as_user):
    row = _planned(cast, "Mio", Receiver.SELECTED)
    Nomination.objects.filter(pk=row.pk).update(reason=Reason.BOARD)
    _release(cast, row)
    found = _rows(as_user(cast.olga), "list")["Hayashida, Mio"]
    assert found["decided on"] == clock.today().isoformat()
    assert (found["reason"], found["school or university"]) == ("the advice of the board", "Lycée Est")
    page = as_user(cast.olga).get(reverse("nominations:list")).content.decode()
    assert "Lycée Est" not in page and "mio.hayashida" not in page


def test_what_partners_were_asked_and_said_is_a_file(cast, as_user):
    services.ask(edition=cast.edition, bodies=[cast.montpellier], by=cast.olga)
    said = {"taking_part": "yes", "places": 3, "names_by": date(2027, 4, 1), "responsible_name": "Dana D."}
    SeasonReply.objects.filter(body=cast.montpellier).update(**said, answered_at=clock.now(), comment="+1")
    found = _rows(as_user(cast.olga), "asking")
    row = found["Montpellier"]
    assert (row["country"], row["state"], row["asked on"]) == (
        "France", "takes part", clock.today().isoformat()
    )  # fmt: skip
    assert (row["places answered"], row["places agreed"], row["names by"]) == ("3", "2", "2027-04-01")
    assert (row["comment"], row["asked at"]) == ("'+1", "dana@example.org")
    assert (found["Kumamoto"]["state"], found["Kumamoto"]["taking part"]) == ("not asked yet", "")
    assert "Montpellier" not in _rows(as_user(cast.olga), "asking", "_export=csv&state=not_asked")


def test_free_places_are_a_file_with_who_is_next(cast, as_user):
    aki = _planned(cast, "Aki", Receiver.SELECTED)
    _release(cast, aki)
    aki.refresh_from_db()
    people.give_back(participation=aki.participation, by=cast.olga, reason="")
    _planned(cast, "Rin", Receiver.WAITING_LIST, reserve=True)
    client = as_user(cast.olga)
    row = _rows(client, "free")["Kumamoto"]
    assert (row["it was the place of"], row["why it is free"]) == ("Hayashida, Aki", "gave the place back")
    assert (row["next for it"], row["rank"], row["from"]) == (
        "Hayashida, Rin", "R1", "the partner's waiting list",
    )  # fmt: skip
    assert row["free since"] == clock.today().isoformat()
    assert 'href="?_export=csv"' in client.get(reverse("nominations:free")).content.decode()
