"""The AWS emulator, with answers as EC2 and ELB give them, which moto 5.2.5 leaves out.

Without most of it Terraform sees a difference between what it made and what is there, and a second plan is never
empty. The last tells the health of a load balancer's targets as the lab's health checks have found it.
Called like moto's own server: moto_server.py -H 127.0.0.1 -p 5000
"""

import json
import os

from moto.ec2.models import elastic_ip_addresses
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.instances import Instance
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses.dhcp_options import DHCPOptions
from moto.ec2.responses.instances import InstanceResponse
from moto.ec2.responses.subnets import Subnets
from moto.ec2.utils import random_public_ip
from moto.elbv2.models import ELBv2Backend, FakeTargetGroup
from moto.server import main


def grouped(prep_nics):
    """An instance is in its primary interface's groups, also where RunInstances named them there."""

    def prepare(instance, *args, **kwargs):
        prep_nics(instance, *args, **kwargs)
        primary = instance.nics.get(0)
        if primary and not instance.security_groups:
            instance.security_groups = list(primary.group_set)

    return prepare


def freeing(terminate):
    """A terminated instance gives its addresses back, so that the one that replaces it can have them."""

    def end(instance, *args, **kwargs):
        before = terminate(instance, *args, **kwargs)
        for interface in instance.nics.values():
            for address in interface.private_ip_addresses:
                interface.subnet.del_subnet_ip(address["PrivateIpAddress"])
        return before

    return end


def protected(run_instances):
    """An instance is protected from termination from the start, where RunInstances says so."""

    def run(response):
        answer = run_instances(response)
        for instance in answer.result.instances:
            instance.disable_api_termination = response._get_bool_param("DisableApiTermination", False)
        return answer

    return run


def associated(association):
    """An interface without a public address is associated with none, not with an empty one."""
    return property(lambda interface: association.fget(interface) or None)


def description_of_rule(rule):
    """A rule has its description whatever it refers to, not only with an address range."""
    return rule.ip_range.get("Description") or rule.source_group.get("Description")


def tagged(create_dhcp_options):
    """DHCP options take the tags that they are created with."""

    def create(response):
        answer = create_dhcp_options(response)
        tags = response._parse_tag_specification("dhcp-options").get("dhcp-options", {})
        answer.result["DhcpOptions"].add_tags(tags)
        return answer

    return create


def checked(health_for):
    """A registered target is as healthy as the worst of what the load balancer's nodes say."""

    def health(group, target, ec2_backend):
        status = health_for(group, target, ec2_backend)
        if target["Id"] not in group.targets:
            return status
        seen = [
            it["state"]
            for it in lab_status().get("targets", [])
            if it["group"] == group.name and it["target"] == f"{status.instance_id}:{status.port}"
        ]
        status.status = next((state for state in ("unhealthy", "healthy") if state in seen), "initial")
        status.reason = {"unhealthy": "Target.FailedHealthChecks", "initial": "Elb.InitialHealthChecking"}.get(
            status.status
        )
        return status

    return health


def described(create_subnet_cidr_reservation):
    """A reservation of addresses keeps its description."""

    def create(response):
        answer = create_subnet_cidr_reservation(response)
        answer.result["SubnetCidrReservation"].description = response._get_param("Description")
        return answer

    return create


def named(create_load_balancer):
    """A network load balancer has a name of its own form: NAME-ID.elb.REGION.DOMAIN."""

    def create(backend, *args, **kwargs):
        balancer = create_load_balancer(backend, *args, **kwargs)
        if balancer.type == "network":
            domain = "amazonaws.com.cn" if backend.region_name.startswith("cn-") else "amazonaws.com"
            identifier = balancer.arn.rsplit("/", 1)[1]
            balancer.dns_name = f"{balancer.name}-{identifier}.elb.{backend.region_name}.{domain}"
        return balancer

    return create


def lab_status():
    """What the lab's supervisor last saw."""
    try:
        with open(os.environ["GROUNDUP_LAB_STATUS"], encoding="utf-8") as file:
            return json.load(file)
    except (KeyError, FileNotFoundError):
        return {}


# An Elastic IP is public: moto's are on the loopback network, from which no host takes a packet.
elastic_ip_addresses.random_ip = random_public_ip
Instance.prep_nics = grouped(Instance.prep_nics)
Instance.terminate = freeing(Instance.terminate)
InstanceResponse.run_instances = protected(InstanceResponse.run_instances)
NetworkInterface.association = associated(NetworkInterface.association)
SecurityGroupRule.description = property(description_of_rule)
Subnets.create_subnet_cidr_reservation = described(Subnets.create_subnet_cidr_reservation)
DHCPOptions.create_dhcp_options = tagged(DHCPOptions.create_dhcp_options)
FakeTargetGroup.health_for = checked(FakeTargetGroup.health_for)
ELBv2Backend.create_load_balancer = named(ELBv2Backend.create_load_balancer)

if __name__ == "__main__":
    main()
