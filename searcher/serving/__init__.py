"""The doors for other programs and browsers: what they may ask is `calls.CALLS`, and all of it only reads."""
