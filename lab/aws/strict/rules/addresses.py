"""Rules of private addresses and Elastic IP addresses."""

import ipaddress

from .. import account
from .rule import API, ERRORS, Rule


def asked(call):
    """The subnet and the private addresses that a call requests explicitly."""
    given = call.parameters
    cards = given.get("NetworkInterfaces") or [given]
    for card in cards:
        name = card.get("SubnetId") or given.get("SubnetId")
        address = card.get("PrivateIpAddress") or given.get("PrivateIpAddress")
        if name and address:
            yield account.subnet(call, name), address


def in_use(call):
    """An address that an interface has, which may be a load balancer's."""
    for subnet, address in asked(call):
        if subnet and address in account.taken(call, subnet):
            return f"Address {address} is in use."
    return None


def kept_by_aws(call):
    """An address that is not in the subnet, or that AWS reserves: the first four and the last."""
    for subnet, address in asked(call):
        if not subnet:
            continue
        if ipaddress.ip_address(address) not in ipaddress.ip_network(subnet.cidr_block):
            return f"Address does not fall within the subnet's address range: {address} is not in {subnet.cidr_block}."
        if address in account.reserved(subnet):
            return f"Address {address} is in subnet's reserved address range"
    return None


def none_left(call):
    """A subnet without a free address for an interface that requests no specific address."""
    given = call.parameters
    name = given.get("SubnetId") or next((it.get("SubnetId") for it in given.get("NetworkInterfaces", [])), None)
    subnet = account.subnet(call, name)
    if subnet and not any(asked(call)) and not account.free(call, subnet):
        return f"Not enough free addresses in subnet '{subnet.id}'"
    return None


def associated(call):
    """An Elastic IP address that is in use."""
    address = next((it for it in account.ec2(call).addresses if it.allocation_id == call.parameters.get("AllocationId")), None)
    if address and (address.association_id or address.eni or address.instance):
        return f"Address {address.public_ip} is in use: disassociate it first."
    return None


RULES = [
    Rule(
        ("RunInstances", "CreateNetworkInterface"),
        "InvalidParameterValue",
        "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
        kept_by_aws,
    ),
    Rule(("RunInstances", "CreateNetworkInterface"), "InvalidIPAddress.InUse", ERRORS, in_use),
    Rule(("RunInstances", "CreateNetworkInterface"), "InsufficientFreeAddressesInSubnet", ERRORS, none_left),
    Rule(("ReleaseAddress",), "InvalidIPAddress.InUse", API + "ReleaseAddress.html", associated),
]
