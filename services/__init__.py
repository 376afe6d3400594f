"""The four shared services behind the gateway. They never import each other: they meet in schemas and events."""
