"""Every table of the first version; logs can only grow."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# What is once written here is never changed and never deleted, whoever asks.
LOGS = ("document", "clause", "fact", "fact_decision", "office_act", "verdict", "event", "delivery_attempt")
REFUSE = """
CREATE FUNCTION duban_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$
"""


def keep_logs() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(REFUSE)
    for log in LOGS:
        for verb in ("UPDATE", "DELETE"):
            refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {log}'); END"
            if postgres:
                refuse = "FOR EACH ROW EXECUTE FUNCTION duban_append_only()"
            op.execute(f"CREATE TRIGGER {log}_no_{verb.lower()} BEFORE {verb} ON {log} {refuse}")


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("attrs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", "since", name=op.f("pk_agency")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_jurisdiction_name"), ["jurisdiction", "name"], unique=False)

    op.create_table(
        "alias",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "agency", "name", name=op.f("pk_alias")),
    )
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alias_jurisdiction_name"), ["jurisdiction", "name"], unique=False)

    op.create_table(
        "calendar_day",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "document",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("doc_number", sa.String(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Integer(), nullable=True),
        sa.Column("script", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "sha256", name=op.f("pk_document")),
    )
    op.create_table(
        "event",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "position", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_jurisdiction_subject"), ["jurisdiction", "subject"], unique=False)

    op.create_table(
        "event_head",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", name=op.f("pk_event_head")),
    )
    op.create_table(
        "fact",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("member", sa.String(), nullable=True),
        sa.Column("to", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=True),
        sa.Column("retracted", sa.Integer(), nullable=True),
        sa.Column("attrs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fact")),
        sa.UniqueConstraint("jurisdiction", "id", name=op.f("uq_fact_jurisdiction_id")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_fact_jurisdiction_agency_kind"), ["jurisdiction", "agency", "kind"], unique=False
        )

    op.create_table(
        "jurisdiction",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", name=op.f("pk_jurisdiction")),
    )
    op.create_table(
        "ladder",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("rungs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "sha256", name=op.f("pk_ladder")),
    )
    op.create_table(
        "letter",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("mime", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "message_id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_letter_jurisdiction_recipient_slot"), ["jurisdiction", "recipient", "slot"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_letter_jurisdiction_stage_next_try_at"),
            ["jurisdiction", "stage", "next_try_at"],
            unique=False,
        )

    op.create_table(
        "membership",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("set", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("jurisdiction", "set", "member", "since", name=op.f("pk_membership")),
    )
    op.create_table(
        "pack",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_on", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "sha256", name=op.f("pk_pack")),
        sa.UniqueConstraint("jurisdiction", "name", "version", name=op.f("uq_pack_jurisdiction_name_version")),
    )
    op.create_table(
        "person",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("attrs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", "since", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_jurisdiction_agency"), ["jurisdiction", "agency"], unique=False)

    op.create_table(
        "setting",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "name", name=op.f("pk_setting")),
    )
    op.create_table(
        "tick_slot",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "job", "slot", name=op.f("pk_tick_slot")),
    )
    with op.batch_alter_table("tick_slot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tick_slot_jurisdiction_job_at"), ["jurisdiction", "job", "at"], unique=False
        )

    op.create_table(
        "clause",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("heading", sa.String(), nullable=True),
        sa.Column("charge", sa.Text(), nullable=False),
        sa.Column("is_task", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "document"],
            ["document.jurisdiction", "document.sha256"],
            name=op.f("fk_clause_jurisdiction_document"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "document", "position", name=op.f("pk_clause")),
    )
    op.create_table(
        "delivery_attempt",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "message_id"],
            ["letter.jurisdiction", "letter.message_id"],
            name=op.f("fk_delivery_attempt_jurisdiction_message_id"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_delivery_attempt")),
    )
    with op.batch_alter_table("delivery_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delivery_attempt_jurisdiction_message_id"), ["jurisdiction", "message_id"], unique=False
        )

    op.create_table(
        "fact_decision",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "fact"], ["fact.jurisdiction", "fact.id"], name=op.f("fk_fact_decision_jurisdiction_fact")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fact_decision")),
    )
    with op.batch_alter_table("fact_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_decision_jurisdiction_fact"), ["jurisdiction", "fact"], unique=False)

    op.create_table(
        "obligation",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("pack_sha256", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("bearer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("window_first", sa.Integer(), nullable=False),
        sa.Column("window_last", sa.Integer(), nullable=False),
        sa.Column("window_label", sa.String(), nullable=False),
        sa.Column("safe", sa.Integer(), nullable=False),
        sa.Column("hard", sa.Integer(), nullable=True),
        sa.Column("grace_end", sa.Integer(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("due_because", sa.String(), nullable=True),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("original", sa.Integer(), nullable=True),
        sa.Column("readings", sa.Text(), nullable=False),
        sa.Column("ladder", sa.String(), nullable=True),
        sa.Column("next_look", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "ladder"],
            ["ladder.jurisdiction", "ladder.sha256"],
            name=op.f("fk_obligation_jurisdiction_ladder"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_obligation")),
    )
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_obligation_jurisdiction_bearer_safe"), ["jurisdiction", "bearer", "safe"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_obligation_jurisdiction_next_look_key"), ["jurisdiction", "next_look", "key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_obligation_jurisdiction_rule_bearer"), ["jurisdiction", "rule", "bearer"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_obligation_jurisdiction_standing_safe"), ["jurisdiction", "standing", "safe"], unique=False
        )

    op.create_table(
        "notice",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("due_on", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Integer(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("cc", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("said_on", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "obligation"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_notice_jurisdiction_obligation"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_jurisdiction_obligation"), ["jurisdiction", "obligation"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_notice_jurisdiction_state_due_on"), ["jurisdiction", "state", "due_on"], unique=False
        )

    op.create_table(
        "office_act",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("of", sa.String(), nullable=True),
        sa.Column("to", sa.String(), nullable=True),
        sa.Column("member", sa.String(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("doc", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "obligation"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_office_act_jurisdiction_obligation"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_office_act")),
    )
    with op.batch_alter_table("office_act", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_office_act_jurisdiction_obligation"), ["jurisdiction", "obligation"], unique=False
        )

    op.create_table(
        "tally",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.Column("truth", sa.String(), nullable=False),
        sa.Column("style", sa.String(), nullable=False),
        sa.Column("applicable", sa.Boolean(), nullable=False),
        sa.Column("reached_on", sa.Integer(), nullable=True),
        sa.Column("proved_on", sa.Integer(), nullable=True),
        sa.Column("possible_on", sa.Integer(), nullable=True),
        sa.Column("broken_on", sa.Integer(), nullable=True),
        sa.Column("next_change", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "obligation"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_tally_jurisdiction_obligation"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "obligation", name=op.f("pk_tally")),
    )
    op.create_table(
        "task",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("left", sa.String(), nullable=True),
        sa.Column("assigned_on", sa.Integer(), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=True),
        sa.Column("inspected_on", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "obligation"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_task_jurisdiction_obligation"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "key", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_task_jurisdiction_agency_state"), ["jurisdiction", "agency", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_task_jurisdiction_obligation"), ["jurisdiction", "obligation"], unique=False
        )

    op.create_table(
        "verdict",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("known_at", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("next_look", sa.Integer(), nullable=True),
        sa.Column("behind", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "obligation"],
            ["obligation.jurisdiction", "obligation.key"],
            name=op.f("fk_verdict_jurisdiction_obligation"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "obligation", "number", name=op.f("pk_verdict")),
    )
    op.create_table(
        "letter_notice",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "message_id"],
            ["letter.jurisdiction", "letter.message_id"],
            name=op.f("fk_letter_notice_jurisdiction_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction", "notice"],
            ["notice.jurisdiction", "notice.key"],
            name=op.f("fk_letter_notice_jurisdiction_notice"),
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "notice", "recipient", name=op.f("pk_letter_notice")),
    )
    with op.batch_alter_table("letter_notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_letter_notice_jurisdiction_message_id"), ["jurisdiction", "message_id"], unique=False
        )

    keep_logs()


def downgrade() -> None:
    with op.batch_alter_table("letter_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_notice_jurisdiction_message_id"))

    op.drop_table("letter_notice")
    op.drop_table("verdict")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_jurisdiction_obligation"))
        batch_op.drop_index(batch_op.f("ix_task_jurisdiction_agency_state"))

    op.drop_table("task")
    op.drop_table("tally")
    with op.batch_alter_table("office_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_act_jurisdiction_obligation"))

    op.drop_table("office_act")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_jurisdiction_state_due_on"))
        batch_op.drop_index(batch_op.f("ix_notice_jurisdiction_obligation"))

    op.drop_table("notice")
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_obligation_jurisdiction_standing_safe"))
        batch_op.drop_index(batch_op.f("ix_obligation_jurisdiction_rule_bearer"))
        batch_op.drop_index(batch_op.f("ix_obligation_jurisdiction_next_look_key"))
        batch_op.drop_index(batch_op.f("ix_obligation_jurisdiction_bearer_safe"))

    op.drop_table("obligation")
    with op.batch_alter_table("fact_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fact_decision_jurisdiction_fact"))

    op.drop_table("fact_decision")
    with op.batch_alter_table("delivery_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_attempt_jurisdiction_message_id"))

    op.drop_table("delivery_attempt")
    op.drop_table("clause")
    with op.batch_alter_table("tick_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tick_slot_jurisdiction_job_at"))

    op.drop_table("tick_slot")
    op.drop_table("setting")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_jurisdiction_agency"))

    op.drop_table("person")
    op.drop_table("pack")
    op.drop_table("membership")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_jurisdiction_stage_next_try_at"))
        batch_op.drop_index(batch_op.f("ix_letter_jurisdiction_recipient_slot"))

    op.drop_table("letter")
    op.drop_table("ladder")
    op.drop_table("jurisdiction")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fact_jurisdiction_agency_kind"))

    op.drop_table("fact")
    op.drop_table("event_head")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_jurisdiction_subject"))

    op.drop_table("event")
    op.drop_table("document")
    op.drop_table("calendar_day")
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alias_jurisdiction_name"))

    op.drop_table("alias")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_jurisdiction_name"))

    op.drop_table("agency")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION duban_append_only()")
