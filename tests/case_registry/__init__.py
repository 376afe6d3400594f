"""The case registry: its rules, its database, and its operations as the gateway calls them."""
