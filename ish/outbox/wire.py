"""The line to the mail server: one connection for many mails, and its answers sorted into three kinds.

`Unreachable`: nobody can be written to now. `NotNow`: this one, later. `Never`: this one, never as it is.
"""

import smtplib
from email.utils import formataddr, parseaddr
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import BadHeaderError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.rendering import Rendered, one_line

try:
    from anymail.exceptions import AnymailRecipientsRefused
except ImportError:  # pragma: no cover - only a provider's backend raises it
    AnymailRecipientsRefused = smtplib.SMTPRecipientsRefused


class Unreachable(Exception):
    """The mail server does not answer, or refuses us: nothing is wrong with the message."""


class NotNow(Exception):
    """The server takes this message later, perhaps."""


class Never(Exception):
    """The server, or the rules of mail, will not take this message as it is."""


def address(raw: str) -> str:
    """Return an address that mail servers understand (international domains in their ASCII form). Raises `Never`."""
    local, at, domain = raw.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        local.encode("ascii")
        validate_email(f"{local}@{ascii_domain}" if at else raw)
    except (UnicodeError, ValidationError) as error:
        raise Never(_("This is not an e-mail address that can be written to.")) from error
    return f"{local}@{ascii_domain}"


def compose(message: Message, rendered: Rendered) -> EmailMultiAlternatives:
    """Return the mail as it goes out. Raises `Never` for an address that cannot be written to."""
    to, name = address(message.to_email), one_line(message.to_name)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = sender.rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        subject=one_line(rendered.subject),
        body=rendered.text,
        to=[formataddr((name, to), charset="utf-8") if name else to],
        reply_to=_answers_to(message),
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Id": f"<{message.kind.replace('_', '-')[:60]}.ish.{domain}>",
            "Content-Language": message.language,
        },
    )
    if rendered.html:
        mail.attach_alternative(rendered.html, "text/html")
    kind = registry.find(message.kind)
    for name, content, content_type in kind.attach(message) if kind else ():
        mail.attach(name, content, content_type)
    return mail


def _answers_to(message: Message) -> list[str]:
    """Return where answers go: to those who run the edition. An address nobody can write to must not stop the mail."""
    wanted = registry.reply_to(message)
    try:
        return [address(wanted)] if wanted else []
    except Never:
        return []


class Line:
    """A connection that is opened with the first mail and used for all; a dropped one is opened once more."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, mail: EmailMultiAlternatives) -> None:
        """Hand one mail over. Raises `Unreachable`, `NotNow` or `Never`."""
        try:
            self._hand_over(mail)
        except smtplib.SMTPServerDisconnected:  # an idle line was cut: once more on a new one
            self._hang_up()
            try:
                self._hand_over(mail)
            except smtplib.SMTPServerDisconnected as error:
                raise Unreachable(_said(error)) from error

    def _hand_over(self, mail: EmailMultiAlternatives) -> None:
        self._open()
        try:
            taken = self._connection.send_messages([mail])
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()), (550, b""))
            raise _by_code(code, answer) from error
        except AnymailRecipientsRefused as error:
            raise Never(_said(error)) from error
        except smtplib.SMTPSenderRefused as error:
            raise Unreachable(_said(error)) from error
        except smtplib.SMTPResponseException as error:
            raise _by_code(error.smtp_code, error.smtp_error) from error
        except (BadHeaderError, UnicodeError, smtplib.SMTPNotSupportedError) as error:
            raise Never(_said(error)) from error
        except OSError as error:
            raise Unreachable(_said(error)) from error
        if taken == 0:
            raise NotNow(_("The mail server did not take it."))

    def _open(self) -> None:
        if self._connection is not None:
            return
        try:
            connection = get_connection()
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_said(error)) from error
        self._connection = connection

    def _hang_up(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            pass  # it is gone anyway
        finally:
            self._connection = None


def _by_code(code: int, answer: Any) -> Exception:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    text = f"{code} {one_line(words)}"[:300]
    if code == 421:
        return Unreachable(text)
    return Never(text) if 500 <= code < 600 else NotNow(text)


def _said(error: BaseException) -> str:
    return one_line(f"{type(error).__name__}: {error}")[:300]
