"""The file of a task: feedback, evidence and what it serves, petitions, remarks, tidings, and keys of operations."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "task"], ["task.jurisdiction", "task.key"], name=op.f("fk_feedback_jurisdiction_task")
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_jurisdiction_obligation"), "feedback", ["jurisdiction", "obligation"])
    op.create_index(op.f("ix_feedback_jurisdiction_task"), "feedback", ["jurisdiction", "task"])
    op.create_table(
        "evidence",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("media", sa.String(), nullable=True),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_jurisdiction_agency_on"), "evidence", ["jurisdiction", "agency", "on"])
    op.create_index(op.f("ix_evidence_jurisdiction_sha256"), "evidence", ["jurisdiction", "sha256"])
    op.create_table(
        "exhibit",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("feedback", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "evidence"],
            ["evidence.jurisdiction", "evidence.key"],
            name=op.f("fk_exhibit_jurisdiction_evidence"),
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "task"], ["task.jurisdiction", "task.key"], name=op.f("fk_exhibit_jurisdiction_task")
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "evidence", "task", name=op.f("pk_exhibit")),
    )
    op.create_index(op.f("ix_exhibit_jurisdiction_task"), "exhibit", ["jurisdiction", "task"])
    op.create_table(
        "petition",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(), nullable=True),
        sa.Column("doc", sa.String(), nullable=True),
        sa.Column("against", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("answer_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("granted_to", sa.String(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_doc", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_role", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "task"], ["task.jurisdiction", "task.key"], name=op.f("fk_petition_jurisdiction_task")
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_petition")),
    )
    op.create_index(op.f("ix_petition_jurisdiction_obligation"), "petition", ["jurisdiction", "obligation"])
    op.create_index(op.f("ix_petition_jurisdiction_state_asked_on"), "petition", ["jurisdiction", "state", "asked_on"])
    op.create_table(
        "remark",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.String(), nullable=True),
        sa.Column("answer_by", sa.Integer(), nullable=True),
        sa.Column("answered_on", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "obligation"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_remark_jurisdiction_obligation"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_remark")),
    )
    op.create_index(
        op.f("ix_remark_jurisdiction_answered_on_answer_by"), "remark", ["jurisdiction", "answered_on", "answer_by"]
    )
    op.create_index(op.f("ix_remark_jurisdiction_obligation"), "remark", ["jurisdiction", "obligation"])
    op.create_table(
        "tiding",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "task"], ["task.jurisdiction", "task.key"], name=op.f("fk_tiding_jurisdiction_task")
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_tiding")),
    )
    op.create_index(op.f("ix_tiding_jurisdiction_letter_on"), "tiding", ["jurisdiction", "letter", "on"])
    op.create_index(op.f("ix_tiding_jurisdiction_task"), "tiding", ["jurisdiction", "task"])
    op.create_table(
        "operation",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_operation")),
    )
    op.create_index(op.f("ix_operation_jurisdiction_at"), "operation", ["jurisdiction", "at"])
    keep_evidence()


def keep_evidence() -> None:
    """What was once shown is never changed and never deleted, whoever asks."""
    for verb in ("UPDATE", "DELETE"):
        refuse = "BEGIN SELECT RAISE(ABORT, 'append-only: evidence'); END"
        if op.get_bind().dialect.name == "postgresql":
            refuse = "FOR EACH ROW EXECUTE FUNCTION duban_append_only()"
        op.execute(f"CREATE TRIGGER evidence_no_{verb.lower()} BEFORE {verb} ON evidence {refuse}")


def downgrade() -> None:
    for name in ("tiding", "operation", "remark", "petition", "exhibit", "evidence", "feedback"):
        op.drop_table(name)
