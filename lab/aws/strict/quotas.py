"""placeholder"""


def check(call):
    """Nothing yet."""
