"""All tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("disabled_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("forum_id", sa.String(length=32), nullable=True),
        sa.Column("note_id", sa.String(length=32), nullable=True),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_forum_id_id"), ["forum_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_note_id_id"), ["note_id", "id"], unique=False)

    op.create_table(
        "file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file")),
    )
    op.create_table(
        "forum",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum")),
    )
    op.create_table(
        "knock",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knock")),
    )
    with op.batch_alter_table("knock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knock_who_at"), ["who", "at"], unique=False)

    op.create_table(
        "worker",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("engines", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("forum_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=True),
        sa.Column("used_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_invitation_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_invitation_forum_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["used_by"], ["account.id"], name=op.f("fk_invitation_used_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_invitation_key_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_forum_id"), ["forum_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("forum_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint("role IN ('reviewer', 'organiser', 'administrator')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_membership_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_membership_forum_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "forum_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_forum_id"), ["forum_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("forum_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=False),
        sa.Column("declared", sa.String(length=2), nullable=True),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_note_created_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["document"], ["file.sha256"], name=op.f("fk_note_document")),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_note_forum_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["original"], ["file.sha256"], name=op.f("fk_note_original")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("forum_id", "idempotency_key", name=op.f("uq_note_forum_id_idempotency_key")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_created_by_created_at"), ["created_by", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_document"), ["document"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_forum_id_created_at"), ["forum_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_original"), ["original"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "token",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("forum_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=True),
        sa.Column("revoked_at", sa.Double(), nullable=True),
        sa.Column("used_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_token_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_token_forum_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_token_key_hash")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_account_id"), ["account_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("segment_id", sa.String(length=40), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_decision_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_decision_note_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decision_note_id_language_segment_id"), ["note_id", "language", "segment_id"], unique=False
        )

    op.create_table(
        "finding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("segment_id", sa.String(length=40), nullable=False),
        sa.Column("check", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_finding_note_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finding_note_id_language_segment_id"), ["note_id", "language", "segment_id"], unique=False
        )

    op.create_table(
        "job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("note_id", sa.String(length=32), nullable=False),
        sa.Column("forum_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("stage_since", sa.Double(), nullable=True),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("queued_at", sa.Double(), nullable=False),
        sa.Column("not_before", sa.Double(), nullable=False),
        sa.Column("rung_at", sa.Double(), nullable=False),
        sa.Column("claimed_at", sa.Double(), nullable=True),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.CheckConstraint("kind IN ('extract', 'translate')", name=op.f("ck_job_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'refused', 'failed', 'cancelled')", name=op.f("ck_job_state")
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_job_forum_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_job_note_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("note_id", "kind", "language", name=op.f("uq_job_note_id_kind_language")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_forum_id_claimed_at"), ["forum_id", "claimed_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_job_forum_id_state_queued_at"), ["forum_id", "state", "queued_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_job_state_ended_at"), ["state", "ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state_queued_at"), ["state", "queued_at"], unique=False)

    op.create_table(
        "segment",
        sa.Column("note_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_segment_note_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "language", "id", name=op.f("pk_segment")),
    )
    op.create_table(
        "translation",
        sa.Column("note_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("glossaries", sa.JSON(), nullable=False),
        sa.Column("rough", sa.Boolean(), nullable=False),
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("docx", sa.String(length=64), nullable=False),
        sa.Column("review", sa.String(length=64), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("blocking", sa.Integer(), nullable=False),
        sa.Column("warning", sa.Integer(), nullable=False),
        sa.Column("info", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["docx"], ["file.sha256"], name=op.f("fk_translation_docx")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_translation_note_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["public"], ["file.sha256"], name=op.f("fk_translation_public")),
        sa.ForeignKeyConstraint(["record"], ["file.sha256"], name=op.f("fk_translation_record")),
        sa.ForeignKeyConstraint(["review"], ["file.sha256"], name=op.f("fk_translation_review")),
        sa.PrimaryKeyConstraint("note_id", "language", name=op.f("pk_translation")),
    )
    with op.batch_alter_table("translation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_translation_docx"), ["docx"], unique=False)
        batch_op.create_index(batch_op.f("ix_translation_public"), ["public"], unique=False)
        batch_op.create_index(batch_op.f("ix_translation_record"), ["record"], unique=False)
        batch_op.create_index(batch_op.f("ix_translation_review"), ["review"], unique=False)

    op.create_table(
        "piece",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["content"], ["file.sha256"], name=op.f("fk_piece_content")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_piece_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "key", name=op.f("pk_piece")),
    )
    with op.batch_alter_table("piece", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_piece_content"), ["content"], unique=False)

    op.create_table(
        "stage_time",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_stage_time_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "stage", name=op.f("pk_stage_time")),
    )
    with op.batch_alter_table("stage_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_time_at"), ["at"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("stage_time", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_time_at"))

    op.drop_table("stage_time")
    with op.batch_alter_table("piece", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_piece_content"))

    op.drop_table("piece")
    with op.batch_alter_table("translation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_translation_review"))
        batch_op.drop_index(batch_op.f("ix_translation_record"))
        batch_op.drop_index(batch_op.f("ix_translation_public"))
        batch_op.drop_index(batch_op.f("ix_translation_docx"))

    op.drop_table("translation")
    op.drop_table("segment")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state_queued_at"))
        batch_op.drop_index(batch_op.f("ix_job_state_ended_at"))
        batch_op.drop_index(batch_op.f("ix_job_forum_id_state_queued_at"))
        batch_op.drop_index(batch_op.f("ix_job_forum_id_claimed_at"))

    op.drop_table("job")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_note_id_language_segment_id"))

    op.drop_table("finding")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_note_id_language_segment_id"))

    op.drop_table("decision")
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_token_account_id"))

    op.drop_table("token")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_expires_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_original"))
        batch_op.drop_index(batch_op.f("ix_note_forum_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_note_document"))
        batch_op.drop_index(batch_op.f("ix_note_created_by_created_at"))

    op.drop_table("note")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_forum_id"))

    op.drop_table("membership")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_forum_id"))

    op.drop_table("invitation")
    op.drop_table("worker")
    with op.batch_alter_table("knock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knock_who_at"))

    op.drop_table("knock")
    op.drop_table("forum")
    op.drop_table("file")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_note_id_id"))
        batch_op.drop_index(batch_op.f("ix_event_forum_id_id"))

    op.drop_table("event")
    op.drop_table("account")
