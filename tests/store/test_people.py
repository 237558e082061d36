"""People sign in, are given roles, and let programs in; guessing is slow, and every key works only as it should."""

import pytest
from sqlalchemy import select, update

from document.states import Role
from store import people
from store.database import Database, now
from store.people import Account, SignedIn
from store.tables import Account as AccountRow
from store.tables import Event, Invitation, Knock, SignIn, Token
from tests.store.acts import at_once

GOOD = "trois ponts sur la rivière"
ADDRESS = "192.0.2.7"


def person(database: Database, email: str = "ana@example.org", *, administrator: bool = False) -> Account:
    """Make an account with the good password."""
    with database.write() as session:
        return people.create_account(session, email=email, name="Ana", password=GOOD, administrator=administrator)


def enter(database: Database, email: str = "ana@example.org", password: str = GOOD) -> tuple[str, SignedIn]:
    """Sign in."""
    return people.sign_in(database, email=email, password=password, address=ADDRESS)


def who(database: Database, key: str) -> SignedIn | None:
    """Look who is signed in."""
    with database.read() as session:
        return people.signed_in(session, key)


def test_a_person_signs_in_and_out(database: Database) -> None:
    """Whoever knows the password gets a key, which is theirs until they sign out."""
    ana = person(database)
    key, opened = enter(database, " ANA@Example.org ")
    assert opened.account == ana
    seen = who(database, key)
    assert seen == opened
    with database.write() as session:
        people.sign_out(session, key)
    assert who(database, key) is None


def test_keys_and_passwords_are_not_kept(database: Database) -> None:
    """Nothing in the tables lets its reader pass as somebody."""
    person(database)
    key, opened = enter(database)
    with database.read() as session:
        row = session.scalars(select(SignIn)).one()
        assert key not in {row.key_hash, row.csrf}
        assert row.csrf == opened.csrf
        kept = session.scalars(select(AccountRow)).one().password_hash
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept


@pytest.mark.parametrize("password", ["wrong wrong wrong", "", GOOD.upper(), "x" * 5_000, "\ud800" * 12, "\0" * 12])
def test_a_wrong_password_opens_nothing(database: Database, password: str) -> None:
    """A wrong password is refused in the same words as an unknown e-mail."""
    person(database)
    with pytest.raises(people.WrongPassword) as wrong:
        enter(database, password=password)
    with pytest.raises(people.WrongPassword) as unknown:
        enter(database, email="nobody@example.org", password=password)
    assert str(wrong.value) == str(unknown.value)


@pytest.mark.parametrize("email", ["", "no-mail", "a\0b@example.org", "\ud800@example.org", "x" * 4_000])
def test_any_text_may_be_given_as_e_mail(database: Database, email: str) -> None:
    """What cannot be an e-mail finds nobody when signing in, and makes no account."""
    with pytest.raises(people.WrongPassword):
        enter(database, email=email)
    with pytest.raises(people.InvalidEmail), database.write() as session:
        people.create_account(session, email=email, name="x", password=GOOD)


def test_an_unknown_e_mail_costs_the_same_work(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether an account exists cannot be learnt from how long the answer takes: a hash is computed either way."""
    person(database)
    costs = []
    real = people._hasher.verify

    def counting(kept: str, password: bytes) -> bool:
        costs.append(kept.rsplit("$", 2)[0])
        return real(kept, password)

    monkeypatch.setattr(type(people._hasher), "verify", lambda _, kept, password: counting(kept, password))
    for email in ("ana@example.org", "nobody@example.org"):
        with pytest.raises(people.WrongPassword):
            enter(database, email, "wrong wrong wrong")
    assert len(costs) == 2
    assert costs[0] == costs[1]


@pytest.mark.parametrize("password", ["short", "ana@example.org", "ANA@example.org ", "aaaaaaaaaaaaaa", "x" * 2_000])
def test_a_weak_password_is_not_taken(database: Database, password: str) -> None:
    """Neither for a new account nor later."""
    with pytest.raises(people.WeakPassword), database.write() as session:
        people.create_account(session, email="ana@example.org", name="Ana", password=password)
    ana = person(database)
    with pytest.raises(people.WeakPassword), database.write() as session:
        people.change_password(session, ana.id, password)
    assert enter(database)


def test_an_e_mail_has_one_account(database: Database) -> None:
    """Of several who take an e-mail at the same time, in whatever case, one gets it."""
    results = at_once(4, lambda n: person(database, "Ana@example.org" if n % 2 else "ana@example.org"))
    assert sum(isinstance(result, Account) for result in results) == 1
    assert sum(isinstance(result, people.EmailTaken) for result in results) == 3


def test_a_new_password_ends_other_sign_ins(database: Database) -> None:
    """Whoever else was signed in is out; the browser in which it was changed stays in."""
    ana = person(database)
    (here, _), (elsewhere, _) = enter(database), enter(database)
    with database.write() as session:
        people.change_password(session, ana.id, "another good one", keep=here)
    assert who(database, here)
    assert who(database, elsewhere) is None
    with pytest.raises(people.WrongPassword):
        enter(database)
    assert enter(database, password="another good one")  # noqa: S106 - of nobody


def test_a_disabled_account_is_shut(database: Database, forum: str) -> None:
    """Its sign-ins, tokens and roles are worth nothing any more."""
    ana = person(database)
    key, _ = enter(database)
    with database.write() as session:
        people.set_role(session, forum=forum, account=ana.id, role=Role.ORGANISER, by=None)
        _, token = people.create_token(
            session, account=ana.id, name="script", forum=forum, scopes={"notes:read"}, days=1
        )
    with database.write() as session:
        people.disable(session, ana.id)
    assert who(database, key) is None
    with database.read() as session:
        assert people.by_token(session, token) is None
        assert people.role_in(session, ana.id, forum) is None
        assert people.members(session, forum) == []
    with pytest.raises(people.WrongPassword):
        enter(database)


def test_a_sign_in_runs_out(database: Database) -> None:
    """After its time a key is worth nothing."""
    person(database)
    key, opened = enter(database)
    with database.write() as session:
        session.execute(update(SignIn).values(expires_at=now() - 1))
    assert who(database, key) is None
    assert opened.expires_at > 0


def test_guessing_one_person_s_password_is_slow(database: Database) -> None:
    """After ten failed tries even the right password waits, and the wait is told."""
    person(database)
    for _ in range(people.KNOCKS_BY_EMAIL):
        with pytest.raises(people.WrongPassword):
            enter(database, password="wrong wrong wrong")  # noqa: S106 - of nobody
    with pytest.raises(people.TooManyKnocks) as told:
        enter(database)
    assert 0 < told.value.retry_after <= people.KNOCK_SECONDS
    with database.write() as session:
        session.execute(update(Knock).values(at=now() - people.KNOCK_SECONDS - 1))
    assert enter(database)


def test_guessing_from_one_address_is_slow(database: Database) -> None:
    """Trying one password on many people is slow as well; another address is not held up."""
    person(database)
    tries = people.KNOCKS_BY_ADDRESS
    for number in range(tries):
        with pytest.raises(people.WrongPassword):
            people.sign_in(
                database, email=f"p{number}@example.org", password=GOOD, address=f"2001:db8:1:1::{number + 1:x}"
            )
    with pytest.raises(people.TooManyKnocks):
        people.sign_in(database, email="ana@example.org", password=GOOD, address="2001:db8:1:1:ffff::9")
    assert people.sign_in(database, email="ana@example.org", password=GOOD, address="2001:db8:1:2::1")


def test_guesses_at_the_same_time_are_all_counted(database: Database) -> None:
    """No more guesses are looked at than the limit, however many come at once."""
    person(database)
    results = at_once(people.KNOCKS_BY_EMAIL + 8, lambda _: enter(database, password="wrong wrong wrong"))  # noqa: S106
    assert sum(isinstance(result, people.WrongPassword) for result in results) == people.KNOCKS_BY_EMAIL
    assert sum(isinstance(result, people.TooManyKnocks) for result in results) == 8


def test_success_forgives(database: Database) -> None:
    """Who mistypes now and then and gets in is never slowed."""
    person(database)
    for _ in range(3):
        for _ in range(people.KNOCKS_BY_EMAIL - 1):
            with pytest.raises(people.WrongPassword):
                enter(database, password="wrong wrong wrong")  # noqa: S106 - of nobody
        assert enter(database)


def test_the_history_names_nobody(database: Database, forum: str) -> None:
    """It tells of failures, invitations and roles by ids; no e-mail, name, address, key or password is in it."""
    ana = person(database)
    with pytest.raises(people.WrongPassword):
        enter(database, password="wrong wrong wrong")  # noqa: S106 - of nobody
    with pytest.raises(people.WrongPassword):
        enter(database, email="nobody@example.org")
    with database.write() as session:
        link = people.invite(session, forum=forum, role=Role.ORGANISER, by=None)
        people.accept(session, link, ana.id)
        people.set_role(session, forum=forum, account=ana.id, role=Role.REVIEWER, by=ana.id)
        people.remove_member(session, forum=forum, account=ana.id, by=ana.id)
    with database.read() as session:
        events = session.scalars(select(Event).order_by(Event.id)).all()
    assert [(event.kind, event.account_id) for event in events] == [
        ("account_created", ana.id),
        ("sign_in_failed", ana.id),
        ("sign_in_failed", None),
        ("invitation_made", None),
        ("invitation_accepted", ana.id),
        ("role_given", ana.id),
        ("role_given", ana.id),
        ("role_taken", ana.id),
    ]
    told = repr([event.data for event in events])
    for secret in (ana.email, "nobody", "Ana", ADDRESS, link, "wrong"):
        assert secret not in told


def test_roles_belong_to_forums(database: Database, forum: str) -> None:
    """A role in one forum says nothing of another; an administrator of the server has all forums."""
    ana, boss = person(database), person(database, "boss@example.org", administrator=True)
    with database.write() as session:
        other = people.create_forum(session, name="Other", targets=["fr", "en", "fr"], by=boss.id)
        people.set_role(session, forum=forum, account=ana.id, role=Role.REVIEWER, by=boss.id)
    with database.read() as session:
        assert people.role_in(session, ana.id, forum) is Role.REVIEWER
        assert people.role_in(session, ana.id, other.id) is None
        assert people.role_in(session, boss.id, forum) is Role.ADMINISTRATOR
        assert people.role_in(session, boss.id, "0" * 32) is None
        assert people.role_in(session, ana.id, "a\0b") is None
        assert [found.id for found, _ in people.forums_of(session, ana.id)] == [forum]
        assert {found.id for found, _ in people.forums_of(session, boss.id)} == {forum, other.id}
        assert people.forum(session, other.id).targets == ("fr", "en")
        assert [(one.account, one.role) for one in people.members(session, forum)] == [(ana, Role.REVIEWER)]


def test_who_makes_a_forum_administers_it(database: Database) -> None:
    """And a forum without a name that can be read is not made."""
    ana = person(database)
    with database.write() as session:
        made = people.create_forum(session, name="  Foro\tde los\x00 tres puentes\n", targets=["es"], by=ana.id)
    assert made.name == "Foro de los tres puentes"
    with database.read() as session:
        assert people.role_in(session, ana.id, made.id) is Role.ADMINISTRATOR
    with pytest.raises(people.InvalidName), database.write() as session:
        people.create_forum(session, name="\x00 \n", targets=["es"], by=ana.id)


@pytest.mark.parametrize("unknown", ["0" * 32, "", "a\0b", "../..", "é" * 32])
def test_what_is_not_there_is_told(database: Database, unknown: str) -> None:
    """Any text may come as an id from outside."""
    ana = person(database)
    with database.write() as session:
        with pytest.raises(people.NoSuchForum):
            people.forum(session, unknown)
        with pytest.raises(people.NoSuchForum):
            people.invite(session, forum=unknown, role=Role.REVIEWER, by=None)
        with pytest.raises(people.NoSuchAccount):
            people.account(session, unknown)
        with pytest.raises(people.NoSuchToken):
            people.revoke(session, unknown, ana.id)
        with pytest.raises(people.NoSuchInvitation):
            people.invitation(session, unknown)
        assert people.by_token(session, unknown) is None
        assert people.signed_in(session, unknown) is None
        assert people.account_of(session, unknown) is None


def test_an_invitation_is_used_once(database: Database, forum: str) -> None:
    """Of several who open a link at the same time one becomes a member."""
    guests = [person(database, f"guest{number}@example.org") for number in range(4)]
    with database.write() as session:
        link = people.invite(session, forum=forum, role=Role.ORGANISER, by=None)
    with database.read() as session:
        assert people.invitation(session, link).role is Role.ORGANISER
        assert people.invitation(session, link).forum.id == forum

    def open_it(number: int) -> people.ForumRecord:
        with database.write() as session:
            return people.accept(session, link, guests[number].id)

    results = at_once(4, open_it)
    assert sum(isinstance(result, people.ForumRecord) for result in results) == 1
    assert sum(isinstance(result, people.NoSuchInvitation) for result in results) == 3
    with database.read() as session:
        assert len(people.members(session, forum)) == 1
        with pytest.raises(people.NoSuchInvitation):
            people.invitation(session, link)


def test_an_invitation_runs_out(database: Database, forum: str) -> None:
    """An old link is worth nothing."""
    ana = person(database)
    with database.write() as session:
        link = people.invite(session, forum=forum, role=Role.ORGANISER, by=None)
        session.execute(update(Invitation).values(expires_at=now() - 1))
    with pytest.raises(people.NoSuchInvitation), database.write() as session:
        people.accept(session, link, ana.id)


def test_an_invitation_takes_nothing_away(database: Database, forum: str) -> None:
    """Whoever may do more already keeps that."""
    ana = person(database)
    with database.write() as session:
        people.set_role(session, forum=forum, account=ana.id, role=Role.ADMINISTRATOR, by=None)
        link = people.invite(session, forum=forum, role=Role.REVIEWER, by=None)
        people.accept(session, link, ana.id)
    with database.read() as session:
        assert people.role_in(session, ana.id, forum) is Role.ADMINISTRATOR


def test_a_token_lets_a_program_in(database: Database, forum: str) -> None:
    """For its forum and scopes, until it runs out or is revoked; the key itself is not kept."""
    ana = person(database)
    with database.write() as session:
        people.set_role(session, forum=forum, account=ana.id, role=Role.ORGANISER, by=None)
        made, key = people.create_token(
            session, account=ana.id, name="script", forum=forum, scopes={"notes:read", "notes:write"}, days=30
        )
    with database.write() as session:
        found = people.by_token(session, key)
        assert found == made
        assert session.scalars(select(Token)).one().key_hash != key
        people.token_used(session, made.id)
    with database.read() as session:
        listed = people.tokens(session, ana.id)
    assert [(token.id, token.used_at is not None) for token in listed] == [(made.id, True)]
    with database.write() as session:
        people.revoke(session, made.id, ana.id)
    with database.read() as session:
        assert people.by_token(session, key) is None
        assert people.tokens(session, ana.id) == []


def test_a_token_reaches_no_further_than_its_owner(database: Database, forum: str) -> None:
    """A stranger to a forum gets no token for it, and only an administrator of the server one for all."""
    ana, boss = person(database), person(database, "boss@example.org", administrator=True)
    for place in (forum, None):
        with pytest.raises(people.NoSuchForum), database.write() as session:
            people.create_token(session, account=ana.id, name="x", forum=place, scopes={"review"}, days=None)
    with database.write() as session:
        people.create_token(session, account=boss.id, name="x", forum=None, scopes={"administer"}, days=None)
        with pytest.raises(people.UnknownScope):
            people.create_token(session, account=boss.id, name="x", forum=None, scopes={"everything"}, days=None)


def test_who_leaves_a_forum_takes_no_token_along(database: Database, forum: str) -> None:
    """The tokens for a forum end with the role in it; nobody else can end them."""
    ana, ben = person(database), person(database, "ben@example.org")
    with database.write() as session:
        people.set_role(session, forum=forum, account=ana.id, role=Role.ORGANISER, by=None)
        made, key = people.create_token(session, account=ana.id, name="x", forum=forum, scopes={"review"}, days=None)
    with pytest.raises(people.NoSuchToken), database.write() as session:
        people.revoke(session, made.id, ben.id)
    with database.write() as session:
        people.remove_member(session, forum=forum, account=ana.id, by=None)
    with database.read() as session:
        assert people.by_token(session, key) is None
