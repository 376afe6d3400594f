"""The one-file verifier: a page that checks certificates by itself, with the keys and lists it was made with."""
