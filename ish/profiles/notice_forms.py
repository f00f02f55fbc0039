"""Input about the privacy notice: what an edition says itself, and when it was checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.profiles import notice
from ish.profiles.models import NoticeText

_TALL = {"rows": 9}


class NoticeTextForm(Form):
    """What students read of partners outside the European Union, in each language of the notice, and the check."""

    transfers_en = forms.CharField(
        label=_("Partners outside the European Union, in English"),
        max_length=3000,
        widget=forms.Textarea(attrs=_TALL),
        help_text=_(
            "What partners in other countries read, and on which legal ground. Where there is neither a decision of the"
            " Commission nor an agreement, ask your data protection officer which ground holds, and say so here."
        ),
    )
    transfers_de = forms.CharField(
        label=_("The same in German"), max_length=3000, widget=forms.Textarea(attrs=_TALL)
    )
    checked_on = DateField(
        label=_("Checked by the data protection officer on"),
        required=False,
        latest=clock.today,
        help_text=_("The whole notice, with these words. If you change them, it has to be checked again."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def initial_of(edition: Any) -> dict[str, Any]:
        """Return what the edition says now, or what it would say if nobody changed anything."""
        row = NoticeText.objects.filter(edition=edition).first()
        words = {f"transfers_{code}": notice.transfers(edition, code) for code in notice.LANGUAGES}
        return {**words, "checked_on": row.checked_on if row else None, "version": row.version if row else 0}

    @property
    def words(self) -> dict[str, str]:
        """What was written, by language."""
        return {code: self.cleaned_data[f"transfers_{code}"] for code in notice.LANGUAGES}
