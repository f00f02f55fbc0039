"""The floor of list pages: fifty people by name, as plain as Django makes them. Stands for the site while it is measured."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from ish.people.models import Participation

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEXT = """<!doctype html><title>People</title><p>{{ request.user.email }}</p><table>{% for row in page %}<tr>
<td><a href="/people/{{ row.person.pk }}/">{{ row.person.family_name }}, {{ row.person.given_names }}</a></td>
<td>{{ row.state }}</td><td>{{ row.person.birth_date }}</td><td>{{ row.person.email }}</td></tr>{% endfor %}</table>
<p>{{ page.number }} / {{ page.paginator.num_pages }}</p>"""


def people(request: HttpRequest) -> HttpResponse:
    """Fifty rows, with their number."""
    rows = Participation.objects.select_related("person").order_by("person__family_name", "pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return HttpResponse(engines["django"].from_string(TEXT).render({"page": page}, request))


urlpatterns = [path("", people)]
