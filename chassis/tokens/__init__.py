"""Signed tokens and the keys that sign them, behind one JOSE library."""
