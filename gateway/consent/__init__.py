"""The consents that people have given: recorded, withdrawn, looked up, and asked for by exchanges that rest on one."""
