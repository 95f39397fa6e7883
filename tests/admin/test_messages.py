"""Messages in the admin: seen on the booking's page, listed, sent again, worded."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from bookings.models import Booking
from orgs.models import Message, MessageText
from orgs.outbox.delivering import deliver_some
from tests import harbor
from tests.admin.conftest import House, page


def deliver() -> None:
    """What a worker does."""
    deliver_some(clock=lambda: harbor.NOW, stopping=lambda: False)


def said(answer: Any) -> list[str]:
    """What the page tells after a button."""
    return [str(one) for one in answer.context["messages"]]


@pytest.fixture
def message(harbor_house: House) -> Message:
    """What the guest was told first."""
    return Message.objects.of(harbor_house.org).earliest("pk")


def test_the_bookings_page_shows_every_message_and_how_it_stands(
    staff: Client, harbor_house: House, message: Message
) -> None:
    deliver()
    Message.objects.filter(pk=message.pk).update(
        status="FAILED", tries=12, last_error="550 no such user"
    )

    answer = staff.get(page(Booking, "change", harbor_house.booking.pk))

    [made] = answer.context["story"]
    assert [(one.label, one.facts, one.error) for one in made.things] == [
        (
            "Request received",
            ("guestharbor@example.com", "Wed 1 Jul, 8:00 AM", "12 tries"),
            "550 no such user",
        ),
        (
            "To staff: new request",
            ("ownerharbor@harbor.example, staffharbor@harbor.example", "Wed 1 Jul, 8:00 AM"),
            "",
        ),
    ]
    assert "550 no such user" in answer.text
    assert "Failed" in answer.text


def test_resending_from_the_bookings_page_leads_back_there(
    staff: Client, harbor_house: House, message: Message
) -> None:
    deliver()
    here = page(Booking, "change", harbor_house.booking.pk)

    answer = staff.post(page(Message, "resend", message.pk), {"next": here}, follow=True)

    assert answer.redirect_chain == [(here, 302)]
    assert said(answer) == ["“Request received” will be sent in a moment."]
    before = len(mail.outbox)
    deliver()
    assert [one.to for one in mail.outbox[before:]] == [["guestharbor@example.com"]]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/admin/", "/b/x/"])
def test_resending_leads_nowhere_else(staff: Client, message: Message, elsewhere: str) -> None:
    answer = staff.post(page(Message, "resend", message.pk), {"next": elsewhere})

    assert answer["Location"] == page(Message, "change", message.pk)


def test_what_is_no_longer_so_is_not_sent_again(
    staff: Client, harbor_house: House, message: Message
) -> None:
    staff.post(page(Booking, "do", harbor_house.booking.pk) + "approve/")

    Message.objects.filter(pk=message.pk).update(status="FAILED")
    shown = staff.get(page(Message, "change", message.pk))
    story = staff.get(page(Booking, "change", harbor_house.booking.pk)).context["story"]
    answer = staff.post(page(Message, "resend", message.pk), follow=True)

    why = "It is not sent any more: The booking stands otherwise by now."
    assert (shown.context["may_resend"], shown.context["not_any_more"]) == (False, why)
    assert next((one.resend_url, one.error) for one in story[0].things) == ("", why)
    assert said(answer)[-1] == (
        "Request received: What it says is no longer so, so it is not sent again."
    )


def test_a_button_is_pressed_not_visited(staff: Client, message: Message) -> None:
    assert staff.get(page(Message, "resend", message.pk)).status_code == 405


def test_failed_ones_are_found_and_sent_again_together(
    staff: Client, harbor_house: House, message: Message
) -> None:
    Message.objects.of(harbor_house.org).update(status="FAILED", tries=12)
    listed = staff.get(page(Message, ""), {"status": "FAILED"})
    chosen = {
        "action": "send_chosen",
        "_selected_action": [row.pk for row in listed.context["cl"].queryset],
    }

    answer = staff.post(page(Message, ""), chosen, follow=True)

    assert listed.context["cl"].result_count == 2
    assert said(answer)[-1] == "2 of 2 queued."
    assert Message.objects.of(harbor_house.org).filter(status="WAITING", tries=0).count() == 2


def test_a_mail_is_shown_as_it_was_sent_in_a_frame_that_runs_nothing(
    staff: Client, message: Message
) -> None:
    deliver()

    Message.objects.filter(pk=message.pk).update(status="FAILED")
    shown = staff.get(page(Message, "change", message.pk))
    framed = staff.get(page(Message, "page", message.pk))

    assert "We have your request: Harbor walk, Saturday, July 4, 2026" in shown.text
    assert "sandbox=" in shown.text
    assert "sandbox" in framed["Content-Security-Policy"]
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "Your request is sent" in framed.text


def test_strangers_neither_see_nor_send(hills: House, staff: Client, harbor_house: House) -> None:
    theirs = Message.objects.of(hills.org).earliest("pk")

    for what in ("page", "resend"):
        answer = staff.post(page(Message, what, theirs.pk))
        assert answer.status_code == 302
        assert answer["Location"] == "/admin/"
    assert "Hills" not in staff.get(page(Message, "")).text


def test_mail_that_nobody_fetches_is_pointed_out(staff: Client, message: Message) -> None:
    assert "Is the worker running?" not in staff.get(page(Message, "")).text

    Message.objects.update(due_at=harbor.NOW.replace(hour=1))

    assert "2 messages have waited" in staff.get(page(Message, "")).text


ADD = page(MessageText, "add")


def words(**changes: str) -> dict[str, str]:
    """What the form of a wording sends."""
    given = {"kind": "declined", "language": "de", "subject": "Nein, {guest}", "body": "Leider."}
    return given | changes


def test_a_wording_begins_with_the_usual_words(owner: Client, harbor_house: House) -> None:
    form = owner.get(page(MessageText, "add"), {"kind": "declined", "language": "de"})

    initial = form.context["adminform"].form.initial
    assert initial["subject"] == "Ihre Anfrage: {offering}, {date}"
    assert initial["body"].startswith("Guten Tag {guest},")
    assert "{reference}" in form.text


@pytest.mark.parametrize("query", ["", "?language=de", "?kind=nonsense"])
def test_a_wording_of_no_message_leads_to_the_list_of_them(
    owner: Client, harbor_house: House, query: str
) -> None:
    before = MessageText.objects.count()
    answers = [owner.get(ADD + query), owner.post(ADD + query, words())]

    found = [(answer.status_code, answer["Location"]) for answer in answers]
    assert found == [(302, page(MessageText, ""))] * 2
    assert MessageText.objects.count() == before


def test_which_message_is_worded_cannot_be_chosen_otherwise_in_the_form(
    owner: Client, harbor_house: House
) -> None:
    address = ADD + "?kind=declined&language=de"
    form = owner.get(address)
    owner.post(address, words(kind="reminder", language="en"))

    assert "<select" not in str(form.context["adminform"].form)
    assert '<input type="hidden" name="kind" value="declined">' in form.text
    assert '<input type="hidden" name="language" value="de">' in form.text
    text = MessageText.objects.of(harbor_house.org).get(subject="Nein, {guest}")
    assert (text.kind, text.language) == ("declined", "de")


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Request declined (Deutsch)"), ("de", "Anfrage abgelehnt (Deutsch)")],
)
def test_what_was_worded_is_named_as_in_the_list(owner: Client, language: str, name: str) -> None:
    address = ADD + "?kind=declined&language=de"
    answer = owner.post(address, words(), follow=True, headers={"accept-language": language})

    [told] = said(answer)
    assert f"{name}</a>" in told


def test_a_wording_is_saved_changed_and_deleted(owner: Client, harbor_house: House) -> None:
    owner.post(ADD + "?kind=declined&language=de", words())
    text = MessageText.objects.of(harbor_house.org).get(kind="declined")
    owner.post(page(MessageText, "change", text.pk), words(subject="Nein", kind="confirmed"))

    text.refresh_from_db()
    assert (text.kind, text.language, text.subject) == ("declined", "de", "Nein")
    owner.post(page(MessageText, "delete", text.pk), {"post": "yes"})
    assert not MessageText.objects.of(harbor_house.org).filter(kind="declined").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "Nein {gast}"}, "subject"),
        ({"body": "Leider {"}, "body"),
        ({"body": "{% load x %}"}, "body"),
    ],
)
def test_a_broken_wording_is_refused_beside_its_field(
    owner: Client, harbor_house: House, changes: dict[str, str], field: str
) -> None:
    answer = owner.post(ADD + "?kind=declined&language=de", words(**changes))

    assert list(answer.context["adminform"].form.errors) == [field]
    assert not MessageText.objects.of(harbor_house.org).filter(kind="declined").exists()


def test_the_preview_shows_the_words_in_the_looks_of_the_house(
    owner: Client, harbor_house: House
) -> None:
    answer = owner.post(
        page(MessageText, "preview"), words(subject="Nein", body="Leider, {guest}.")
    )

    assert "Leider, Ada Beispiel." in answer.text
    assert "#123456" in answer.text
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_the_frame_shows_the_words_in_use_before_anything_is_pressed(
    owner: Client, harbor_house: House
) -> None:
    frame = page(MessageText, "preview") + "?kind=declined&language=de"

    usual = owner.get(frame)
    MessageText.objects.create(
        organization=harbor_house.org, kind="declined", language="de", subject="Nein", body="Nie."
    )
    own = owner.get(frame)

    assert "leider können wir Ihre Anfrage" in usual.text
    assert "Nie." in own.text
    text = owner.get(ADD + "?kind=declined&language=de").text
    assert f'src="{frame.replace("&", "&amp;")}&amp;house={harbor_house.org.public_id}"' in text


def test_the_preview_is_in_the_looks_of_no_other_house_than_was_asked_for(
    owner: Client, harbor_house: House, hills: House
) -> None:
    frame = page(MessageText, "preview") + "?kind=declined&language=de&house="

    assert owner.get(frame + hills.org.public_id).text == ""
    assert owner.get(frame + harbor_house.org.public_id).text != ""


def test_the_preview_of_a_broken_wording_says_what_is_wrong(
    owner: Client, harbor_house: House
) -> None:
    answer = owner.post(page(MessageText, "preview"), words(body="<i>{gast}"))

    assert "There is no placeholder {gast}. There are: {guest}, {reference}," in answer.text
    assert "<i>" not in answer.text


def test_staff_may_not_word_messages(staff: Client, harbor_house: House) -> None:
    assert staff.get(page(MessageText, "")).status_code == 403
    assert staff.post(page(MessageText, "add"), words()).status_code == 403
    assert staff.post(page(MessageText, "preview"), words()).text == ""
