"""How much room a device's disk has."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    for name in ("free_mb", "months_left"):
        op.add_column("devices", sa.Column(name, sa.BigInteger(), server_default="-1", nullable=False))
