"""Who chooses labs, plans and publishes, and supervises: students for themselves, organisers of the edition, lab supervisors."""

from tests.access.expecting import Expect, of

BOTH = ("organiser", "organiser_other")
FORM = {200, 302}


def page(**args: str) -> Expect:
    """A page of one edition's organiser."""
    return Expect(pages=of("organiser"), args=args)


def form(*actors: str, **args: str) -> Expect:
    """A form that the actors see and send."""
    return Expect(pages=of(*actors), posts=of(*actors, status=FORM), args=args)


EXPECTED = {
    # A tutor has no lab: they are led home.
    "placements:mine": Expect(
        pages={**of("participant", "participant_other"), **of("companion", status=302)}
    ),
    "placements:wishes": form("participant", "organiser", pk="participation"),
    "placements:projects": Expect(pages=of(*BOTH)),
    "placements:project_new": form(*BOTH),
    "placements:project": form("organiser", pk="project"),
    "placements:host_new": form("organiser", pk="project"),
    "placements:host_remove": form("organiser", pk="host_row"),
    "placements:host_invite": Expect(posts=of("organiser", status=302), args={"pk": "host_row"}),
    "placements:institutes": Expect(pages=of(*BOTH)),
    "placements:institute_new": form(*BOTH),
    # An institute is changed where it takes part; others read it. The other edition has no project of it.
    "placements:institute": Expect(
        pages=of(*BOTH),
        posts={**of("organiser", status=FORM), **of("organiser_other", status=404)},
        args={"pk": "institute"},
    ),
    "placements:plans": form(*BOTH),
    "placements:plan": page(pk="draft_plan"),
    "placements:labs": Expect(
        pages=of("organiser"), args={"pk": "draft_plan"}, query=lambda world: f"?who={world.participation.pk}"
    ),
    "placements:plan_history": page(pk="draft_plan"),
    "placements:person_history": page(pk="participation"),
    "placements:changes": page(pk="draft_plan"),
    "placements:move": Expect(
        posts=of("organiser", status={200, 302, 409}),
        args={"pk": "draft_plan"},
        data=lambda world: {
            "participation": world.participation.pk,
            "project": world.project.pk,
            "version": world.draft_plan.version,
        },
    ),
    "placements:pin": Expect(
        posts=of("organiser", status=302),
        args={"pk": "draft_plan"},
        data=lambda world: {
            "participation": world.participation.pk,
            "pinned": "1",
            "version": world.draft_plan.version,
        },
    ),
    "placements:propose": Expect(
        posts=of("organiser", status=302), args={"pk": "draft_plan"}, data={"preset": "balanced"}
    ),
    "placements:proof": page(pk="draft_plan"),
    # Without a proposal there is nothing to download, not even for organisers.
    "placements:instance": Expect(pages=of("organiser", status=404), args={"pk": "draft_plan"}),
    "placements:why": page(pk="draft_plan"),
    "placements:publish": form("organiser", pk="draft_plan"),
    "placements:discard": form("organiser", pk="draft_plan"),
    "placements:my_projects": Expect(pages=of("host", "host_other")),
}
