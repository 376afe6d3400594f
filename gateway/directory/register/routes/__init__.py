"""The operations of the register over HTTP: parse, call one verb, render."""

from gateway.directory.register.routes import changes, code_lists, entries, reference

ROUTERS = (changes.IN_TURN, changes.ROUTER, entries.ROUTER, reference.ROUTER, code_lists.ROUTER)
