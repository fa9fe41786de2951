"""One pen: cells of a harvest changed in a copy of it, in its own format."""
