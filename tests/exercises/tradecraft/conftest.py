"""How properties are tried here."""

from hypothesis import HealthCheck, settings

# A busy machine must not fail a property, and everybody must see the same examples.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")
