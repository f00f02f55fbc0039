"""What changes identities and the ways in: users, invitations, one-time sign-in links."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts import links, roles
from accounts.models import Invitation, SignInLink, User, new_token

SIGN_IN_LINK_AGE = timedelta(hours=1)


class Refused(Exception):
    """A link cannot be used. `code` says why: unknown, used, revoked, expired, other_address, shared_address, inactive."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# ---------------------------------------------------------------- users


@transaction.atomic
def add_user(
    *,
    email: str,
    name: str = "",
    language: str = "en",
    time_zone: str = "Europe/Berlin",
    password: str | None = None,
) -> User:
    """Return the user with this address, made now if there was none. The address counts as proven: the caller knows it is."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    email, password, name=name, language=language, time_zone=time_zone
                )
        except IntegrityError:  # somebody else made the same user a moment ago
            user = User.objects.get(email=email)
    _prove_address(user=user, email=email)
    return user


def _prove_address(*, user: User, email: str) -> None:
    has_primary = EmailAddress.objects.filter(user=user, primary=True).exclude(email=email).exists()
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": not has_primary}
    )


def save_profile(*, user: User, name: str, language: str, time_zone: str) -> None:
    """Keep what a user says about their own name, language and time zone."""
    user.name, user.language, user.time_zone = name, language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])


def set_language(*, user: User, language: str) -> None:
    """Keep the language that a user chose."""
    user.language = language
    user.save(update_fields=["language"])


def end_sessions(*, user: User) -> int:
    """Sign the user out everywhere; return how many sessions that were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def forget_user(*, user: User) -> dict[str, int]:
    """Empty an identity for good: nothing personal stays and nobody can sign in as it. Return what was removed, in numbers."""
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    invitations = Invitation.objects.filter(Q(accepted_by=user) | Q(email__in=addresses))
    removed = {
        "sessions": end_sessions(user=user),
        "addresses": EmailAddress.objects.filter(user=user).delete()[0],
        "second_factors": Authenticator.objects.filter(user=user).delete()[0],
        "sign_in_links": SignInLink.objects.filter(user=user).delete()[0],
        "invitations": invitations.delete()[0],
    }
    user.email, user.name, user.is_active = f"forgotten-{user.pk}@invalid.example", "", False
    user.set_unusable_password()
    user.save()
    return removed


def forget_invitations(*, role: str, target_ids: Collection[int]) -> int:
    """Remove every invitation to these role rows, accepted or not; return how many."""
    return Invitation.objects.filter(role=role, target_id__in=target_ids).delete()[0]


# ---------------------------------------------------------------- invitations


@transaction.atomic
def invite(
    *, role: str, target_id: int, email: str, language: str = "en", by: User | None = None, days: int = 14
) -> tuple[Invitation, str]:
    """Return a new invitation and its token. An earlier open one for the same role row is taken back. Raises `KeyError` for an
    unknown role."""
    roles.get(role)
    values = {
        "role": role,
        "target_id": target_id,
        "email": email.strip().lower(),
        "language": language,
        "created_by": by,
        "expires_at": timezone.now() + timedelta(days=days),
    }
    try:
        invitation = _replace_invitation(values)
    except IntegrityError:  # somebody else invited to the same role row a moment ago: the later one counts
        invitation = _replace_invitation(values)
    return invitation, _mint(invitation)


@transaction.atomic
def _replace_invitation(values: dict[str, Any]) -> Invitation:
    Invitation.objects.filter(
        role=values["role"], target_id=values["target_id"], accepted_at=None, revoked_at=None
    ).update(revoked_at=timezone.now())
    return Invitation.objects.create(token_hash=links.hash_of(new_token()), **values)


def _mint(invitation: Invitation) -> str:
    """Return the token of an invitation: the same at each rendering, so that a preview or a second mail does not spoil the
    first; it is not kept, only its hash."""
    token = links.derived_token("invitation", invitation.pk, invitation.created_at.timestamp())
    token_hash = links.hash_of(token)
    if invitation.token_hash != token_hash:
        invitation.token_hash = token_hash
        invitation.save(update_fields=["token_hash"])
    return token


def invitation_link(invitation_pk: int) -> str:
    """Return the absolute address at which the invitation can be accepted. Raises `Invitation.DoesNotExist`."""
    token = _mint(Invitation.objects.get(pk=invitation_pk))
    return links.absolute(reverse("accounts:invitation", args=[token]))


def find_invitation(*, token: str, user: Any = None) -> Invitation:
    """Return the invitation that `token` can still accept, for the signed-in `user` or for nobody yet. Raises `Refused`."""
    invitation = Invitation.objects.filter(token_hash=links.hash_of(token)).first()
    if invitation is None:
        raise Refused("unknown")
    if invitation.accepted_at is not None:
        raise Refused("used")
    if invitation.revoked_at is not None:
        raise Refused("revoked")
    if invitation.expires_at <= timezone.now():
        raise Refused("expired")
    if user is not None and user.is_authenticated and not _owns(user, invitation.email):
        raise Refused("other_address")
    return invitation


def _owns(user: Any, email: str) -> bool:
    return (
        user.email == email
        or EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
    )


@transaction.atomic
def accept(*, token: str, user: Any = None) -> User:
    """Bind the invitation to `user`, or to the user of its address (made now if there is none: the link proves the address).
    Return that user. It happens once, whoever asks at the same time. Raises `Refused`."""
    invitation = find_invitation(token=token, user=user)
    now = timezone.now()
    claimed = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now
    ).update(accepted_at=now)
    if not claimed:
        raise Refused("used")
    if user is None or not user.is_authenticated:
        user = _user_of_address(invitation)
    if not user.is_active:
        raise Refused("inactive")
    _prove_address(user=user, email=invitation.email)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    bind = roles.get(invitation.role).bind
    if bind is not None:
        bind(invitation.target_id, user)
    roles.forget_held(user)
    return user


def send_elsewhere(*, token: str, email: str, user: Any = None) -> None:
    """Have an invitation that its holder can accept sent to another address of theirs; this one opens nothing any more.

    Raises `Refused`."""
    invitation = find_invitation(token=token, user=user)
    readdress = roles.get(invitation.role).readdress
    if readdress is None:
        raise Refused("unknown")
    readdress(invitation.target_id, email)


def _user_of_address(invitation: Invitation) -> User:
    known = EmailAddress.objects.filter(email=invitation.email, verified=True).select_related("user").first()
    if known is not None:
        return known.user
    return add_user(email=invitation.email, language=invitation.language)


def revoke(*, invitation: Invitation) -> bool:
    """Take an invitation back; say whether it was still open."""
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    return bool(still_open.update(revoked_at=timezone.now()))


def take_back_invitations(*, role: str, target_id: int) -> int:
    """Take back all open invitations to a role row; return how many were open."""
    still_open = Invitation.objects.filter(role=role, target_id=target_id, accepted_at=None, revoked_at=None)
    return still_open.update(revoked_at=timezone.now())


def renew(*, invitation: Invitation, days: int = 14) -> bool:
    """Let an unanswered invitation run `days` days from now, with the same link; say whether it was unanswered."""
    unanswered = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    return bool(unanswered.update(expires_at=timezone.now() + timedelta(days=days)))


# ---------------------------------------------------------------- one-time sign-in links


@transaction.atomic
def sign_in_link(user: User) -> str:
    """Return the absolute address that signs `user` in once within an hour; earlier ones of theirs no longer work."""
    SignInLink.objects.filter(user=user, used_at=None).delete()
    token = new_token()
    SignInLink.objects.create(
        user=user, token_hash=links.hash_of(token), expires_at=timezone.now() + SIGN_IN_LINK_AGE
    )
    return links.absolute(reverse("accounts:sign_in_link", args=[token]))


def find_sign_in_link(*, token: str) -> SignInLink:
    """Return the link that `token` opens. Raises `Refused`."""
    link = SignInLink.objects.select_related("user").filter(token_hash=links.hash_of(token)).first()
    if link is None:
        raise Refused("unknown")
    if link.used_at is not None:
        raise Refused("used")
    if link.expires_at <= timezone.now():
        raise Refused("expired")
    if not link.user.is_active:
        raise Refused("inactive")
    return link


def use_sign_in_link(*, token: str) -> User:
    """Spend the link and return its user. It works once, whoever asks at the same time. Raises `Refused`."""
    link = find_sign_in_link(token=token)
    if not SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()):
        raise Refused("used")
    return link.user
