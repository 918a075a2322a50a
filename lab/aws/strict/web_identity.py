"""
What STS checks before it gives credentials for a token of an OIDC issuer.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

import base64
import json
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from . import account, policy
from .refusal import Refusal

CONFIGURATION = ".well-known/openid-configuration"


def decoded(text):
    """The bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(text):
    """The number that a JWK holds as base64url."""
    return int.from_bytes(decoded(text), "big")


def invalid(message):
    """AWS's refusal of a token."""
    return Refusal("InvalidIdentityToken", message)


def document(url):
    """
    A public document of S3, read as anybody reads it: only if the bucket's policy allows that. The lab has no other
    hosts that STS could ask.
    """
    host, _, key = url.removeprefix("https://").partition("/")
    name, _, rest = host.partition(".s3.")
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets.get(name) if rest else None
    found = bucket and bucket.keys.get(key)
    if not found or not public(bucket, key):
        raise invalid("Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements")
    return json.loads(found.value)


def public(bucket, key):
    """Whether the world may read an object of a bucket."""
    block = bucket.public_access_block
    if bucket.policy is None or (block and str(block.restrict_public_buckets).lower() == "true"):
        return False
    statements = [one for one in json.loads(bucket.policy)["Statement"] if one.get("Principal") in ("*", {"AWS": "*"})]
    return policy.allowed([{"Statement": statements}], "s3:GetObject", f"arn:aws:s3:::{bucket.name}/{key}", {})


def verified(key, algorithm, signature, signed):
    """Whether a JWK made the signature of a token."""
    digest = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}[algorithm[2:]]()
    try:
        if algorithm.startswith("RS") and key["kty"] == "RSA":
            public_key = rsa.RSAPublicNumbers(number(key["e"]), number(key["n"])).public_key()
            public_key.verify(signature, signed, padding.PKCS1v15(), digest)
            return True
        if algorithm.startswith("ES") and key["kty"] == "EC":
            curve = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}[key["crv"]]()
            public_key = ec.EllipticCurvePublicNumbers(number(key["x"]), number(key["y"]), curve).public_key()
            half = len(signature) // 2
            parts = [int.from_bytes(part, "big") for part in (signature[:half], signature[half:])]
            public_key.verify(utils.encode_dss_signature(*parts), signed, ec.ECDSA(digest))
            return True
    except InvalidSignature:
        pass
    return False


def claims_of(token):
    """The claims of a token whose signature the issuer's published key has made."""
    try:
        head, body, signature = token.split(".")
        header, claims = json.loads(decoded(head)), json.loads(decoded(body))
        issuer, algorithm = claims["iss"], header["alg"]
    except (ValueError, KeyError) as error:
        raise invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)") from error
    if algorithm not in ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512"):
        raise invalid("Token is not signed with an algorithm that AWS supports")
    provider = provider_of(issuer)
    keys = document(document(f"{issuer}/{CONFIGURATION}")["jwks_uri"])["keys"]
    key = next((one for one in keys if one.get("kid") == header.get("kid")), None)
    if key is None:
        raise invalid("Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements")
    if not verified(key, algorithm, decoded(signature), f"{head}.{body}".encode()):
        raise invalid("Token signature is invalid")
    return provider, claims


def provider_of(issuer):
    """The account's OIDC provider with an issuer."""
    name = issuer.removeprefix("https://")
    provider = next((one for one in account.iam().open_id_providers.values() if one.url == name), None)
    if provider is None:
        raise invalid(f"No OpenIDConnect provider found in your account for {issuer}")
    return provider


def check(call):
    """Raises Refusal, as STS does, if the token does not entitle its bearer to the role."""
    provider, claims = claims_of(call.parameters["WebIdentityToken"])
    if claims["exp"] < time.time():
        raise Refusal("ExpiredTokenException", f"Token expired: current date/time {int(time.time())} must be before the expiration date/time {claims['exp']}")
    audiences = policy.many(claims.get("aud", []))
    if not set(audiences) & set(provider.client_id_list):
        raise invalid("Incorrect token audience")
    name = provider.url
    context = {f"{name}:aud": audiences, f"{name}:sub": [claims["sub"]]}
    context = {key.lower(): values for key, values in context.items()}
    role = next((one for one in account.iam().roles.values() if one.arn == call.parameters["RoleArn"]), None)
    trust = json.loads(role.assume_role_policy_document)["Statement"] if role else []
    trusted = [one | {"Resource": "*"} for one in policy.many(trust) if one.get("Principal", {}).get("Federated") == provider.arn]
    if not policy.allowed([{"Statement": trusted}], "sts:AssumeRoleWithWebIdentity", "*", context):
        raise Refusal("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)
