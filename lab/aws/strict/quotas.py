"""Enforces the account's quotas before moto creates anything. lib/quotas.ts has their defaults and error codes."""

from moto.ec2.models.instance_types import INSTANCE_TYPES

from . import account
from .conditions import CONDITIONS
from .rules.groups import parts

# Families of the quota L-1216C47A.
STANDARD = set("acdhimrtz")


def vcpus(kind):
    """Virtual processors of an instance type that count towards the quota of standard instances."""
    if kind[0] not in STANDARD:
        return 0
    return INSTANCE_TYPES.get(kind, {}).get("VCpuInfo", {}).get("DefaultVCpus", 2)


def vpcs(call):
    """One VPC more."""
    CONDITIONS.hold("vpcsPerRegion", len(account.ec2(call).vpcs) + 1, "VPCs")


def subnets(call):
    """One subnet more."""
    there = [it for it in account.subnets(call) if it.vpc_id == call.parameters["VpcId"]]
    CONDITIONS.hold("subnetsPerVpc", len(there) + 1, "Subnets of the VPC")


def route_tables(call):
    """One route table more."""
    there = [it for it in account.ec2(call).route_tables.values() if it.vpc_id == call.parameters["VpcId"]]
    CONDITIONS.hold("routeTablesPerVpc", len(there) + 1, "Route tables of the VPC")


def routes(call):
    """One route more; the VPC's own route does not count."""
    table = account.ec2(call).route_tables.get(call.parameters["RouteTableId"])
    count = sum(1 for it in table.routes if not it.local) if table else 0
    CONDITIONS.hold("routesPerRouteTable", count + 1, "Routes of the route table")


def gateways(call):
    """One internet gateway more."""
    CONDITIONS.hold("internetGatewaysPerRegion", len(account.ec2(call).internet_gateways) + 1, "Internet gateways")


def nat_gateways(call):
    """One NAT gateway more in its zone."""
    zones = {it.id: it.availability_zone for it in account.subnets(call)}
    live = [it for it in account.ec2(call).nat_gateways.values() if it.state != "deleted"]
    zone = zones.get(call.parameters["SubnetId"])
    count = sum(1 for it in live if zones.get(it.subnet_id) == zone)
    CONDITIONS.hold("natGatewaysPerZone", count + 1, f"NAT gateways in {zone}")


def security_groups(call):
    """One security group more."""
    CONDITIONS.hold("securityGroupsPerRegion", len(account.groups(call)) + 1, "Security groups")


def rules(call):
    """More rules of one direction. The quota applies to each address family."""
    group = account.groups(call).get(call.parameters.get("GroupId"))
    if not group:
        return
    there = group.egress_rules if call.action.endswith("Egress") else group.ingress_rules
    new = [part for permission in call.parameters.get("IpPermissions", []) for part in parts(permission)]
    six = sum(1 for it in there if "CidrIpv6" in it.ip_range) + sum(1 for it in new if "CidrIpv6" in it)
    count = max(six, sum(weight(call, it) for it in prefix_lists(there, new)) + len(there) + len(new) - six)
    CONDITIONS.hold("rulesPerSecurityGroup", count, "Rules of the security group in one direction")


def prefix_lists(there, new):
    """The prefix lists among existing and new rules."""
    names = [it.prefix_list_id for it in there] + [it.get("PrefixListId") for it in new]
    return [name for name in names if name]


def weight(call, name):
    """How much a prefix list counts beyond one rule: its maximum number of entries."""
    found = account.ec2(call).managed_prefix_lists.get(name)
    return int(found.max_entries) - 1 if found and found.max_entries else 0


def addresses(call):
    """One Elastic IP address more."""
    CONDITIONS.hold("elasticAddresses", len(account.ec2(call).addresses) + 1, "Elastic IP addresses")


def processors(call):
    """The processors of instances that start."""
    running = [it for it in account.instances(call) if it.state in ("pending", "running")]
    if call.action == "RunInstances":
        more = vcpus(call.parameters.get("InstanceType", "m1.small")) * call.parameters["MaxCount"]
    else:
        stopped = [it for it in account.instances(call) if it.state not in ("pending", "running")]
        more = sum(vcpus(it.instance_type) for it in stopped if it.id in call.parameters["InstanceIds"])
    CONDITIONS.hold("standardVcpus", sum(vcpus(it.instance_type) for it in running) + more, "Virtual processors")


def interface_groups(call):
    """
    The security groups of an interface. AWS bounds the product of two quotas: an account with more rules per group has
    fewer groups per interface.
    """
    given = call.parameters
    room = CONDITIONS.now["mostRulesPerInterface"] // CONDITIONS.now["quotas"].get("rulesPerSecurityGroup", 1)
    for card in given.get("NetworkInterfaces") or [given]:
        count = len(card.get("Groups") or card.get("SecurityGroupIds") or [])
        CONDITIONS.hold("securityGroupsPerInterface", count, "Security groups of the network interface", room)


def interfaces(call):
    """New network interfaces."""
    CONDITIONS.hold("networkInterfacesPerRegion", len(account.interfaces(call)) + 1, "Network interfaces")


def balancers(call):
    """One load balancer more."""
    CONDITIONS.hold("loadBalancers", len(account.elb(call).load_balancers) + 1, "Load balancers")


def listeners(call):
    """One listener more."""
    balancer = account.elb(call).load_balancers.get(call.parameters["LoadBalancerArn"])
    CONDITIONS.hold("listenersPerLoadBalancer", len(balancer.listeners) + 1 if balancer else 1, "Listeners")


def target_groups(call):
    """One target group more."""
    CONDITIONS.hold("targetGroups", len(account.elb(call).target_groups) + 1, "Target groups")


def targets(call):
    """More targets of one group."""
    group = account.elb(call).target_groups.get(call.parameters["TargetGroupArn"])
    count = len(group.targets) if group else 0
    CONDITIONS.hold("targetsPerTargetGroup", count + len(call.parameters["Targets"]), "Targets of the group")


def profiles(_):
    """One instance profile more."""
    CONDITIONS.hold("instanceProfiles", len(account.iam().instance_profiles) + 1, "Instance profiles")


HELD = {
    "CreateVpc": [vpcs],
    "CreateSubnet": [subnets],
    "CreateRouteTable": [route_tables],
    "CreateRoute": [routes],
    "CreateInternetGateway": [gateways],
    "CreateNatGateway": [nat_gateways],
    "CreateSecurityGroup": [security_groups],
    "AuthorizeSecurityGroupIngress": [rules],
    "AuthorizeSecurityGroupEgress": [rules],
    "AllocateAddress": [addresses],
    "RunInstances": [processors, interface_groups, interfaces],
    "StartInstances": [processors],
    "CreateNetworkInterface": [interface_groups, interfaces],
    "ModifyNetworkInterfaceAttribute": [interface_groups],
    "CreateLoadBalancer": [balancers],
    "CreateListener": [listeners],
    "CreateTargetGroup": [target_groups],
    "RegisterTargets": [targets],
    "CreateInstanceProfile": [profiles],
}


def check(call):
    """Raises Refusal, with the quota's error code, if a call would exceed a quota."""
    for hold in HELD.get(call.action, []):
        hold(call)
