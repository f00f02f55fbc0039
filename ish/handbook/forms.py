"""Input: a page of the handbook in both languages, house rules in those of the partner cities, too."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from ish.desk.forms import Form
from ish.handbook import markup
from ish.handbook.models import Page, Version
from ish.handbook.states import ALL, EVERYBODY, FURTHER, LANGUAGES, Audience, Kind

_TALL = {"rows": 18, "class": "handbook-editor"}


class PageForm(Form):
    """Title and text in each language, who reads it, and what has changed."""

    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    body_en = forms.CharField(
        label=_("Text in English"),
        max_length=markup.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={**_TALL, "lang": "en"}),
    )
    title_de = forms.CharField(label=_("Title in German"), max_length=120, required=False)
    body_de = forms.CharField(
        label=_("Text in German"),
        max_length=markup.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={**_TALL, "lang": "de"}),
    )
    audience = forms.MultipleChoiceField(
        label=_("Who reads it"),
        choices=Audience.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick who reads this page: nobody would.")},
    )
    note = forms.CharField(
        label=_("What has changed"),
        max_length=300,
        required=False,
        help_text=_("A line for whoever reads the versions later. It can stay empty."),
    )
    asks_again = forms.BooleanField(
        label=_("Those who have agreed to an earlier version are asked again"),
        required=False,
        help_text=_("Not for a corrected spelling; for whatever somebody may or may not do from now on."),
    )
    edits = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, kind: str, changes: bool, **kwargs: Any) -> None:
        """`kind` of the page; `changes`: it has been published before."""
        super().__init__(*args, **kwargs)
        self.codes = ALL if kind == Kind.RULES else LANGUAGES
        for code in FURTHER if kind == Kind.RULES else ():
            self._add(code)
        if kind != Kind.RULES or not changes:
            self.fields.pop("asks_again")
        if not changes:
            self.fields.pop("note")

    def _add(self, code: str) -> None:
        name = _(get_language_info(code)["name"])
        attrs = {**_TALL, "lang": code, "dir": "auto"}
        self.fields[f"title_{code}"] = forms.CharField(
            label=format_lazy(_("Title in {language}"), language=name), max_length=120, required=False
        )
        self.fields[f"body_{code}"] = forms.CharField(
            label=format_lazy(_("Text in {language}"), language=name),
            max_length=markup.LONGEST,
            required=False,
            widget=forms.Textarea(attrs=attrs),
        )

    @staticmethod
    def initial_of(page: Page | None, newest: Version | None) -> dict[str, Any]:
        """Return what the form begins with."""
        if page is None or newest is None:
            return {"audience": list(EVERYBODY), "edits": 0}
        return {
            **{f"title_{code}": newest.titles.get(code, "") for code in ALL},
            **{f"body_{code}": newest.bodies.get(code, "") for code in ALL},
            "audience": page.audience,
            "note": newest.note if newest.published_at is None else "",
            "asks_again": newest.asks_again if newest.published_at is None else False,
            "edits": page.edits,
        }

    def clean(self) -> dict[str, Any]:
        """A text needs a title, and a page some words."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(data.get(f"{what}_{code}") for what in ("title", "body") for code in self.codes):
            if not self.errors:
                self.add_error("title_en", _("Give the page a title."))
            return data
        for code in self.codes:
            title, body = f"title_{code}", f"body_{code}"
            if data.get(body) and not data.get(title) and title not in self.errors:
                self.add_error(title, _("Give this text a title."))
        return data

    @property
    def words(self) -> dict[str, Any]:
        """What was written, as services take it."""
        data = self.cleaned_data
        return {
            "titles": {code: data[f"title_{code}"] for code in self.codes},
            "bodies": {code: data[f"body_{code}"] for code in self.codes},
            "audience": data["audience"],
            "note": data.get("note", ""),
        }

    @property
    def typed(self) -> dict[str, dict[str, str]]:
        """Title and text by language as they stand in the form, whether or not they are right."""
        return {
            code: {what: str(self[f"{what}_{code}"].value() or "") for what in ("title", "body")}
            for code in self.codes
        }
