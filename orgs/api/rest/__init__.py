"""The `rest` cells of the ground floor: signing in, organizations, members, places."""
