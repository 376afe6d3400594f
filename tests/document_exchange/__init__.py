"""The document exchange: its rules, its two stores, and its operations as the gateway calls them."""
