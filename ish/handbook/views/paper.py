"""The whole handbook on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ish.desk import exports
from ish.desk.access import access
from ish.handbook import markup, queries
from ish.handbook.shelf import Shelf
from ish.handbook.views.reading import own
from ish.papers import setting


@access.any_user
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The whole handbook of the reader (PDF)."""
    return as_file(own(request))


def as_file(shelf: Shelf) -> HttpResponse:
    """Return the reader's handbook as a tagged PDF in their language; raises `Http404` while there is none."""
    if not shelf.pages:
        raise Http404
    language, edition = queries.language(), shelf.reading.edition
    title = _("Handbook")
    data = {
        "heading": title,
        "edition": str(edition),
        "contents": _("Contents"),
        "chapters": [
            {
                "title": row.title(language),
                "language": row.said_in(language),
                "blocks": markup.plain(row.body(language)),
            }
            for row in shelf.pages
        ],
    }
    pdf = setting.typeset(
        "handbook",
        data,
        language=language,
        title=f"{title} – {edition}",
        footer=str(edition),
        names=setting.Names.NONE,
        version=str(sum(row.number for row in shelf.pages)),
    )
    name = exports.file_name(f"{edition}-{title}")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"},
    )
