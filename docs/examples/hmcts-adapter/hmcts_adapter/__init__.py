"""Brings cases of HMCTS Common Platform (England and Wales) into the case registry: an example of a foreign system."""
