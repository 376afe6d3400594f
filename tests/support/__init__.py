"""What several test folders share: real servers, real keys, and fakes that pass the same tests as the real thing."""
