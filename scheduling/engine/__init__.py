"""The availability engine. Pure: no Django, no clock, no database, no environment.

`types` holds the vocabulary, `recurrence` turns rules into starts (`rrules` reads recurrence
text, `repeats` follows it), `spans` is interval arithmetic, `assignment` chooses resources, `slots`
judges starts: by an `index` of the supply, a plan's `staffing` from it, and a `desk` that weighs
them, with `reasons`. `scheduling.availability` and `scheduling.capacity` both ask `slots`, so that
what is offered is what is accepted.
"""
