"""One availability zone lacks an instance family, and AWS may choose it for whoever asks for no zone."""

from moto.ec2.models.instance_types import InstanceTypeOfferingBackend
from moto.ec2.models.subnets import SubnetBackend

from .conditions import CONDITIONS

# The zone of a region without t3 instances. us-east-1e is AWS's own; elsewhere it stands for what may happen.
# https://repost.aws/knowledge-center/ec2-instance-type-not-supported-az-error
LACKING = {"us-east-1": "us-east-1e"}
FAMILY = "t3."


def lacks(zone, kind):
    """Whether a zone does not have an instance type."""
    return kind.startswith(FAMILY) and zone in LACKING.values()


def offered(describe):
    """Instance type offerings without what a zone lacks."""

    def answer(backend, *args, **kwargs):
        offerings = describe(backend, *args, **kwargs)
        return [it for it in offerings if not lacks(it.get("Location"), it.get("InstanceType", ""))]

    return answer


def chosen(create):
    """A subnet that asked for no zone is in one that the seed chooses."""

    def make(backend, vpc_id, cidr_block, ipv6_cidr_block=None, availability_zone=None, availability_zone_id=None, **more):
        if not availability_zone and not availability_zone_id:
            zones = [it.name for it in backend.describe_availability_zones()]
            availability_zone = CONDITIONS.choice(f"zone {backend.region_name} {cidr_block}", zones)
        return create(backend, vpc_id, cidr_block, ipv6_cidr_block, availability_zone, availability_zone_id, **more)

    return make


def correct():
    """Puts these in place of moto's."""
    backend = InstanceTypeOfferingBackend
    backend.describe_instance_type_offerings = offered(backend.describe_instance_type_offerings)
    SubnetBackend.create_subnet = chosen(SubnetBackend.create_subnet)
