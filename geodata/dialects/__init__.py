"""One file an API family."""
