"""The contents of moto's account, for rules and quotas."""

import ipaddress

from moto.core import DEFAULT_ACCOUNT_ID
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.iam.models import iam_backends


def ec2(call):
    """EC2 in the region of a call."""
    return ec2_backends[DEFAULT_ACCOUNT_ID][call.region]


def elb(call):
    """Load balancing in the region of a call."""
    return elbv2_backends[DEFAULT_ACCOUNT_ID][call.region]


def iam():
    """IAM, which is not regional."""
    return iam_backends[DEFAULT_ACCOUNT_ID]["aws"]


def vpc(call, name):
    """A VPC by its id, or None: moto then says that it does not exist."""
    return ec2(call).vpcs.get(name)


def subnets(call):
    """All subnets of the region."""
    return [subnet for zone in ec2(call).subnets.values() for subnet in zone.values()]


def subnet(call, name):
    """A subnet by its id, or None."""
    return next((it for it in subnets(call) if it.id == name), None)


def interfaces(call):
    """All network interfaces of the region, including those of load balancers."""
    return list(ec2(call).enis.values())


def instances(call):
    """All instances that are not terminated."""
    return [it for it in ec2(call).all_instances() if it.state != "terminated"]


def groups(call):
    """All security groups by id."""
    return {group.id: group for groups in ec2(call).groups.values() for group in groups.values()}


def taken(call, in_subnet):
    """The addresses of a subnet that interfaces have."""
    return {
        address["PrivateIpAddress"]
        for interface in interfaces(call)
        if interface.subnet.id == in_subnet.id
        for address in interface.private_ip_addresses
    }


def reserved(in_subnet):
    """The addresses that AWS reserves: the first four and the last."""
    network = ipaddress.ip_network(in_subnet.cidr_block)
    return {str(network[index]) for index in (0, 1, 2, 3, -1)}


def free(call, in_subnet):
    """The addresses that AWS may choose, lowest first: not taken, not reserved by AWS, in no CIDR reservation."""
    used = taken(call, in_subnet) | reserved(in_subnet)
    held = [reservation.cidr for reservation in in_subnet._cidr_reservations]
    return [
        str(address)
        for address in ipaddress.ip_network(in_subnet.cidr_block)
        if str(address) not in used and not any(address in cidr for cidr in held)
    ]
