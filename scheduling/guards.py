"""The database's own guards of capacity (design.md section 3, invariants 1 and 2).

They do not ask the time: `scheduling.capacity` labels lapsed rows (`released_at`) before it
takes, so here every unreleased row counts. PostgreSQL has an exclusion constraint for resources
of one unit and a locking trigger for seats; SQLite has triggers for both.

SQLite loses triggers when Django rebuilds a table: a migration that alters claims, allocations
or occurrences must run `install` again as its last operation.
"""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SEATS = "live claims exceed the seats of the run"
UNITS = "the resource is taken at that time"

POSTGRESQL = f"""
ALTER TABLE scheduling_allocation
    DROP CONSTRAINT IF EXISTS a_single_resource_is_in_one_place;
ALTER TABLE scheduling_allocation ADD CONSTRAINT a_single_resource_is_in_one_place
    EXCLUDE USING gist (
        int8range(resource_id, resource_id, '[]') WITH &&,
        tstzrange(starts_at, ends_at, '[)') WITH &&
    ) WHERE (exclusive AND released_at IS NULL);

CREATE OR REPLACE FUNCTION slotwright_guard_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    room integer;
    taken bigint;
BEGIN
    SELECT seats INTO room FROM scheduling_occurrence
        WHERE id = NEW.occurrence_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(seats), 0) INTO taken FROM scheduling_claim
        WHERE occurrence_id = NEW.occurrence_id AND released_at IS NULL AND id <> NEW.id;
    IF taken + NEW.seats > room THEN
        RAISE EXCEPTION '{SEATS}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS guard_seats ON scheduling_claim;
CREATE TRIGGER guard_seats BEFORE INSERT OR UPDATE OF seats, occurrence_id, released_at
    ON scheduling_claim FOR EACH ROW WHEN (NEW.released_at IS NULL)
    EXECUTE FUNCTION slotwright_guard_seats();
"""

POSTGRESQL_AWAY = """
DROP TRIGGER IF EXISTS guard_seats ON scheduling_claim;
DROP FUNCTION IF EXISTS slotwright_guard_seats();
ALTER TABLE scheduling_allocation
    DROP CONSTRAINT IF EXISTS a_single_resource_is_in_one_place;
"""


def _sqlite(name: str, units_event: str, seats_event: str) -> list[str]:
    """The two triggers for one kind of write."""
    return [
        f"""CREATE TRIGGER guard_units_{name} BEFORE {units_event} ON scheduling_allocation
        WHEN NEW.exclusive AND NEW.released_at IS NULL
        BEGIN
            SELECT RAISE(ABORT, '{UNITS}') WHERE EXISTS (
                SELECT 1 FROM scheduling_allocation AS other
                WHERE other.resource_id = NEW.resource_id AND other.exclusive
                  AND other.released_at IS NULL AND other.id IS NOT NEW.id
                  AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
            );
        END""",
        f"""CREATE TRIGGER guard_seats_{name} BEFORE {seats_event} ON scheduling_claim
        WHEN NEW.released_at IS NULL
        BEGIN
            SELECT RAISE(ABORT, '{SEATS}') WHERE NEW.seats + (
                SELECT coalesce(sum(other.seats), 0) FROM scheduling_claim AS other
                WHERE other.occurrence_id = NEW.occurrence_id
                  AND other.released_at IS NULL AND other.id IS NOT NEW.id
            ) > (SELECT seats FROM scheduling_occurrence WHERE id = NEW.occurrence_id);
        END""",
    ]


SQLITE = [
    *_sqlite("insert", "INSERT", "INSERT"),
    *_sqlite(
        "update",
        "UPDATE OF resource_id, exclusive, starts_at, ends_at, released_at",
        "UPDATE OF seats, occurrence_id, released_at",
    ),
]


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Adds the guards, in place of any that are there."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    remove(apps, schema_editor)
    for trigger in SQLITE:
        schema_editor.execute(trigger)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes the guards away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_AWAY)
        return
    for name in ("units_insert", "seats_insert", "units_update", "seats_update"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS guard_{name}")
