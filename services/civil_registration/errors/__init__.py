"""Refusals of civil registration, by what they are about; those of every service are in `contracts.problems`."""
