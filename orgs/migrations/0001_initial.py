import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import orgs.models.keys
import orgs.models.organization
import orgs.models.outbox
import orgs.models.percent
import orgs.models.tenancy
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', orgs.models.tenancy.PublicIdField(prefix='org')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('timezone', models.CharField(default='UTC', help_text='IANA zone name.', max_length=60, verbose_name='time zone')),
                ('currency', models.CharField(default='EUR', help_text='ISO 4217 code.', max_length=3, verbose_name='currency')),
                ('locale', models.CharField(default='en', max_length=20)),
                ('tax_percent', orgs.models.percent.PercentField(decimal_places=3, default=Decimal('0'), help_text='Included in prices.', max_digits=6, validators=[django.core.validators.MinValueValidator(Decimal('0')), django.core.validators.MaxValueValidator(Decimal('100'))])),
                ('brand', models.JSONField(blank=True, default=dict, help_text='Colour, logo, website.')),
                ('retention_days', models.PositiveIntegerField(blank=True, help_text="Guests' data is kept this long after their day.", null=True)),
                ('payment_way', models.CharField(choices=orgs.models.organization.payment_ways, default='OFFLINE', max_length=20)),
                ('stripe_account', models.CharField(blank=True, help_text="acct_...; empty: the installation's own account.", max_length=60)),
                ('email', models.EmailField(blank=True, help_text='Where guests’ answers to mails go.', max_length=254)),
                ('staff_emails', models.JSONField(blank=True, default=list, help_text='Told of bookings instead of the members.')),
                ('reminder_hours', models.PositiveIntegerField(blank=True, default=24, help_text='How long before the start guests are reminded. Empty: never.', null=True, validators=[django.core.validators.MaxValueValidator(720)])),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'organization',
                'verbose_name_plural': 'organizations',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('public_id', orgs.models.tenancy.PublicIdField(prefix='usr')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_superuser', models.BooleanField(default=False, help_text='Runs this installation and sees every organization.', verbose_name='operator')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='an_email_belongs_to_one_user')],
            },
        ),
        migrations.CreateModel(
            name='IdempotentCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('caller', models.CharField(max_length=120)),
                ('route', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=200)),
                ('body_digest', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('body', models.BinaryField(default=b'')),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='idempotent_call_by_age')],
                'constraints': [models.UniqueConstraint(fields=('caller', 'route', 'key'), name='a_key_is_used_once_per_caller_and_route')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('public_id', orgs.models.tenancy.PublicIdField(prefix='ev')),
                ('kind', models.CharField(help_text='For example booking.confirmed.', max_length=60)),
                ('subject', models.CharField(help_text='Public id of what it is about.', max_length=60)),
                ('data', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization', verbose_name='organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'id'], name='event_feed'), models.Index(fields=['organization', 'subject'], name='event_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('actor', models.CharField(blank=True, help_text='Public id of user or key.', max_length=100)),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('verb', models.CharField(max_length=60, verbose_name='what was done')),
                ('subject', models.CharField(blank=True, help_text='Public id of the row.', max_length=60, verbose_name='on what')),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'indexes': [models.Index(fields=['organization', 'at'], name='audit_by_time')],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('public_id', orgs.models.tenancy.PublicIdField(prefix='key')),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=orgs.models.keys.kinds, max_length=20)),
                ('hint', models.CharField(help_text='The first characters, to recognise it.', max_length=20)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(blank=True, default=list)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization', verbose_name='organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'name'], name='api_key_by_name')],
            },
        ),
        migrations.CreateModel(
            name='MessageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('public_id', orgs.models.tenancy.PublicIdField(prefix='txt')),
                ('kind', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=10)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField(max_length=5000)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'message text',
                'verbose_name_plural': 'message texts',
                'constraints': [models.UniqueConstraint(fields=('organization', 'kind', 'language'), name='a_message_is_worded_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=orgs.models.outbox.statuses, default='WAITING', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('leased_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('public_id', orgs.models.tenancy.PublicIdField(prefix='msg')),
                ('kind', models.CharField(help_text='A name of `orgs.outbox.kinds`.', max_length=40)),
                ('audience', models.CharField(choices=orgs.models.outbox.audiences, max_length=10)),
                ('about', models.CharField(blank=True, max_length=60)),
                ('recipients', models.JSONField(default=list)),
                ('locale', models.CharField(blank=True, max_length=20)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('calendar', models.TextField(blank=True, help_text='The iCalendar part.')),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to='orgs.event')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'indexes': [models.Index(condition=models.Q(('status', 'WAITING')), fields=['due_at', 'id'], name='message_queue'), models.Index(fields=['organization', 'about'], name='message_by_subject'), models.Index(fields=['organization', 'status', 'due_at'], name='message_by_status')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['WAITING', 'SENT', 'FAILED', 'DROPPED'])), name='a_message_has_a_known_status'), models.CheckConstraint(condition=models.Q(('audience__in', ['GUEST', 'STAFF'])), name='a_message_has_a_known_audience')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('public_id', orgs.models.tenancy.PublicIdField(prefix='mem')),
                ('role', models.CharField(choices=orgs.models.organization.roles, max_length=30, verbose_name='role')),
                ('gets_mail', models.BooleanField(default=True, help_text='Told of bookings, by e-mail.')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'constraints': [models.UniqueConstraint(fields=('organization', 'user'), name='a_user_joins_an_organization_once'), models.CheckConstraint(condition=models.Q(('role__in', ['OWNER', 'ADMIN', 'STAFF', 'TRUSTED_CONTRIBUTOR', 'CONTRIBUTOR'])), name='a_member_has_a_known_role')],
            },
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('public_id', orgs.models.tenancy.PublicIdField(prefix='loc')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('line1', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('city', models.CharField(blank=True, max_length=100)),
                ('state', models.CharField(blank=True, max_length=100)),
                ('postal_code', models.CharField(blank=True, max_length=20)),
                ('country', models.CharField(blank=True, help_text='ISO 3166 code.', max_length=2)),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('timezone', models.CharField(blank=True, help_text="Empty: the organization's.", max_length=60)),
                ('opening_hours', models.JSONField(blank=True, default=list, help_text='[{"weekday": "MON", "startTime": "08:00", ...}]')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'location',
                'verbose_name_plural': 'locations',
                'indexes': [models.Index(fields=['organization', 'name'], name='location_by_name')],
            },
        ),
    ]
