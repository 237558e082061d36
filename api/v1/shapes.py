"""What the API answers and takes, as it stands in the OpenAPI document. Times are ISO 8601 in UTC."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.progress import percent_of, percent_of_note, stage_of_note
from document.languages import Language
from document.states import JobKind, JobState, NoteState, Role
from store.history import Event
from store.notes import NoteRecord, Stand, TranslationRecord
from store.people import SCOPES, Account, ForumRecord, Member, TokenRecord

Percent = Annotated[int, Field(ge=0, le=100)]
Identifier = Annotated[str, Field(pattern="^[0-9a-f]{32}$", examples=["0f4c3a5be1f24d7f9f6b8f3f0c2d1e5a"])]


def moment(seconds: float) -> datetime:
    """Turn seconds since 1970 into a time with its zone."""
    return datetime.fromtimestamp(seconds, UTC)


class Shape(BaseModel):
    """What all answers have in common: nothing is changed once it is made."""

    model_config = ConfigDict(frozen=True)


# --- Notes -----------------------------------------------------------------------------------------------------------


class StandShape(Shape):
    """How far the reading of a note is, or its way into one language; ``code`` and ``reason`` tell a bad end."""

    state: JobState
    stage: str | None = Field(description="extract, terminology, translate, check or rebuild")
    percent: Percent
    code: str | None
    reason: str | None

    @classmethod
    def of(cls, stand: Stand) -> Self:
        """Show a stand."""
        return cls(
            state=stand.state, stage=stand.stage, percent=percent_of(stand), code=stand.code, reason=stand.reason
        )


class LanguageShape(StandShape):
    """A note's way into one language, and once it is done what came of it and where to fetch it."""

    language: Language
    version: int | None = None
    engine: str | None = None
    rough_draft: bool | None = Field(default=None, description="a translation to be understood, not to be printed")
    summary: Mapping[str, Any] | None = Field(
        default=None, description="segments, words, terms_found, terms_in_place, findings by severity, seconds"
    )
    links: Mapping[str, str] = Field(default_factory=dict, description="addresses of json, docx and review")

    @classmethod
    def made(cls, note: NoteRecord, stand: Stand) -> Self:
        """Show the way of a note into the language of a stand."""
        shown = cls(language=Language(stand.language), **StandShape.of(stand).model_dump())
        record = next((one for one in note.translations if one.language == stand.language), None)
        return shown.model_copy(update=_result(note, record)) if record else shown


def _result(note: NoteRecord, record: TranslationRecord) -> dict[str, Any]:
    address = f"/api/v1/notes/{note.id}/translations/{record.language}"
    return {
        "version": record.version,
        "engine": record.engine,
        "rough_draft": record.rough,
        "summary": record.summary,
        "links": {"json": address, "docx": f"{address}.docx", "review": f"{address}.review.docx"},
    }


class NoteShape(Shape):
    """A note: its state as a whole, its reading, and its languages.

    ``partial`` says that some languages are done and others failed or were cancelled. ``language`` and ``pages`` are
    known once it has been read.
    """

    id: Identifier
    forum: Identifier
    name: str
    size: int = Field(description="bytes of the original", ge=0)
    created_at: datetime
    state: NoteState
    percent: Percent
    stage: str | None
    language: str | None
    pages: int | None
    targets: list[Language]
    reading: StandShape
    languages: list[LanguageShape]

    @classmethod
    def of(cls, note: NoteRecord) -> Self:
        """Show a note."""
        return cls(
            id=note.id,
            forum=note.forum,
            name=note.name,
            size=note.size,
            created_at=moment(note.created_at),
            state=note.state,
            percent=percent_of_note(note),
            stage=stage_of_note(note),
            language=note.language,
            pages=note.pages,
            targets=[Language(target) for target in note.targets],
            reading=StandShape.of(note.reading),
            languages=[LanguageShape.made(note, stand) for stand in note.stands if stand.kind is JobKind.TRANSLATE],
        )


class NotesShape(Shape):
    """A page of a forum's notes, the youngest first; ``next`` goes into ``before`` to get the page behind it."""

    notes: list[NoteShape]
    next: float | None


class RefusedShape(Shape):
    """A file of an upload that was not taken, and why."""

    name: str
    code: str
    detail: str


class UploadShape(Shape):
    """What became of an upload: ``id`` is its first note. Nothing of what was refused is kept."""

    id: Identifier
    notes: list[NoteShape]
    refused: list[RefusedShape]


class EventShape(Shape):
    """Something that happened to a note."""

    id: int
    at: datetime
    kind: str
    account: str | None = Field(description="who did it; null when a machine did")
    data: Mapping[str, Any]

    @classmethod
    def of(cls, event: Event) -> Self:
        """Show an event."""
        return cls(id=event.id, at=moment(event.at), kind=event.kind, account=event.account_id, data=event.data)


class HistoryShape(Shape):
    """What happened to a note, oldest first."""

    events: list[EventShape]


# --- Forums and people -----------------------------------------------------------------------------------------------

Name = Annotated[str, Field(min_length=1, max_length=200)]


class ForumShape(Shape):
    """A forum, and what who asks is in it. ``targets``: the languages that its notes go into unless told else."""

    id: Identifier
    name: str
    targets: list[Language]
    role: Role

    @classmethod
    def of(cls, forum: ForumRecord, role: Role) -> Self:
        """Show a forum to somebody with this role."""
        return cls(id=forum.id, name=forum.name, targets=[Language(one) for one in forum.targets], role=role)


class ForumsShape(Shape):
    """The forums of who asks."""

    forums: list[ForumShape]


class NewForum(Shape):
    """A forum to be made."""

    name: Name
    targets: Annotated[list[Language], Field(min_length=1, max_length=3)]


class AccountShape(Shape):
    """A person."""

    id: Identifier
    name: str
    email: str

    @classmethod
    def of(cls, account: Account) -> Self:
        """Show an account."""
        return cls(id=account.id, name=account.name, email=account.email)


class MeShape(AccountShape):
    """Who asks. ``csrf`` is the word that a browser's changing requests carry in ``X-CSRF-Token``; tokens have none."""

    administrator: bool
    csrf: str | None


class MemberShape(Shape):
    """A person with their role in a forum."""

    account: AccountShape
    role: Role

    @classmethod
    def of(cls, member: Member) -> Self:
        """Show a member."""
        return cls(account=AccountShape.of(member.account), role=member.role)


class MembersShape(Shape):
    """The people of a forum."""

    members: list[MemberShape]


class NewRole(Shape):
    """What a person is to be in a forum."""

    role: Role


class NewInvitation(Shape):
    """An invitation to be made: what whoever opens its link becomes, and for how many days it can be used."""

    role: Role
    days: Annotated[float, Field(gt=0, le=90)] = 14.0


class InvitationShape(Shape):
    """The link of an invitation, shown this once. It works once."""

    link: str
    role: Role


class NewToken(Shape):
    """A token to be made: for one forum (or, of a server's administrator, for all), for what its scopes say."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    forum: Identifier | None = None
    scopes: Annotated[
        list[str], Field(min_length=1, max_length=4, json_schema_extra={"items": {"enum": sorted(SCOPES)}})
    ]
    days: Annotated[float, Field(gt=0, le=3660)] | None = Field(default=None, description="null: until it is revoked")


class TokenShape(Shape):
    """A token, without its key."""

    id: Identifier
    name: str
    forum: str | None
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None

    @classmethod
    def of(cls, token: TokenRecord) -> Self:
        """Show a token."""
        return cls(
            id=token.id,
            name=token.name,
            forum=token.forum,
            scopes=sorted(token.scopes),
            created_at=moment(token.created_at),
            expires_at=None if token.expires_at is None else moment(token.expires_at),
            used_at=None if token.used_at is None else moment(token.used_at),
        )


class TokensShape(Shape):
    """The valid tokens of who asks."""

    tokens: list[TokenShape]


class NewTokenShape(Shape):
    """A token that was just made, with its key, which is shown this once."""

    token: TokenShape
    key: str
