"""Refusals of the case registry, one module for each aspect; those of every service are in `contracts.problems`."""
