"""Runs the example from its folder: `python docs/examples/hmcts-adapter map …`, and then `post …`."""

from hmcts_adapter.command import main

main()
