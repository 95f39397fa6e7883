"""Writes the one initial migration of each app anew, as there is one until 1.0 (design.md).

    make migrations

Django would add indexes and constraints one by one, and put together anew all models in reach after
each: most of the time an empty database took to be migrated. Here they come with their tables.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter

from tests.sources import ROOT

LABELS = ("orgs", "scheduling", "bookings", "submissions")


def renew() -> None:
    """All apps at once, for they refer to each other. What Python the old ones ran comes last."""
    ran = {label: _python(label) for label in LABELS}
    for label in LABELS:
        for path in (ROOT / label / "migrations").glob("0*.py"):
            path.unlink()
    _forget()
    call_command("makemigrations", *LABELS, skip_checks=True, verbosity=0)
    _forget()
    for migration in MigrationLoader(None).disk_migrations.values():
        label = migration.app_label
        if label in LABELS:
            migration.operations = [*folded(migration.operations), *ran[label]]
            writer = MigrationWriter(migration, include_header=False)
            Path(writer.path).write_text(writer.as_string(), encoding="utf-8")


def folded(operations: list[Operation]) -> list[Operation]:
    """The same with the indexes and constraints of a model beside its fields, if it has them all
    from the beginning."""
    later = {one.model_name_lower for one in operations if isinstance(one, AddField)}
    made = {
        one.name_lower: one
        for one in operations
        if isinstance(one, CreateModel) and one.name_lower not in later
    }
    return [one for one in operations if not _folds(one, made)]


def _folds(one: Operation, made: dict[str, CreateModel]) -> bool:
    """Whether it went into the making of its model."""
    if not isinstance(one, AddIndex | AddConstraint) or one.model_name_lower not in made:
        return False
    options = made[one.model_name_lower].options
    if isinstance(one, AddIndex):
        options.setdefault("indexes", []).append(one.index)
    else:
        options.setdefault("constraints", []).append(one.constraint)
    return True


def _python(label: str) -> list[Operation]:
    """What the app's migrations run beside making tables."""
    found = MigrationLoader(None).disk_migrations
    ours = [one for key, one in sorted(found.items()) if key[0] == label]
    return [each for one in ours for each in one.operations if isinstance(each, RunPython)]


def _forget() -> None:
    """The migrations that were read: their files have changed."""
    for name in [name for name in sys.modules if ".migrations." in name]:
        del sys.modules[name]


if __name__ == "__main__":
    os.environ |= {"DEBUG": "1", "DATABASE_URL": "sqlite://:memory:"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    renew()
