"""Row triggers: what students have worked on stays as it was, and grades are only ever added.

A frozen edition or version refuses every change to itself and to its parts; grade events refuse
every change. The triggers are on rows, none is on TRUNCATE, so that a throwaway database can still
be emptied.
"""

from __future__ import annotations

from django.db import migrations

FROZEN = """
CREATE FUNCTION exercises_refuse_change_of_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL THEN
        RAISE EXCEPTION '% % is frozen and cannot be changed', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION exercises_refuse_change_in_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
    frozen timestamptz;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        EXECUTE format('SELECT ($1).%I', TG_ARGV[1]) INTO owner USING OLD;
        EXECUTE format('SELECT frozen_at FROM %I WHERE id = $1', TG_ARGV[0])
            INTO frozen USING owner;
    END IF;
    IF frozen IS NULL AND TG_OP <> 'DELETE' THEN
        EXECUTE format('SELECT ($1).%I', TG_ARGV[1]) INTO owner USING NEW;
        EXECUTE format('SELECT frozen_at FROM %I WHERE id = $1', TG_ARGV[0])
            INTO frozen USING owner;
    END IF;
    IF frozen IS NOT NULL THEN
        RAISE EXCEPTION '% % is frozen and cannot be changed', TG_ARGV[0], owner
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
"""

APPEND_ONLY = """
CREATE FUNCTION exercises_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER exercises_gradeevent_is_append_only BEFORE UPDATE OR DELETE ON exercises_gradeevent
FOR EACH ROW EXECUTE FUNCTION exercises_refuse_change();
"""

FROZEN_WHOLES = ("exercises_caseedition", "exercises_exerciseversion")
FROZEN_PARTS = (
    ("exercises_casesource", "exercises_caseedition", "edition_id"),
    ("exercises_paragraph", "exercises_caseedition", "edition_id"),
    ("exercises_task", "exercises_exerciseversion", "version_id"),
)


def _frozen_triggers() -> str:
    wholes = [
        f"CREATE TRIGGER {table}_stays_frozen BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION exercises_refuse_change_of_frozen();"
        for table in FROZEN_WHOLES
    ]
    parts = [
        f"CREATE TRIGGER {table}_stays_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION exercises_refuse_change_in_frozen('{whole}', '{column}');"
        for table, whole, column in FROZEN_PARTS
    ]
    return "\n".join([*wholes, *parts])


class Migration(migrations.Migration):
    dependencies = [("exercises", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FROZEN + APPEND_ONLY + _frozen_triggers(),
            "DROP FUNCTION exercises_refuse_change_of_frozen() CASCADE;"
            "DROP FUNCTION exercises_refuse_change_in_frozen() CASCADE;"
            "DROP FUNCTION exercises_refuse_change() CASCADE;",
        ),
    ]
