"""What several test folders share: real servers, real keys, and the fakes that pass the same tests as the real thing."""
