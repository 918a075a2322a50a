"""A rule of AWS's that its model does not have."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """
    A rule as a row of a table. `broken` returns AWS's message, or None if the call is valid. `source` is AWS's
    documentation, or, if AWS documents nothing, who observed the behaviour.
    """

    actions: tuple[str, ...]
    code: str
    source: str
    broken: Callable


API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_"
ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_"
