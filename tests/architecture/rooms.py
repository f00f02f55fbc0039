"""Which room of an app may use which: the same names everywhere, and imports go to lower rooms only."""

from pathlib import Path

from tests.architecture import tree

# From the ground up. Rooms on one level may use each other.
LEVELS: list[set[str]] = [
    {"states", "policies"},
    {"models"},
    {"registry"},
    {"rules", "queries"},
    {"requirements", "consequences", "mails"},
    {"services"},
    {"tasks", "forms", "tables", "filters", "resources"},
    {"views"},
    {"urls", "admin", "apps", "wiring", "checks", "management"},
]
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
(GROUND, MODELS, REGISTRY, READING, ANSWERS, SERVICES, INPUT, VIEWS, DOORS) = range(len(LEVELS))

# Rooms that one app alone has, each with the level it stands on. A new one is added here, by decision.
OWN: dict[str, dict[str, int]] = {
    "accounts": {
        "roles": REGISTRY,
        "links": SERVICES,
        "first_visit": SERVICES,
        "demo": SERVICES,
        "adapter": INPUT,
        "mfa_adapter": INPUT,
        "middleware": VIEWS,
        "signals": DOORS,
        "library_texts": GROUND,
        "templatetags": VIEWS,
    },
    "ish.jobs": {"running": SERVICES, "beside": READING},
    "ish.privacy": {
        "fields": GROUND,
        "purposes": GROUND,
        "retention": GROUND,
        "history": READING,
        "catalogue": READING,
        "rotation": SERVICES,
        "emptying": ANSWERS,
        "journal": ANSWERS,
        "restricting": READING,
        "holding": READING,
    },
    "ish.outbox": {
        "hours": GROUND,
        "wire": ANSWERS,
        "door": READING,
        "rendering": ANSWERS,
        "delivery": SERVICES,
        "erasing": SERVICES,
        "files": SERVICES,
        "allauth_adapter": INPUT,
    },
    "ish.desk": {
        "access": READING,
        "archive": SERVICES,
        "addresses": READING,
        "autosave": VIEWS,
        "cells": INPUT,
        "confirm": VIEWS,
        "counts": READING,
        "days": GROUND,
        "exports": INPUT,
        "fields": INPUT,
        "folding": GROUND,
        "frame": READING,
        "guests": VIEWS,
        "lists": VIEWS,
        "mailbox": VIEWS,
        "messages": VIEWS,
        "messages_list": VIEWS,
        "names": GROUND,
        "renderer": INPUT,
        "searching": MODELS,
        "sheet": GROUND,
        "style_guide": VIEWS,
        "templatetags": VIEWS,
        "typed": GROUND,
        "widgets": INPUT,
        "working": VIEWS,
    },
    "ish.papers": {"fonts": GROUND, "appending": SERVICES, "setting": SERVICES},
    # The three registries are filled by upper apps, in rooms of theirs with the same names.
    "ish.programme": {
        "calendar": GROUND,
        "carrying": REGISTRY,
        "checklist": REGISTRY,
        "looking_back": REGISTRY,
        "opening": ANSWERS,
    },
    "ish.contacts": {"pasting": GROUND, "subjects": READING, "morning": REGISTRY, "panels": INPUT},
    "ish.handbook": {
        "markup": GROUND,
        "comparing": GROUND,
        "proposals": READING,
        "guest": READING,
        "shelf": INPUT,
    },
    "ish.documents": {
        "sniffing": GROUND,
        "scanning": GROUND,
        "kinds": READING,
        "storage": ANSWERS,
        "keeping": INPUT,
        "uploads": INPUT,
    },
    "ish.applications": {
        "seat": READING,
        "panels": VIEWS,
        "carrying": SERVICES,
        "looking_back": ANSWERS,
        "morning": ANSWERS,
    },
    "ish.selection": {
        "scoring": GROUND,
        "covering": GROUND,
        "dossier": READING,
        "panels": VIEWS,
        "carrying": SERVICES,
        "morning": ANSWERS,
    },
    "ish.interviews": {
        "planning": GROUND,
        "times": GROUND,
        "calendars": READING,
        "panels": VIEWS,
        "carrying": SERVICES,
        "morning": ANSWERS,
    },
    # Here the two are registries, which upper floors fill; queries read them.
    "ish.people": {
        "ages": GROUND,
        "consenting": READING,
        "waiving": READING,
        "answers": ANSWERS,
        "handbook": READING,
        "deadlines": GROUND,
        "pasted": GROUND,
        "knowing": READING,
        "nudging": READING,
        "recording": SERVICES,
        "prepared": GROUND,
        "requirements": READING,
        "consequences": READING,
        "partners": READING,
        "guards": READING,
        "links": READING,
        "reminding": SERVICES,
        "readiness": ANSWERS,
        "young": ANSWERS,
        "morning": ANSWERS,
        "subjects": ANSWERS,
        "showing": INPUT,
        "home": VIEWS,
    },
    "ish.nominations": {
        "reading": GROUND,
        "keys": READING,
        "following": SERVICES,
        "morning": ANSWERS,
        "carrying": SERVICES,
        "looking_back": READING,
    },
    "ish.profiles": {
        "carrying": SERVICES,
        "mrz": GROUND,
        "morning": ANSWERS,
        "conditions": READING,
        "holdings": INPUT,
        "language_rows": INPUT,
        "row_fields": INPUT,
        "row_specs": INPUT,
        "asked": GROUND,
        "proof_forms": INPUT,
        "proofs": READING,
        "covers": GROUND,
        "notes": VIEWS,
        "notice": READING,
        "notice_facts": READING,
        "panels": VIEWS,
        "sections": READING,
        "showing": INPUT,
    },
    "ish.portraits": {"picture": GROUND, "panels": VIEWS},
    "ish.consents": {
        "counting": GROUND,
        "law": GROUND,
        "following": ANSWERS,
        "waiving": INPUT,
        "standard": MODELS,
        "conditions": READING,
        "informing": READING,
        "seat": READING,
        "custody": READING,
        "confided": READING,
        "seat_looks": ANSWERS,
        "codes": READING,
        "printing": SERVICES,
        "house_rules": SERVICES,
        "carrying": SERVICES,
        "morning": ANSWERS,
        "overview": ANSWERS,
        "panels": VIEWS,
    },
    "ish.oversight": {
        "words": GROUND,
        "declared": READING,
        "activities": READING,
        "opened": READING,
        "showing": INPUT,
        "unusual": READING,
        "panels": VIEWS,
    },
    "ish.rights": {
        "sealing": GROUND,
        "deadlines": GROUND,
        "storage": READING,
        "papers": READING,
        "log": READING,
        "keeping": READING,
        "seat_mails": ANSWERS,
        "collecting": ANSWERS,
        "archiving": ANSWERS,
        "making": INPUT,
        "morning": ANSWERS,
        "panels": VIEWS,
    },
    "ish.forgetting": {
        "schedule": GROUND,
        "statistics": GROUND,
        "traces": GROUND,
        "clearing": SERVICES,
        "counting": SERVICES,
        "evidence": SERVICES,
        "others": SERVICES,
        "paper": SERVICES,
        "scanning": SERVICES,
        "showing": ANSWERS,
        "morning": ANSWERS,
        "panels": VIEWS,
    },
    "ish.placements": {
        "carrying": SERVICES,
        "matching": GROUND,
        "instance": READING,
        "board": READING,
        "explaining": READING,
        "hosting": READING,
        "subjects": ANSWERS,
        "morning": ANSWERS,
        "erasing": SERVICES,
        "showing": INPUT,
        "panels": VIEWS,
    },
    "logistics": {
        "card": ANSWERS,
        "card_paper": SERVICES,
        "duty_panels": VIEWS,
        "showing": INPUT,
        "times": GROUND,
        "demo": DOORS,
        "entry": GROUND,
        "transfers": GROUND,
    },
}

# Pure cores know neither Django nor anything of ours but pure cores.
PURE = {
    "ish.desk.folding",
    "ish.programme.calendar",
    "ish.consents.counting",
    "ish.consents.law",
    "ish.contacts.pasting",
    "ish.handbook.markup",
    "ish.handbook.comparing",
    "ish.nominations.reading",
    "ish.portraits.picture",
    "ish.selection.covering",
    "ish.selection.scoring",
    "ish.forgetting.schedule",
    "ish.forgetting.statistics",
    "ish.forgetting.traces",
    "ish.interviews.planning",
    "ish.people.ages",
    "ish.placements.matching",
    "ish.profiles.asked",
    "ish.profiles.covers",
    "ish.profiles.mrz",
    "ish.rights.deadlines",
    "logistics.entry",
    "logistics.transfers",
}


def level_of(app: str, room: str) -> int | None:
    """Return the level a room stands on, None for a room nobody has decided on.

    A room that was divided keeps its last word: `sign_in_forms` stands where `forms` does.
    """
    return OWN[app].get(room, LEVEL.get(room, LEVEL.get(room.rpartition("_")[2])))


def unknown_rooms(root: Path = tree.ROOT) -> list[str]:
    """Return the modules that stand in no known room."""
    found = set()
    for module, _ in tree.sources(root):
        app = tree.app_of(module)
        if app and (room := tree.room_of(module)) and level_of(app, room) is None:
            found.add(f"{app}.{room}")
    return sorted(found)


def stairs_climbed(root: Path = tree.ROOT) -> list[str]:
    """Return one line for every import of a higher room of the same app."""
    wrong = []
    for each in tree.all_imports(root):
        app = tree.app_of(each.module)
        if app is None or tree.app_of(each.target) != app:
            continue
        here, there = tree.room_of(each.module), tree.room_of(each.target)
        levels = level_of(app, here), level_of(app, there)
        if here and there and here != there and None not in levels and levels[0] < levels[1]:  # type: ignore[operator]
            wrong.append(f"{each.module}:{each.line} imports {each.target}, which stands higher")
    return wrong


def _is_pure(module: str) -> bool:
    return any(f"{module}.".startswith(f"{core}.") for core in PURE)


def impure(root: Path = tree.ROOT) -> list[str]:
    """Return one line for every import that a ground-floor room or a pure core may not make."""
    wrong = []
    for each in tree.all_imports(root):
        app, room = tree.app_of(each.module), tree.room_of(each.module)
        ours = each.target.split(".")[0] in tree.TOPS
        if app and room == "policies":
            wrong.append(f"{each.module}:{each.line} imports {each.target}; a declaration imports nothing")
        if app and room == "states" and ours:
            wrong.append(f"{each.module}:{each.line} imports {each.target}; states import nothing of ours")
        core, inside = _is_pure(each.module), _is_pure(each.target)
        if core and not inside and (ours or each.target.split(".")[0] in ("django", "celery", "rules")):
            wrong.append(f"{each.module}:{each.line} imports {each.target}; a pure core may not")
    return wrong
