"""Which message goes out when, and what it says. Writes rows of the outbox and sends nothing.

`table` decides, `actions.moves.record` has the rows written in the transaction of the change,
`kinds` words them when the worker asks.
"""
