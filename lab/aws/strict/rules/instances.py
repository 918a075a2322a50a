"""Rules of instances."""

import base64
import binascii

from .. import account, zones
from .rule import API, ERRORS, Rule

MODIFY = ("ModifyInstanceAttribute",)
STOPPED = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html"
USER_DATA = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html"
# Attributes that can be changed only while an instance is stopped.
WHEN_STOPPED = ("InstanceType", "UserData", "Kernel", "Ramdisk", "EbsOptimized", "EnaSupport", "SriovNetSupport")


def user_data(call):
    """User data that is not Base64, or longer than 16 KiB."""
    text = call.parameters.get("UserData")
    raw = text.get("Value") if isinstance(text, dict) else text
    if raw is None:
        return None
    try:
        length = len(raw if isinstance(raw, bytes) else base64.b64decode(raw, validate=True))
    except (binascii.Error, ValueError):
        return "Invalid BASE64 encoding of user data"
    return f"User data is limited to 16384 bytes; found {length}" if length > 16384 else None


def no_image(call):
    """An image that is not in this region and partition."""
    name = call.parameters.get("ImageId")
    return None if name in account.ec2(call).amis else f"The image id '[{name}]' does not exist"


def no_key(call):
    """A key pair that does not exist."""
    name = call.parameters.get("KeyName")
    if name is None or name in account.ec2(call).key_pairs:
        return None
    return f"The key pair '{name}' does not exist"


def cards_and_more(call):
    """Network interfaces together with parameters that belong inside them."""
    given = call.parameters
    beside = [name for name in ("SubnetId", "SecurityGroupIds", "SecurityGroups", "PrivateIpAddress") if name in given]
    if "NetworkInterfaces" in given and beside:
        return f"Network interfaces and an instance-level {beside[0]} may not be specified on the same request"
    return None


def not_offered(call):
    """An instance type that the zone of the subnet does not have."""
    given = call.parameters
    name = given.get("SubnetId") or next((it.get("SubnetId") for it in given.get("NetworkInterfaces", [])), None)
    subnet, kind = account.subnet(call, name), given.get("InstanceType", "")
    if subnet and zones.lacks(subnet.availability_zone, kind):
        return f"Your requested instance type ({kind}) is not supported in your requested Availability Zone ({subnet.availability_zone})."
    return None


def protected(call):
    """An instance that is protected from termination."""
    for name in call.parameters.get("InstanceIds", []):
        found = next((it for it in account.instances(call) if it.id == name), None)
        if found and str(found.disable_api_termination).lower() == "true":
            return f"The instance '{name}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again."
    return None


def running(call):
    """An attribute that can be changed only while the instance is stopped."""
    found = next((it for it in account.instances(call) if it.id == call.parameters.get("InstanceId")), None)
    changed = [name for name in WHEN_STOPPED if name in call.parameters]
    if found and changed and found.state != "stopped":
        return f"The instance '{found.id}' is not in the 'stopped' state, which {changed[0]} needs."
    return None


def one_attribute(call):
    """More than one attribute in one call, or none."""
    named = [name for name in call.parameters if name not in ("InstanceId", "DryRun", "Attribute", "Value")]
    count = len(named) + ("Attribute" in call.parameters)
    return None if count == 1 else f"Fields for multiple attribute types specified: {', '.join(named) or 'none'}"


# States that an instance leaves by itself, and in which it refuses the call.
BUSY = {
    "StartInstances": ("stopping", "shutting-down", "terminated"),
    "StopInstances": ("pending", "shutting-down", "terminated"),
    "RebootInstances": ("pending", "stopping", "stopped", "shutting-down", "terminated"),
}


def wrong_state(call):
    """An instance in a state from which it cannot be started, stopped or rebooted."""
    for name in call.parameters.get("InstanceIds", []):
        found = next((it for it in account.ec2(call).all_instances() if it.id == name), None)
        if found and found.state in BUSY[call.action]:
            return f"The instance '{name}' is not in a state from which it can be changed: it is {found.state}."
    return None


def not_attachable(call):
    """A volume for an instance that is neither running nor stopped."""
    found = next((it for it in account.instances(call) if it.id == call.parameters.get("InstanceId")), None)
    if found and found.state not in ("running", "stopped"):
        return f"Instance '{found.id}' is not 'running'."
    return None


RULES = [
    Rule(("RunInstances",), "InvalidParameterValue", USER_DATA, user_data),
    Rule(MODIFY, "InvalidParameterValue", USER_DATA, user_data),
    Rule(("RunInstances",), "InvalidAMIID.NotFound", ERRORS, no_image),
    Rule(("RunInstances",), "InvalidKeyPair.NotFound", ERRORS, no_key),
    Rule(("RunInstances",), "InvalidParameterCombination", API + "RunInstances.html", cards_and_more),
    Rule(
        ("RunInstances",),
        "Unsupported",
        "https://repost.aws/knowledge-center/ec2-instance-type-not-supported-az-error",
        not_offered,
    ),
    Rule(("TerminateInstances",), "OperationNotPermitted", API + "TerminateInstances.html", protected),
    Rule(MODIFY, "InvalidParameterCombination", API + "ModifyInstanceAttribute.html", one_attribute),
    Rule(MODIFY, "IncorrectInstanceState", STOPPED, running),
    Rule(tuple(BUSY), "IncorrectInstanceState", ERRORS, wrong_state),
    Rule(("AttachVolume",), "IncorrectState", ERRORS, not_attachable),
]
