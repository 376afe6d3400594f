"""HTTP on the server's side: the protocol at the door, routes, bodies, pages, renderings and problems."""
