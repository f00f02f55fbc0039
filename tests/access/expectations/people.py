"""Who reads and moves people: organisers of the edition, the person concerned, and their own partner's coordinator."""

from tests.access.expecting import Expect, Literal, everybody, of

BOTH = ("organiser", "organiser_other")
STUDENTS = ("participant", "participant_other")
FORM = {200, 302}
HERE = {"pk": "participation"}

EXPECTED = {
    "people:list": Expect(pages=of(*BOTH)),
    "people:readiness": Expect(pages=of(*BOTH)),
    "people:readiness_totals": Expect(pages=of(*BOTH)),
    "people:remind": Expect(pages=of(*BOTH, status={200, 302, 405}), posts=of(*BOTH, status=FORM)),
    "people:guests": Expect(pages=of(*BOTH)),
    "people:add_guest": Expect(pages=of(*BOTH), posts=of(*BOTH, status=FORM)),
    "people:paste_guests": Expect(pages=of(*BOTH), posts=of(*BOTH, status=FORM)),
    "people:stay": Expect(pages=of("organiser"), posts=of("organiser", status=FORM), args=HERE),
    **{
        f"people:{name}": Expect(pages=of(*BOTH, status={200, 302}), posts=of(*BOTH, status=FORM))
        for name in ("waive_many", "unwaive_many", "record_many")
    },
    "people:mine": Expect(pages=of(*STUDENTS, "companion", status=FORM)),
    "people:person": Expect(pages=of("organiser"), args={"pk": "person"}),
    "people:more": Expect(pages=of("organiser"), args=HERE),
    "people:erase": Expect(pages=of("organiser"), posts=of("organiser", status=FORM), args={"pk": "person"}),
    "people:tasks": Expect(pages=of("participant"), args=HERE),
    "people:place": Expect(pages=of("participant", status=FORM), args=HERE),
    "people:accept": Expect(posts=of("participant", status=FORM), args=HERE),
    "people:give_back": Expect(
        pages=of("participant", status={200, 302, 405}), posts=of("participant", status=FORM), args=HERE
    ),
    "people:agreement": Expect(
        pages=of("organiser"), posts=of("organiser", status=FORM), args={"pk": "offered_participation"}
    ),
    "people:extend": Expect(
        pages=of("organiser"), posts=of("organiser", status=FORM), args={"pk": "offered_participation"}
    ),
    "people:agree": Expect(
        pages=everybody(404), posts=everybody(404), args={"signed": Literal("not-one-of-ours")}
    ),
    "people:new_link": Expect(pages=everybody(405), posts=everybody(410)),
    "people:contact": Expect(
        pages=of("participant", "coordinator", "organiser"),
        posts=of("participant", "coordinator", "organiser", status=FORM),
        args=HERE,
    ),
    "people:move": Expect(
        pages=of("organiser", status={200, 302, 405}),
        posts=of("organiser", status=FORM),
        args={**HERE, "to": Literal("withdrew")},
    ),
    "people:invite": Expect(posts=of("organiser", status=FORM), args=HERE),
    "people:waive": Expect(
        pages=of("organiser", status={200, 302, 405}),
        posts=of("organiser", status=FORM),
        args={**HERE, "code": Literal("accept_place")},
    ),
    "people:unwaive": Expect(
        posts=of("organiser", status=FORM),
        args={**HERE, "code": Literal("accept_place")},
    ),
}
