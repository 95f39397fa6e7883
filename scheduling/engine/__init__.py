"""The availability engine. Pure: no Django, no clock, no database, no environment.

`types` holds the vocabulary, `recurrence` turns rules into starts, `spans` is interval
arithmetic, `assignment` chooses resources, `slots` judges starts. `scheduling.availability`
and `scheduling.capacity` both ask `slots`, so that what is offered is what is accepted.
"""
