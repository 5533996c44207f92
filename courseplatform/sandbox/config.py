"""The settings of one running sandbox, and the reasons for which it refuses to start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from courseplatform.sandbox import defaults

MODES = ("demo", "test")


class StartRefusedError(Exception):
    """The sandbox must not run here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """Where a sandbox listens, where it keeps its state, and whom it serves.

    Port 0 lets the system choose a free one. ``public_url`` is written into links when the
    sandbox will later be reached at another address than it is now.
    """

    mode: str
    database_url: str
    http_port: int = 0
    smtp_port: int = 0
    site_url: str = defaults.SITE_URL
    webhook_url: str = ""
    webhook_secret: str = defaults.WEBHOOK_SECRET
    stripe_key: str = defaults.STRIPE_KEY
    control_token: str = defaults.CONTROL_TOKEN
    public_url: str = ""

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise StartRefusedError(
                f"The sandbox plays Stripe and mail for practice only; it does not start in "
                f"mode {self.mode or 'production'!r}. Set COURSEPLATFORM_MODE to demo or test."
            )
        if not self.stripe_key.startswith(defaults.STRIPE_KEY_PREFIX):
            raise StartRefusedError(
                f"SANDBOX_STRIPE_KEY must start with {defaults.STRIPE_KEY_PREFIX}: the sandbox "
                f"never takes a key of a real Stripe account."
            )
        if not self.database_url:
            raise StartRefusedError("The sandbox keeps its state in PostgreSQL: set DATABASE_URL.")

    @property
    def address(self) -> str:
        """Where people and programs reach the sandbox, without a trailing slash."""
        return self.public_url.rstrip("/") or f"http://{defaults.HOST}:{self.http_port}"

    @property
    def webhook_target(self) -> str:
        """Where webhooks go first; more addresses can be added through the API."""
        return self.webhook_url or self.site_url.rstrip("/") + defaults.WEBHOOK_PATH


def from_environ(environ: Mapping[str, str]) -> Config:
    """The configuration that the environment asks for. Raises StartRefusedError."""
    return Config(
        mode=_mode(environ),
        database_url=environ.get("DATABASE_URL", ""),
        http_port=_port(environ, "SANDBOX_HTTP_PORT", "8025"),
        smtp_port=_port(environ, "SANDBOX_SMTP_PORT", "8026"),
        site_url=environ.get("SITE_URL") or defaults.SITE_URL,
        webhook_url=environ.get("SANDBOX_WEBHOOK_URL", ""),
        webhook_secret=environ.get("SANDBOX_WEBHOOK_SECRET") or defaults.WEBHOOK_SECRET,
        stripe_key=environ.get("SANDBOX_STRIPE_KEY") or defaults.STRIPE_KEY,
        control_token=environ.get("SANDBOX_CONTROL_TOKEN") or defaults.CONTROL_TOKEN,
    )


def _mode(environ: Mapping[str, str]) -> str:
    """What the process is for: said outright, or by the site's settings module."""
    settings = environ.get("DJANGO_SETTINGS_MODULE", "").rpartition(".")[2]
    return environ.get("COURSEPLATFORM_MODE") or settings


def _port(environ: Mapping[str, str], name: str, otherwise: str) -> int:
    text = environ.get(name) or otherwise
    if not text.isdigit() or int(text) > 65_535:
        raise StartRefusedError(f"{name} must be a port number from 0 to 65535, not {text!r}.")
    return int(text)
