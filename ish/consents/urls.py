"""Addresses under `/consents/`."""

from django.urls import path

from ish.consents.views import organising, paper_records, purposes, seat, seat_paper, seat_section

app_name = "consents"

urlpatterns = [
    path("", organising.matrix, name="matrix"),
    path("ask/", organising.ask, name="ask"),
    path("purposes/", purposes.purposes, name="purposes"),
    path("purposes/take/", purposes.take, name="take"),
    path("purposes/add/", purposes.add, name="add"),
    path("purposes/<slug:code>/", purposes.purpose, name="purpose"),
    path("code/", seat_paper.find, name="find"),
    path("papers/<int:pk>/", seat_paper.read, name="read"),
    path("papers/<int:pk>/file/", seat_paper.file, name="file"),
    path("papers/<int:pk>/page/<int:number>/", paper_records.page, name="paper_page"),
    path("mine/", seat.mine, name="mine"),
    path("link/new/", seat.new_link, name="new_link"),
    path("seat/<str:signed>/", seat.page, name="seat"),
    path("seat/<str:signed>/signed/", seat.history, name="seat_history"),
    path("seat/<str:signed>/withdraw/<slug:code>/", seat.withdraw, name="seat_withdraw"),
    path("seat/<str:signed>/section/<slug:code>/", seat_section.section, name="seat_section"),
    path("seat/<str:signed>/form/", seat_paper.form, name="seat_form"),
    path("seat/<str:signed>/upload/", seat_paper.upload, name="seat_upload"),
    path("<int:pk>/form/<int:signer>/", seat_paper.blank, name="blank"),
    path("<int:pk>/bring/<int:signer>/", seat_paper.bring, name="bring"),
    path("seat/<str:signed>/record/", paper_records.record, name="seat_record"),
    path("seat/<str:signed>/papers/<int:paper>/", paper_records.paper, name="seat_paper"),
    path("<int:pk>/record/<int:signer>/file/", paper_records.signer_record, name="signer_record"),
    path("<int:pk>/own/record/", paper_records.own_record, name="own_record"),
    path("<int:pk>/own/papers/<int:paper>/", paper_records.own_paper, name="own_paper"),
    path("<int:pk>/hand-over/", seat_section.hand_over, name="hand_over"),
    path("<int:pk>/", organising.person, name="person"),
    path("<int:pk>/panel/", organising.panel, name="panel"),
    path("<int:pk>/lift/", organising.lift, name="lift"),
    path("<int:pk>/record/<int:signer>/", organising.record, name="record"),
    path("<int:pk>/guardian/<int:signer>/", organising.guardian, name="guardian"),
    path("<int:pk>/send/<int:signer>/", organising.send, name="send"),
    path("<int:pk>/own/", seat.own, name="own"),
    path("<int:pk>/own/signed/", seat.own_history, name="own_history"),
    path("<int:pk>/own/withdraw/<slug:code>/", seat.own_withdraw, name="own_withdraw"),
]
