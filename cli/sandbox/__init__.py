"""The sandbox: a sample country with members, systems and agreements, for everybody who tries Saphan out."""
