"""The directory: members, systems, services and agreements; what the data plane may do, at one version."""
