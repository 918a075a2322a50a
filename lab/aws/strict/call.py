"""The content of a request: service, region, action, and its parameters by Amazon's model of the API."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qsl

from moto.core.parse import PROTOCOL_PARSERS, RequestParserError
from moto.core.request import Request
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

from . import query
from .refusal import Refusal

# Signing names of the services that groundup, Terraform's backend and the add-ons call. API versions distinguish
# services with the same name. Each value is the name of Amazon's model.
SERVICES = {
    "autoscaling": "autoscaling",
    "dynamodb": "dynamodb",
    "ec2": "ec2",
    "elasticloadbalancing": "elbv2",
    "iam": "iam",
    "kms": "kms",
    "s3": "s3",
    "sts": "sts",
}
VERSIONS = {"2012-06-01": "elb"}

SCOPE = re.compile(r"Credential=[^/]*/\d+/([^/]+)/([^/]+)/aws4_request")


@dataclass
class Call:
    """A request to AWS. `parameters` has the members of the operation's input shape."""

    service: str
    region: str
    protocol: str
    action: str = "?"
    model: object = None
    parameters: dict = field(default_factory=dict)

    @property
    def name(self):
        """Service and action, as in `ec2:RunInstances`."""
        return f"{self.service}:{self.action}"


def read_body(environ):
    """The body of a request. The application can still read it afterwards."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


def of_request(environ, body):
    """
    The service and region of a request, with its protocol.
    Raises Refusal for a service that nobody has checked.
    """
    scope = SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    if not scope:
        # Without a signature come the calls of the world: reading S3, and asking STS for the role of a token.
        if b"Action=AssumeRoleWithWebIdentity" in body:
            return Call("sts", "us-east-1", "query")
        return Call("s3", "us-east-1", "rest-xml")
    region, signing = scope.groups()
    service = SERVICES.get(signing)
    if service is None:
        raise Refusal("UnknownService", f"The lab's AWS does not check requests to {signing}; add it to SERVICES.")
    if service == "elbv2" and (version := re.search(rb"Version=(\d{4}-\d\d-\d\d)", body)):
        service = VERSIONS.get(version[1].decode(), service)
    return Call(service, region, get_service_model(service).metadata["protocol"])


def decode(call, environ, body):
    """
    Reads action and parameters into the call.
    Raises Refusal for an action or a parameter that Amazon's model does not have, and for values of the wrong type.
    """
    model = get_service_model(call.service)
    if call.protocol in ("ec2", "query"):
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        fields |= dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        call.action = fields.pop("Action", "?")
        version = fields.pop("Version", None)
        if call.action not in model.operation_names:
            raise Refusal("InvalidAction", f"The action {call.action} is not valid for this web service.")
        if version != model.metadata["apiVersion"]:
            raise Refusal("NoSuchVersion", f"The version {version} is not known; the model is {model.api_version}.")
        call.model = model.operation_model(call.action)
        call.parameters = query.decode(call.model.input_shape, fields, call.protocol)
        return
    call.model, parts = operation_of(call, model, environ)
    call.action = call.model.name
    call.parameters = parse(call, environ, body, parts)


def operation_of(call, model, environ):
    """The operation of a request whose action is in a header (JSON) or in method and path (REST)."""
    if call.protocol == "json":
        name = environ.get("HTTP_X_AMZ_TARGET", "?").split(".")[-1]
        if name not in model.operation_names:
            raise Refusal("UnknownOperationException", f"There is no operation {name}.")
        return model.operation_model(name), {}
    try:
        return get_service_router(call.service).match(Request(environ.copy()))
    except (HTTPException, NotImplementedError) as error:
        raise Refusal("MethodNotAllowed", f"No operation of {call.service} has this method and path.", 405) from error


def parse(call, environ, body, parts):
    """The parameters of a request whose body is JSON or XML."""
    request = Request(environ.copy())
    given = {
        "method": request.method,
        "values": request.args,
        "headers": request.headers,
        "body": body,
        "url_path": request.path,
        "url_params": parts,
    }
    try:
        return PROTOCOL_PARSERS[call.protocol](call.model).parse(given)
    except (RequestParserError, ValueError, TypeError) as error:
        code = "MalformedXML" if call.protocol == "rest-xml" else "SerializationException"
        raise Refusal(code, f"The body could not be read as {call.action}: {error}") from error
