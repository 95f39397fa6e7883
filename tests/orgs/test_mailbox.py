"""Kept mail, read in a browser: with DEBUG only, and nothing in it runs."""

from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

INVITE = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "orgs.mailbox.backend.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.DEBUG = True
    return tmp_path / "mail"


def send(subject: str = "You are booked", to: str = "ada@example.com") -> None:
    mail = EmailMultiAlternatives(subject, "Grüße & <b>plain</b>", to=[to])
    mail.attach_alternative("<p style='color:red'>Grüße</p><script>alert(1)</script>", "text/html")
    mail.attach_alternative(INVITE, "text/calendar; method=REQUEST")
    mail.send()


def names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.eml"))


def test_a_mail_is_kept_whole(folder: Path) -> None:
    send()

    [path] = folder.iterdir()
    assert path.suffix == ".eml"
    kept = message_from_bytes(path.read_bytes())
    assert (kept["Subject"], kept["To"]) == ("You are booked", "ada@example.com")


def test_the_list_has_the_newest_first(folder: Path, client: Client) -> None:
    send("First")
    send("Second")

    text = client.get("/mail/").text

    assert text.index("Second") < text.index("First")
    assert "ada@example.com" in text


def test_an_empty_box_says_so(folder: Path, client: Client) -> None:
    assert "There is none yet." in client.get("/mail/").text


def test_a_mail_is_shown_in_a_frame_in_which_nothing_runs(folder: Path, client: Client) -> None:
    send()
    [name] = names(folder)

    shown, framed = client.get(f"/mail/{name}/"), client.get(f"/mail/{name}/page")

    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown.text
    assert "Grüße &amp; &lt;b&gt;plain&lt;/b&gt;" in shown.text
    assert "frame-ancestors 'none'" in shown["Content-Security-Policy"]
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert framed["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; "
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    for answer in (shown, framed):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


def test_the_calendar_part_and_the_mail_can_be_taken_away(folder: Path, client: Client) -> None:
    send()
    [name] = names(folder)

    invite, source = client.get(f"/mail/{name}/invite.ics"), client.get(f"/mail/{name}/source.eml")

    assert invite.content.decode().split() == INVITE.split()
    assert invite["Content-Type"] == "text/calendar; charset=utf-8"
    assert source["Content-Type"] == "message/rfc822"
    assert message_from_bytes(source.content)["Subject"] == "You are booked"


@pytest.mark.parametrize("path", ["", "1-a/", "1-a/page", "1-a/source.eml", "1-a/invite.ics"])
def test_without_debug_there_is_no_such_page(
    folder: Path, client: Client, settings: Any, path: str
) -> None:
    send()
    (folder / f"{names(folder)[0]}.eml").rename(folder / "1-a.eml")
    assert client.get(f"/mail/{path}").status_code == 200

    settings.DEBUG = False

    assert client.get(f"/mail/{path}").status_code == 404


@pytest.mark.parametrize("name", ["1-zz", "settings", "1-a"])
def test_what_is_not_there_is_missing(folder: Path, client: Client, name: str) -> None:
    assert client.get(f"/mail/{name}/").status_code == 404
