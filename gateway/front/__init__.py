"""The front page, the API pages and the pages of refusals: what a browser sees of the gateway."""
