"""Rules of attaching and detaching volumes, and of snapshots."""

from .. import account
from .rule import API, ERRORS, Rule
from .volumes import volume

LIMITS = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-limits.html"
DEVICES = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-attaching-volume.html"
# Attachments of an instance of the Nitro system: volumes, network interfaces and instance store volumes together.
MOST_ATTACHMENTS = 28


def instance(call):
    """The instance of a call, or None: moto then says that it does not exist."""
    return next((it for it in account.instances(call) if it.id == call.parameters.get("InstanceId")), None)


def elsewhere(call):
    """A volume in another zone than the instance."""
    found = volume(call)
    target = instance(call)
    if found and target and found.availability_zone != target.availability_zone:
        return f"The volume '{found.id}' is not in the same availability zone as instance '{target.id}'"
    return None


def not_available(call):
    """A volume that is still being created."""
    found = volume(call)
    return f"{found.id} is not 'available'." if found and found.status == "creating" else None


def name_taken(call):
    """A device name that another volume of the instance has."""
    target, name = instance(call), call.parameters.get("Device")
    mapping = target.block_device_mapping.get(name) if target else None
    holder = account.ec2(call).volumes.get(mapping.volume_id) if mapping else None
    if holder and holder.attachment:
        return f"Invalid value '{name}' for unixDevice. Attachment point {name} is already in use"
    return None


def too_many(call):
    """More attachments than an instance can have."""
    target = instance(call)
    if target and len(target.block_device_mapping) + len(target.nics) >= MOST_ATTACHMENTS:
        return f"The maximum number of attachments of {target.id} has been reached"
    return None


def not_attached(call):
    """A volume that is not attached, or that is being detached."""
    found = volume(call)
    if found and not found.attachment:
        return f"Volume '{found.id}' is in the 'available' state."
    if found and getattr(found.attachment, "leaves", False):
        return f"Volume '{found.id}' is being detached."
    return None


def attached_elsewhere(call):
    """A volume that another instance has."""
    found, wanted = volume(call), call.parameters.get("InstanceId")
    if found and found.attachment and wanted and found.attachment.instance.id != wanted:
        return f"Volume '{found.id}' is not attached to '{wanted}'."
    return None


def snapshot(call):
    """The snapshot of a call, or None."""
    return account.ec2(call).snapshots.get(call.parameters.get("SnapshotId"))


def incomplete(call):
    """A snapshot that is not complete."""
    found = snapshot(call)
    return f"{found.id} is in state '{found.status}'." if found and found.status != "completed" else None


def smaller(call):
    """A volume that is smaller than its snapshot."""
    found, given = snapshot(call), call.parameters
    if found and given.get("Size", found.volume_size) < found.volume_size:
        return f"The specified size is smaller than snapshot '{found.id}' ({found.volume_size} GiB)"
    return None


RULES = [
    Rule(("AttachVolume",), "IncorrectState", ERRORS, not_available),
    Rule(("AttachVolume",), "InvalidVolume.ZoneMismatch", ERRORS, elsewhere),
    Rule(("AttachVolume",), "InvalidParameterValue", DEVICES, name_taken),
    Rule(("AttachVolume",), "AttachmentLimitExceeded", LIMITS, too_many),
    Rule(("DetachVolume",), "IncorrectState", ERRORS, not_attached),
    Rule(("DetachVolume",), "InvalidAttachment.NotFound", ERRORS, attached_elsewhere),
    Rule(("CreateVolume",), "IncorrectState", ERRORS, incomplete),
    Rule(("CreateVolume",), "InvalidParameterValue", API + "CreateVolume.html", smaller),
]
