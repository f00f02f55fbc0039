"""Who sets up programmes, editions, partners and organisers: organisers, each in their own edition."""

from tests.access.expecting import Expect, Literal, of

BOTH = ("organiser", "organiser_other")
FORM = {200, 302}


def form(*actors: str, **args: str) -> Expect:
    """A form that the actors see and send."""
    return Expect(pages=of(*actors), posts=of(*actors, status=FORM), args=args)


EXPECTED = {
    # Open in an empty installation alone.
    "programme:begin": Expect(),
    "programme:edition": Expect(pages=of(*BOTH)),
    "programme:edit_edition": form(*BOTH),
    "programme:new_edition": form(*BOTH),
    "programme:checklist": Expect(pages=of(*BOTH)),
    "programme:tick": Expect(
        posts=of(*BOTH, status=302), args={"code": Literal("dates")}, data={"done": "1"}
    ),
    "programme:looking_back": Expect(pages=of(*BOTH)),
    "programme:phases": form(*BOTH),
    "programme:new_programme": form(*BOTH),
    "programme:edit_programme": form(*BOTH, pk="programme"),
    "programme:places": form(*BOTH),
    "programme:bodies": Expect(pages=of(*BOTH)),
    "programme:new_body": form(*BOTH),
    "programme:body": Expect(pages=of(*BOTH), args={"pk": "body"}),
    "programme:edit_body": form(*BOTH, pk="body"),
    "programme:organisers": Expect(pages=of(*BOTH)),
    "programme:invite_organiser": form(*BOTH),
    "programme:end_organiser": Expect(
        pages=of("organiser", status={200, 302, 405}),
        posts=of("organiser", status=FORM),
        args={"pk": "organiser_row"},
    ),
}
