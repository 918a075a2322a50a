"""The rules that only AWS's documentation has, as a table with a source in each row."""

from ..refusal import Refusal
from . import addresses, attachments, balancers, groups, instances, networks, tags, volumes

RULES = [*networks.RULES, *addresses.RULES, *groups.RULES, *instances.RULES, *volumes.RULES, *attachments.RULES, *balancers.RULES, *tags.RULES]


def check(call):
    """Raises Refusal, with the rule's error code, for the first rule that a call breaks."""
    for rule in RULES:
        if call.action in rule.actions:
            message = rule.broken(call)
            if message:
                raise Refusal(rule.code, message)
