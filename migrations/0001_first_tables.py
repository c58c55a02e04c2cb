"""The first tables: municipalities and accounts, keys, the audit trail, persons and their cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEEP_ENTRIES_SQLITE = [
    f"CREATE TRIGGER audit_entry_no_{change} BEFORE {change} ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed or removed'); END"
    for change in ("update", "delete")
]
KEEP_ENTRIES_POSTGRESQL = [
    "CREATE FUNCTION audit_entry_keep() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit entries are never changed or removed'; END $$",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_keep()",
    "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_keep()",
]


def upgrade() -> None:
    op.create_table(
        "municipality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("slug", name=op.f("uq_municipality_slug")),
        sqlite_strict=True,
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("permissions", sa.Text(), nullable=True),
        sa.Column("update_datetime", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failure_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("identity", name=op.f("pk_sign_in_attempts")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_in_attempts_last_failure_at"), "sign_in_attempts", ["last_failure_at"], unique=False)
    op.create_table(
        "account",
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("totp_counter", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("username", sa.String(length=255), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_ip", sa.String(length=64), nullable=True),
        sa.Column("current_login_ip", sa.String(length=64), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_phone_number", sa.String(length=128), nullable=True),
        sa.Column("us_totp_secrets", sa.Text(), nullable=True),
        sa.Column("us_phone_number", sa.String(length=128), nullable=True),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("mf_recovery_codes", sa.Text(), nullable=True),
        sa.Column("create_datetime", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("update_datetime", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_account_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("fs_webauthn_user_handle", name=op.f("uq_account_fs_webauthn_user_handle")),
        sa.UniqueConstraint("us_phone_number", name=op.f("uq_account_us_phone_number")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_account_municipality_id"), "account", ["municipality_id"], unique=False)
    op.create_table(
        "data_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_data_key_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_data_key_municipality_id"), "data_key", ["municipality_id"], unique=False)
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=True),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_audit_chain_key_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_audit_chain_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint("municipality_id", name=op.f("uq_audit_chain_municipality_id")),
        sa.UniqueConstraint("name", name=op.f("uq_audit_chain_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.Text(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_person_key_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_person_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key_id", name=op.f("uq_person_key_id")),
        sa.UniqueConstraint("municipality_id", "id", name=op.f("uq_person_municipality_id_id")),
        sa.UniqueConstraint("municipality_id", "pseudonym", name=op.f("uq_person_municipality_id_pseudonym")),
        sqlite_strict=True,
    )
    op.create_table(
        "roles_users",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_roles_users_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_roles_users_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_roles_users")),
        sqlite_strict=True,
    )
    op.create_table(
        "webauthn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=True),
        sa.Column("transports", sa.Text(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column("create_datetime", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_webauthn_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webauthn")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_webauthn_credential_id"), "webauthn", ["credential_id"], unique=True)
    op.create_table(
        "audit_entry",
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("case_sequence", sa.Integer(), nullable=True),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("case_previous", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(case_id IS NULL) = (case_sequence IS NULL)", name=op.f("ck_audit_entry_case")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_audit_entry_sequence")),
        sa.ForeignKeyConstraint(["chain_id"], ["audit_chain.id"], name=op.f("fk_audit_entry_chain_id")),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_audit_entry_key_id")),
        sa.PrimaryKeyConstraint("chain_id", "sequence", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("case_id", "case_sequence", name=op.f("uq_audit_entry_case_id_case_sequence")),
        sqlite_strict=True,
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id", "person_id"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_case_file_municipality_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_case_file_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("municipality_id", "id", name=op.f("uq_case_file_municipality_id_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_case_file_person_id"), "case_file", ["person_id"], unique=False)
    op.create_table(
        "household_link",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id < other_id", name=op.f("ck_household_link_order")),
        sa.ForeignKeyConstraint(
            ["municipality_id", "other_id"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_household_link_municipality_id_other_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id", "person_id"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_household_link_municipality_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("person_id", "other_id", name=op.f("pk_household_link")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_household_link_other_id"), "household_link", ["other_id"], unique=False)
    op.create_table(
        "assessment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed_answers", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_result", sa.LargeBinary(), nullable=True),
        sa.Column("result_version", sa.Integer(), nullable=True),
        sa.Column("rulebook", sa.Text(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.Column("reference_date", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('draft', 'recorded', 'erased')", name=op.f("ck_assessment_status")),
        sa.ForeignKeyConstraint(
            ["municipality_id", "case_id"],
            ["case_file.municipality_id", "case_file.id"],
            name=op.f("fk_assessment_municipality_id_case_id"),
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_assessment_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_assessment_case_id_number")),
        sa.UniqueConstraint("municipality_id", "id", name=op.f("uq_assessment_municipality_id_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_summary",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("hard_ground", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("policy_group", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "assessment_id"],
            ["assessment.municipality_id", "assessment.id"],
            name=op.f("fk_assessment_summary_municipality_id_assessment_id"),
        ),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_assessment_summary")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_assessment_summary_municipality_id_status_updated_at"),
        "assessment_summary",
        ["municipality_id", "status", "updated_at"],
        unique=False,
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in KEEP_ENTRIES_SQLITE if on_sqlite else KEEP_ENTRIES_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:

    op.drop_index(op.f("ix_assessment_summary_municipality_id_status_updated_at"), table_name="assessment_summary")
    op.drop_table("assessment_summary")
    op.drop_table("assessment")
    op.drop_index(op.f("ix_household_link_other_id"), table_name="household_link")
    op.drop_table("household_link")
    op.drop_index(op.f("ix_case_file_person_id"), table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_webauthn_credential_id"), table_name="webauthn")
    op.drop_table("webauthn")
    op.drop_table("roles_users")
    op.drop_table("person")
    op.drop_table("audit_chain")
    op.drop_index(op.f("ix_data_key_municipality_id"), table_name="data_key")
    op.drop_table("data_key")
    op.drop_index(op.f("ix_account_municipality_id"), table_name="account")
    op.drop_table("account")
    op.drop_index(op.f("ix_sign_in_attempts_last_failure_at"), table_name="sign_in_attempts")
    op.drop_table("sign_in_attempts")
    op.drop_table("role")
    op.drop_table("municipality")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_keep()")
