"""Answers of EC2 and ELB that moto 5.2.5 leaves out.

Without most of them, Terraform sees a difference between what it created and what exists, and a second plan is never
empty. The last one is the health of a load balancer's targets, as the lab's health checks found it.
"""

import json
import os

from moto.core.responses import ActionResult
from moto.ec2.models import elastic_ip_addresses
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.instances import Instance
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses.dhcp_options import DHCPOptions
from moto.ec2.responses.instances import InstanceResponse
from moto.ec2.responses.subnets import Subnets
from moto.ec2.utils import random_public_ip
from moto.elbv2.models import FakeTargetGroup


def grouped(prep_nics):
    """An instance has the security groups of its primary interface, also if RunInstances named them there."""

    def prepare(instance, *args, **kwargs):
        prep_nics(instance, *args, **kwargs)
        primary = instance.nics.get(0)
        if primary and not instance.security_groups:
            instance.security_groups = list(primary.group_set)

    return prepare


def freeing(terminate):
    """A terminated instance releases its addresses, so that its replacement can have them."""

    def end(instance, *args, **kwargs):
        before = terminate(instance, *args, **kwargs)
        for interface in instance.nics.values():
            for address in interface.private_ip_addresses:
                interface.subnet.del_subnet_ip(address["PrivateIpAddress"])
        return before

    return end


def protected(run_instances):
    """An instance is protected from termination from the start, if RunInstances says so."""

    def run(response):
        answer = run_instances(response)
        for instance in answer.result.instances:
            instance.disable_api_termination = response._get_bool_param("DisableApiTermination", False)
        return answer

    return run


def associated(association):
    """An interface without a public address has no association, not an empty one."""
    return property(lambda interface: association.fget(interface) or None)


def description_of_rule(rule):
    """A rule has its description for every kind of peer, not only for an address range."""
    return rule.ip_range.get("Description") or rule.source_group.get("Description")


def tagged(create_dhcp_options):
    """DHCP options get the tags with which they are created."""

    def create(response):
        answer = create_dhcp_options(response)
        tags = response._parse_tag_specification("dhcp-options").get("dhcp-options", {})
        answer.result["DhcpOptions"].add_tags(tags)
        return answer

    return create


def checked(health_for):
    """A registered target has the worst of the states that the load balancer's nodes report."""

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


def preserving(make):
    """
    A target group says whether targets see the addresses of clients. They do, unless targets are addresses and the
    protocol is TCP or TLS.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
    """

    def init(group, *args, **kwargs):
        make(group, *args, **kwargs)
        bypassed = group.target_type == "ip" and group.protocol in ("TCP", "TLS")
        group.attributes["preserve_client_ip.enabled"] = "false" if bypassed else "true"

    return init


def topology(_):
    """
    The network topology of instances. AWS knows it for the instance types of large clusters only, such as hpc and p5.
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-topology-prerequisites.html
    """
    return ActionResult({"Instances": []})


def lab_status():
    """The supervisor's last result."""
    try:
        with open(os.environ["GROUNDUP_LAB_STATUS"], encoding="utf-8") as file:
            return json.load(file)
    except (KeyError, FileNotFoundError):
        return {}


def correct():
    """Replaces moto's answers by these."""
    # An Elastic IP is public: moto's are on the loopback network, and hosts accept no packet from there.
    elastic_ip_addresses.random_ip = random_public_ip
    Instance.prep_nics = grouped(Instance.prep_nics)
    Instance.terminate = freeing(Instance.terminate)
    InstanceResponse.run_instances = protected(InstanceResponse.run_instances)
    NetworkInterface.association = associated(NetworkInterface.association)
    SecurityGroupRule.description = property(description_of_rule)
    Subnets.create_subnet_cidr_reservation = described(Subnets.create_subnet_cidr_reservation)
    DHCPOptions.create_dhcp_options = tagged(DHCPOptions.create_dhcp_options)
    FakeTargetGroup.__init__ = preserving(FakeTargetGroup.__init__)
    InstanceResponse.describe_instance_topology = topology
    FakeTargetGroup.health_for = checked(FakeTargetGroup.health_for)
