"""Images are those of a region's partition: in each of AWS's partitions, Canonical has another account."""

from moto.ec2.models.amis import AmiBackend

# https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
OWNERS = {"aws": "099720109477", "aws-cn": "837727238323", "aws-us-gov": "513442679011"}


def partition(region):
    """The partition of a region."""
    return {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get("us-gov" if region.startswith("us-gov-") else region[:2], "aws")


def of_partition(load):
    """Loads the images, and leaves out those that belong to another partition's Canonical."""

    def read(backend):
        load(backend)
        others = set(OWNERS.values()) - {OWNERS[partition(backend.region_name)]}
        backend.amis = {name: image for name, image in backend.amis.items() if image.owner_id not in others}

    return read


def correct():
    """Replaces moto's behaviour by this."""
    AmiBackend._load_amis = of_partition(AmiBackend._load_amis)
