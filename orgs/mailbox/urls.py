"""Where kept mails are read."""

from django.urls import path

from orgs.mailbox import views

app_name = "mailbox"

urlpatterns = [
    path("", views.mailbox, name="list"),
    path("<slug:name>/", views.mail, name="mail"),
    path("<slug:name>/page", views.page, name="page"),
    path("<slug:name>/source.eml", views.source, name="source"),
    path("<slug:name>/invite.ics", views.invite, name="invite"),
]
