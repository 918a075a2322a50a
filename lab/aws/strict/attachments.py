"""
Volumes and snapshots reach their states after a while: `creating`, `attaching`, `detaching`, `pending`. moto changes
states at once.

A volume also stays attached until its host no longer has the device, and the host keeps a device that is mounted. A
snapshot is complete when the supervisor has stored its content. The supervisor writes both into its status file.
"""

from moto.ec2.exceptions import InvalidVolumeAttachmentError
from moto.ec2.models.elastic_block_store import EBSBackend, Snapshot, Volume, VolumeAttachment
from moto.ec2.models.instances import Instance

from .answers import lab_status
from .states import begin, beginning, passed_through


def on_host(attachment):
    """Whether the host of an attachment still has the device."""
    found = {"volume": attachment.volume.id, "instance": attachment.instance.id}
    return found in lab_status().get("volumes", [])


def ended(attachment):
    """Whether a volume that is being detached has left its instance."""
    if not getattr(attachment, "leaves", False) or passed_through(attachment):
        return False
    return passed_through(attachment.instance) != "shutting-down" and not on_host(attachment)


def present(volume):
    """The attachment of a volume, if any."""
    found = volume.__dict__.get("held")
    if found and ended(found):
        found.instance.block_device_mapping.pop(found.device, None)
        volume.held = found = None
    return found


def hold(volume, attachment):
    """Records an attachment, or that there is none."""
    volume.held = attachment
    if attachment:
        begin(attachment, "attaching")


def detach(backend, volume_id, instance_id, device_path):
    """Starts to detach a volume."""
    found = backend.get_volume(volume_id).attachment
    if not found or found.instance.id != (instance_id or found.instance.id):
        raise InvalidVolumeAttachmentError(volume_id, instance_id)
    leave(found)
    return found


def leave(attachment):
    """Starts to detach a volume, unless it is being detached."""
    if not getattr(attachment, "leaves", False):
        attachment.leaves = True
        begin(attachment, "detaching")


def give_back(instance):
    """A terminated instance takes along only the volumes that end with it."""
    backend = instance.ec2_backend
    for device, mapping in instance.get_block_device_mapping:
        volume = backend.get_volume(mapping.volume_id)
        if mapping.delete_on_termination:
            volume.held = None
            backend.delete_volume(volume.id)
            del instance.block_device_mapping[device]
        elif volume.attachment:
            leave(volume.attachment)


def attachment_state(attachment):
    """The state of an attachment as EC2 shows it."""
    if getattr(attachment, "leaves", False):
        return "detaching"
    return passed_through(attachment) or "attached"


def volume_state(volume):
    """The state of a volume as EC2 shows it."""
    return "in-use" if volume.attachment else passed_through(volume) or "available"


def snapshot_state(snapshot):
    """The state of a snapshot as EC2 shows it. The snapshots of images have always been there."""
    if snapshot.from_ami:
        return "completed"
    stored = lab_status().get("snapshots")
    here = stored is None or snapshot.id in stored
    return "completed" if here and not passed_through(snapshot) else "pending"


def sized(init):
    """A snapshot keeps the size that its volume had."""

    def prepare(snapshot, *args, **kwargs):
        init(snapshot, *args, **kwargs)
        snapshot.size_then = snapshot.volume.size

    return prepare


def computed(state):
    """A property that ignores what moto assigns to it."""
    return property(state, lambda thing, value: None)


def correct():
    """Replaces moto's behaviour by this."""
    Volume.__init__ = beginning("creating", Volume.__init__)
    Volume.attachment = property(present, hold)
    Volume.status = property(volume_state)
    VolumeAttachment.status = computed(attachment_state)
    Snapshot.__init__ = beginning("storing", sized(Snapshot.__init__))
    Snapshot.status = computed(snapshot_state)
    Snapshot.volume_size = property(lambda snapshot: snapshot.size_then)
    EBSBackend.detach_volume = detach
    Instance.teardown_defaults = give_back
