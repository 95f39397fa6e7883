"""The project's settings as in production, but for one machine without HTTPS.

The client names a fresh address for each of its requests, as a trusted proxy would, so that the
throttles do all their work and let everybody through.
"""

import os

os.environ.update(
    DEBUG="0",
    SECRET_KEY="only-for-measuring-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
    ALLOWED_HOSTS="127.0.0.1,testserver",
    HTTPS="0",
    NUM_PROXIES="1",
    CONN_MAX_AGE="60",
    LOG_LEVEL="WARNING",
    EMAIL_URL="dummymail://",
    PUBLIC_URL="https://booking.example.org",
)

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, STORAGES

ROOT_URLCONF = "bench.urls"
# Nothing static is measured, so nothing has to be collected.
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_DIRS = []
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
