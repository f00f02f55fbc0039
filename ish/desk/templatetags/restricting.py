"""The quiet mark beside somebody whose data is kept and not used (GDPR Art. 18): in the head of every page about one person, and
in the rows of lists that are templates. Organisers see it, nobody else; where nobody is restricted it costs no query.
"""

from typing import Any

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts import roles
from ish.privacy import catalogue

register = template.Library()


@register.simple_tag(takes_context=True)
def restricted(context: Any, obj: Any) -> SafeString | str:
    """Return the mark when the person behind `obj` (a person, a participation, whatever is declared about one) is restricted."""
    return _mark(context, [obj])


@register.simple_tag(takes_context=True)
def restricted_here(context: Any) -> SafeString | str:
    """Return the mark when the page is about somebody restricted: one of the objects that the page was given."""
    return _mark(context, context.flatten().values())


def _mark(context: Any, objs: Any) -> SafeString | str:
    people = {id(found): found for obj in objs if (found := _person(obj)) is not None and found.restricted_at}
    user = getattr(context.get("request"), "user", None)
    seen = user and any("organiser" in roles.through(user, person) for person in people.values())
    return render_to_string("components/restricted.html") if seen else ""


def _person(obj: Any) -> Any:
    """Return the person behind a row, as far as it was read with the row; no query."""
    policy = catalogue.every().get(obj._meta.label_lower) if isinstance(obj, Model) else None
    if policy is None or policy.person is None or policy.person.startswith("#"):
        return None
    for step in filter(None, policy.person.split("__")):
        obj = obj._state.fields_cache.get(step) if obj is not None else None
    return obj
