"""The console: readings of what was taken in, comments on findings, accounts, sessions, the access log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "day_figures",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "device", "day", "name", name=op.f("pk_day_figures")),
    )
    op.create_index(
        op.f("ix_day_figures_name_day_station_id_value"),
        "day_figures",
        ["name", "day", "station_id", "value"],
        unique=False,
    )
    op.create_table(
        "month_figures",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "device", "month", "name", name=op.f("pk_month_figures")),
    )
    op.create_index(
        op.f("ix_month_figures_name_month_station_id_value"),
        "month_figures",
        ["name", "month", "station_id", "value"],
        unique=False,
    )
    op.create_table(
        "standing",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "device", "name", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_name"), "standing", ["name"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "device", "epoch", "seq", "what", name=op.f("pk_mentions")),
    )
    op.create_index(op.f("ix_mentions_text_at"), "mentions", ["text", "at"], unique=False)
    op.create_table(
        "mirrored",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "device", name=op.f("pk_mirrored")),
    )
    op.create_table(
        "follower",
        sa.Column("one", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_follower")),
    )
    op.create_table(
        "finding_notes",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "kind", "subject", "note_id", name=op.f("pk_finding_notes")),
    )
    op.create_table(
        "accounts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_accounts")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agent_hash", sa.LargeBinary(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("began_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_name"), "sessions", ["name"], unique=False)
    op.create_table(
        "misses",
        sa.Column("miss_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("miss_id", name=op.f("pk_misses")),
    )
    op.create_index(op.f("ix_misses_at"), "misses", ["at"], unique=False)
    op.create_table(
        "accesses",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_accesses")),
    )


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("accesses")
    op.drop_table("misses")
    op.drop_table("sessions")
    op.drop_table("accounts")
    op.drop_table("finding_notes")
    op.drop_table("follower")
    op.drop_table("mirrored")
    op.drop_table("mentions")
    op.drop_table("standing")
    op.drop_table("month_figures")
    op.drop_table("day_figures")
