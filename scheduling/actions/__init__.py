"""The only writers of the supply: calendars, resources, offerings with their rates and rules.

One module a noun. Each verb is one transaction that ends with a row of the audit trail; nothing is
destroyed that a booking could refer to. References to other rows are public ids, and an id of
another organization is treated as one that does not exist. Faults point at the fields by the names
they have here; a door translates them into its own.
"""
