"""Reads about signed forms: which words stood on one, and what its signer has said since."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from ish.consents import codes, queries
from ish.consents.models import Paper, Text
from ish.consents.queries import Item


def later_said(paper: Paper, choices: Mapping[int, bool], signed_on: date | None) -> list[str]:
    """Return the titles of what the signer answered otherwise after the form: it must not bring back what was taken back."""
    texts = Text.objects.in_bulk(list(choices))
    zone = ZoneInfo(paper.participation.edition.time_zone)
    until = min(datetime.combine(signed_on, time.max, zone), paper.at) if signed_on else paper.at
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


def items_of(paper: Paper) -> tuple[list[Item], list[Text]]:
    """Return what a form asked, in the words that were printed; and those of its texts that mean something else by now and must
    be answered anew. Without a code these are the present texts."""
    sheet = queries.sheet(paper.participation)
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
