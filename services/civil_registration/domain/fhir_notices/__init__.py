"""Notices of births and deaths in FHIR (OpenCRVS v1 bundles), read by tables into the facts of our forms. No I/O."""
