"""Taking the rows of a test that committed away again; Django's own way takes ten times as long."""

from functools import cache

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

# Made with the tables, the same for every test.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}


def empty_tables(_case: TransactionTestCase) -> None:
    """Delete all rows. Foreign keys are judged at the end, so the order does not matter.

    Django empties every table, filled or not, and writes content types and permissions anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_which_are_filled())
        filled = [row[0] for row in cursor.fetchall()]
        with transaction.atomic():
            for table in filled:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@cache
def _which_are_filled() -> str:
    """One query that names each table with a row."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    name = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name(table)})"
        for table in tables
        if table not in KEPT
    )
