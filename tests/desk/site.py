"""A small site of its own: the desk, a list of people with a sealed column, an autosaved section, a view that names nobody."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from ish.desk import autosave, fields
from ish.desk.access import access
from ish.desk.confirm import confirm, confirmed, number
from ish.desk.forms import Form
from ish.desk.lists import list_page
from ish.desk.tables import RevealedColumn, Table
from ish.people.models import Participation


class PeopleTable(Table):
    """Names, birth dates, allergies."""

    name = tables.Column(accessor="person__full_name", order_by=("person__family_name",))
    birth_date = tables.Column(accessor="person__birth_date")
    allergies = RevealedColumn(model="profiles.Health", field="allergies", source="health")

    shows = {"name": ("people.Person.family_name", "people.Person.given_names")}
    empty_title = "No people yet"

    class Meta(Table.Meta):
        model = Participation
        fields = ("name", "birth_date", "state", "allergies")
        attrs = {"caption": "People"}


class PeopleFilter(django_filters.FilterSet):
    """By family name."""

    family_name = django_filters.CharFilter(field_name="person__family_name", lookup_expr="icontains")

    class Meta:
        model = Participation
        fields = ("family_name",)


ROLES = ("organiser", "coordinator", "host")


@access(*ROLES)
def people(request: HttpRequest) -> Any:
    queryset = Participation.objects.select_related("person", "health__participation")
    return list_page(request, PeopleTable, queryset, PeopleFilter, export_name="People")


class SectionForm(Form):
    """A section."""

    town = forms.CharField(max_length=5)
    born = fields.DateField(required=False)


@access.any_user
def section(request: HttpRequest) -> HttpResponse:
    form = SectionForm(request.POST)
    version = autosave.posted_version(request)

    def page(status: int) -> HttpResponse:
        return HttpResponse(str(form), status=status)

    if not form.is_valid():
        return autosave.invalid(request, section="s", version=version, form=form, page=page)
    if version != 3:
        conflict = autosave.differences(form, theirs={"town": "Bonn"}, mine=form.cleaned_data, by="Olga")
        return autosave.conflicted(request, section="s", version=3, conflict=conflict, page=page)
    return autosave.saved(request, section="s", version=4, form=form, next_url="/")


@access.any_user
def sure(request: HttpRequest) -> HttpResponse:
    if confirmed(request):
        return HttpResponse("done")
    return confirm(
        request, "Release?", ["They get a letter."], "Release", "/",
        numbers=[number(12, "people will be written to")], hidden=[("ids", 1)], undo="You can stop them.",
    )  # fmt: skip


def nobody_named(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


# The views of this file stand for views of ours.
for view in (people, section, sure, nobody_named):
    view.__module__ = "ish.desk.sample"

urlpatterns = [
    path("", include("ish.desk.urls")),
    path("account/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", people, name="people"),
    path("section/", section, name="section"),
    path("sure/", sure, name="sure"),
    path("nobody/", nobody_named, name="nobody"),
]
