"""What the local pages share: one server, its guard, the frame of a page."""
