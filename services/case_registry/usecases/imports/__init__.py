"""Importing the cases of earlier systems, by the machinery of `chassis.imports`: all rows or none, unless asked."""
