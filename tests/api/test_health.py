"""What an operator's probes see."""

from typing import Any

import pytest
from django.test import Client


def test_the_process_says_it_is_there_without_asking_anybody() -> None:
    response = Client().get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_means_database_and_cache() -> None:
    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok"}


@pytest.mark.django_db
def test_without_a_cache_it_is_not_ready(settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "no_such_table",
        }
    }

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "down", "database": "ok", "cache": "down"}


@pytest.mark.django_db
def test_the_documentation_asks_nothing_of_the_outside() -> None:
    page = Client().get("/api/docs")

    assert page.status_code == 200
    assert "http" not in page.content.decode()
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
    script = Client().get("/api/docs?script=")
    assert script["Content-Type"] == "application/javascript"
