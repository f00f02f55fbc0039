"""The pages that are measured: whose, where, and what they may cost. One line a page; the numbers are the aims."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tests.scale.season import Season

PAGE_SIZE = 50
MOST_ROWS = 4 * PAGE_SIZE + 200
LIST, DETAIL, INVITED, FRAGMENT, EXPORT = "list", "detail", "invited", "fragment", "export"
MOST_QUERIES = {LIST: 15, DETAIL: 20, INVITED: 12, FRAGMENT: 15, EXPORT: 15}
"""Lists; pages of one object and organisers' forms; what the public and those invited fill in; parts loaded later;
whole lists as files."""


@dataclass(frozen=True, eq=False)
class Page:
    """An address (name, arguments filled by `Season.keys` or given as they are, query) as an actor sees it."""

    actor: str
    kind: str
    name: str
    args: dict[str, Any] = field(default_factory=dict)
    query: str = ""

    def url(self, season: Season) -> str:
        """Return the address in this season."""
        filled = {k: season.keys.get(v, v) if isinstance(v, str) else v for k, v in self.args.items()}
        return reverse(self.name, kwargs=filled) + self.query.format(**season.keys)

    @property
    def limits(self) -> tuple[int, int]:
        """Return the most queries and the most rows fetched."""
        return ABOVE_THE_AIM.get((self.name, self.actor), (MOST_QUERIES[self.kind], MOST_ROWS))

    @property
    def told(self) -> str:
        """Name the page for people."""
        words = " ".join(str(value) for value in self.args.values())
        return f"{self.name} {words}{self.query} ({self.actor})".replace("  ", " ")


def _of(actor: str, *pages: tuple[Any, ...]) -> list[Page]:
    return [Page(actor, *page) for page in pages]


PERSON, PART, BODY, NOMINATION = (
    {"pk": "person"},
    {"pk": "participation"},
    {"pk": "body"},
    {"pk": "nomination"},
)

YOUNG = {"pk": "young_participation"}
SUBJECT = {"key": "people.person", "pk": "person"}

PAGES = [
    *_of(
        "organiser",
        (LIST, "desk:home"),
        (LIST, "desk:search", {}, "?q=an"),
        (LIST, "desk:messages"),
        (LIST, "desk:messages", {}, "?state=held"),
        (LIST, "desk:mailbox"),
        (LIST, "people:list"),
        (LIST, "people:list", {}, "?q=an&sort=-state&page=7"),
        (LIST, "people:guests"),
        (LIST, "people:guests", {}, "?capacity=day_guest&nights=elsewhere"),
        (DETAIL, "people:add_guest"),
        (DETAIL, "people:paste_guests"),
        (DETAIL, "people:stay", PART),
        (LIST, "people:readiness"),
        (LIST, "people:readiness", {}, "?turn=guardian&due=week&sort=late&page=2"),
        (LIST, "people:readiness", {}, "?until=01.09.2027&capacity=participant&only=open&sort=partner"),
        (LIST, "people:readiness", {}, "?only=waived"),
        (FRAGMENT, "people:readiness_totals"),
        (FRAGMENT, "people:readiness_totals", {}, "?turn=participant&due=late"),
        (DETAIL, "people:waive_many"),
        (DETAIL, "people:record_many"),
        (LIST, "profiles:looks", PERSON),
        (LIST, "nominations:list"),
        (LIST, "nominations:body", BODY),
        (LIST, "nominations:decisions"),
        (LIST, "nominations:compared"),
        (LIST, "nominations:releases"),
        (LIST, "nominations:telling"),
        (LIST, "nominations:coordinators"),
        (LIST, "nominations:asking"),
        (LIST, "nominations:funnel"),
        (FRAGMENT, "nominations:forecast"),
        (DETAIL, "nominations:record", BODY),
        (LIST, "nominations:free"),
        (LIST, "nominations:corrections"),
        (LIST, "nominations:choose", {}, "?body={body}"),
        (DETAIL, "nominations:correct", NOMINATION),
        (LIST, "selection:board"),
        (LIST, "selection:result"),
        (LIST, "selection:result", {}, "?shows=split&sort=student&page=2"),
        (DETAIL, "selection:options"),
        (DETAIL, "selection:student", {"pk": "read"}),
        (LIST, "interviews:list"),
        (LIST, "interviews:list", {}, "?stands=due&sort=student&page=2"),
        (LIST, "interviews:invite"),
        (LIST, "interviews:times"),
        (DETAIL, "interviews:interview", {"pk": "interview"}),
        (LIST, "contacts:morning"),
        (LIST, "contacts:told", {"key": "applications-motivations"}),
        (LIST, "contacts:log"),
        (LIST, "contacts:log", {}, "?q=bus&shows=open"),
        (LIST, "contacts:promises"),
        (LIST, "contacts:about", SUBJECT),
        (DETAIL, "contacts:entry", {"pk": "entry"}),
        (DETAIL, "contacts:new", SUBJECT),
        (DETAIL, "contacts:find", {}, "?q=an"),
        (LIST, "handbook:manage"),
        (DETAIL, "handbook:new"),
        (DETAIL, "handbook:edit", {"pk": "handbook_page"}),
        (DETAIL, "handbook:versions", {"pk": "handbook_page"}),
        (DETAIL, "handbook:remove", {"pk": "handbook_page"}),
        (LIST, "programme:places"),
        (LIST, "programme:looking_back"),
        (DETAIL, "programme:new_edition"),
        (DETAIL, "programme:checklist"),
        (LIST, "programme:bodies"),
        (LIST, "programme:organisers"),
        (LIST, "placements:projects"),
        (LIST, "placements:institutes"),
        (LIST, "placements:plans"),
        (LIST, "placements:plan", {"pk": "draft_plan"}),
        (LIST, "placements:plan", {"pk": "draft_plan"}, "?page=3"),
        (LIST, "placements:plan_history", {"pk": "draft_plan"}),
        (LIST, "placements:person_history", PART),
        (LIST, "placements:changes", {"pk": "draft_plan"}),
        (LIST, "placements:why", {"pk": "draft_plan"}),
        (LIST, "logistics:arrivals"),
        (LIST, "logistics:departures"),
        (LIST, "logistics:roster"),
        (DETAIL, "people:person", PERSON),
        (DETAIL, "people:contact", PART),
        (DETAIL, "people:erase", PERSON),
        (LIST, "rights:requests"),
        (LIST, "rights:requests", {}, "?q=an&late=soon&sort=-due"),
        (DETAIL, "rights:request", {"pk": "data_request"}),
        (DETAIL, "rights:longer", {"pk": "data_request"}),
        (DETAIL, "rights:person", PERSON),
        (DETAIL, "rights:person_copy", PERSON),
        (DETAIL, "rights:record", PERSON),
        (DETAIL, "rights:restrict", PERSON),
        (DETAIL, "rights:tell", {"pk": "restriction"}),
        (DETAIL, "rights:lift", {"pk": "restriction"}),
        (DETAIL, "people:move", {**PART, "to": "withdrew"}),
        (DETAIL, "people:waive", {**PART, "code": "passport"}),
        (DETAIL, "nominations:student", NOMINATION),
        (DETAIL, "nominations:add", BODY),
        (DETAIL, "nominations:upload", BODY),
        (DETAIL, "nominations:withdraw", NOMINATION),
        (DETAIL, "nominations:invite", BODY),
        (DETAIL, "applications:own", PART),
        (DETAIL, "applications:options"),
        (FRAGMENT, "applications:panel", NOMINATION),
        (DETAIL, "portraits:portrait", PART),
        (DETAIL, "profiles:section", {**PART, "code": "about_me"}),
        (DETAIL, "profiles:proof", PART),
        (DETAIL, "programme:edition"),
        (DETAIL, "programme:edit_edition"),
        (DETAIL, "programme:phases"),
        (DETAIL, "programme:body", BODY),
        (DETAIL, "programme:edit_body", BODY),
        (DETAIL, "programme:new_body"),
        (DETAIL, "programme:invite_organiser"),
        (DETAIL, "logistics:duties"),
        (DETAIL, "logistics:card", PART),
        (DETAIL, "forgetting:overview"),
        (DETAIL, "forgetting:rules"),
        (DETAIL, "forgetting:rule", {"code": "season"}),
        (DETAIL, "forgetting:archive"),
        (DETAIL, "forgetting:hold", PERSON),
        (DETAIL, "forgetting:end_hold", {"pk": "hold"}),
        (DETAIL, "forgetting:report", {"pk": "report"}),
        (DETAIL, "forgetting:close", {"pk": "report"}),
        (DETAIL, "oversight:officers"),
        (DETAIL, "oversight:invite_officer"),
        (DETAIL, "oversight:end_officer", {"pk": "officer_row"}),
        (DETAIL, "placements:project", {"pk": "project"}),
        (DETAIL, "placements:project_new"),
        (DETAIL, "placements:institute", {"pk": "institute"}),
        (DETAIL, "placements:proof", {"pk": "draft_plan"}),
        (DETAIL, "placements:publish", {"pk": "draft_plan"}),
        (DETAIL, "placements:wishes", PART),
        (DETAIL, "logistics:journey", {**PART, "direction": "arrival"}),
        (DETAIL, "desk:message", {"pk": "message"}),
        (DETAIL, "desk:message_edit", {"pk": "message"}),
        (FRAGMENT, "desk:message_preview", {"pk": "message"}),
        (DETAIL, "desk:job", {"pk": "job"}),
        (DETAIL, "accounts:profile"),
        (DETAIL, "people:remind"),
        (DETAIL, "people:agreement", YOUNG),
        (DETAIL, "people:extend", YOUNG),
        (DETAIL, "applications:letter", {"pk": "reference"}),
        (DETAIL, "documents:send_back", {"pk": "document"}),
        *((DETAIL, f"contacts:{name}", {"pk": "entry"}) for name in ("correct", "edit", "remove")),
        *((DETAIL, f"interviews:{name}") for name in ("options", "make", "my_calendar")),
        *((DETAIL, f"interviews:{name}", {"pk": "slot"}) for name in ("slot", "drop")),
        (DETAIL, "interviews:call_off", {"pk": "interview"}),
        (LIST, "nominations:release"),
        (DETAIL, "nominations:reasons", {}, "?n={handed}"),
        (DETAIL, "nominations:undo", {"pk": "release"}),
        (DETAIL, "nominations:decide", {"pk": "correction"}),
        (DETAIL, "nominations:edit", {"pk": "draft"}),
        (DETAIL, "nominations:hand_in", {"pk": "draft"}),
        (DETAIL, "nominations:send_back", {"pk": "handed"}),
        (DETAIL, "nominations:offer", {"pk": "handed"}, "?body={body}"),
        (DETAIL, "nominations:end_offer", {"pk": "late"}),
        (DETAIL, "nominations:offer_again", {"pk": "back_participation"}),
        (DETAIL, "nominations:source", BODY),
        (DETAIL, "nominations:end", {"pk": "coordinator"}),
        (DETAIL, "placements:host_new", {"pk": "project"}),
        (DETAIL, "placements:host_remove", {"pk": "host_row"}),
        (DETAIL, "placements:institute_new"),
        (LIST, "placements:labs", {"pk": "draft_plan"}, "?who={participation}"),
        (DETAIL, "placements:discard", {"pk": "draft_plan"}),
        (DETAIL, "profiles:notice_text"),
        (LIST, "profiles:changes"),
        (DETAIL, "profiles:change", {"pk": "change_request"}),
        (DETAIL, "profiles:extend", PART),
        (FRAGMENT, "profiles:changes_of", PART),
        (DETAIL, "programme:new_programme"),
        (DETAIL, "programme:edit_programme", {"pk": "programme"}),
        (DETAIL, "programme:end_organiser", {"pk": "organiser_row"}),
        *((DETAIL, f"selection:{name}") for name in ("invite", "close", "take_over")),
        (DETAIL, "selection:end", {"pk": "reviewer_end"}),
    ),
    *_of(
        "coordinator",
        (LIST, "desk:home"),
        (LIST, "desk:search", {}, "?q=an"),
        (LIST, "desk:mailbox"),
        (LIST, "nominations:mine"),
        (LIST, "nominations:body", BODY),
        (LIST, "nominations:mine", {}, "?turn=participant"),
        (LIST, "nominations:deputies"),
        (DETAIL, "nominations:invite_deputy", BODY),
        (DETAIL, "nominations:end_deputy", {"pk": "deputy"}),
        (DETAIL, "nominations:nudge", NOMINATION),
        (DETAIL, "nominations:student", NOMINATION),
        (DETAIL, "nominations:correct", NOMINATION),
        (DETAIL, "nominations:withdraw", NOMINATION),
        (DETAIL, "nominations:edit", {"pk": "draft"}),
        (DETAIL, "nominations:hand_in", {"pk": "draft"}),
        (DETAIL, "nominations:hand_in_all", BODY),
        (DETAIL, "nominations:hand_over", BODY),
    ),
    *_of(
        "participant",
        (LIST, "desk:home"),
        (LIST, "desk:mailbox"),
        (LIST, "profiles:looks", PERSON),
        (DETAIL, "profiles:data"),
        (DETAIL, "profiles:wrong", {"label": "people.person", "pk": "own_person"}),
        (DETAIL, "forgetting:mine"),
        (DETAIL, "people:mine"),
        (DETAIL, "people:place", PART),
        (DETAIL, "people:tasks", PART),
        (DETAIL, "people:give_back", PART),
        (DETAIL, "interviews:own", PART),
        (DETAIL, "desk:mailbox_message", {"pk": "mail"}),
        (FRAGMENT, "desk:mailbox_preview", {"pk": "mail"}),
        (DETAIL, "nominations:correct_own", PART),
        (DETAIL, "placements:mine"),
        (DETAIL, "logistics:mine"),
        (DETAIL, "applications:own", PART),
        (INVITED, "people:contact", PART),
        (INVITED, "handbook:contents"),
        (INVITED, "handbook:chapter", {"slug": "emergency"}),
        (INVITED, "handbook:rules", {"version": 1}),
        (INVITED, "handbook:changes", {"version": 1}),
        (INVITED, "handbook:copy"),
        (INVITED, "handbook:paper"),
        (INVITED, "profiles:notice", PART),
        (INVITED, "profiles:section", {**PART, "code": "about_me"}),
        (INVITED, "profiles:section", {**PART, "code": "education"}),
        (INVITED, "profiles:section", {**PART, "code": "passport"}),
        (INVITED, "profiles:section", {**PART, "code": "health"}),
        (INVITED, "profiles:section", {**PART, "code": "emergency"}),
        (INVITED, "profiles:section", {**PART, "code": "interests"}),
        (INVITED, "profiles:section", {**PART, "code": "insurance"}),
        (INVITED, "placements:wishes", PART),
        (INVITED, "logistics:journey", {**PART, "direction": "arrival"}),
        (INVITED, "account_profile"),
    ),
    *_of(
        "officer",
        (LIST, "desk:home"),
        (LIST, "oversight:looks"),
        (LIST, "oversight:looks", {}, "?of=profiles.health&where=page&page=3"),
        (LIST, "oversight:changes"),
        (LIST, "oversight:changes", {}, "?person={person}"),
        (LIST, "oversight:kept"),
        (DETAIL, "oversight:need_to_know"),
        (DETAIL, "oversight:need_to_know", {}, "?role=host"),
        (DETAIL, "oversight:record"),
        (DETAIL, "oversight:edit_record"),
    ),
    *_of(
        "companion",
        (LIST, "desk:home"),
        (LIST, "logistics:in_care"),
        (DETAIL, "logistics:card", PART),
    ),
    *_of(
        "reviewer",
        (LIST, "desk:home"),
        (LIST, "selection:reading"),
        (LIST, "selection:reading", {}, "?page=3"),
        (DETAIL, "selection:student", {"pk": "read"}),
        (DETAIL, "selection:conflict", {"pk": "read"}),
        (LIST, "interviews:mine"),
    ),
    *_of(
        "host",
        (LIST, "desk:home"),
        (LIST, "desk:search", {}, "?q=an"),
        (LIST, "placements:my_projects"),
    ),
    *_of(
        "anonymous",
        (INVITED, "account_login"),
        (INVITED, "desk:privacy"),
        (INVITED, "nominations:answer_link"),
        (INVITED, "desk:style_guide"),
        (INVITED, "desk:accessibility"),
        (INVITED, "applications:new_link"),
        (INVITED, "applications:page", {"signed": "student_link"}),
        (INVITED, "applications:correct", {"signed": "student_link"}),
        (INVITED, "applications:reference", {"signed": "referee_link"}),
        (INVITED, "interviews:page", {"signed": "student_link"}),
        (INVITED, "nominations:answer", {"signed": "partner_link"}),
        (INVITED, "people:agree", {"signed": "parent_link"}),
        (INVITED, "handbook:offline"),
        (INVITED, "handbook:guest", {"signed": "handbook_link"}),
        (INVITED, "handbook:guest_chapter", {"signed": "handbook_link", "slug": "emergency"}),
        (INVITED, "handbook:guest_rules", {"signed": "handbook_link", "version": 1}),
        (INVITED, "handbook:guest_changes", {"signed": "handbook_link", "version": 1}),
        (INVITED, "handbook:guest_paper", {"signed": "handbook_link"}),
        (INVITED, "handbook:guest_copy", {"signed": "handbook_link"}),
    ),
]

EXPORTS = [
    *_of(
        "officer",
        (EXPORT, "oversight:looks", {}, "?_export=csv"),
        (EXPORT, "oversight:changes", {}, "?_export=csv"),
    ),
    *_of(
        "organiser",
        (EXPORT, "selection:result", {}, "?_export=csv"),
        (EXPORT, "interviews:list", {}, "?_export=csv"),
        (EXPORT, "people:list", {}, "?_export=csv"),
        (EXPORT, "people:list", {}, "?_export=xlsx"),
        (EXPORT, "people:guests", {}, "?_export=csv"),
        (EXPORT, "people:readiness", {}, "?_export=csv"),
        (EXPORT, "people:readiness", {}, "?only=open&sort=late&_export=xlsx"),
        (EXPORT, "nominations:list", {}, "?_export=csv"),
        (EXPORT, "nominations:decisions", {}, "?_export=csv"),
        (EXPORT, "nominations:decisions", {}, "?partners-_export=csv"),
        (EXPORT, "nominations:asking", {}, "?_export=csv"),
        (EXPORT, "nominations:free", {}, "?_export=csv"),
        (EXPORT, "nominations:funnel", {}, "?_export=csv"),
        (EXPORT, "contacts:log", {}, "?_export=csv"),
        (EXPORT, "programme:looking_back", {}, "?_export=csv"),
        (EXPORT, "placements:projects", {}, "?_export=csv"),
        (EXPORT, "logistics:roster", {}, "?_export=csv"),
        (EXPORT, "logistics:roster", {}, "?_export=xlsx"),
        (EXPORT, "logistics:arrivals", {}, "?_export=csv"),
        (EXPORT, "logistics:departures", {}, "?_export=csv"),
        (EXPORT, "desk:messages", {}, "?_export=csv"),
    ),
    *_of(
        "coordinator",
        (EXPORT, "nominations:mine", {}, "?_export=csv"),
        (EXPORT, "nominations:body", BODY, "?_export=csv"),
    ),
]

# Pages that do not reach the aim: a ceiling (queries, rows), so that they do not get worse. A line that is no longer needed goes.
# Rows: tables of all partners (one for each 25 people in a season of this size), a lab with a twentieth of everybody in it.
ABOVE_THE_AIM: dict[tuple[str, str], tuple[int, int]] = {
    # Words are looked for in sealed texts, which are opened one by one: in so many of the newest entries and no more.
    ("contacts:log", "organiser"): (15, 5_400),
    # Everybody who is to be told a decision: what is released is what was looked at, student by student.
    ("nominations:release", "organiser"): (15, 1_500),
    # Until when this person may change what, and what they have asked for, are two questions more than other forms have.
    ("profiles:section", "participant"): (15, MOST_ROWS),
    # A name that is corrected is held against the others of the same partner, here a fifth of everybody.
    ("nominations:decide", "organiser"): (20, 1_200),
}
