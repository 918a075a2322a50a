"""
Network interfaces as AWS places them: in any address of the subnet that is free and in no CIDR reservation. The lab
takes the one that harms most, which is where the next node belongs. A load balancer and a NAT gateway have an
interface, too, which holds its address for good.
"""

import ipaddress
from types import SimpleNamespace

from moto.ec2.models.elastic_network_interfaces import NetworkInterfaceBackend
from moto.ec2.models.instances import Instance
from moto.ec2.models.nat_gateways import NatGatewayBackend
from moto.ec2.models.subnets import Subnet
from moto.ec2.utils import random_public_ip
from moto.elbv2 import models as balancing
from moto.elbv2.models import ELBv2Backend

from . import account
from .refusal import Refusal


# The position in a subnet where groundup's nodes begin: lib/address-plan.ts.
FIRST_NODE = 10


def worst(subnet):
    """The address of the subnet's next node if AWS may choose it, else the next higher one, else any."""
    call = SimpleNamespace(region=subnet.ec2_backend.region_name)
    free = account.free(call, subnet)
    if not free:
        raise Refusal("InsufficientFreeAddressesInSubnet", f"Not enough free addresses in subnet '{subnet.id}'")
    position = {address: index for index, address in enumerate(map(str, ipaddress.ip_network(subnet.cidr_block)))}
    last = max((position[address] for address in account.taken(call, subnet)), default=0)
    least = max(last + 1, FIRST_NODE)
    return next((address for address in free if position[address] >= least), free[0])


def available(subnet, instance):
    """The address of an instance that requested none."""
    address = worst(subnet)
    subnet._subnet_ips[address] = instance
    return address


def placed(create):
    """An interface that requested no address of its subnet gets the worst possible one."""

    def make(backend, subnet, private_ip_address=None, *args, **kwargs):
        where = backend.get_subnet(subnet) if isinstance(subnet, str) else subnet
        asked = kwargs.get("private_ip_addresses")
        if private_ip_address and ipaddress.ip_address(private_ip_address) not in where.cidr:
            private_ip_address = None  # moto gives NAT gateways any private address
        if where and not private_ip_address and not asked:
            private_ip_address = worst(where)
        return create(backend, subnet, private_ip_address, *args, **kwargs)

    return make


def ending_with_instance(prep_nics):
    """An interface that was created with an instance is deleted with it, unless the request says otherwise."""

    def prepare(instance, nic_spec, *args, **kwargs):
        kept = {int(it["DeviceIndex"]) for it in nic_spec if it.get("DeleteOnTermination") is False}
        given = {int(it["DeviceIndex"]) for it in nic_spec if it.get("NetworkInterfaceId")}
        prep_nics(instance, nic_spec, *args, **kwargs)
        for index, interface in instance.nics.items():
            if index not in kept | given:
                interface.delete_on_termination = True

    return prepare


def suffix(region):
    """The domain of a region's services."""
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def balancer(create):
    """A load balancer has a name in AWS's format, and an interface in each of its subnets."""

    def make(backend, name, security_groups, *args, **kwargs):
        for other in backend.load_balancers.values():
            if other.name == name:
                raise Refusal("DuplicateLoadBalancerName", f"A load balancer with the same name '{name}' exists")
        made = create(backend, name, security_groups, *args, **kwargs)
        identifier = made.arn.split("/")[-1]
        made.dns_name = f"{name}-{identifier}.elb.{backend.region_name}.{suffix(backend.region_name)}"
        made.interfaces = [interface(backend, made, subnet) for subnet in made.subnets]
        return made

    return make


def network_arn(make):
    """The ARN of a network load balancer, the only kind that groundup creates."""
    return lambda *args, **kwargs: make(*args, **kwargs).replace(":loadbalancer/app/", ":loadbalancer/net/")


def interface(backend, made, subnet):
    """The interface of a load balancer in a subnet."""
    ec2 = backend.ec2_backend
    description = "ELB " + made.arn.split(":loadbalancer/")[1]
    card = ec2.create_network_interface(subnet, None, group_ids=made.security_groups, description=description)
    subnet._subnet_ips[card.private_ip_address] = card
    card.interface_type, card.status = "network_load_balancer", "in-use"
    card.requester_managed, card.requester_id = True, "amazon-elb"
    card.public_ip = random_public_ip() if made.scheme == "internet-facing" else None
    return card


def without_interfaces(delete):
    """The interfaces of a load balancer are deleted with it."""

    def remove(backend, arn):
        gone = backend.load_balancers.get(arn)
        for card in getattr(gone, "interfaces", []):
            card.delete()
        delete(backend, arn)

    return remove


def without_interface(delete):
    """The interface of a NAT gateway is deleted with it, and its Elastic IP address can be released."""

    def remove(backend, nat_gateway_id):
        gone = delete(backend, nat_gateway_id)
        for address in backend.addresses:
            if address.eni is gone._eni:
                backend.disassociate_address(association_id=address.association_id)
        gone._eni.delete()
        return gone

    return remove


def regrouped(set_groups):
    """The interfaces of a load balancer have its security groups."""

    def change(backend, arn, groups):
        set_groups(backend, arn, groups)
        for card in backend.load_balancers[arn].interfaces:
            card._group_set = [backend.ec2_backend.get_security_group_from_id(group) for group in groups]

    return change


def correct():
    """Replaces moto's behaviour by this."""
    Subnet.get_available_subnet_ip = available
    NetworkInterfaceBackend.create_network_interface = placed(NetworkInterfaceBackend.create_network_interface)
    NatGatewayBackend.delete_nat_gateway = without_interface(NatGatewayBackend.delete_nat_gateway)
    Instance.prep_nics = ending_with_instance(Instance.prep_nics)
    balancing.make_arn_for_load_balancer = network_arn(balancing.make_arn_for_load_balancer)
    ELBv2Backend.create_load_balancer = balancer(ELBv2Backend.create_load_balancer)
    ELBv2Backend.delete_load_balancer = without_interfaces(ELBv2Backend.delete_load_balancer)
    ELBv2Backend.set_security_groups = regrouped(ELBv2Backend.set_security_groups)
