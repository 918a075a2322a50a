"""Rules of volumes. A modification takes time, and the next one is possible six hours later."""

import time

from .. import account
from ..conditions import CONDITIONS, MODIFICATION_SECONDS
from .rule import API, ERRORS, Rule

GUIDE = "https://docs.aws.amazon.com/ebs/latest/userguide/"
BETWEEN_SECONDS = 6 * 3600
# GiB of each type: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
SIZES = {"gp2": (1, 16384), "gp3": (1, 16384), "io1": (4, 16384), "io2": (4, 65536), "st1": (125, 16384), "sc1": (125, 16384)}


def volume(call):
    """The volume of a call, or None."""
    return account.ec2(call).volumes.get(call.parameters.get("VolumeId"))


def size(call):
    """A size that the type does not have."""
    given = call.parameters
    found = volume(call)
    kind = given.get("VolumeType") or (found.volume_type if found else "gp2")
    least, most = SIZES.get(kind, (1, 65536))
    if "Size" in given and not least <= given["Size"] <= most:
        return f"Volume of {given['Size']}GiB is invalid for {kind}: it must be between {least} and {most} GiB."
    return None


def shrinks(call):
    """A volume that would become smaller."""
    found = volume(call)
    if found and call.parameters.get("Size", found.size) < found.size:
        return f"New size cannot be smaller than existing size ({found.size} GiB)"
    return None


def in_progress(call):
    """A modification before the previous one has ended."""
    found = volume(call)
    if found and found.modifications and state(found.modifications[-1]) != "completed":
        return f"The volume {found.id} is in modification state 'optimizing'; wait for it to end."
    return None


def too_early(call):
    """A second modification within six hours."""
    found = volume(call)
    if found and found.modifications and age(found.modifications[-1]) < BETWEEN_SECONDS:
        return "You've reached the maximum modification rate per volume limit. Wait at least 6 hours between modifications per EBS volume."
    return None


def attached(call):
    """A volume that is attached to an instance."""
    found = volume(call)
    if found and found.attachment:
        return f"Volume {found.id} is currently attached to {found.attachment.instance.id}"
    return None


def age(modification):
    """Seconds since a modification began."""
    if not hasattr(modification, "began"):
        modification.began = time.monotonic()
    return time.monotonic() - modification.began


def state(modification):
    """The present state of a modification."""
    seconds = CONDITIONS.of(MODIFICATION_SECONDS)
    if age(modification) < seconds:
        return "modifying"
    return "optimizing" if age(modification) < 2 * seconds else "completed"


RULES = [
    Rule(("CreateVolume", "ModifyVolume"), "InvalidParameterValue", GUIDE + "ebs-volume-types.html", size),
    Rule(("ModifyVolume",), "InvalidParameterValue", API + "ModifyVolume.html", shrinks),
    Rule(("ModifyVolume",), "IncorrectModificationState", ERRORS, in_progress),
    Rule(("ModifyVolume",), "VolumeModificationRateExceeded", GUIDE + "ebs-modify-volume.html", too_early),
    Rule(("DeleteVolume",), "VolumeInUse", API + "DeleteVolume.html", attached),
    Rule(("AttachVolume",), "VolumeInUse", ERRORS, attached),
]
