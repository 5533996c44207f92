import courseplatform.kit.clock
import courseplatform.kit.references
import courses.enrolment.models
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
        ('courses', '0004_disputes_and_examinations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', courseplatform.kit.references.RefField()),
                ('state', models.CharField(default=courses.enrolment.models.ClaimState['OPEN'], max_length=10)),
                ('serial', models.PositiveSmallIntegerField(default=1)),
                ('sent_to', models.EmailField(blank=True, max_length=254)),
                ('sent_at', models.DateTimeField(null=True)),
                ('told', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('settled_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CompanyManager',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('added_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='CompanyOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paying', models.CharField(max_length=8)),
                ('on_invoice', models.CharField(blank=True, max_length=8)),
                ('change_until_at', models.DateTimeField()),
                ('tells_presence', models.BooleanField(default=False)),
                ('press', models.CharField(max_length=26, null=True, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='CompanyTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_invoice', models.CharField(blank=True, max_length=8)),
                ('due_days', models.PositiveSmallIntegerField(null=True)),
                ('change_hours', models.PositiveSmallIntegerField(null=True)),
                ('tells_presence', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name_plural': 'company terms',
            },
        ),
        migrations.CreateModel(
            name='ProviderCustomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', courseplatform.kit.references.RefField()),
                ('provider', models.CharField(default='stripe', max_length=20)),
                ('state', models.CharField(default='wanted', max_length=8)),
                ('parameters', models.JSONField(blank=True, default=dict)),
                ('customer_id', models.CharField(blank=True, max_length=255)),
                ('number_given', models.BooleanField(default=False)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('created_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='ProviderInvoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', courseplatform.kit.references.RefField()),
                ('provider', models.CharField(default='stripe', max_length=20)),
                ('state', models.CharField(default='wanted', max_length=14)),
                ('parameters', models.JSONField(blank=True, default=dict)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('credited_minor', models.BigIntegerField(default=0)),
                ('paid_minor', models.BigIntegerField(default=0)),
                ('invoice_id', models.CharField(blank=True, max_length=255)),
                ('url', models.TextField(blank=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('looked_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('settled_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='cancellation',
            name='a_cancellation_costs_nothing',
        ),
        migrations.RemoveIndex(
            model_name='document',
            name='documents_without_their_pdf',
        ),
        migrations.AddField(
            model_name='cancellation',
            name='waived_minor',
            field=models.BigIntegerField(default=0),
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
            model_name='cancellation',
            constraint=models.CheckConstraint(condition=models.Q(('refund_minor__gte', 0), ('waived_minor__gte', 0)), name='a_cancellation_costs_nothing'),
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
        migrations.AddField(
            model_name='claim',
            name='enrolment',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim', to='courses.enrolment'),
        ),
        migrations.AddField(
            model_name='claim',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='claim',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='courses.place'),
        ),
        migrations.AddField(
            model_name='companymanager',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='managers', to='courses.order'),
        ),
        migrations.AddField(
            model_name='companyorder',
            name='order',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='company', to='courses.order'),
        ),
        migrations.AddField(
            model_name='companyterms',
            name='session',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='company_terms', to='courses.session'),
        ),
        migrations.AddField(
            model_name='providercustomer',
            name='order',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='provider_customer', to='courses.order'),
        ),
        migrations.AddField(
            model_name='providerinvoice',
            name='document',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='provider_invoice', to='courses.document'),
        ),
        migrations.AddField(
            model_name='providerinvoice',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provider_invoices', to='courses.order'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(models.F('place'), models.F('id'), name='claims_of_a_place'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', True), ('settled_at__isnull', True), ('state', 'open')), models.Q(('person__isnull', False), ('settled_at__isnull', False), ('state', 'used')), models.Q(('person__isnull', True), ('settled_at__isnull', False), ('state', 'withdrawn')), _connector='OR'), name='a_claim_is_open_used_by_a_person_or_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(models.F('place'), condition=models.Q(('state', 'open')), name='a_place_has_one_open_claim'),
        ),
        migrations.AddIndex(
            model_name='companymanager',
            index=models.Index(models.F('email'), name='orders_a_colleague_looks_after'),
        ),
        migrations.AddConstraint(
            model_name='companymanager',
            constraint=models.UniqueConstraint(models.F('order'), models.F('email'), name='a_colleague_is_added_once'),
        ),
        migrations.AddConstraint(
            model_name='companymanager',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), _negated=True), name='a_colleague_has_an_address'),
        ),
        migrations.AddConstraint(
            model_name='companyorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('on_invoice__in', ['hold', 'confirm']), ('paying', 'invoice')), models.Q(('on_invoice', ''), ('paying__in', ['card', 'settled'])), _connector='OR'), name='only_an_invoice_holds_or_confirms_places'),
        ),
        migrations.AddConstraint(
            model_name='companyterms',
            constraint=models.CheckConstraint(condition=models.Q(('on_invoice__in', ['', 'off', 'hold', 'confirm'])), name='company_terms_know_what_becomes_of_unpaid_places'),
        ),
        migrations.AddIndex(
            model_name='providercustomer',
            index=models.Index(condition=models.Q(('state', 'wanted')), fields=['next_try_at'], name='customers_to_register'),
        ),
        migrations.AddIndex(
            model_name='providercustomer',
            index=models.Index(fields=['customer_id'], name='customer_at_its_provider'),
        ),
        migrations.AddConstraint(
            model_name='providercustomer',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['wanted', 'known', 'refused'])), name='a_provider_customer_has_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='providercustomer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'known'), _negated=True), models.Q(('customer_id', ''), _negated=True), _connector='OR'), name='a_known_customer_has_its_id'),
        ),
        migrations.AddIndex(
            model_name='providerinvoice',
            index=models.Index(condition=models.Q(('state__in', ['wanted', 'open'])), fields=['next_try_at'], name='live_invoices_by_next_try'),
        ),
        migrations.AddConstraint(
            model_name='providerinvoice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['wanted', 'open', 'paid', 'void', 'uncollectible', 'refused'])), name='a_provider_invoice_has_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='providerinvoice',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('credited_minor__gte', 0), ('paid_minor__gte', 0), ('credited_minor__lte', models.F('amount_minor'))), name='a_provider_invoice_is_for_money'),
        ),
        migrations.AddConstraint(
            model_name='providerinvoice',
            constraint=models.UniqueConstraint(condition=models.Q(('invoice_id', ''), _negated=True), fields=('provider', 'invoice_id'), name='one_row_for_each_invoice_at_a_provider'),
        ),
        migrations.RunSQL(STAY, GO),
    ]
