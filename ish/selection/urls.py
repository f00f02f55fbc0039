"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from ish.selection.views import board, reading

app_name = "selection"
urlpatterns: list[URLPattern | URLResolver] = [
    path("board/", board.board, name="board"),
    path("board/invite/", board.invite, name="invite"),
    path("board/reviewers/<int:pk>/again/", board.invite_again, name="invite_again"),
    path("board/reviewers/<int:pk>/end/", board.end, name="end"),
    path("board/options/", board.options, name="options"),
    path("board/share-out/", board.share_out, name="share_out"),
    path("result/", board.result, name="result"),
    path("result/count/", board.count, name="count"),
    path("result/close/", board.close, name="close"),
    path("result/take-over/", board.take_over, name="take_over"),
    path("reading/", reading.reading, name="reading"),
    path("reading/pdf/", reading.all_papers, name="all_papers"),
    path("reading/pdf/<int:pk>/", reading.bundle, name="bundle"),
    path("students/<int:pk>/", reading.student, name="student"),
    path("students/<int:pk>/conflict/", reading.conflict, name="conflict"),
    path("students/<int:pk>/dossier.pdf", reading.paper, name="paper"),
]
