"""Addresses that a browser can open and that are not measured, by the reason. Whoever has a page fit to be measured puts it into
`pages.py` instead."""

NOT_MEASURED = {
    "It leads on to another page, which is measured.": (
        "accounts:first_visit",
        "accounts:invitation",
        "accounts:sign_in_link",
        "applications:mine",
        "forgetting:decide",
        "consents:mine",
        "contacts:follow",
        "contacts:today",
        "handbook:publish",
        "interviews:of",
        "nominations:answer_own",
        "nominations:of",
        "profiles:mine",
        "profiles:profile",
        "set_language",
    ),
    "It answers only who has opened a link of a mail in the same browser, and shows one form.": (
        "accounts:first_visit_page",
        "accounts:invitation_page",
        "accounts:sign_in_link_page",
    ),
    "It says one sentence.": ("desk:signed_in",),
    "It counts everything that is due, in batches; tests/forgetting measures a whole run.": (
        "forgetting:run",
    ),
    "It exists in a demonstration only.": ("accounts:demo_cast",),
    "It is a script or a note for the browser, the same for everybody.": (
        "handbook:manifest",
        "handbook:worker",
    ),
    "It is a file of one object or of one partner, and no page.": (
        "applications:paper",
        "rights:file",
        "documents:file",
        "interviews:own_calendar",
        "interviews:page_calendar",
        "nominations:answer_paper",
        "nominations:receipt",
        "nominations:students_list",
        "nominations:template",
        "forgetting:report_paper",
        "oversight:record_paper",
        "logistics:card_paper",
        "placements:instance",
        "portraits:framed",
        "portraits:whole",
        "selection:bundle",
        "selection:paper",
    ),
    "It reads a list of names again; bench/spreadsheets.py measures it with ten thousand.": (
        "nominations:columns",
        "nominations:preview",
    ),
    "It shows one consent of consents:seat once more, with one form.": (
        "consents:own_withdraw",
        "consents:seat_withdraw",
    ),
    "It is profiles:section, measured there, for a guest.": ("consents:seat_section",),
    "It counts the letters of consents:matrix before they are written, and reads everybody's answers for that.": (
        "consents:ask",
    ),
    "It is the form of nominations:add, which this season is past.": ("nominations:replace",),
}
