"""Sending out what was written down: claimed, worked out, sent, tried again.

A worker leases a handful of dispatches, sends them one by one outside of any transaction, and
writes down what came of each. Nothing is lost: what a dead worker had in hand is due again when
its lease runs out. Nothing is doubled but by such a death between sending and writing it down.
"""
