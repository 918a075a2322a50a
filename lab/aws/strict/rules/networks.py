"""Rules of VPCs, subnets, routes and CIDR reservations."""

import ipaddress

from .. import account
from .rule import API, ERRORS, Rule

CIDR_ACTIONS = ("CreateVpc", "CreateSubnet", "CreateRoute", "ReplaceRoute", "CreateSubnetCidrReservation")
USER_GUIDE = "https://docs.aws.amazon.com/vpc/latest/userguide/"


def network(text):
    """A range in AWS's notation, or None."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None


def host_bits(call):
    """A range whose host part is not zero, or that is no range."""
    text = call.parameters.get("CidrBlock") or call.parameters.get("DestinationCidrBlock") or call.parameters.get("Cidr")
    if text is not None and network(text) is None:
        return f"Value ({text}) for parameter cidrBlock is invalid. This is not a valid CIDR block."
    return None


def size(call):
    """A VPC or subnet that is larger than /16 or smaller than /28."""
    block = network(call.parameters.get("CidrBlock", ""))
    if block and not 16 <= block.prefixlen <= 28:
        return f"The CIDR '{block}' is invalid: a block has a size between /16 and /28."
    return None


def outside_vpc(call):
    """A subnet that is not within a range of its VPC."""
    vpc, block = account.vpc(call, call.parameters.get("VpcId")), network(call.parameters.get("CidrBlock", ""))
    if not vpc or not block:
        return None
    ranges = [it["cidr_block"] for it in vpc.get_cidr_block_association_set()]
    if any(block.subnet_of(ipaddress.ip_network(it)) for it in ranges):
        return None
    return f"The CIDR '{block}' is invalid: it is not in the VPC's {', '.join(ranges)}."


def overlapping(call):
    """A subnet that overlaps another one of its VPC."""
    block = network(call.parameters.get("CidrBlock", ""))
    for subnet in account.subnets(call):
        same = subnet.vpc_id == call.parameters.get("VpcId")
        if block and same and block.overlaps(ipaddress.ip_network(subnet.cidr_block)):
            return f"The CIDR '{block}' conflicts with another subnet"
    return None


def vpc_in_use(call):
    """A VPC that still contains something."""
    name = call.parameters.get("VpcId")
    held = [it.id for it in account.subnets(call) if it.vpc_id == name]
    held += [it.id for it in account.groups(call).values() if it.vpc_id == name and it.name != "default"]
    held += [it.id for it in account.ec2(call).internet_gateways.values() if it.vpc and it.vpc.id == name]
    tables = [it for it in account.ec2(call).route_tables.values() if it.vpc_id == name]
    held += [it.id for it in tables if not it.main_association_id]
    return f"The vpc '{name}' has dependencies and cannot be deleted: {', '.join(held)}" if held else None


def subnet_in_use(call):
    """A subnet that contains an interface, including those of load balancers and NAT gateways."""
    name = call.parameters.get("SubnetId")
    held = [it.id for it in account.interfaces(call) if it.subnet.id == name]
    held += [it.id for it in account.ec2(call).nat_gateways.values() if it.subnet_id == name and it.state != "deleted"]
    return f"The subnet '{name}' has dependencies and cannot be deleted: {', '.join(held)}" if held else None


def gateway_in_use(call):
    """An internet gateway of a VPC with public addresses."""
    name = call.parameters.get("VpcId")
    mapped = [it.public_ip for it in account.interfaces(call) if it.vpc_id == name and it.public_ip]
    if mapped:
        return f"Network {name} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
    return None


def route_table_in_use(call):
    """A route table that a subnet uses."""
    name = call.parameters.get("RouteTableId")
    table = account.ec2(call).route_tables.get(name)
    if table and table.associations:
        return f"The routeTable '{name}' has dependencies and cannot be deleted."
    return None


def route_there(call):
    """A second route to the same destination."""
    table = account.ec2(call).route_tables.get(call.parameters.get("RouteTableId"))
    wanted = call.parameters.get("DestinationCidrBlock")
    if table and any(it.destination_cidr_block == wanted for it in table.routes):
        return f"The route identified by {wanted} already exists."
    return None


def gateway_elsewhere(call):
    """A route to an internet gateway that is not attached to the route table's VPC."""
    table = account.ec2(call).route_tables.get(call.parameters.get("RouteTableId"))
    gateway = account.ec2(call).internet_gateways.get(call.parameters.get("GatewayId"))
    if table and gateway and (not gateway.vpc or gateway.vpc.id != table.vpc_id):
        return f"route table {table.id} and network gateway {gateway.id} belong to different networks"
    return None


def reservation_outside(call):
    """A reservation that is not within its subnet."""
    subnet, block = account.subnet(call, call.parameters.get("SubnetId")), network(call.parameters.get("Cidr", ""))
    if subnet and block and not block.subnet_of(ipaddress.ip_network(subnet.cidr_block)):
        return f"The CIDR '{block}' is not in the subnet's {subnet.cidr_block}."
    return None


RULES = [
    Rule(CIDR_ACTIONS, "InvalidParameterValue", API + "CreateSubnet.html", host_bits),
    Rule(("CreateVpc",), "InvalidVpc.Range", USER_GUIDE + "vpc-cidr-blocks.html", size),
    Rule(("CreateSubnet",), "InvalidSubnet.Range", USER_GUIDE + "subnet-sizing.html", size),
    Rule(("CreateSubnet",), "InvalidSubnet.Range", USER_GUIDE + "subnet-sizing.html", outside_vpc),
    Rule(("CreateSubnet",), "InvalidSubnet.Conflict", ERRORS, overlapping),
    Rule(("DeleteVpc",), "DependencyViolation", API + "DeleteVpc.html", vpc_in_use),
    Rule(("DeleteSubnet",), "DependencyViolation", API + "DeleteSubnet.html", subnet_in_use),
    Rule(("DetachInternetGateway",), "DependencyViolation", API + "DetachInternetGateway.html", gateway_in_use),
    Rule(("DeleteRouteTable",), "DependencyViolation", API + "DeleteRouteTable.html", route_table_in_use),
    Rule(("CreateRoute",), "RouteAlreadyExists", ERRORS, route_there),
    Rule(("CreateRoute",), "InvalidParameterValue", USER_GUIDE + "route-table-options.html", gateway_elsewhere),
    Rule(
        ("CreateSubnetCidrReservation",),
        "InvalidParameterValue",
        USER_GUIDE + "subnet-cidr-reservation.html",
        reservation_outside,
    ),
]
