"""Reads about signed forms: which words stood on one, and what its signer has said since."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils import formats
from django.utils.translation import gettext as _

from ish.consents import codes, queries
from ish.consents.models import Paper, Text
from ish.consents.queries import Item
from ish.people import ages


def later_said(paper: Paper, choices: Mapping[int, bool], signed_on: date | None) -> list[str]:
    """Return the titles of what the signer answered otherwise after the form: it must not bring back what was taken back."""
    texts = Text.objects.in_bulk(list(choices))
    until = min(datetime.combine(signed_on, time.max, zone_of(paper)), paper.at) if signed_on else paper.at
    said = queries.history(paper.participation, paper.guardian)
    last = {one.purpose_id: one for one in reversed(said)}
    return [
        text.title
        for key, agrees in choices.items()
        if (text := texts.get(key))
        and (one := last.get(text.purpose_id))
        and one.at > until
        and one.agrees != agrees
    ]


def zone_of(paper: Paper) -> ZoneInfo:
    """Return the zone in which the days of a form are counted."""
    return ZoneInfo(paper.participation.edition.time_zone)


def handed_in_on(paper: Paper) -> date:
    """Return the day on which a form came: at the latest then it was signed."""
    return paper.at.astimezone(zone_of(paper)).date()


def sheet_of(paper: Paper) -> queries.Sheet:
    """Return how everything stood when a form may have been signed: before the 18th birthday, where a guardian could sign no
    later."""
    row, day = paper.participation, handed_in_on(paper)
    born = row.person.birth_date
    if paper.guardian_id and born:
        day = min(day, ages.birthday(born) - timedelta(days=1))
    return queries.sheet(row, day)


def wrong_day(paper: Paper, choices: Mapping[int, bool], signed_on: date) -> str:
    """Return why the day on a form cannot be right, in words; "" when it can."""
    if signed_on > queries.today(paper.participation):
        return _("The day on the form is still to come. Check it.")
    if signed_on > handed_in_on(paper):
        return _("The day on the form is later than the day on which it came. Check it.")
    same = Text.objects.filter(purpose=OuterRef("purpose"), meaning=OuterRef("meaning")).order_by("saved_at")
    texts = Text.objects.filter(pk__in=list(choices)).annotate(since=Subquery(same.values("saved_at")[:1]))
    days = [
        text.since.astimezone(zone_of(paper)).date() for text in texts
    ]  # a comma put right is not another text
    newest = max(days, default=signed_on)
    if signed_on < newest:
        words = _(
            "On that day these words did not exist: they are from %(day)s. Check the day, and which form it is."
        )
        return words % {"day": formats.date_format(newest)}
    return ""


def items_of(paper: Paper) -> tuple[list[Item], list[Text]]:
    """Return what a form asked, in the words that were printed; and those of its texts that mean something else by now and must
    be answered anew. Without a code these are the present texts."""
    sheet = sheet_of(paper)
    if not paper.code:
        return queries.items(sheet, paper.guardian), []
    try:
        printed = codes.read(paper.code)
    except codes.BadCode:  # words that nobody had answered to were replaced since
        return [], []
    found, gone = [], []
    for item in queries.items(sheet, paper.guardian, printed.language):
        text = queries.in_language(printed.texts.get(item.purpose.pk, {}), printed.language)
        if text is not None and text.meaning == item.purpose.meaning:
            found.append(Item(item.purpose, text, item.answer, item.again))
        elif text is not None:
            gone.append(text)
    return found, gone
