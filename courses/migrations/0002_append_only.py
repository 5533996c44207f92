"""What the database itself refuses: changed or deleted ledger entries, and foreign currencies.

Row triggers on UPDATE and DELETE; none on TRUNCATE, which tests use between runs.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION courses_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: write a further entry instead.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER the_ledger_is_append_only
    BEFORE UPDATE OR DELETE ON courses_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION courses_ledger_is_append_only();

CREATE FUNCTION courses_ledger_keeps_the_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind <> 'fee' AND NEW.currency IS DISTINCT FROM
        (SELECT currency FROM courses_order WHERE id = NEW.order_id)
    THEN
        RAISE EXCEPTION 'An entry is in the currency of its order.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'an_entry_is_in_the_currency_of_its_order';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER an_entry_is_in_the_currency_of_its_order
    BEFORE INSERT ON courses_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION courses_ledger_keeps_the_currency();

-- Numbers of orders need not be gapless, so no order waits for another one's number.
CREATE SEQUENCE courses_order_number AS bigint;
"""

BACKWARDS = """
DROP SEQUENCE courses_order_number;
DROP TRIGGER an_entry_is_in_the_currency_of_its_order ON courses_ledgerentry;
DROP FUNCTION courses_ledger_keeps_the_currency();
DROP TRIGGER the_ledger_is_append_only ON courses_ledgerentry;
DROP FUNCTION courses_ledger_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
