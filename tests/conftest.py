"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# On a busy machine the first example pays for imports: how long an example takes says nothing of our code.
settings.register_profile("shared-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared-machine")
