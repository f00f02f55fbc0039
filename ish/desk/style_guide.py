"""Invented examples for the style guide: one of everything a page is made of. Reads nothing, writes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TODAY = date(2027, 5, 2)


class SampleForm(forms.Form):
    """Every kind of field once."""

    calling_name = forms.CharField(
        label=_("What should we call you?"), help_text=_("It will be on your badge.")
    )
    birth_date = forms.DateField(
        label=_("Date of birth"), widget=forms.TextInput(attrs={"class": "input-medium"})
    )
    level = forms.ChoiceField(
        label=_("German"), choices=[("", "–"), ("A1", "A1"), ("B2", "B2")], required=False
    )
    diet = forms.ChoiceField(
        label=_("What do you eat?"),
        choices=[("all", _("everything")), ("veg", _("vegetarian")), ("vegan", _("vegan"))],
        widget=forms.RadioSelect,
    )
    motivation = forms.CharField(
        label=_("Why would you like to come?"), widget=forms.Textarea, required=False
    )
    read = forms.BooleanField(label=_("I have read the privacy notice"))


def context() -> dict[str, Any]:
    """What `desk/style_guide.html` shows."""
    return {
        "form": SampleForm(initial={"calling_name": "Pia", "diet": "veg"}, prefix="good"),
        "wrong_form": SampleForm(
            {"wrong-calling_name": "", "wrong-birth_date": "31.02.2009"}, prefix="wrong"
        ),
        "tones": _tones(),
        "tasks": _tasks(),
        "phases": _phases(),
        "facts": _facts(),
        "segments": _segments(),
        "segments_total": 25,
        "bars": _bars(),
        "wishes": _wishes(),
        "fixed": [{"label": _("Any suitable lab"), "hint": _("always last")}],
        "confirm": _confirm(),
        "job": {
            "label": _("Reading the list"),
            "done": 12,
            "total": 25,
            "tone": "waiting",
            "state_label": _("working"),
        },
        "students": _students(),
        "today": TODAY,
        "saved_at": datetime(2027, 5, 2, 10, 4, tzinfo=UTC),
    }


def _tones() -> list[dict[str, Any]]:
    return [
        {"tone": "done", "label": _("done")},
        {"tone": "waiting", "label": _("waiting")},
        {"tone": "todo", "label": _("to do")},
        {"tone": "problem", "label": _("overdue")},
        {"tone": "info", "label": _("new")},
        {"tone": "neutral", "label": _("not yet")},
    ]


def _tasks() -> list[dict[str, Any]]:
    mine = _("your turn")
    return [
        {"title": _("Accept your place"), "url": "#tasks", "tone": "done", "state": _("done")},
        {
            "title": _("Passport"),
            "url": "#tasks",
            "tone": "problem",
            "state": _("overdue"),
            "due": date(2027, 4, 30),
            "turn": mine,
            "hint": _("We need it for the invitation letter."),
        },
        {
            "title": _("Wishes for labs"),
            "url": "#tasks",
            "tone": "todo",
            "state": _("to do"),
            "due": date(2027, 5, 15),
            "turn": mine,
        },
        {"title": _("Your travel"), "tone": "neutral", "state": _("not yet"), "hint": _("Opens on 1 June.")},
    ]


def _phases() -> list[dict[str, Any]]:
    names = [_("Nominations"), _("Selection"), _("Profiles and wishes"), _("Labs"), _("Travel"), _("On site")]
    states = ["past", "past", "current", "future", "future", "future"]
    starts = [
        date(2026, 12, 1),
        date(2027, 2, 16),
        date(2027, 4, 1),
        date(2027, 5, 20),
        date(2027, 6, 1),
        date(2027, 7, 10),
    ]
    ends = [
        date(2027, 2, 15),
        date(2027, 3, 31),
        date(2027, 5, 19),
        date(2027, 5, 31),
        date(2027, 7, 9),
        date(2027, 8, 7),
    ]
    rows = zip(names, states, starts, ends, strict=True)
    return [{"label": name, "state": state, "starts": start, "ends": end} for name, state, start, end in rows]


def _facts() -> list[dict[str, Any]]:
    return [
        {"label": _("Partner"), "value": "Kumamoto"},
        {"label": _("Languages"), "value": "日本語, English (B2)"},
        {"label": _("Passport"), "value": ""},
    ]


def _segments() -> list[dict[str, Any]]:
    return [
        {"label": _("ready"), "value": 14, "tone": "done"},
        {"label": _("waiting"), "value": 7, "tone": "waiting"},
        {"label": _("overdue"), "value": 3, "tone": "problem"},
        {"label": _("not yet"), "value": 1, "tone": "neutral"},
    ]


def _bars() -> list[dict[str, Any]]:
    return [
        {"label": "Kumamoto", "value": 4, "total": 4, "tone": "done"},
        {"label": "Montpellier", "value": 2, "total": 3},
        {"label": "Rehovot", "value": 1, "total": 2},
    ]


def _wishes() -> list[dict[str, Any]]:
    return [
        {"pk": 1, "label": _("Zebrafish under the microscope"), "hint": _("Institute of Zoology")},
        {"pk": 2, "label": _("Stars that eat stars"), "hint": _("Institute of Astronomy")},
        {"pk": 3, "label": _("Catalysts for green hydrogen"), "hint": _("Institute of Chemistry")},
    ]


def _confirm() -> dict[str, Any]:
    return {
        "numbers": [
            {"value": 12, "label": _("people will be written to")},
            {"value": 3, "label": _("of them under 18"), "tone": "waiting"},
        ],
        "consequences": [_("12 places are offered."), _("Guardians get a copy.")],
        "undo": _("The messages wait in the outbox until you release them."),
        "submit": _("Offer 12 places"),
        "cancel_url": "#confirm",
    }


def _students() -> list[dict[str, Any]]:
    return [
        {
            "name": "Sato Haruka 佐藤 はるか",
            "partner": "Kumamoto",
            "tone": "done",
            "state": _("ready"),
            "open": 0,
        },
        {
            "name": "Camille Durand-Lefèvre",
            "partner": "Montpellier",
            "tone": "waiting",
            "state": _("waiting"),
            "open": 2,
        },
        {
            "name": "נועה לוי (Noa Levi)",
            "partner": "Rehovot",
            "tone": "problem",
            "state": _("overdue"),
            "open": 4,
        },
    ]
