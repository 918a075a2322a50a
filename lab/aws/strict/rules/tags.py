"""Rules of tags."""

from .rule import Rule

SOURCE = "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"
TAGGED = (
    "AddTags CreateDhcpOptions CreateInternetGateway CreateKeyPair CreateListener CreateLoadBalancer CreateNatGateway "
    "CreateNetworkInterface CreateRouteTable CreateSecurityGroup CreateSnapshot CreateSubnet CreateTags "
    "CreateSubnetCidrReservation CreateTargetGroup CreateVolume CreateVpc ImportKeyPair RunInstances AllocateAddress AuthorizeSecurityGroupIngress "
    "AuthorizeSecurityGroupEgress"
).split()


def lists(call):
    """The lists of tags of a call, one for each resource."""
    given = call.parameters
    yield given.get("Tags", [])
    for specification in given.get("TagSpecifications", []):
        yield specification.get("Tags", [])


def reserved(call):
    """A key that begins with `aws:`, which AWS reserves."""
    for tag in (tag for tags in lists(call) for tag in tags):
        if tag.get("Key", "").lower().startswith("aws:"):
            return "Tag keys starting with 'aws:' are reserved for internal use"
    return None


def lengths(call):
    """A key with 0 or more than 128 characters, or a value with more than 256."""
    for tag in (tag for tags in lists(call) for tag in tags):
        if not 1 <= len(tag.get("Key", "")) <= 128:
            return f"Tag key has to have 1 to 128 characters: '{tag.get('Key', '')}'"
        if len(tag.get("Value", "")) > 256:
            return f"Tag value of '{tag['Key']}' exceeds the maximum length of 256 characters"
    return None


def twice(call):
    """A key that occurs twice on one resource."""
    for tags in lists(call):
        keys = [tag.get("Key") for tag in tags]
        if len(keys) != len(set(keys)):
            return f"Duplicate tag key specified: {next(key for key in keys if keys.count(key) > 1)}"
    return None


def too_many(call):
    """More than 50 tags on one resource."""
    count = max((len(tags) for tags in lists(call)), default=0)
    return f"Tag limit of 50 exceeded: {count}" if count > 50 else None


RULES = [
    Rule(tuple(TAGGED), "InvalidParameterValue", SOURCE, reserved),
    Rule(tuple(TAGGED), "InvalidParameterValue", SOURCE, lengths),
    Rule(tuple(TAGGED), "InvalidParameterValue", SOURCE, twice),
    Rule(tuple(TAGGED), "TagLimitExceeded", SOURCE, too_many),
]
