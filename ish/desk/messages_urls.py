"""The addresses of the message pages; part of the desk's."""

from django.urls import URLPattern, URLResolver, path

from ish.desk import mailbox, messages

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", messages.listing, name="messages"),
    path("messages/act/", messages.act, name="messages_act"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/edit/", messages.edit, name="message_edit"),
    path("messages/<int:pk>/preview/", messages.preview, name="message_preview"),
    path("mailbox/", mailbox.listing, name="mailbox"),
    path("mailbox/<int:pk>/", mailbox.message, name="mailbox_message"),
    path("mailbox/<int:pk>/preview/", mailbox.preview, name="mailbox_preview"),
    path("mailbox/<int:pk>/link/", mailbox.open_link, name="mailbox_link"),
]
