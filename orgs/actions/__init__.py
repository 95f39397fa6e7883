"""Everything that changes the ground floor, split by noun: `locations.archive(...)`."""
