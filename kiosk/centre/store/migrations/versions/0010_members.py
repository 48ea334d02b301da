"""Members: accounts, cards, leases, passbooks."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "member_accounts",
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("suspense", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("held >= 0 AND suspense >= 0 AND spent >= 0", name=op.f("signs")),
        sa.CheckConstraint("granted = available + held + spent + suspense", name=op.f("ties")),
        sa.PrimaryKeyConstraint("member", "unit", name=op.f("pk_member_accounts")),
    )
    op.create_table(
        "member_cards",
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash16", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("live", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_member_cards")),
    )
    op.create_index(op.f("ix_member_cards_hash16"), "member_cards", ["hash16"], unique=False)
    op.create_index(op.f("ix_member_cards_member"), "member_cards", ["member"], unique=False)
    op.create_table(
        "member_evidence",
        sa.Column("evidence_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_member_evidence")),
    )
    op.create_table(
        "member_exposures",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "unit", name=op.f("pk_member_exposures")),
    )
    op.create_table(
        "member_leases",
        sa.Column("lease", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=False),
        sa.Column("hold", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("not_after", sa.BigInteger(), nullable=False),
        sa.Column("asked_seq", sa.BigInteger(), nullable=False),
        sa.Column("asked_hash", sa.LargeBinary(), nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.Text(), server_default="", nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("lease", name=op.f("pk_member_leases")),
    )
    op.create_index(op.f("ix_member_leases_device_epoch"), "member_leases", ["device", "epoch"], unique=False)
    op.create_index(op.f("ix_member_leases_state_at"), "member_leases", ["state", "at"], unique=False)
    op.create_index(op.f("ix_member_leases_member"), "member_leases", ["member"], unique=False)
    op.create_table(
        "member_lines",
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("member", "device", "epoch", "seq", "unit", name=op.f("pk_member_lines")),
    )
    op.create_table(
        "member_nonces",
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("lease", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("not_after", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_member_nonces")),
    )
    op.create_table(
        "member_phones",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("agent_hash", sa.LargeBinary(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("began_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_member_phones")),
    )
    op.create_index(op.f("ix_member_phones_member"), "member_phones", ["member"], unique=False)
    op.create_table(
        "member_guesses",
        sa.Column("guess_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("guess_id", name=op.f("pk_member_guesses")),
    )
    op.create_index(op.f("ix_member_guesses_number_at"), "member_guesses", ["number", "at"], unique=False)
    op.create_index(op.f("ix_member_guesses_address_at"), "member_guesses", ["address", "at"], unique=False)
    op.create_index(op.f("ix_member_guesses_at"), "member_guesses", ["at"], unique=False)
    op.create_table(
        "member_places",
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", "account", "epoch", name=op.f("pk_member_places")),
    )
    op.create_index(op.f("ix_member_places_member"), "member_places", ["member"], unique=False)
    op.create_table(
        "member_state",
        sa.Column("one", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_member_state")),
    )


def downgrade() -> None:
    """Takes them away again."""
    op.drop_table("member_accounts")
    op.drop_table("member_cards")
    op.drop_table("member_evidence")
    op.drop_table("member_exposures")
    op.drop_table("member_guesses")
    op.drop_table("member_leases")
    op.drop_table("member_lines")
    op.drop_table("member_nonces")
    op.drop_table("member_phones")
    op.drop_table("member_places")
    op.drop_table("member_state")
