"""Rules of network load balancers and their target groups."""

import re

from .. import account
from .rule import ELB, Rule

SUBNETS = ("CreateLoadBalancer", "SetSubnets")
GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/"
NAME = re.compile(r"(?!-)(?!internal-)[A-Za-z0-9-]{1,32}(?<!-)")
# Free addresses that a subnet needs: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html
FREE_ADDRESSES = 8


def name(call):
    """A name with other characters than letters, digits and hyphens, too long, or with a hyphen at an end."""
    text = call.parameters.get("Name", "")
    if NAME.fullmatch(text):
        return None
    return f"The name '{text}' must have 1 to 32 letters, digits or hyphens, no hyphen at either end, and not begin with 'internal-'"


def group_name(call):
    """The same for a target group, which may begin with `internal-`."""
    text = call.parameters.get("Name", "")
    if re.fullmatch(r"(?!-)[A-Za-z0-9-]{1,32}(?<!-)", text):
        return None
    return f"Target group name '{text}' must have 1 to 32 letters, digits or hyphens, and no hyphen at either end"


def chosen(call):
    """The subnets that a call names."""
    given = call.parameters
    names = given.get("Subnets") or [it.get("SubnetId") for it in given.get("SubnetMappings", [])]
    return [account.subnet(call, it) for it in names]


def no_subnet(call):
    """A load balancer without a subnet."""
    return None if chosen(call) else "You must specify subnets or an Availability Zone."


def unknown(call):
    """A subnet that does not exist."""
    return "The subnet ID is not valid" if None in chosen(call) else None


def one_a_zone(call):
    """Two subnets of one zone."""
    zones = [it.availability_zone for it in chosen(call) if it]
    if len(zones) != len(set(zones)):
        return "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
    return None


def no_gateway(call):
    """A load balancer for the internet in a VPC without an internet gateway."""
    if call.parameters.get("Scheme") == "internal":
        return None
    for subnet in filter(None, chosen(call)):
        gateways = account.ec2(call).internet_gateways.values()
        if not any(it.vpc and it.vpc.id == subnet.vpc_id for it in gateways):
            return f"VPC {subnet.vpc_id} has no internet gateway"
    return None


def too_full(call):
    """A subnet with fewer free addresses than a load balancer needs."""
    for subnet in filter(None, chosen(call)):
        if len(account.free(call, subnet)) < FREE_ADDRESSES:
            return f"Not enough IP space available in {subnet.id}. ELB requires at least {FREE_ADDRESSES} free IP addresses in each subnet."
    return None


def target_in_use(call):
    """A target group to which a listener forwards."""
    arn = call.parameters.get("TargetGroupArn")
    group = account.elb(call).target_groups.get(arn)
    listeners = [it for balancer in account.elb(call).load_balancers.values() for it in balancer.listeners.values()]
    if group and any(arn in str([action.data for action in it.default_actions]) for it in listeners):
        return f"Target group '{arn}' is currently in use by a listener or a rule"
    return None


def port_taken(call):
    """A second listener on one port."""
    balancer = account.elb(call).load_balancers.get(call.parameters.get("LoadBalancerArn"))
    if balancer and any(str(it.port) == str(call.parameters.get("Port")) for it in balancer.listeners.values()):
        return "A listener already exists on this port for this load balancer"
    return None


def stopped_target(call):
    """An instance that does not run."""
    live = {it.id: it for it in account.instances(call)}
    for target in call.parameters.get("Targets", []):
        found = live.get(target["Id"])
        if target["Id"].startswith("i-") and (not found or found.state != "running"):
            return f"The following targets are not in a running state and cannot be registered: '{target['Id']}'"
    return None


RULES = [
    Rule(("CreateLoadBalancer",), "ValidationError", ELB + "CreateLoadBalancer.html", name),
    Rule(("CreateTargetGroup",), "ValidationError", ELB + "CreateTargetGroup.html", group_name),
    Rule(SUBNETS, "ValidationError", ELB + "CreateLoadBalancer.html", no_subnet),
    Rule(SUBNETS, "SubnetNotFound", ELB + "CreateLoadBalancer.html", unknown),
    Rule(SUBNETS, "InvalidConfigurationRequest", ELB + "CreateLoadBalancer.html", one_a_zone),
    Rule(
        SUBNETS,
        "InvalidSubnet",
        "https://repost.aws/knowledge-center/elb-attach-elastic-ip-to-public-nlb",
        no_gateway,
    ),
    Rule(SUBNETS, "InvalidSubnet", GUIDE + "availability-zones.html", too_full),
    Rule(("DeleteTargetGroup",), "ResourceInUse", ELB + "DeleteTargetGroup.html", target_in_use),
    Rule(("CreateListener",), "DuplicateListener", ELB + "CreateListener.html", port_taken),
    Rule(("RegisterTargets",), "InvalidTarget", ELB + "RegisterTargets.html", stopped_target),
]
