"""Every setting, read from the environment once. `docs/configuration.md` lists the variables."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

DEBUG = env.bool("DEBUG", default=False)
# Without DEBUG there is no fallback: a guessable key would sign booking forms and sessions.
SECRET_KEY = env(
    "SECRET_KEY", default="insecure-key-for-development-only" if DEBUG else environ.Env.NOTSET
)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else []
)
PUBLIC_URL = env("PUBLIC_URL", default="").rstrip("/")
SIGNUP_ENABLED = env.bool("SIGNUP_ENABLED", default=DEBUG)

INSTALLED_APPS = [
    "orgs.apps.SlotwrightAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "orgs.apps.OrgsConfig",
    "scheduling",
    "bookings",
    "submissions",
    "embed",
]

MIDDLEWARE = [
    "orgs.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "orgs.middleware.ContentSecurityPolicy",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# The contract serves both forms of a path itself; a redirected POST would lose its body.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]


def _database() -> dict:
    """The default database; SQLite begins write transactions at once and keeps a write-ahead log.

    Without IMMEDIATE, two bookings that both read before writing fail with "database is locked".
    """
    found = env.db_url(
        "DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'slotwright.sqlite3'}"
    )
    if found["ENGINE"].endswith("sqlite3"):
        Path(found["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        # A file, not memory: race tests open it from several threads and processes.
        found["TEST"] = {"NAME": str(BASE_DIR / "var" / "test.sqlite3")}
    else:
        found["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
        if env.bool("PREPARED_STATEMENTS", default=found["CONN_MAX_AGE"] != 0):
            # Parsed and planned once per connection: a third of PostgreSQL's work on hot reads.
            kept = {"server_side_binding": True, "prepare_threshold": 5}
            found["OPTIONS"] = kept | found.get("OPTIONS", {})
        # PgBouncer in transaction mode cannot keep a cursor between statements.
        found["DISABLE_SERVER_SIDE_CURSORS"] = True
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes, or throttles would count per process. Redis in production.
CACHES = {
    "default": env.cache_url("CACHE_URL", default="dbcache://slotwright_cache?max_entries=20000"),
    # Each process's own: reads are counted here, which must not cost a query.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

AUTH_USER_MODEL = "orgs.User"
AUTHENTICATION_BACKENDS = ["orgs.signed_in.Backend"]
SESSION_ENGINE = "orgs.signed_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# With DEBUG nothing leaves this machine: mails are kept in a folder and shown at /mail/.
env.EMAIL_SCHEMES["foldermail"] = "orgs.mailbox.backend.EmailBackend"
EMAIL_CONFIG = env.email_url(
    "EMAIL_URL",
    default=f"foldermail:///{BASE_DIR / 'var' / 'mail'}" if DEBUG else "consolemail://",
)
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH: str = EMAIL_CONFIG["EMAIL_FILE_PATH"]
# Seconds for each answer of the mail server; one that hangs must not hold the worker.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="bookings@localhost")

# Without a key, nobody is paid through Stripe. An endpoint of one's own account and one of
# connected accounts have a secret each.
SANDBOX_PAYMENTS = env.bool("SANDBOX_PAYMENTS", default=DEBUG)
STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRET", default=[])
STRIPE_API_BASE = env("STRIPE_API_BASE", default="").rstrip("/")

SECURE = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = SECURE and env.bool("HTTPS_REDIRECT", default=True)
# Probes ask over plain HTTP, from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
X_FRAME_OPTIONS = "DENY"

# Any site may call the public API without credentials; cookies are never sent across sites.
CORS_URLS_REGEX = r"^/(api|octo)/.*$"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "x-booking-token",
    "x-public-key",
]
CORS_EXPOSE_HEADERS = ["ETag", "Idempotent-Replayed", "Retry-After", "X-Request-Id"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# Attempts per minute: one address, one account. Public reads and writes: one address.
RATES = {
    "login_address": env("RATE_LOGIN_ADDRESS", default="30/min"),
    "login_account": env("RATE_LOGIN_ACCOUNT", default="10/min"),
    "public_write": env("RATE_PUBLIC_WRITE", default="120/min"),
    "public_read": env("RATE_PUBLIC_READ", default="600/min"),
}
# How many proxies in front are trusted to append to X-Forwarded-For.
NUM_PROXIES = env.int("NUM_PROXIES", default=0)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": NUM_PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Slotwright",
    "DESCRIPTION": "Tours, appointments and community events on one capacity model.",
    "VERSION": "0.1.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api",
    "PREPROCESSING_HOOKS": ["orgs.dialects.describe.camel_case_paths"],
    "POSTPROCESSING_HOOKS": [],  # Enums stay where they are used; naming them collides.
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            "secretKey": {"type": "http", "scheme": "bearer", "bearerFormat": "sk_..."},
        }
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "orgs.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
