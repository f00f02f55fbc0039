"""Who deletes rows and files without asking `privacy.holding`, and why that is right. Whoever is not named here has to ask."""

DOOR = "called for people of whom the door (privacy.forget, or the schedule) has asked already"
COPY = "a copy for a while: what it was made of stays where it is, and is asked about there"
UNBORN = "taken back before anything led to it, or found to be there already"
EDIT = "somebody changes what they said themselves, or an organiser what they set; the history says so"
NOBODY = "about nobody whom a hold could protect: a rule, a page, a cache, a time, a result"
SIGN_IN = "a secret of signing in, used once"
EVIDENCE = "keyed hashes for a report, which are to go when it is closed"

REASONS = {
    # the machine and the erasers that it calls
    "ish.privacy.emptying:_delete_files": DOOR,
    "ish.documents.services:_forget": DOOR,
    "ish.documents.services:_take_off": "behind discard_file and forget_many, which ask; an infected file goes in any case",
    "ish.placements.erasing:erase_many": DOOR,
    "ish.outbox.erasing:erase_many": DOOR,
    "accounts.services:forget_user": DOOR,
    "accounts.services:forget_invitations": DOOR,
    "ish.forgetting.clearing:forget_many": COPY,
    "ish.outbox.files:_remove": COPY,
    "ish.rights.services:drop_copy": COPY,
    "ish.rights.services:sweep": COPY,
    "ish.rights.making:run": COPY,
    "ish.rights.making:_make": COPY,
    "ish.rights.storage:delete": COPY,
    "ish.documents.storage:delete": "whoever calls it has asked; a file without a row is about nobody that could be known",
    "ish.documents.storage:swap": "half a file, while keys are changed",
    "ish.forgetting.services:close": EVIDENCE,
    "ish.desk.archive:write_archive": "half an archive",
    "ish.documents.services:gone": "the file of a row that _forget emptied, once that is through",
    "ish.jobs.beside:forget": COPY,
    "ish.rights.storage:new": "half a copy",
    "ish.selection.services.bundles:run": COPY,
    "ish.selection.services.board:save_options": COPY,
    "ish.selection.services.opinions:declare_conflict": COPY,
    "ish.outbox.delivery:_expire": SIGN_IN,
    "accounts.first_visit:link": SIGN_IN,
    "accounts.services:sign_in_link": SIGN_IN,
    "ish.keys:kept_secret": NOBODY,
    "ish.consents.purpose_services:save_texts": NOBODY,
    "ish.handbook.services:discard": NOBODY,
    "ish.handbook.services:remove": NOBODY,
    "ish.interviews.services.slots:_seat": NOBODY,
    "ish.interviews.services.slots:drop_slot": NOBODY,
    "ish.placements.services.labs:_ask_for_papers": NOBODY,
    "ish.placements.services.labs:remove_host": NOBODY,
    "ish.placements.services.plans:_fill": "a proposal is computed anew",
    "ish.placements.services.plans:_taken_out": "who sits where is planned anew; each step of a plan is recorded",
    "ish.placements.services.plans:discard_plan": "a proposal that was never published",
    "ish.programme.next_services:tick": NOBODY,
    "ish.selection.services.board:share_out": "who reads what, shared out anew",
    "ish.selection.services.counting:count": "the result is computed anew from the opinions, which stay",
    # taken back
    "ish.portraits.services:give": UNBORN,
    "ish.consents.paper_services:_drop": UNBORN,
    "ish.documents.services:keep_file": UNBORN,
    "ish.applications.referee_services:enter": UNBORN,
    # changed by those whose it is
    "ish.nominations.services.importing:stash_list": EDIT,
    "ish.nominations.services.correcting:_say_anew": EDIT,
    "ish.nominations.services.noting:_goes_on": EDIT,
    "ish.nominations.services.corrected:take_up_again": EDIT,
    "ish.profiles.services:forget_proof": EDIT,
    "ish.consents.services:unlift": EDIT,
    "ish.consents.lifting_services:unlift_many": EDIT,
    "ish.placements.services.wishes:save_wishes": EDIT,
    "ish.people.services:unwaive": EDIT,
    "ish.people.bulk_services:unwaive_many": EDIT,
    "logistics.services:save_journey": EDIT,
    "logistics.duty_services:end_duty": EDIT,
    "logistics.duty_services:for_everybody": EDIT,
    "logistics.duty_services:take_out": EDIT,
}
