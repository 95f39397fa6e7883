"""What a worker has done before its first round; processes that are forked later share it."""

import django
from django.utils.module_loading import import_string

django.setup()
import_string("tests.orgs.outbox.post.KIND")
import_string("tests.orgs.outbox.dying.work")
