"""Row triggers: the audit trail and published legal pages are only ever added to.

The triggers are on rows, none is on TRUNCATE, so that a throwaway database can still be emptied.
"""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER people_auditentry_is_append_only BEFORE UPDATE OR DELETE ON people_auditentry
FOR EACH ROW EXECUTE FUNCTION people_refuse_change();

CREATE TRIGGER people_legalpage_is_append_only BEFORE UPDATE OR DELETE ON people_legalpage
FOR EACH ROW EXECUTE FUNCTION people_refuse_change();
"""

BACKWARD = """
DROP TRIGGER people_auditentry_is_append_only ON people_auditentry;
DROP TRIGGER people_legalpage_is_append_only ON people_legalpage;
DROP FUNCTION people_refuse_change();
"""


class Migration(migrations.Migration):
    """Holds both tables to INSERT."""

    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
