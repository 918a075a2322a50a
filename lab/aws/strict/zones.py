"""One availability zone lacks an instance family, and AWS may choose it for a request without a zone."""

from moto.ec2.models.instance_types import InstanceTypeOfferingBackend
from moto.ec2.models.subnets import SubnetBackend

from .conditions import CONDITIONS

# The zone of a region without t3 instances. For us-east-1e, this is true on AWS; elsewhere it is an example of what may
# happen. https://repost.aws/knowledge-center/ec2-instance-type-not-supported-az-error
LACKING = {"us-east-1": "us-east-1e"}
FAMILY = "t3."


def lacks(zone, kind):
    """Whether a zone lacks an instance type."""
    return kind.startswith(FAMILY) and zone in LACKING.values()


def offered(describe):
    """Instance type offerings without what a zone lacks."""

    def answer(backend, *args, **kwargs):
        offerings = describe(backend, *args, **kwargs)
        return [it for it in offerings if not lacks(it.get("Location"), it.get("InstanceType", ""))]

    return answer


def chosen(create):
    """If a subnet requests no zone, the seed chooses one."""

    def make(backend, vpc_id, cidr_block, ipv6_cidr_block=None, availability_zone=None, availability_zone_id=None, **more):
        if not availability_zone and not availability_zone_id:
            zones = [it.name for it in backend.describe_availability_zones()]
            availability_zone = CONDITIONS.choice(f"zone {backend.region_name} {cidr_block}", zones)
        return create(backend, vpc_id, cidr_block, ipv6_cidr_block, availability_zone, availability_zone_id, **more)

    return make


def correct():
    """Replaces moto's behaviour by this."""
    backend = InstanceTypeOfferingBackend
    backend.describe_instance_type_offerings = offered(backend.describe_instance_type_offerings)
    SubnetBackend.create_subnet = chosen(SubnetBackend.create_subnet)
