"""What people say about themselves."""

from collections import defaultdict
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.plain_forms import Plain

_REGIONS = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


def language_choices() -> list[tuple[str, str]]:
    """Return our languages, each in its own name."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, Any]]:
    """Return the time zones by region, named after their cities."""
    regions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(available_timezones()):
        region, _slash, city = name.partition("/")
        if region in _REGIONS and city:
            regions[region].append((name, city.replace("_", " ").replace("/", " – ")))
    return [("UTC", "UTC"), *sorted(regions.items())]


class ProfileForm(Plain, forms.ModelForm):
    """Name, language and time zone of a user."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=language_choices,
        help_text=_("Of these pages and of the messages we send you."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Times and deadlines are shown to you as they are in this place."),
    )

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]
        labels = {"name": _("Your name")}
        help_texts = {"name": _("As others here should see it.")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class FirstVisitForm(Plain, forms.Form):
    """The first organiser."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("You will sign in with it: we send a code to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class OtherAddressForm(Plain, forms.Form):
    """An address that nobody else signs in with."""

    email = forms.EmailField(
        label=_("Another e-mail address of yours"),
        max_length=254,
        help_text=_("We send the invitation there, and from then on everything else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
