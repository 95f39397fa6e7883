"""Who may frame a calendar."""

from typing import Any

import pytest
from django.http import HttpResponse

from embed import framing
from tests.embed.guest import sources


@pytest.mark.parametrize(
    ("sites", "allowed"),
    [
        ([], "'self'"),
        (["*"], "*"),
        (["https://harbor.example"], "'self' https://harbor.example"),
        (["https://Harbor.example/"], "'self' https://harbor.example"),
        (["https://*.harbor.example"], "'self' https://*.harbor.example"),
        (["http://localhost:8080"], "'self' http://localhost:8080"),
        (["https://a.example", "https://a.example"], "'self' https://a.example"),
        (["https://a.example; script-src *"], "'self'"),
        (["https://a.example https://b.example"], "'self'"),
        (["harbor.example", "ftp://a.example", "https://*", "https://a.example/path"], "'self'"),
        ([None, 7], "'self'"),
    ],
)
def test_only_plain_origins_may_frame(sites: list[Any], allowed: str) -> None:
    assert framing.ancestors(sites) == allowed


def test_pictures_come_from_this_site_and_the_operators_own() -> None:
    images = ["https://img.example/a.jpg", "http://plain.example/b.jpg", "", "/media/logo.svg"]

    response = framing.protect(HttpResponse(), frame="*", images=images)

    policy = response["Content-Security-Policy"]
    assert sources(policy, "img-src") == ["'self'", "https://img.example"]
    assert sources(policy, "default-src") == ["'none'"]
