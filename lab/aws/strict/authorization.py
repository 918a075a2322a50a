"""
What a role may do. Credentials of roles begin with ASIA: those that STS gave, and those of an instance's role. The
operator's own calls, with the lab's key, are not restricted.
"""

import hashlib
import json
import re
import time

from moto.core import DEFAULT_ACCOUNT_ID
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.s3.models import s3_backends
from moto.sts.models import sts_backends

from . import account, policy, web_identity
from .refusal import Refusal

KEY = re.compile(r"Credential=(ASIA[^/]*)/")

# The resources of EC2 by the prefix of their ids.
KINDS = {
    "i": "instance",
    "vol": "volume",
    "snap": "snapshot",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "subnet": "subnet",
    "vpc": "vpc",
    "eni": "network-interface",
    "rtb": "route-table",
    "ami": "image",
}
ID = re.compile(r"(%s)-[0-9a-f]{8,17}" % "|".join(KINDS))

# The names that IAM has for operations with other names.
ACTIONS = {"s3:ListObjectsV2": "s3:ListBucket", "s3:HeadBucket": "s3:ListBucket", "s3:HeadObject": "s3:GetObject"}
PREFIXES = {"elbv2": "elasticloadbalancing", "elb": "elasticloadbalancing"}
# Everybody may ask who they are, whatever their policies say.
FREE = {"sts:GetCallerIdentity", "sts:AssumeRoleWithWebIdentity"}


def caller(environ):
    """The role of a request's credentials; None for the operator. Raises Refusal for credentials of nobody."""
    found = KEY.search(environ.get("HTTP_AUTHORIZATION", ""))
    if not found:
        return None
    key, token = found[1], environ.get("HTTP_X_AMZ_SECURITY_TOKEN", "")
    role = role_of_session(key, token) or role_of_instance(key)
    if role is None:
        raise Refusal("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
    return role


def role_of_session(key, token):
    """The role of credentials that STS gave and that have not expired."""
    for session in sts_backends[DEFAULT_ACCOUNT_ID]["aws"].assumed_roles:
        if session.access_key_id == key and session.session_token == token:
            if session.expiration.timestamp() < time.time():
                raise Refusal("ExpiredToken", "The security token included in the request is expired", 403)
            name = session.role_arn.split("/")[-1]
            return next((one for one in account.iam().roles.values() if one.name == name), None)
    return None


def role_of_instance(key):
    """The role of the instance whose metadata service gave the key (lab/instances/metadata.ts)."""
    for region in ec2_backends[DEFAULT_ACCOUNT_ID].values():
        for instance in region.all_instances():
            if key == f"ASIA{hashlib.sha256(f'key of {instance.id}'.encode()).hexdigest()[:16].upper()}":
                return role_of_profile(region.iam_instance_profile_associations.get(instance.id))
    return None


def role_of_profile(association):
    """The role of an instance profile that an instance has; None if it has none."""
    roles = association.iam_instance_profile.roles if association else []
    return roles[0] if roles else None


def documents(role):
    """The policies of a role."""
    own = [json.loads(text) if isinstance(text, str) else text for text in role.policies.values()]
    return [*own, *(json.loads(one.document) for one in role.managed_policies.values())]


def texts(value):
    """All texts in the parameters of a call."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def request_tags(parameters):
    """The tags that a call gives to a new resource, or adds to one."""
    given = [one.get("Tags", []) for one in parameters.get("TagSpecifications", [])]
    tags = [tag for group in [*given, parameters.get("Tags", [])] for tag in group or []]
    return {tag["Key"]: tag.get("Value", "") for tag in tags if isinstance(tag, dict) and "Key" in tag}


def resources(call):
    """The resources that a call names: ARN to tags."""
    parameters = call.parameters
    if call.service == "s3":
        path = "/".join(part for part in (parameters.get("Bucket"), parameters.get("Key")) if part)
        return {f"arn:aws:s3:::{path}": {}} if path else {}
    found = {}
    for text in texts(parameters):
        if call.service == "ec2" and (match := ID.fullmatch(text)):
            arn = f"arn:aws:ec2:{call.region}:{DEFAULT_ACCOUNT_ID}:{KINDS[match[1]]}/{text}"
            found[arn] = {tag["key"]: tag["value"] for tag in account.ec2(call).describe_tags({"resource-id": [text]})}
        if text.startswith("arn:aws:elasticloadbalancing:"):
            backend = elbv2_backends[DEFAULT_ACCOUNT_ID][call.region]
            found[text] = next((dict(tags) for arn, tags in tagged(backend) if arn == text), {})
    return found


def tagged(backend):
    """The resources of a region's load balancing, with their tags."""
    return [
        (arn, {tag["Key"]: tag["Value"] for tag in backend.tagging_service.list_tags_for_resource(arn)["Tags"]})
        for arn in [*backend.load_balancers, *backend.target_groups]
    ]


# What EC2's operations create, as resources that a policy may name.
CREATED = {"CreateSecurityGroup": "security-group", "CreateSnapshot": "snapshot", "CreateVolume": "volume"}


def created(call):
    """The ARNs of what a call creates. EC2 chooses the id, so a policy sees a wildcard in its place."""
    parameters = call.parameters
    if call.service == "ec2":
        kinds = {one["ResourceType"] for one in parameters.get("TagSpecifications", [])}
        kinds |= {CREATED[call.action]} if call.action in CREATED else set()
        return [f"arn:aws:ec2:{call.region}:{DEFAULT_ACCOUNT_ID}:{kind}/*" for kind in sorted(kinds)]
    if call.service == "elbv2":
        balancing = f"arn:aws:elasticloadbalancing:{call.region}:{DEFAULT_ACCOUNT_ID}:"
        kind = {"application": "app", "gateway": "gwy"}.get(parameters.get("Type", "application"), "net")
        balancer = parameters.get("LoadBalancerArn", "").split(":loadbalancer/")[-1]
        found = {
            "CreateLoadBalancer": f"loadbalancer/{kind}/{parameters.get('Name')}/*",
            "CreateTargetGroup": f"targetgroup/{parameters.get('Name')}/*",
            "CreateListener": f"listener/{balancer}/*",
        }
        return [balancing + found[call.action]] if call.action in found else []
    return []


def questions(call):
    """What IAM is asked about a call: an action, a resource, and the context."""
    prefix = PREFIXES.get(call.service, call.service)
    action = f"{prefix}:{call.action}"
    action = ACTIONS.get(action, action)
    tags, new, old = request_tags(call.parameters), created(call), resources(call)
    common = {"aws:requestedregion": [call.region]}
    given = {f"aws:requesttag/{key}".lower(): [value] for key, value in tags.items()} | {"aws:tagkeys": list(tags)}
    for resource, own in old.items():
        owned = {f"aws:resourcetag/{key}".lower(): [value] for key, value in own.items()}
        # In an EC2 call that creates something, the tags of the request belong to what is new.
        yield action, resource, common | owned | ({} if call.service == "ec2" and new else given)
    # A listener is created with the right on its load balancer.
    asked = [] if call.action == "CreateListener" else new
    for resource in asked or ([] if old else ["*"]):
        yield action, resource, common | given
    tagging = {"ec2": "ec2:CreateTags", "elbv2": "elasticloadbalancing:AddTags"}.get(call.service)
    if tagging and tags and new:
        for resource in new:
            yield tagging, resource, common | given | {f"{prefix}:createaction": [call.action]}


def check_world(call, environ):
    """Raises Refusal for a read without credentials of an object that is not public."""
    if "HTTP_AUTHORIZATION" in environ or call.name != "s3:GetObject":
        return
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets.get(call.parameters["Bucket"])
    if bucket and not web_identity.public(bucket, call.parameters["Key"]):
        raise Refusal("AccessDenied", "Access Denied", 403)


def check(call, role):
    """Raises Refusal for a call that the role's policies do not allow."""
    if role is None or call.name in FREE:
        return
    policies = documents(role)
    for action, resource, context in questions(call):
        if not policy.allowed(policies, action, resource, context):
            raise denied(call, role, action, resource)


def use(call, role):
    """The actions of a permitted call, and those that the role's policies allow."""
    statements = [one for document in documents(role) for one in policy.many(document["Statement"])]
    allowed = [action for one in statements if one["Effect"] == "Allow" for action in policy.many(one["Action"])]
    return sorted({action for action, _, _ in questions(call)}), sorted(set(allowed))


def denied(call, role, action, resource):
    """AWS's refusal of a call for which its caller has no right."""
    code = "UnauthorizedOperation" if call.service == "ec2" else "AccessDenied"
    who = f"arn:aws:sts::{DEFAULT_ACCOUNT_ID}:assumed-role/{role.name}"
    return Refusal(code, f"User: {who} is not authorized to perform: {action} on resource: {resource}", 403)
