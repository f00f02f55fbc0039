"""Who enters the pages around signing in. Links are worthless without their token, and the cast is for demonstrations alone."""

from tests.access.expecting import Expect, Literal, everybody, signed_in

TOKEN = {"token": Literal("no-such-token")}
SHOWN = {200, 302, 404}

EXPECTED = {
    "accounts:profile": Expect(pages=signed_in(200), posts=signed_in({200, 302})),
    "account_profile": Expect(pages=signed_in(200), posts=signed_in({200, 302})),
    "accounts:demo_cast": Expect(pages=everybody(404)),
    "accounts:demo_sign_in": Expect(posts=everybody(404), pages=everybody(405)),
    "accounts:invitation_page": Expect(pages=everybody(SHOWN), posts=everybody({*SHOWN, 403})),
    "accounts:invitation_address": Expect(posts=everybody({403, 404}), pages=everybody(405)),
    "accounts:invitation": Expect(pages=everybody({302, 404}), args=TOKEN),
    "accounts:sign_in_link_page": Expect(pages=everybody(SHOWN), posts=everybody({*SHOWN, 403})),
    "accounts:sign_in_link": Expect(pages=everybody({302, 404}), args=TOKEN),
    "accounts:first_visit_page": Expect(pages=everybody(SHOWN), posts=everybody({*SHOWN, 403})),
    "accounts:first_visit": Expect(pages=everybody({302, 404}), args=TOKEN),
    "set_language": Expect(posts=everybody(302), pages=everybody({302, 405}), data={"language": "de"}),
    "/accounts/signup/": Expect(pages=everybody({302, 403, 404}), posts=everybody({302, 403, 404})),
}
