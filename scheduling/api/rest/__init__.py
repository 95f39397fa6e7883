"""The `rest` cells of the supply: calendars, tours, events, resources, availability."""
