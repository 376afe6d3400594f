"""HTTP on the server's side: the HTTP/1.1 protocol, routes, bodies, pages, renderings and problems."""
