"""The project's settings, made fast and private for tests.

The database is still chosen by DATABASE_URL. On SQLite it is a file, because race tests open it
from several threads and processes, and each run has its own, so that two runs do not meet.
"""

import os
from pathlib import Path

os.environ.setdefault("DEBUG", "1")

from config.settings import *  # noqa: F403
from config.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "process")
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # Static files come from their sources.

_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    own_file = Path(_database["NAME"]).with_name(f"test-{os.getpid()}.sqlite3")
    _database["TEST"] = {"NAME": str(own_file)}
    _database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
