"""Doors of the embed: each reads an address or form, asks the core, and shows the answer."""
