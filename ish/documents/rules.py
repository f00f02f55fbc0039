"""Small answers about papers: what is taken, what may follow what."""

from django.utils.translation import gettext as _

from ish.documents import sniffing
from ish.documents.kinds import Kind
from ish.documents.models import Document
from ish.documents.states import NEXT, READABLE, REPLACEABLE

MEGABYTE = 1024 * 1024
_WORDS = {sniffing.PDF: "PDF", sniffing.JPEG: "JPEG", sniffing.PNG: "PNG"}


def may_follow(old: str, new: str) -> bool:
    """Say whether a paper may go from one state to the other."""
    return new in NEXT[old]


def may_replace(document: Document | None) -> bool:
    """Say whether a (newer) file may be handed in: not once it was accepted."""
    return document is None or document.state in REPLACEABLE


def taken(kind: Kind) -> str:
    """Return in words what is taken: "PDF, JPEG or PNG, up to 10 MB"."""
    names = [_WORDS.get(one, sniffing.ENDINGS.get(one, one)) for one in kind.accepts]
    first, last = ", ".join(names[:-1]), names[-1]
    listed = _("%(first)s or %(last)s") % {"first": first, "last": last} if first else last
    return _("%(types)s, up to %(size)s MB") % {"types": listed, "size": max(1, kind.limit // MEGABYTE)}


def fault(data: bytes, kind: Kind) -> str:
    """Return what is wrong with a file in words that say what to do; "" when it can be taken."""
    if not data:
        return _("This file is empty. Please choose it again; perhaps it was still being saved.")
    if len(data) > kind.limit:
        return _(
            "This file is too large: %(has)s MB, and we take up to %(most)s MB. Scan it in grey, or with fewer dots per inch."
        ) % {"has": -(-len(data) // MEGABYTE), "most": max(1, kind.limit // MEGABYTE)}
    found = sniffing.sniff(data)
    if found not in kind.accepts:
        return _not_taken(found, kind)
    if not sniffing.whole(data, found):
        return _("This file breaks off before its end. Please save or scan it again and choose it once more.")
    if sniffing.is_locked(data, found):
        return _(
            "This PDF is locked: it asks for a password, or forbids copying or printing. Please save it without a lock "
            "(“Print”, then “Save as PDF”) and choose it again."
        )
    return ""


def _not_taken(found: str, kind: Kind) -> str:
    if found in (sniffing.WORD, sniffing.ODT, sniffing.OLD_WORD):
        return _(
            "This is a text document. Please make a PDF of it: open it, choose “Save as” or “Export”, and there “PDF”."
        )
    if found == sniffing.HEIC:
        return _(
            "This is a photo in Apple's own format. Please choose it again as JPEG, or make a PDF of it by “Print”."
        )
    words = {"types": taken(kind)}
    return (
        _("This kind of file is not taken here. We take %(types)s. Most programs can save as PDF by “Print”.")
        % words
    )


def may_open(document: Document) -> bool:
    """Say whether the newest file may be opened: it is there, and the scanner is not still to be asked."""
    newest = next((row for row in document.versions.all() if row.file.path), None)
    return newest is not None and newest.file.scan in READABLE
