"""Consents of people: offices record, withdraw and list them; exchanges under consent check that one is in force."""
