"""Rules of security groups and key pairs."""

import ipaddress
import re

from .. import account
from .rule import API, ERRORS, Rule

AUTHORIZE = ("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
DESCRIBE = (*AUTHORIZE, "ModifySecurityGroupRules")
CREATE = API + "CreateSecurityGroup.html"
RULE = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
NAMED = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}")
NUMBERED = {"6": "tcp", "17": "udp", "1": "icmp"}
PROTOCOLS = {"tcp", "udp", "icmp", "icmpv6", "-1", *map(str, range(256))}


def group_name(call):
    """A name with other characters, too long, or beginning with `sg-`."""
    name = call.parameters.get("GroupName", "")
    if name.startswith("sg-"):
        return f"Invalid group name {name}: names must not begin with sg-"
    return None if name and NAMED.fullmatch(name) else f"Invalid security group name: {name}"


def group_description(call):
    """A description with other characters, or too long."""
    text = call.parameters.get("Description", "")
    return None if text and NAMED.fullmatch(text) else f"Invalid security group description: {text}"


def permissions(call):
    """The permissions of a call, each with the descriptions that it has."""
    given = call.parameters.get("IpPermissions", [])
    return given + [it.get("SecurityGroupRule", {}) for it in call.parameters.get("SecurityGroupRules", [])]


def parts(permission):
    """The peers of a permission: ranges, groups, prefix lists."""
    lists = ("IpRanges", "Ipv6Ranges", "UserIdGroupPairs", "PrefixListIds")
    return [part for name in lists for part in permission.get(name, [])]


def rule_description(call):
    """The description of a rule with other characters, or too long."""
    for permission in permissions(call):
        for part in (permission, *parts(permission)):
            text = part.get("Description", "")
            if not NAMED.fullmatch(text):
                allowed = "a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*"
                return f"Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: {allowed}"
    return None


def ranges(call):
    """A value that is not a range, or whose host part is not zero."""
    for permission in permissions(call):
        texts = [it.get("CidrIp") for it in permission.get("IpRanges", [])]
        texts += [it.get("CidrIpv6") for it in permission.get("Ipv6Ranges", [])] + [permission.get("CidrIpv4")]
        for text in filter(lambda it: it is not None, texts):
            try:
                ipaddress.ip_network(text)
            except ValueError:
                return f"CIDR block {text} is malformed"
    return None


def ports(call):
    """An unknown protocol, or ports that are invalid or in the wrong order."""
    for permission in permissions(call):
        protocol = permission.get("IpProtocol", "-1")
        first, last = permission.get("FromPort"), permission.get("ToPort")
        if protocol not in PROTOCOLS:
            return f"Invalid value '{protocol}' for IP protocol. Unknown protocol."
        if protocol in ("tcp", "udp", "6", "17"):
            if first is None or last is None:
                return "Invalid value for portRange. Must specify both from and to ports with TCP/UDP."
            if not 0 <= first <= last <= 65535:
                return f"Invalid TCP/UDP port range ({first}:{last})"
    return None


def no_peer(call):
    """A permission without a peer."""
    empty = any(not parts(permission) for permission in call.parameters.get("IpPermissions", []))
    return "Invalid parameter: a permission needs a CIDR, a prefix list, or a security group." if empty else None


def key(rule):
    """What identifies a rule of one direction: everything except the description."""
    source = rule.source_group or {}
    peer = rule.ip_range.get("CidrIp") or rule.ip_range.get("CidrIpv6")
    everything = rule.ip_protocol == "-1"
    span = (None, None) if everything else (str(rule.from_port), str(rule.to_port))
    return rule.ip_protocol, *span, peer or source.get("GroupId") or rule.prefix_list_id


def wanted(permission):
    """The keys of the rules that a permission requests."""
    protocol = NUMBERED.get(permission.get("IpProtocol"), permission.get("IpProtocol", "-1"))
    span = (None, None) if protocol == "-1" else (str(permission.get("FromPort")), str(permission.get("ToPort")))
    for part in parts(permission):
        peer = part.get("CidrIp") or part.get("CidrIpv6") or part.get("GroupId") or part.get("PrefixListId")
        yield protocol, *span, peer


def duplicate(call):
    """A rule that the group has, or that the call has twice."""
    group = account.groups(call).get(call.parameters.get("GroupId"))
    if not group:
        return None
    there = group.egress_rules if call.action.endswith("Egress") else group.ingress_rules
    seen = {key(rule) for rule in there}
    for permission in call.parameters.get("IpPermissions", []):
        for rule in wanted(permission):
            if rule in seen:
                return f"the specified rule \"peer: {rule[3]}, {rule[0].upper()}, from port: {rule[1]}, to port: {rule[2]}, ALLOW\" already exists"
            seen.add(rule)
    return None


def group_in_use(call):
    """A group that an interface has, or to which a rule of another group refers."""
    name = call.parameters.get("GroupId")
    held = [it.id for it in account.interfaces(call) if any(group.id == name for group in it.group_set)]
    for other in account.groups(call).values():
        rules = [*other.ingress_rules, *other.egress_rules]
        if other.id != name and any((rule.source_group or {}).get("GroupId") == name for rule in rules):
            held.append(other.id)
    return f"resource {name} has a dependent object: {', '.join(held)}" if held else None


def key_name(call):
    """A key pair's name that is empty, too long, or not ASCII, or that begins or ends with a space."""
    name = call.parameters.get("KeyName", "")
    fits = 1 <= len(name) <= 255 and name.isascii() and name == name.strip()
    return None if fits else f"Invalid key pair name: '{name}'"


def key_material(call):
    """A text that is not a public key, or a key of a kind that EC2 does not import."""
    text = call.parameters.get("PublicKeyMaterial", b"").decode("utf-8", "replace")
    fits = text.startswith(("ssh-rsa ", "ssh-ed25519 ", "-----BEGIN", "---- BEGIN SSH2"))
    return None if fits else "Key is not in valid OpenSSH public key format"


RULES = [
    Rule(("CreateSecurityGroup",), "InvalidParameterValue", CREATE, group_name),
    Rule(("CreateSecurityGroup",), "InvalidParameterValue", CREATE, group_description),
    Rule(DESCRIBE, "InvalidParameterValue", API + "IpRange.html", rule_description),
    Rule(DESCRIBE, "InvalidParameterValue", API + "IpRange.html", ranges),
    Rule(DESCRIBE, "InvalidParameterValue", API + "IpPermission.html", ports),
    Rule(AUTHORIZE, "InvalidParameterValue", RULE, no_peer),
    Rule(AUTHORIZE, "InvalidPermission.Duplicate", ERRORS, duplicate),
    Rule(("DeleteSecurityGroup",), "DependencyViolation", API + "DeleteSecurityGroup.html", group_in_use),
    Rule(("ImportKeyPair", "CreateKeyPair"), "InvalidParameterValue", API + "CreateKeyPair.html", key_name),
    Rule(
        ("ImportKeyPair",),
        "InvalidKey.Format",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-key-pairs.html",
        key_material,
    ),
]
