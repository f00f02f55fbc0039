"""Choosing a picture, framing it, allowing uses of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish.desk.forms import Form
from ish.portraits.picture import MOST_ZOOM, Frame
from ish.portraits.states import Use


class PictureForm(Form):
    """A file with a picture."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, up to 15 MB. You choose the part that shows in the next step."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    file.error_messages["required"] = _("Choose a picture first.")


class FrameForm(Form):
    """The part of the picture that shows: three sliders, which keys move as well as fingers."""

    mark_optional = False

    x = forms.IntegerField(label=_("Left or right"), min_value=0, max_value=1000)
    y = forms.IntegerField(label=_("Up or down"), min_value=0, max_value=1000)
    zoom = forms.IntegerField(label=_("How near"), min_value=100, max_value=MOST_ZOOM)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, step in (("x", 10), ("y", 10), ("zoom", 5)):
            field = self.fields[name]
            field.widget = forms.NumberInput(
                attrs={
                    **field.widget_attrs(field.widget),
                    "type": "range",
                    "step": step,
                    "class": "form-range",
                    "data-frame": name,
                }
            )
            field.widget.input_type = "range"

    @property
    def frame(self) -> Frame:
        """The frame that was chosen."""
        data = self.cleaned_data
        return Frame(data["x"], data["y"], data["zoom"])


class UsesForm(Form):
    """What the picture may be used for; nothing ticked is an answer."""

    mark_optional = False

    uses = forms.MultipleChoiceField(
        label=_("My picture may be used"),
        choices=Use.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, on_behalf: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if on_behalf:
            self.fields["uses"].label = _("The picture may be used")
            self.fields["source"] = forms.CharField(
                label=_("How we know"), help_text=_("For example: said on the phone, 3 May."), max_length=300
            )
