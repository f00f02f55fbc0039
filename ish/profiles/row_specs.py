"""Which rows there are: whom we call, allergies, medicines, insurance, further documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ish.profiles import covers, language_rows
from ish.profiles.models import DocumentKind
from ish.profiles.row_fields import Column, Spec

CONTACTS = Spec(
    columns=(
        Column("name", _("name")),
        Column("relation", _("who that is to you"), hint=_("For example: mother, uncle, guardian.")),
        Column("phone", _("phone"), "phone", hint=_("With the country code, for example +49 6221 123456")),
        Column("language", _("language they speak"), "language"),
        Column("hours", _("when they can be reached"), hint=_("For example: always; after 6 pm.")),
        Column("time_zone", _("their time zone"), "zone"),
    ),
    one=_("Contact %(n)s"),
    another=_("Another contact"),
    most=4,
    ordered=True,
)
ALLERGIES = Spec(
    columns=(
        Column("what", _("what"), max_length=300, hint=_("Food, medicine, insects, pollen …")),
        Column(
            "severity",
            _("how severe"),
            "choice",
            {
                "mild": _("mild"),
                "strong": _("strong, needs medicine"),
                "danger": _("life-threatening"),
            },
        ),
        Column("help", _("what happens, and what helps"), max_length=500, wide=True),
    ),
    one=_("Allergy %(n)s"),
    another=_("Another allergy"),
    most=12,
)
MEDICATION = Spec(
    columns=(
        Column("what", _("what"), max_length=300, hint=_("Also what you carry for emergencies.")),
        Column("dose", _("how much")),
        Column("when", _("when"), hint=_("For example: 8 am and 8 pm; only in an emergency.")),
        Column(
            "keeper",
            _("who keeps it"),
            "choice",
            {"self": _("I do"), "team": _("the team, please"), "fridge": _("it needs a fridge")},
        ),
    ),
    one=_("Medicine %(n)s"),
    another=_("Another medicine"),
    most=12,
)
COVERS = Spec(
    columns=(
        Column(
            "kind",
            _("for what"),
            "choice",
            {
                covers.HEALTH: _("illness, also abroad"),
                covers.CARD: _("illness: EHIC or GHIC card"),
                covers.ACCIDENT: _("accident"),
                covers.LIABILITY: _("harm to others (liability)"),
            },
        ),
        Column("insurer", _("insurer"), max_length=200),
        Column("number", _("number"), max_length=60),
        Column("phone", _("emergency phone of the insurer"), "phone"),
        Column("starts", _("from"), "day", hint=_("For example 17.07.2027")),
        Column("ends", _("until"), "day"),
        Column(
            "territory",
            _("where it holds"),
            "choice",
            {
                covers.GERMANY: _("in Germany"),
                covers.EUROPE: _("in the EU or all of Europe"),
                covers.WORLD: _("in the whole world"),
                "home": _("at home only"),
            },
        ),
        Column(
            "repatriation",
            _("pays for the way home when ill"),
            "choice",
            {"yes": _("yes"), "no": _("no")},
        ),
    ),
    one=_("Insurance %(n)s"),
    another=_("Another insurance"),
    most=6,
)
OTHER_DOCUMENTS = Spec(
    columns=(
        Column("kind", _("document"), "choice", dict(DocumentKind.choices)),
        Column("country", _("issued by"), "country"),
        Column("number", _("number"), max_length=40),
        Column("expires_on", _("valid until"), "day", hint=_("For example 24.07.2031")),
    ),
    one=_("Document %(n)s"),
    another=_("Another document"),
    most=3,
)
SPECS: dict[str, Spec] = {
    "contacts": CONTACTS,
    "allergies": ALLERGIES,
    "medication": MEDICATION,
    "covers": COVERS,
    "other_documents": OTHER_DOCUMENTS,
}


@dataclass(frozen=True)
class Rows:
    """What a page needs to know to add and remove rows: the parts of one, and how many there may be."""

    parts: Sequence[str]
    most: int


ROWS = {
    "languages": Rows(language_rows.PARTS, language_rows.MOST),
    **{name: Rows(spec.names(), spec.most) for name, spec in SPECS.items()},
}
