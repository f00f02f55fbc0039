"""The switchboard: everything that differs from place to place comes from the environment.

`.env.example` explains each name. Without any of them the embedded set of servers is used: SQLite, a
queue of files, mail as files, all of it in the data directory.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from ish import celery, files_broker, keys, logs

# Wherever Django runs, the Celery application exists: whoever rings a task by name finds it.
_celery_app = celery.app
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if not env.bool("IGNORE_ENV_FILE", False) and (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

# ---------------------------------------------------------------- PLACES AND SECRETS

DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "data").expanduser().resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = env.str("SECRET_KEY", "") or keys.kept_secret(DATA_DIR, "secret_key", keys.new_secret_key)
# The first key encrypts, all of them decrypt: put a new one in front to rotate.
FIELD_KEYS = [
    key
    for key in (env.str("FIELD_KEYS", "") or keys.kept_secret(DATA_DIR, "field_keys", keys.new_field_key))
    .replace(",", " ")
    .split()
    if key
]

DEBUG = env.bool("DEBUG", False)
BASE_URL = env.str("BASE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if (_base_host := urlsplit(BASE_URL).hostname) and _base_host not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(_base_host)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HTTPS = BASE_URL.startswith("https://")

# ---------------------------------------------------------------- APPS, MIDDLEWARE, TEMPLATES

INSTALLED_APPS = [
    "accounts",
    "ish.jobs",
    "ish.privacy",
    "ish.outbox",
    "ish.papers",
    "ish.desk",
    "ish.programme",
    "ish.contacts",
    "ish.handbook",
    "ish.people",
    "ish.documents",
    "ish.portraits",
    "ish.nominations",
    "ish.applications",
    "ish.selection",
    "ish.interviews",
    "ish.profiles",
    "ish.consents",
    "ish.placements",
    "ish.oversight",
    "ish.rights",
    "ish.forgetting",
    "logistics",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "import_export",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "django_countries",
    "phonenumber_field",
    "auditlog",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageAndZoneMiddleware",
    "ish.logs.RequestMiddleware",
    "ish.desk.access.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "ish.desk.frame.NumbersMiddleware",
    "ish.privacy.history.Middleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "ish.urls"
WSGI_APPLICATION = "ish.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "ish.desk.renderer.Renderer"
TEMPLATES: list[dict[str, Any]] = [
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
                "ish.desk.frame.frame",
            ],
        },
    },
]

# ---------------------------------------------------------------- DATABASE

DATABASES: dict[str, Any] = {
    "default": env.db_url_config(env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'ish.sqlite3'}")
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits at the start instead of failing in the middle
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
    }
else:
    _database["OPTIONS"] = {
        "pool": {"min_size": 0, "max_size": env.int("DATABASE_POOL_SIZE", 10), "timeout": 20},
        "options": "-c jit=off",  # compiling our wide queries takes longer than running them
    }
    _database["CONN_HEALTH_CHECKS"] = True

# ---------------------------------------------------------------- CACHE, SESSIONS

REDIS_URL = env.str("REDIS_URL", "")
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "ish",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "ish"}
}
# The database is the truth for sessions; a cache in front only where all processes share it.
SESSION_ENGINE = f"django.contrib.sessions.backends.{'cached_db' if REDIS_URL else 'db'}"
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_NAME = "ish_session"
CSRF_COOKIE_NAME = "ish_csrf"
CSRF_FAILURE_VIEW = "ish.desk.views.csrf_failure"
LANGUAGE_COOKIE_NAME = "ish_language"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

# ---------------------------------------------------------------- BACKGROUND WORK

QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)  # `celery inspect ping` tells whether a worker is well
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
# A broker that is down must not hold up the request that rings: the sweep finds the row later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "outbox.sweep": {"task": "outbox.sweep", "schedule": 30.0},
    "jobs.sweep": {"task": "jobs.sweep", "schedule": 60.0},
    "documents.scan": {"task": "documents.scan", "schedule": 60.0},
    "documents.sweep": {"task": "documents.sweep", "schedule": 3600.0},
    "programme.note_openings": {"task": "programme.note_openings", "schedule": 3600.0},
    "people.remind_before_the_last_day": {
        "task": "people.remind_before_the_last_day",
        "schedule": 3600.0,
    },
    "consents.write_of_age": {"task": "consents.write_of_age", "schedule": 3600.0},
    "nominations.tell_due": {"task": "nominations.tell_due", "schedule": 3600.0},
    "nominations.erase_stashes": {"task": "nominations.erase_stashes", "schedule": 3600.0},
    "selection.remind_reviewers": {"task": "selection.remind_reviewers", "schedule": 3600.0},
    "selection.erase_bundles": {"task": "selection.erase_bundles", "schedule": 3600.0},
    "interviews.tend": {"task": "interviews.tend", "schedule": 600.0},
    "forgetting.run": {"task": "forgetting.run", "schedule": crontab(hour=1, minute=40)},
    "rights.sweep": {"task": "rights.sweep", "schedule": 3600.0},
}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_TASK_TIME_LIMIT = 900
    CELERY_TASK_SOFT_TIME_LIMIT = 870
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 960,  # just above the longest task
        "unacked_restore_interval": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
    }
else:
    for _folder in ("messages", "control"):
        (QUEUE_DIR / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = f"{files_broker.SCHEME}://localhost"
    # Threads need no fork (which macOS dislikes) and start at once.
    CELERY_WORKER_POOL = "threads"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.1,
    }

# ---------------------------------------------------------------- MAIL

MAIL_DIR = DATA_DIR / "mail"
_mail: dict[str, Any] = env.email_url_config(env.str("EMAIL_URL", "") or f"filemail:///{MAIL_DIR}")
vars().update(_mail)
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "") or str(_mail["EMAIL_BACKEND"])
EMAIL_BACKEND = EMAIL_BACKEND.replace("django.core.mail.backends.filebased", "ish.outbox.files")
ANYMAIL: dict[str, Any] = env.json("ANYMAIL", {})
if EMAIL_BACKEND.startswith("anymail."):
    INSTALLED_APPS.append("anymail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "ISH <ish@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Mails (other than for signing in) go out between 08:00 and 20:00 of the recipient; the demonstration shows them at once.
OUTBOX_QUIET_HOURS = env.bool("QUIET_HOURS", True)

# ---------------------------------------------------------------- LANGUAGE AND TIME

LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English")), ("de", _("German"))]
# What guardians read without an account is there in the languages of the partner cities, too.
SEAT_LANGUAGES = ("en", "de", "fr", "ja", "pl", "he")
FORMAT_MODULE_PATH = "ish.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Europe/Berlin")

# ---------------------------------------------------------------- FILES

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", "") or None
MEDIA_ROOT = DATA_DIR / "uploads"  # no MEDIA_URL: every file goes through a permission check
WHITENOISE_USE_FINDERS = not STATIC_ROOT
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # With a folder to collect into, names carry fingerprints; without, the sources are served as they are.
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The most a paper may weigh, and the most that a request may bring at all.
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT_MB", 10) * 1024 * 1024
REQUEST_LIMIT = max(4 * UPLOAD_LIMIT, 64 * 1024 * 1024)
FILE_UPLOAD_HANDLERS = [
    "ish.documents.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CLAMD_URL = env.str("CLAMD_URL", "")

# ---------------------------------------------------------------- ACCOUNTS

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",  # asks for the address; hashes once, known or not
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
# Roles that see many people need a second factor; the demonstration goes without.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", True)
ACCOUNT_ADAPTER = "ish.outbox.allauth_adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.Login",
    "request_login_code": "accounts.sign_in_forms.RequestCode",
    "confirm_login_code": "accounts.sign_in_forms.ConfirmLoginCode",
    "confirm_email_verification_code": "accounts.sign_in_forms.ConfirmAddressCode",
    "confirm_password_reset_code": "accounts.sign_in_forms.ConfirmResetCode",
    "reset_password": "accounts.sign_in_forms.ResetPassword",
    "reset_password_from_key": "accounts.sign_in_forms.NewPassword",
    "change_password": "accounts.sign_in_forms.ChangePassword",
    "set_password": "accounts.sign_in_forms.SetPassword",
    "add_email": "accounts.sign_in_forms.ChangeAddress",
    "reauthenticate": "accounts.sign_in_forms.Reauthenticate",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = [
    "email*",
    "password1*",
]  # nobody signs up, but this gives the sign-in form its password
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # mail takes its time
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # a mail goes out either way, so that known and unknown cost the same
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {
    "application_link": "10/m/ip",
    "season_link": "10/m/ip",
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/10s/key",
}
MFA_ADAPTER = "accounts.mfa_adapter.Adapter"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "accounts.second_factor_forms.Authenticate",
    "reauthenticate": "accounts.second_factor_forms.Reauthenticate",
    "activate_totp": "accounts.second_factor_forms.ActivateApp",
    "add_webauthn": "accounts.second_factor_forms.AddKey",
    "edit_webauthn": "accounts.second_factor_forms.RenameKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "ISH"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost only; browsers refuse it anywhere else
USERSESSIONS_TRACK_ACTIVITY = False

# ---------------------------------------------------------------- LIBRARIES

PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"
DJANGO_TABLES2_TEMPLATE = "tables/list.html"
IMPORT_EXPORT_USE_TRANSACTIONS = True
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_MASK_CALLABLE = "ish.privacy.history.masked"

# ---------------------------------------------------------------- SECURITY

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],  # keeps the handbook for where there is no network
        "frame-src": [SELF],  # previews of messages sit in a sandboxed frame
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
if HTTPS and not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", int(timedelta(days=365).total_seconds()))
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
if env.bool("BEHIND_PROXY", False):
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # rate limits count visitors, not the proxy
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# ---------------------------------------------------------------- LOGS

LOGGING = logs.logging_config(as_json=env.bool("LOG_JSON", HTTPS), level=env.str("LOG_LEVEL", "INFO"))
logs.configure_structlog()
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
if SENTRY_DSN := env.str("SENTRY_DSN", ""):
    import sentry_sdk

    sentry_sdk.init(
        dsn=SENTRY_DSN,
        send_default_pii=False,
        include_local_variables=False,  # locals hold names and passports
        max_request_body_size="never",
    )
