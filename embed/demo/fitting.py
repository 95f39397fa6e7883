"""Whether a database was made by this version of the code.

Until the first release each app has one initial migration, which is written anew when a model
changes: a database that has the old one is not brought along.
"""

from django.apps import apps
from django.db import connection


def fits() -> bool:
    """Whether each table is there with the very columns that its model has."""
    with connection.cursor() as cursor:
        look = connection.introspection
        there = set(look.table_names(cursor))
        for meta in (model._meta for model in apps.get_models()):
            if meta.proxy or not meta.managed:
                continue
            if meta.db_table not in there:
                return False
            found = {one.name for one in look.get_table_description(cursor, meta.db_table)}
            if found != {field.column for field in meta.local_concrete_fields}:
                return False
    return True
