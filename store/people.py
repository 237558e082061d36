"""People: accounts, what they may do in which forum, and the keys by which a browser or a program is known.

Passwords are kept as argon2id hashes; of the keys in cookies, links and programs only the SHA-256 is kept, so that
whoever reads the tables can pass as nobody. The history tells what happened to whom by ids, never by names or e-mails.
"""

import hashlib
import ipaddress
import re
import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from document.errors import TripontError
from document.languages import Language
from document.states import Role
from store import tables
from store.database import Database, insert_into, now, one_at_a_time
from store.history import write_down

SCOPES = frozenset({"notes:read", "notes:write", "review", "administer"})
"""What a token can be for."""

SIGN_IN_DAYS = 14
DAY = 86_400.0

KNOCK_SECONDS = 900.0
"""How long a sign-in that failed is held against who tried."""
KNOCKS_BY_EMAIL = 10
KNOCKS_BY_ADDRESS = 40
"""A whole room may sit behind one address."""

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1_000

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*")

_UNREADABLE = "\N{REPLACEMENT CHARACTER}"

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_hashing = BoundedSemaphore(4)
"""Each hash takes 19 MiB on purpose; a crowd at the door must not take the machine's memory."""


class EmailTaken(TripontError):
    """There is an account with this e-mail."""

    code = "email_taken"


class InvalidEmail(TripontError):
    """What was given cannot be an e-mail address."""

    code = "invalid_email"


class InvalidName(TripontError):
    """A forum or a token needs a name that people can read."""

    code = "invalid_name"


class WeakPassword(TripontError):
    """The password is too easy to guess."""

    code = "weak_password"


class WrongPassword(TripontError):
    """E-mail and password do not belong together; which of them is wrong is not told."""

    code = "wrong_password"


class TooManyKnocks(TripontError):
    """Signing in failed too often. ``retry_after`` is the number of seconds until the next try counts."""

    code = "too_many_requests"
    retryable = True

    def __init__(self, message: str, retry_after: float) -> None:
        """Say how long to wait."""
        super().__init__(message)
        self.retry_after = retry_after


class NoSuchInvitation(TripontError):
    """The link of an invitation was used before, is too old, or never was."""

    code = "invitation_invalid"


class NoSuchForum(TripontError):
    """There is no forum with this id, or it is not this person's."""

    code = "not_found"


class NoSuchAccount(TripontError):
    """There is no account with this id."""

    code = "not_found"


class NoSuchToken(TripontError):
    """There is no token with this id, or it is not this person's."""

    code = "not_found"


class UnknownScope(TripontError):
    """A token cannot be for this."""

    code = "unknown_scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person. ``language`` is the one that they chose for the pages, if they chose."""

    id: str
    email: str
    name: str
    administrator: bool
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumRecord:
    """A forum; ``targets`` are the languages that its notes go into unless told else."""

    id: str
    name: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person with their role in a forum."""

    account: Account
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A browser in which somebody is signed in, until ``expires_at`` (seconds since 1970)."""

    account: Account
    csrf: str
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRecord:
    """What whoever opens the link becomes, and until when (seconds since 1970)."""

    forum: ForumRecord
    role: Role
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """A key for programs; times are seconds since 1970.

    ``forum`` is the id of the one forum that it is for; None means all, and is for administrators of the server.
    """

    id: str
    account: Account
    name: str
    forum: str | None
    scopes: frozenset[str]
    created_at: float
    expires_at: float | None
    used_at: float | None


# --- Accounts --------------------------------------------------------------------------------------------------------


def create_account(session: Session, *, email: str, name: str, password: str, administrator: bool = False) -> Account:
    """Make an account; raises EmailTaken, InvalidEmail, WeakPassword. An empty name becomes the e-mail's first part."""
    address = _email(email)
    password_hash = _hashed(password, address)
    made = session.execute(
        insert_into(session, tables.Account)
        .values(
            id=tables.new_id(),
            email=address,
            name=_cleaned(name, 200) or address.partition("@")[0],
            password_hash=password_hash,
            administrator=administrator,
        )
        .on_conflict_do_nothing(index_elements=["email"])
        .returning(tables.Account.id)
    ).scalar_one_or_none()
    if made is None:
        raise EmailTaken("There is an account with this e-mail. Sign in with it, or ask for a new password.")
    write_down(session, "account_created", account=made, administrator=administrator)
    return account(session, made)


def account(session: Session, account_id: str) -> Account:
    """Give an account, also one that is disabled; raises NoSuchAccount."""
    return _account(_account_row(session, account_id))


def account_of(session: Session, email: str) -> Account | None:
    """Find an account by its e-mail, in whatever case it is written."""
    row = session.scalar(select(tables.Account).where(tables.Account.email == _normal(email)))
    return _account(row) if row else None


def accounts(session: Session) -> Sequence[Account]:
    """Give all accounts that are not disabled, by e-mail."""
    rows = session.scalars(
        select(tables.Account).where(tables.Account.disabled_at.is_(None)).order_by(tables.Account.email)
    )
    return [_account(row) for row in rows]


def change_password(session: Session, account_id: str, password: str, *, keep: str | None = None) -> None:
    """Set a new password, and end all sign-ins but the one with the key ``keep``.

    Raises NoSuchAccount, WeakPassword.
    """
    row = _account_row(session, account_id)
    row.password_hash = _hashed(password, row.email)
    others = delete(tables.SignIn).where(tables.SignIn.account_id == account_id)
    if keep is not None:
        others = others.where(tables.SignIn.key_hash != _digest(keep))
    session.execute(others)
    write_down(session, "password_changed", account=account_id)


def choose_language(session: Session, account_id: str, language: str | None) -> None:
    """Remember in which language a person reads the pages; raises NoSuchAccount."""
    _account_row(session, account_id).language = Language(language).value if language else None


def disable(session: Session, account_id: str) -> None:
    """Shut an account: its sign-ins end, its tokens are revoked, what it did stays; raises NoSuchAccount."""
    row = _account_row(session, account_id)
    if row.disabled_at is not None:
        return
    session.execute(update(tables.Account).where(tables.Account.id == account_id).values(disabled_at=now()))
    session.execute(delete(tables.SignIn).where(tables.SignIn.account_id == account_id))
    session.execute(
        update(tables.Token)
        .where(tables.Token.account_id == account_id, tables.Token.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    write_down(session, "account_disabled", account=account_id)


# --- Signing in ------------------------------------------------------------------------------------------------------


def sign_in(db: Database, *, email: str, password: str, address: str) -> tuple[str, SignedIn]:
    """Sign a person in; gives the key for the cookie. ``address`` is the network address that the try came from.

    Raises WrongPassword, and TooManyKnocks after too many failed tries for this e-mail or from this address. An
    account that does not exist or is disabled costs the same work as one that does. Each try counts as failed until it
    has succeeded, so that many at the same time cannot get around the count.
    """
    who = _Who(_normal(email), address)
    with db.write() as session:
        _knock(session, who)
        known = _to_verify(session, who.email)
    right = _verified(known.password_hash if known else None, password)
    with db.write() as session:
        if known is not None and right:
            opened = _open(session, known)
            if opened is not None:
                _forgive(session, who)
                _rehash(session, known, password)
                return opened
        write_down(session, "sign_in_failed", account=known.id if known else None)
    raise WrongPassword("E-mail and password do not belong together. Look at both, and try again.")


def signed_in(session: Session, key: str) -> SignedIn | None:
    """Tell who is signed in with the key of a cookie; None when nobody is, or no longer."""
    found = session.execute(
        select(tables.SignIn, tables.Account)
        .join(tables.Account, tables.Account.id == tables.SignIn.account_id)
        .where(
            tables.SignIn.key_hash == _digest(key),
            tables.SignIn.expires_at > now(),
            tables.Account.disabled_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        return None
    row, owner = found
    return SignedIn(account=_account(owner), csrf=row.csrf, expires_at=row.expires_at)


def sign_out(session: Session, key: str) -> None:
    """End a sign-in, if there is one with this key."""
    session.execute(delete(tables.SignIn).where(tables.SignIn.key_hash == _digest(key)))


# --- Forums and roles ------------------------------------------------------------------------------------------------


def create_forum(session: Session, *, name: str, targets: Iterable[str], by: str | None) -> ForumRecord:
    """Make a forum, with the person ``by`` (an account's id) as its administrator; raises InvalidName."""
    row = tables.Forum(name=_named(name, 200), targets=[Language(target).value for target in dict.fromkeys(targets)])
    session.add(row)
    session.flush()
    write_down(session, "forum_created", forum=row.id, account=by)
    if by is not None:
        set_role(session, forum=row.id, account=by, role=Role.ADMINISTRATOR, by=by)
    return _forum(row)


def forum(session: Session, forum_id: str) -> ForumRecord:
    """Give a forum; raises NoSuchForum."""
    return _forum(_forum_row(session, forum_id))


def forums_of(session: Session, account_id: str) -> Sequence[tuple[ForumRecord, Role]]:
    """Give the forums in which a person has a role, by name; all of them for an administrator of the server."""
    owner = _account_row(session, account_id)
    if owner.administrator:
        everything = session.scalars(select(tables.Forum).order_by(tables.Forum.name, tables.Forum.id))
        return [(_forum(row), Role.ADMINISTRATOR) for row in everything]
    rows = session.execute(
        select(tables.Forum, tables.Membership.role)
        .join(tables.Membership, tables.Membership.forum_id == tables.Forum.id)
        .where(tables.Membership.account_id == account_id)
        .order_by(tables.Forum.name, tables.Forum.id)
    )
    return [(_forum(row), Role(role)) for row, role in rows]


def role_in(session: Session, account_id: str, forum_id: str) -> Role | None:
    """Tell what a person is in a forum; an administrator of the server is administrator everywhere."""
    if not (tables.is_id(account_id) and tables.is_id(forum_id)):
        return None
    found = session.execute(
        select(tables.Account.administrator, tables.Membership.role)
        .select_from(tables.Account)
        .join(tables.Forum, tables.Forum.id == forum_id)
        .outerjoin(
            tables.Membership,
            (tables.Membership.account_id == tables.Account.id) & (tables.Membership.forum_id == tables.Forum.id),
        )
        .where(tables.Account.id == account_id, tables.Account.disabled_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    administrator, role = found
    if administrator:
        return Role.ADMINISTRATOR
    return Role(role) if role else None


def set_role(session: Session, *, forum: str, account: str, role: Role, by: str | None) -> None:
    """Make a person what ``role`` says, whatever they were; raises NoSuchForum, NoSuchAccount."""
    _forum_row(session, forum)
    _account_row(session, account)
    one_at_a_time(session, f"role {forum} {account}")
    session.execute(
        insert_into(session, tables.Membership)
        .values(account_id=account, forum_id=forum, role=role.value)
        .on_conflict_do_update(index_elements=["account_id", "forum_id"], set_={"role": role.value})
    )
    write_down(session, "role_given", forum=forum, account=by, member=account, role=role.value)


def remove_member(session: Session, *, forum: str, account: str, by: str | None) -> None:
    """Take a person's role in a forum away, and revoke their tokens for it."""
    gone = session.execute(
        delete(tables.Membership)
        .where(tables.Membership.forum_id == forum, tables.Membership.account_id == account)
        .returning(tables.Membership.role)
    ).scalar_one_or_none()
    if gone is None:
        return
    session.execute(
        update(tables.Token)
        .where(tables.Token.account_id == account, tables.Token.forum_id == forum, tables.Token.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    write_down(session, "role_taken", forum=forum, account=by, member=account, role=gone)


def members(session: Session, forum: str) -> Sequence[Member]:
    """Give who has a role in a forum, by name."""
    rows = session.execute(
        select(tables.Account, tables.Membership.role)
        .join(tables.Membership, tables.Membership.account_id == tables.Account.id)
        .where(tables.Membership.forum_id == forum, tables.Account.disabled_at.is_(None))
        .order_by(tables.Account.name, tables.Account.email)
    )
    return [Member(account=_account(row), role=Role(role)) for row, role in rows]


# --- Invitations -----------------------------------------------------------------------------------------------------


def invite(session: Session, *, forum: str, role: Role, by: str | None, days: float = 14) -> str:
    """Make a link that gives a role in a forum to whoever opens it first; gives its key. Raises NoSuchForum."""
    _forum_row(session, forum)
    key = secrets.token_urlsafe(32)
    session.add(
        tables.Invitation(
            forum_id=forum, role=role.value, key_hash=_digest(key), created_by=by, expires_at=now() + days * DAY
        )
    )
    session.flush()
    write_down(session, "invitation_made", forum=forum, account=by, role=role.value)
    return key


def invitation(session: Session, key: str) -> InvitationRecord:
    """Give the invitation of a link that can still be used; raises NoSuchInvitation."""
    found = session.execute(
        select(tables.Invitation, tables.Forum)
        .join(tables.Forum, tables.Forum.id == tables.Invitation.forum_id)
        .where(_usable(key))
    ).one_or_none()
    if found is None:
        raise _no_such_invitation()
    row, of = found
    return InvitationRecord(forum=_forum(of), role=Role(row.role), expires_at=row.expires_at)


def accept(session: Session, key: str, account_id: str) -> ForumRecord:
    """Use an invitation, which works once; a person keeps a higher role that they had. Raises NoSuchInvitation."""
    used = session.execute(
        update(tables.Invitation)
        .where(_usable(key))
        .values(used_at=now(), used_by=account_id)
        .returning(tables.Invitation.forum_id, tables.Invitation.role)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if used is None:
        raise _no_such_invitation()
    forum_id, role = used
    write_down(session, "invitation_accepted", forum=forum_id, account=account_id, role=role)
    one_at_a_time(session, f"role {forum_id} {account_id}")
    has = session.scalar(
        select(tables.Membership.role).where(
            tables.Membership.forum_id == forum_id, tables.Membership.account_id == account_id
        )
    )
    if has is None or not Role(has).includes(Role(role)):
        set_role(session, forum=forum_id, account=account_id, role=Role(role), by=account_id)
    return forum(session, forum_id)


# --- Tokens ----------------------------------------------------------------------------------------------------------


def create_token(  # noqa: PLR0913 - what a person fills in
    session: Session, *, account: str, name: str, forum: str | None, scopes: Iterable[str], days: float | None
) -> tuple[TokenRecord, str]:
    """Make a key for programs, valid for ``days`` or for good; gives the key, which is not kept.

    Only an administrator of the server can have one for all forums. Raises InvalidName, UnknownScope, NoSuchForum.
    """
    chosen = frozenset(scopes)
    if not chosen or chosen - SCOPES:
        raise UnknownScope(f"A token is for one or more of: {', '.join(sorted(SCOPES))}. Choose among them.")
    owner = _account_row(session, account)
    if not (owner.administrator if forum is None else role_in(session, account, forum)):
        raise _no_such_forum()
    key = f"tripont_{secrets.token_urlsafe(32)}"
    row = tables.Token(
        account_id=account,
        forum_id=forum,
        name=_named(name, 100),
        key_hash=_digest(key),
        scopes=sorted(chosen),
        expires_at=None if days is None else now() + days * DAY,
    )
    session.add(row)
    session.flush()
    write_down(session, "token_made", forum=forum, account=account, token=row.id)
    return _token(row, owner), key


def by_token(session: Session, key: str) -> TokenRecord | None:
    """Tell whose token this key is; None when it is nobody's, or no longer valid. Changes nothing: see token_used."""
    found = session.execute(_live_tokens().where(tables.Token.key_hash == _digest(key))).one_or_none()
    return _token(*found) if found else None


def token_used(session: Session, token_id: str) -> None:
    """Remember that a token was used, to the hour."""
    session.execute(
        update(tables.Token)
        .where(tables.Token.id == token_id, func.coalesce(tables.Token.used_at, 0.0) < now() - 3_600.0)
        .values(used_at=now())
    )


def tokens(session: Session, account: str) -> Sequence[TokenRecord]:
    """Give a person's valid tokens, the youngest first."""
    rows = session.execute(
        _live_tokens().where(tables.Token.account_id == account).order_by(tables.Token.created_at.desc())
    )
    return [_token(*row) for row in rows]


def revoke(session: Session, token_id: str, account: str) -> None:
    """End a token of this person; raises NoSuchToken."""
    gone = (
        session.execute(
            update(tables.Token)
            .where(tables.Token.id == token_id, tables.Token.account_id == account, tables.Token.revoked_at.is_(None))
            .values(revoked_at=now())
            .returning(tables.Token.forum_id)
        ).one_or_none()
        if tables.is_id(token_id)
        else None
    )
    if gone is None:
        raise NoSuchToken("There is no such token. It may have been revoked before.")
    write_down(session, "token_revoked", forum=gone.forum_id, account=account, token=token_id)


# --- Knocks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Who:
    """Who wants to sign in, from where."""

    email: str
    address: str

    @property
    def limits(self) -> dict[str, int]:
        """How many failed tries each of the two may have, by its hash."""
        return {
            _digest(f"email {self.email}"): KNOCKS_BY_EMAIL,
            _digest(f"address {_network(self.address)}"): KNOCKS_BY_ADDRESS,
        }


def _network(address: str) -> str:
    """Take a home's or an office's whole IPv6 network as one address, since each of its machines has millions."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _knock(session: Session, who: _Who) -> None:
    """Count a try as failed before it is looked at; raises TooManyKnocks, which counts nothing."""
    one_at_a_time(session, *who.limits)
    for hashed, most in who.limits.items():
        ago = session.scalars(
            select(now() - tables.Knock.at)
            .where(tables.Knock.who == hashed, tables.Knock.at > now() - KNOCK_SECONDS)
            .order_by(tables.Knock.at.desc())
            .limit(most)
        ).all()
        if len(ago) == most:
            wait = max(1.0, KNOCK_SECONDS - ago[-1])
            raise TooManyKnocks(
                f"Signing in failed too often. Wait {round(wait / 60) or 1} minutes, and try again.", wait
            )
    session.add_all(tables.Knock(who=hashed) for hashed in who.limits)


def _forgive(session: Session, who: _Who) -> None:
    """Forget the failed tries for this e-mail, and of those from this address the one that turned out well."""
    by_email, by_address = who.limits
    # Which of the rows of an address goes makes no difference: they are counted.
    last = select(func.max(tables.Knock.id)).where(tables.Knock.who == by_address).scalar_subquery()
    session.execute(
        delete(tables.Knock)
        .where(or_(tables.Knock.who == by_email, tables.Knock.id == last))
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """An account that somebody wants to sign in to, as it was when they knocked."""

    id: str
    password_hash: str


def _to_verify(session: Session, email: str) -> _Known | None:
    found = session.execute(
        select(tables.Account.id, tables.Account.password_hash).where(
            tables.Account.email == email,
            tables.Account.disabled_at.is_(None),
            tables.Account.password_hash.is_not(None),
        )
    ).one_or_none()
    return _Known(found.id, found.password_hash or "") if found else None


def _open(session: Session, known: _Known) -> tuple[str, SignedIn] | None:
    """Write a sign-in down, unless the account was disabled or got another password in the meantime."""
    owner = session.scalar(
        select(tables.Account)
        .where(
            tables.Account.id == known.id,
            tables.Account.password_hash == known.password_hash,
            tables.Account.disabled_at.is_(None),
        )
        .with_for_update()
    )
    if owner is None:
        return None
    key = secrets.token_urlsafe(32)
    row = tables.SignIn(
        key_hash=_digest(key),
        account_id=owner.id,
        csrf=secrets.token_urlsafe(32),
        expires_at=now() + SIGN_IN_DAYS * DAY,
    )
    session.add(row)
    session.flush()
    return key, SignedIn(account=_account(owner), csrf=row.csrf, expires_at=row.expires_at)


# --- Hashes ----------------------------------------------------------------------------------------------------------


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _hashed(password: str, email: str) -> str:
    """Hash a password that is good enough; raises WeakPassword."""
    plain = unicodedata.normalize("NFC", password)
    if len(plain) < SHORTEST_PASSWORD:
        raise WeakPassword(
            f"The password has fewer than {SHORTEST_PASSWORD} characters. Take a longer one: a few words will do."
        )
    if len(plain) > LONGEST_PASSWORD:
        raise WeakPassword(f"The password has more than {LONGEST_PASSWORD} characters. Take a shorter one.")
    if plain.strip().lower() in {email, email.partition("@")[0]}:
        raise WeakPassword("The password is the e-mail. Take one that nobody can guess.")
    if len(set(plain)) < 4:
        raise WeakPassword("The password repeats the same few characters. Take a few words instead.")
    with _hashing:
        return _hasher.hash(plain.encode("utf-8", "surrogatepass"))


def _verified(password_hash: str | None, password: str) -> bool:
    """Tell whether the password is right; takes as long when there is none to compare with."""
    plain = unicodedata.normalize("NFC", password[: LONGEST_PASSWORD + 1])
    try:
        with _hashing:
            return _hasher.verify(password_hash or _nobodys_hash(), plain.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


def _nobodys_hash() -> str:
    """Make a hash that costs what ours cost, and that no password has."""
    salt, value = (b64encode(bytes(length)).decode().rstrip("=") for length in (16, 32))
    return f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}${salt}${value}"


def _rehash(session: Session, known: _Known, password: str) -> None:
    """Hash a password anew that was hashed when our demands were lower; here alone it is known."""
    if _hasher.check_needs_rehash(known.password_hash):
        plain = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
        with _hashing:
            fresh = _hasher.hash(plain)
        session.execute(update(tables.Account).where(tables.Account.id == known.id).values(password_hash=fresh))


# --- Texts and records -----------------------------------------------------------------------------------------------


def _normal(email: str) -> str:
    # What no database takes as text must not break the search for it.
    sound = email.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", _UNREADABLE)
    return unicodedata.normalize("NFC", sound).strip().lower()


def _email(email: str) -> str:
    """Give an e-mail as it is kept; raises InvalidEmail."""
    address = _normal(email)
    readable = address.isprintable() and _UNREADABLE not in address
    if len(address) > 254 or not readable or not _EMAIL.fullmatch(address):
        raise InvalidEmail("This is no e-mail address. Write it like name@example.org.")
    return address


def _cleaned(text: str, most: int) -> str:
    """Make one printable line of what somebody typed."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())  # tabs and line breaks become spaces
    return "".join(sign for sign in spaced if sign.isprintable())[:most].strip()


def _named(text: str, most: int) -> str:
    name = _cleaned(text, most)
    if not name:
        raise InvalidName("The name is empty. Write one that people will recognise.")
    return name


def _account_row(session: Session, account_id: str) -> tables.Account:
    row = session.get(tables.Account, account_id) if tables.is_id(account_id) else None
    if row is None:
        raise NoSuchAccount("There is no such account. It may have been removed.")
    return row


def _forum_row(session: Session, forum_id: str) -> tables.Forum:
    row = session.get(tables.Forum, forum_id) if tables.is_id(forum_id) else None
    if row is None:
        raise _no_such_forum()
    return row


def _account(row: tables.Account) -> Account:
    return Account(id=row.id, email=row.email, name=row.name, administrator=row.administrator, language=row.language)


def _forum(row: tables.Forum) -> ForumRecord:
    return ForumRecord(id=row.id, name=row.name, targets=tuple(row.targets))


def _token(row: tables.Token, owner: tables.Account) -> TokenRecord:
    return TokenRecord(
        id=row.id,
        account=_account(owner),
        name=row.name,
        forum=row.forum_id,
        scopes=frozenset(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def _live_tokens() -> Select[tables.Token, tables.Account]:
    return (
        select(tables.Token, tables.Account)
        .join(tables.Account, tables.Account.id == tables.Token.account_id)
        .where(
            tables.Token.revoked_at.is_(None),
            or_(tables.Token.expires_at.is_(None), tables.Token.expires_at > now()),
            tables.Account.disabled_at.is_(None),
        )
    )


def _usable(key: str) -> ColumnElement[bool]:
    return (
        (tables.Invitation.key_hash == _digest(key))
        & tables.Invitation.used_at.is_(None)
        & (tables.Invitation.expires_at > now())
    )


def _no_such_forum() -> NoSuchForum:
    return NoSuchForum("There is no such forum. It may have been removed, or you are not a member of it.")


def _no_such_invitation() -> NoSuchInvitation:
    return NoSuchInvitation("This invitation cannot be used any more. Ask whoever sent it for a new one.")
