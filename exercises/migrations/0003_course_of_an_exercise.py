"""Working rules, clocks, extensions that end, scores with a history, and what goes with them.

Rows from before get the plain rules, which are what held for them.
"""

import courseplatform.kit.clock
import courseplatform.kit.references
import django.db.models.deletion
import exercises.cohorts.rules
import exercises.grades.fold
from django.conf import settings
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What was unsaid before, said: who has begun, how late, and that one extension stands at a time.
FILL = """
UPDATE exercises_allotment SET begun_at = first.at
FROM (SELECT allotment_id, min(started_at) AS at FROM exercises_attempt GROUP BY 1) AS first
WHERE first.allotment_id = exercises_allotment.id;
UPDATE exercises_attempt SET late_days = 1 + greatest(0, coalesce(
    floor(extract(epoch FROM handed_in_at - a.due_at) / 86400), 0))
FROM exercises_allotment a WHERE a.id = allotment_id AND late;
UPDATE exercises_extension SET state = 'replaced', ended_at = granted_at
WHERE id NOT IN (SELECT max(id) FROM exercises_extension GROUP BY allotment_id);
"""
KEPT = """
CREATE TRIGGER exercises_keycorrection_keeps_its_key
BEFORE UPDATE OF data, schema, sha256, task_id, number, why, made_by_id OR DELETE
ON exercises_keycorrection FOR EACH ROW EXECUTE FUNCTION exercises_refuse_change();
CREATE TRIGGER exercises_workingrules_are_kept BEFORE UPDATE OR DELETE ON exercises_workingrules
FOR EACH ROW EXECUTE FUNCTION exercises_refuse_change();
"""


def write_plain_rules(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write the rules that held before there were any, as the first row."""
    apps.get_model("exercises", "WorkingRules").objects.create(pk=1)


class Migration(migrations.Migration):

    dependencies = [
        ('exercises', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Accommodation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.PositiveSmallIntegerField(default=100)),
                ('extra_minutes', models.PositiveSmallIntegerField(default=0)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(default='granted', max_length=10)),
                ('granted_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ClassNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', courseplatform.kit.references.RefField()),
                ('asked', models.TextField()),
                ('answer', models.TextField()),
                ('published_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-published_at'],
            },
        ),
        migrations.CreateModel(
            name='CohortLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=26, unique=True)),
                ('subject', models.CharField(max_length=150)),
                ('text', models.TextField()),
                ('shown', models.CharField(help_text='the list it was written from', max_length=12)),
                ('written_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='CohortLetterReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name='KeyCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('data', models.JSONField()),
                ('schema', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('why', models.CharField(max_length=300)),
                ('state', models.CharField(default='proposed', max_length=10)),
                ('made_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('in_force_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='LateAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.JSONField()),
                ('schema', models.PositiveSmallIntegerField()),
                ('sentence', models.TextField(blank=True)),
                ('typed_at', models.DateTimeField(null=True)),
                ('state', models.CharField(default='sent', max_length=10)),
                ('sent_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', courseplatform.kit.references.RefField()),
                ('attempt_number', models.PositiveSmallIntegerField(default=0)),
                ('paragraph', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(default='open', max_length=10)),
                ('asked_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('turned_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='QuestionPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_staff', models.BooleanField(default=False)),
                ('text', models.TextField()),
                ('at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('erased_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Rescoring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', courseplatform.kit.references.RefField()),
                ('state', models.CharField(default='listing', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('tell', models.BooleanField(default=True)),
                ('begun_at', models.DateTimeField(default=courseplatform.kit.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RescoringLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before_c', models.IntegerField()),
                ('after_c', models.IntegerField()),
                ('out_of_c', models.PositiveIntegerField()),
                ('differs', models.BooleanField(help_text='points or remarks')),
                ('state', models.CharField(default='listed', max_length=10)),
                ('why', models.CharField(blank=True, max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name='WorkingRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts', models.PositiveSmallIntegerField(default=1)),
                ('counts', models.CharField(default=exercises.cohorts.rules.AttemptRule['BEST'], max_length=10)),
                ('gap_minutes', models.PositiveIntegerField(default=0)),
                ('feedback_between', models.BooleanField(default=True)),
                ('copy_offered', models.BooleanField(default=False)),
                ('minutes', models.PositiveSmallIntegerField(default=0)),
                ('late', models.CharField(default=exercises.cohorts.rules.LateRule['FREE'], max_length=10)),
                ('late_percent', models.PositiveSmallIntegerField(default=0)),
                ('late_most', models.PositiveSmallIntegerField(default=0)),
                ('late_answers', models.BooleanField(default=False)),
                ('scores', models.CharField(default=exercises.cohorts.rules.ScoresFrom['HAND_IN'], max_length=10)),
                ('remarks', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name_plural': 'working rules',
            },
        ),
        migrations.RunPython(write_plain_rules, migrations.RunPython.noop),
        migrations.RunSQL(
            "SELECT setval(pg_get_serial_sequence('exercises_workingrules', 'id'), 1)",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(
            model_name='extension',
            name='an_extension_is_due_before_it_closes',
        ),
        migrations.RemoveConstraint(
            model_name='gradeevent',
            name='a_grade_event_is_of_a_known_kind',
        ),
        migrations.AddField(
            model_name='allotment',
            name='begun_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='allotment',
            name='changes',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='allotment',
            name='seen_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='assignment',
            name='answers_released_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='assignment',
            name='answers_released_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assignment',
            name='scores_released_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='assignment',
            name='scores_released_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attempt',
            name='by_clock',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='attempt',
            name='late_days',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='attempt',
            name='minutes',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='attempt',
            name='time_up_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='extension',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='extension',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='extension',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extension',
            name='state',
            field=models.CharField(default='granted', max_length=10),
        ),
        migrations.AddField(
            model_name='gradeevent',
            name='less_percent',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='score',
            name='key',
            field=models.PositiveSmallIntegerField(default=0, help_text='number of the corrected key'),
        ),
        migrations.AddField(
            model_name='score',
            name='number',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='score',
            name='replaced_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='extension',
            name='due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='gradeevent',
            name='task',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.task'),
        ),
        migrations.AlterField(
            model_name='score',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='exercises.response'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(models.F('time_up_at'), condition=models.Q(('state', 'open')), name='attempts_by_clock'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('late', True), ('late_days__gte', 1)), models.Q(('late', False), ('late_days', 0)), _connector='OR'), name='a_late_attempt_is_late_by_days'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by_clock', False), ('minutes', 0), ('time_up_at__isnull', True)), models.Q(('minutes__gte', 1), ('time_up_at__isnull', False)), _connector='OR'), name='an_attempt_with_a_clock_has_its_end'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(models.F('allotment'), condition=models.Q(('state', 'granted')), name='one_extension_of_an_allotment_stands_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__isnull', True), ('due_at__isnull', True), ('closes_at__gte', models.F('due_at')), _connector='OR'), name='an_extension_is_due_before_it_closes'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__isnull', False), ('closes_at__isnull', False), ('attempts__gt', 0), _connector='OR'), name='an_extension_gives_something'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'granted')), models.Q(('ended_at__isnull', False), ('state__in', ['replaced', 'revoked'])), _connector='OR'), name='an_extension_stands_or_ended_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='gradeevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['scored', 'released', 'regraded', 'rescored', 'excused', 'late'])), name='a_grade_event_is_of_a_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='gradeevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', exercises.grades.fold.GradeKind['LATE']), ('out_of_c', 0), ('task__isnull', True), ('less_percent__lte', 100)), models.Q(models.Q(('kind', exercises.grades.fold.GradeKind['LATE']), _negated=True), ('less_percent', 0), ('task__isnull', False)), _connector='OR'), name='a_grade_event_is_about_a_task_or_about_a_late_attempt'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(models.F('response'), models.F('number'), name='scores_of_a_response_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(models.F('response'), condition=models.Q(('replaced_at', None)), name='one_score_of_a_response_holds_at_a_time'),
        ),
        migrations.AddField(
            model_name='accommodation',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accommodation',
            name='granted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accommodation',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accommodations', to='exercises.member'),
        ),
        migrations.AddField(
            model_name='classnote',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='exercises.assignment'),
        ),
        migrations.AddField(
            model_name='classnote',
            name='published_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='classnote',
            name='task',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.task'),
        ),
        migrations.AddField(
            model_name='cohortletter',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='exercises.assignment'),
        ),
        migrations.AddField(
            model_name='cohortletter',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cohortletterreader',
            name='letter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readers', to='exercises.cohortletter'),
        ),
        migrations.AddField(
            model_name='cohortletterreader',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.member'),
        ),
        migrations.AddField(
            model_name='keycorrection',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='keycorrection',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='exercises.task'),
        ),
        migrations.AddField(
            model_name='lateanswer',
            name='became',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.attempt'),
        ),
        migrations.AddField(
            model_name='lateanswer',
            name='decided_by_person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lateanswer',
            name='response',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='late', to='exercises.response'),
        ),
        migrations.AddField(
            model_name='question',
            name='allotment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='exercises.allotment'),
        ),
        migrations.AddField(
            model_name='question',
            name='task',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.task'),
        ),
        migrations.AddField(
            model_name='classnote',
            name='question',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='class_note', to='exercises.question'),
        ),
        migrations.AddField(
            model_name='questionpost',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='questionpost',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='exercises.question'),
        ),
        migrations.AddField(
            model_name='rescoring',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rescorings', to='exercises.assignment'),
        ),
        migrations.AddField(
            model_name='rescoring',
            name='begun_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rescoring',
            name='correction',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rescorings', to='exercises.keycorrection'),
        ),
        migrations.AddField(
            model_name='rescoring',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rescoring',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.task'),
        ),
        migrations.AddField(
            model_name='rescoringline',
            name='rescoring',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='exercises.rescoring'),
        ),
        migrations.AddField(
            model_name='rescoringline',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.response'),
        ),
        migrations.AddField(
            model_name='rescoringline',
            name='score',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.score'),
        ),
        migrations.AddConstraint(
            model_name='workingrules',
            constraint=models.UniqueConstraint(models.F('attempts'), models.F('counts'), models.F('gap_minutes'), models.F('feedback_between'), models.F('copy_offered'), models.F('minutes'), models.F('late'), models.F('late_percent'), models.F('late_most'), models.F('late_answers'), models.F('scores'), models.F('remarks'), name='a_set_of_working_rules_is_written_once'),
        ),
        migrations.AddConstraint(
            model_name='workingrules',
            constraint=models.CheckConstraint(condition=models.Q(('attempts__gte', 1), ('attempts__lte', 20)), name='working_rules_give_one_attempt_or_more'),
        ),
        migrations.AddConstraint(
            model_name='workingrules',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('late', 'less'), ('late_most__lte', 100), ('late_percent__gte', 1)), models.Q(models.Q(('late', 'less'), _negated=True), ('late_most', 0), ('late_percent', 0)), _connector='OR'), name='late_work_costs_something_only_where_the_rule_says_so'),
        ),
        migrations.AddConstraint(
            model_name='workingrules',
            constraint=models.CheckConstraint(condition=models.Q(('counts__in', ['last', 'best', 'mean']), ('late__in', ['refused', 'less', 'free']), ('scores__in', ['hand-in', 'due', 'close', 'by-hand'])), name='working_rules_are_of_known_kinds'),
        ),
        migrations.AddField(
            model_name='allotment',
            name='rules',
            field=models.ForeignKey(default=1, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.workingrules'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='assignment',
            name='rules',
            field=models.ForeignKey(default=1, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.workingrules'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answers_released_at__isnull', True), ('answers_released_by__isnull', True)), models.Q(('answers_released_at__isnull', False), ('answers_released_by__isnull', False)), _connector='OR'), name='model_answers_are_shown_by_somebody_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='accommodation',
            constraint=models.UniqueConstraint(models.F('member'), condition=models.Q(('state', 'granted')), name='one_accommodation_of_a_member_stands_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='accommodation',
            constraint=models.CheckConstraint(condition=models.Q(('percent__gte', 100), ('percent__lte', 400), models.Q(('percent__gt', 100), ('extra_minutes__gt', 0), _connector='OR')), name='an_accommodation_gives_time'),
        ),
        migrations.AddConstraint(
            model_name='accommodation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'granted')), models.Q(('ended_at__isnull', False), ('state__in', ['replaced', 'revoked'])), _connector='OR'), name='an_accommodation_stands_or_ended_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='cohortletterreader',
            constraint=models.UniqueConstraint(models.F('letter'), models.F('member'), name='a_letter_is_for_a_member_once'),
        ),
        migrations.AddConstraint(
            model_name='cohortletterreader',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['written', 'stopped', 'no-address', 'moved-on'])), name='what_became_of_a_letter_is_known'),
        ),
        migrations.AddConstraint(
            model_name='keycorrection',
            constraint=models.UniqueConstraint(models.F('task'), models.F('number'), name='corrections_of_a_key_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='keycorrection',
            constraint=models.UniqueConstraint(models.F('task'), condition=models.Q(('state', 'in_force')), name='one_corrected_key_of_a_task_is_in_force'),
        ),
        migrations.AddConstraint(
            model_name='keycorrection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('in_force_at__isnull', False), ('state__in', ['in_force', 'replaced'])), models.Q(('in_force_at__isnull', True), ('state__in', ['proposed', 'dropped'])), _connector='OR'), name='a_corrected_key_was_in_force_or_never'),
        ),
        migrations.AddIndex(
            model_name='lateanswer',
            index=models.Index(models.F('sent_at'), condition=models.Q(('state', 'sent')), name='late_answers_to_decide'),
        ),
        migrations.AddConstraint(
            model_name='lateanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('became__isnull', True), ('decided_at__isnull', True), ('state', 'sent')), models.Q(('became__isnull', True), ('decided_at__isnull', False), ('state', 'declined')), models.Q(('became__isnull', False), ('decided_at__isnull', False), ('state', 'taken')), _connector='OR'), name='a_late_answer_waits_or_was_decided_on'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(models.F('turned_at'), condition=models.Q(('state', 'open')), name='questions_to_answer'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['open', 'answered'])), models.Q(('closed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='a_question_is_open_answered_or_closed_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='rescoring',
            index=models.Index(models.F('id'), condition=models.Q(('state__in', ['listing', 'running'])), name='rescorings_to_work_on'),
        ),
        migrations.AddConstraint(
            model_name='rescoring',
            constraint=models.UniqueConstraint(models.F('assignment'), models.F('task'), condition=models.Q(('state__in', ['listing', 'listed', 'running'])), name='a_task_of_a_class_is_rescored_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='rescoring',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('state__in', ['listing', 'listed', 'dropped'])), models.Q(('decided_at__isnull', False), ('done_at__isnull', True), ('state', 'running')), models.Q(('decided_at__isnull', False), ('done_at__isnull', False), ('state', 'done')), _connector='OR'), name='a_rescoring_runs_once_it_is_decided'),
        ),
        migrations.AddIndex(
            model_name='rescoringline',
            index=models.Index(models.F('rescoring'), models.F('id'), condition=models.Q(('state', 'listed')), name='rescoring_lines_to_apply'),
        ),
        migrations.AddConstraint(
            model_name='rescoringline',
            constraint=models.UniqueConstraint(models.F('rescoring'), models.F('response'), name='an_answer_is_once_in_a_rescoring'),
        ),
        migrations.AddConstraint(
            model_name='rescoringline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['listed', 'applied']), ('why', '')), models.Q(('state', 'skipped'), ('why__in', ['by-hand', 'changed', 'unscored', 'erased'])), _connector='OR'), name='a_line_is_skipped_for_a_known_reason'),
        ),
        migrations.RunSQL(
            KEPT,
            "DROP TRIGGER exercises_workingrules_are_kept ON exercises_workingrules;"
            "DROP TRIGGER exercises_keycorrection_keeps_its_key ON exercises_keycorrection;",
        ),
    ]
