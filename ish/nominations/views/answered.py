"""The paper with a partner's answer, for its own file, by the link by which it answered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.links import BadLink
from ish.desk import exports
from ish.desk.access import access
from ish.desk.guests import welcome
from ish.nominations import answered_queries
from ish.nominations import asking_queries as asking
from ish.papers import setting

VERSION = "1"


@access.public
@require_safe
def paper(request: HttpRequest, signed: str) -> HttpResponse:
    """What was answered and agreed (PDF). A link that opens no answer, or no longer, opens no paper either."""
    try:
        found = asking.by_link(signed)
    except BadLink as error:
        raise Http404 from error
    if found is None or found[0].answered_at is None:
        raise Http404
    reply, who = found
    welcome(request, language=who.language, time_zone=who.time_zone)
    title = _("The answer of %(body)s") % {"body": reply.body.name}
    pdf = setting.typeset(
        "answer",
        answered_queries.paper(reply),
        language=translation.get_language() or "en",
        title=f"{title} – {reply.edition}",
        footer=str(reply.edition),
        version=VERSION,
    )
    name = exports.file_name(f"{reply.edition}-{reply.body.name}")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"},
    )
