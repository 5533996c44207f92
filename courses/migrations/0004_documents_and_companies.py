import courses.pricing.tax
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# What the database itself refuses: documents that change or go, and numbers that are not the next one.
# Row triggers; none on TRUNCATE, which tests use between runs. A document may be emptied after five years.
STAY = """
CREATE FUNCTION courses_documents_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND ROW(NEW.id, NEW.ref, NEW.number, NEW.series_id, NEW.number_in_series, NEW.kind, NEW.key,
                NEW.order_id, NEW.about_id, NEW.currency, NEW.vat_minor, NEW.total_minor, NEW.sha256,
                NEW.issued_by_id, NEW.issued_at)
            IS NOT DISTINCT FROM
            ROW(OLD.id, OLD.ref, OLD.number, OLD.series_id, OLD.number_in_series, OLD.kind, OLD.key,
                OLD.order_id, OLD.about_id, OLD.currency, OLD.vat_minor, OLD.total_minor, OLD.sha256,
                OLD.issued_by_id, OLD.issued_at)
        AND (NEW.snapshot = OLD.snapshot
             OR (NEW.snapshot = '{}'::jsonb AND OLD.emptied_at IS NULL
                 AND NEW.emptied_at > OLD.issued_at + interval '5 years'))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A document stays as it was written: a credit note takes it back.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER a_document_stays_as_it_was_written
    BEFORE UPDATE OR DELETE ON courses_document
    FOR EACH ROW EXECUTE FUNCTION courses_documents_stay();

CREATE FUNCTION courses_documents_take_the_next_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number_in_series IS DISTINCT FROM
        (SELECT last_number FROM courses_series WHERE name = NEW.series_id)
    THEN
        RAISE EXCEPTION 'A document has the number that its series has just given.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_document_has_the_next_number';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER a_document_has_the_next_number
    BEFORE INSERT ON courses_document
    FOR EACH ROW EXECUTE FUNCTION courses_documents_take_the_next_number();

CREATE FUNCTION courses_series_count_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.name = OLD.name AND NEW.last_number IN (OLD.last_number, OLD.last_number + 1)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A series counts up by one and never back.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER a_series_counts_up_by_one
    BEFORE UPDATE OR DELETE ON courses_series
    FOR EACH ROW EXECUTE FUNCTION courses_series_count_up();
"""

GO = """
DROP TRIGGER a_series_counts_up_by_one ON courses_series;
DROP FUNCTION courses_series_count_up();
DROP TRIGGER a_document_has_the_next_number ON courses_document;
DROP FUNCTION courses_documents_take_the_next_number();
DROP TRIGGER a_document_stays_as_it_was_written ON courses_document;
DROP FUNCTION courses_documents_stay();
"""

# Documents of before: their sums from their snapshots; a credit note is about its order's bill.
FILL = """
UPDATE courses_document SET
    number_in_series = split_part(number, '-', 3)::integer,
    currency = snapshot->>'currency',
    total_minor = (snapshot->>'total_minor')::bigint,
    vat_minor = (snapshot->>'vat_minor')::bigint;
UPDATE courses_document AS note SET about_id =
    (SELECT max(id) FROM courses_document WHERE order_id = note.order_id AND kind IN ('receipt', 'invoice'))
    WHERE kind = 'credit_note';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0003_vouchers_and_transfers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='document',
            name='documents_without_their_pdf',
        ),
        migrations.AddField(
            model_name='document',
            name='about',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='courses.document'),
        ),
        migrations.AddField(
            model_name='document',
            name='currency',
            field=models.CharField(default='', max_length=3),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='document',
            name='emptied_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='document',
            name='issued_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='document',
            name='number_in_series',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='document',
            name='pdf_sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='document',
            name='total_minor',
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='document',
            name='vat_minor',
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='order',
            name='vat_reason',
            field=models.CharField(default=courses.pricing.tax.TaxReason['RATE'], max_length=16),
        ),
        migrations.AddField(
            model_name='orderbilling',
            name='reference',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='orderbilling',
            name='vat_check',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='orderbilling',
            name='vat_checked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('emptied_at', None), ('pdf', '')), fields=['id'], name='documents_without_their_pdf'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['issued_at'], name='documents_by_time'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(models.F('series'), models.F('number_in_series'), name='a_number_of_a_series_is_given_once'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'credit_note'), _negated=True), ('about__isnull', False), _connector='OR'), name='a_credit_note_names_what_it_takes_back'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('total_minor__gte', models.F('vat_minor')), ('vat_minor__gte', 0)), name='a_document_holds_its_vat'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('vat_reason', 'rate'), models.Q(('vat_bp', 0), ('vat_minor', 0), ('vat_reason__in', ['rate', 'not-charged', 'reverse-charge', 'outside'])), _connector='OR'), name='vat_is_charged_at_a_rate_or_not_at_all'),
        ),
        migrations.AddConstraint(
            model_name='orderbilling',
            constraint=models.CheckConstraint(condition=models.Q(('vat_check__in', ['', 'format', 'pending', 'verified', 'unverified', 'unavailable'])), name='a_vat_check_has_a_known_outcome'),
        ),
        migrations.RunSQL(STAY, GO),
    ]
