"""The modification of a volume takes time. Until it reaches the state `optimizing`, the volume has its old size."""

from moto.ec2.models.elastic_block_store import Volume, VolumeModification

from .rules.volumes import state


def size(volume):
    """The present size of a volume."""
    last = volume.modifications[-1] if volume.__dict__.get("modifications") else None
    if last and last.original_size and state(last) == "modifying":
        return last.original_size
    return volume.given_size


def give(volume, value):
    """Records the size that a volume has, or will have."""
    volume.given_size = value


def correct():
    """Replaces moto's behaviour by this."""
    Volume.size = property(size, give)
    VolumeModification.modification_state = property(state)
    VolumeModification.progress = property(lambda it: 100 if state(it) == "completed" else 50)
