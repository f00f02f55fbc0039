"""What other pages show of the board: a reviewer's desk, the page of decisions, a student's page."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from ish import clock
from ish.nominations import queries as nominations
from ish.nominations.models import Nomination
from ish.selection import queries, rules
from ish.selection.models import Reviewer, Standing
from ish.selection.rules import ORGANISER


def reviewer_panel(request: HttpRequest, edition: Any) -> str | None:
    """On a reviewer's desk: how many opinions are due, and until when."""
    row = rules.own_rows(request.user).filter(edition=edition).first() if edition else None
    if row is None:
        return None
    board = rules.board_of(edition)
    progress = queries.progress(request.user, row)
    late = bool(board.due_on and clock.today(edition.time_zone) > board.due_on)
    left = progress["total"] - progress["done"]
    context = {"board": board, "progress": progress, "left": left, "late": late, "edition": edition}
    return render_to_string("selection/panels/reviewer.html", context, request=request)


def decisions_panel(request: HttpRequest, edition: Any) -> str | None:
    """On the page of decisions: that the board has a result, and the way to take it over."""
    result = queries.result_of(edition)
    if result is None and not Reviewer.objects.filter(edition=edition).exists():
        return None
    context = {"result": result, "board": rules.board_of(result.edition) if result else None}
    return render_to_string("selection/panels/decisions.html", context, request=request)


def nomination_panel(request: HttpRequest, row: Nomination) -> str | None:
    """On the page of a student, for organisers: where the board has put them."""
    if nominations.role_for(request.user, row) != ORGANISER:
        return None
    line = Standing.objects.filter(nomination=row).first()
    if line is None:
        return None
    context = {"line": line, "nomination": row}
    return render_to_string("selection/panels/nomination.html", context, request=request)
