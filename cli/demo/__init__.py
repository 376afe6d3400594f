"""The demo: outside systems tell the story of the bridge through its real HTTP port."""
