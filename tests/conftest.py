"""Settings for all tests."""

from hypothesis import settings

# No test may depend on how fast a machine is.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
