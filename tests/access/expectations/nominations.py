"""Who may enter the pages of nominations."""

from tests.access.expecting import Expect, Literal, of

BOTH = of("coordinator", "organiser")
# Organisers of the other edition see partners, too: they may act for them in their own edition.
BODY = of("coordinator", "organiser", "organiser_other")
EITHER = of("organiser", "organiser_other")
MOVED = of("coordinator", "organiser", status=302)
OR_NOTHING = of("organiser") | of("organiser_other", status=302)

EXPECTED = {
    "nominations:mine": Expect(pages=of("coordinator", "coordinator_other")),
    "nominations:list": Expect(pages=EITHER),
    "nominations:pending": Expect(
        posts=of("organiser", status=302),
        data=lambda world: {"n": [world.nomination.pk], "decision": "selected"},
    ),
    "nominations:decisions": Expect(pages=EITHER),
    # In the other edition nothing is planned: back to the decisions.
    "nominations:release": Expect(pages=OR_NOTHING, posts=OR_NOTHING),
    "nominations:compared": Expect(pages=EITHER),
    "nominations:releases": Expect(pages=EITHER),
    "nominations:undo": Expect(pages=of("organiser"), posts=of("organiser"), args={"pk": "release"}),
    "nominations:reasons": Expect(
        pages={"organiser": 200, "organiser_other": 404, "mixed": 404},
        posts={"organiser": 200, "organiser_other": 404, "mixed": 404},
        query=lambda world: f"?n={world.planned.pk}",
        data=lambda world: {"n": [world.planned.pk], "decision": "selected"},
    ),
    # Everybody finds their own students there; of others they have ticked, they hear nothing.
    "nominations:telling": Expect(
        pages=of("coordinator", "coordinator_other", "organiser", "organiser_other"),
        posts={
            "coordinator": 302,
            "organiser": 302,
            "mixed": 302,
            "coordinator_other": 404,
            "organiser_other": 404,
        },
        data=lambda world: {"n": [world.nomination.pk]},
    ),
    "nominations:student": Expect(pages=BOTH, args={"pk": "nomination"}),
    "nominations:edit": Expect(pages=BOTH, posts=BOTH, args={"pk": "draft"}),
    "nominations:hand_in": Expect(pages=BOTH, posts=BOTH, args={"pk": "draft"}),
    "nominations:withdraw": Expect(pages=BOTH, posts=BOTH, args={"pk": "nomination"}),
    "nominations:send_back": Expect(pages=of("organiser"), posts=of("organiser"), args={"pk": "planned"}),
    "nominations:offer_again": Expect(
        pages=of("organiser"), posts=of("organiser"), args={"pk": "gone_participation"}
    ),
    "nominations:of": Expect(pages=MOVED, args={"pk": "participation"}),
    "nominations:body": Expect(pages=BODY, args={"pk": "body"}),
    "nominations:add": Expect(pages=BODY, posts=BODY, args={"pk": "body"}),
    "nominations:hand_in_all": Expect(
        pages=BOTH | of("organiser_other", status=302),  # there are no drafts in the other edition
        posts=BOTH | of("organiser_other", status=302),
        args={"pk": "body"},
    ),
    "nominations:receipt": Expect(pages=BODY, args={"pk": "body"}),
    "nominations:upload": Expect(pages=BODY, posts=BODY, args={"pk": "body"}),
    "nominations:template": Expect(pages=BODY, args={"pk": "body"}),
    "nominations:students_list": Expect(pages=BODY, args={"pk": "body"}),
    # An uploaded list is for whoever uploaded it, and for nobody else, organisers included.
    "nominations:preview": Expect(
        pages={"coordinator": 200, "mixed": 404},  # the list that another coordinator uploaded
        posts={"coordinator": 302, "mixed": 404},
        args={"pk": "stash"},
    ),
    "nominations:columns": Expect(
        pages={"coordinator": 200, "mixed": 404},
        posts={"coordinator": 302, "mixed": 404},
        data={"do": "sheet"},
        args={"pk": "stash"},
    ),
    "nominations:mend": Expect(
        posts={"coordinator": 302, "mixed": 404},
        args={"pk": "stash", "number": Literal(2)},
    ),
    "nominations:source": Expect(pages=EITHER, posts=EITHER, args={"pk": "body"}),
    "nominations:coordinators": Expect(pages=EITHER),
    "nominations:invite": Expect(pages=EITHER, posts=EITHER, args={"pk": "body"}),
    "nominations:end": Expect(pages=EITHER, posts=EITHER, args={"pk": "coordinator"}),
    "nominations:invite_again": Expect(
        posts=of("organiser", "organiser_other", status=302), args={"pk": "coordinator"}
    ),
}
