"""A request that AWS refuses, and how each protocol reports it."""

import json
import uuid
from xml.sax.saxutils import escape


class Refusal(Exception):
    """A refusal by AWS. `code` is AWS's error code, `status` the HTTP status."""

    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def render(refusal, protocol, action):
    """The body and headers of a refusal, as a service of that protocol answers."""
    code, message, request = refusal.code, escape(refusal.message), str(uuid.uuid4())
    if protocol in ("json", "rest-json"):
        body = json.dumps({"__type": code, "message": refusal.message})
        return body, [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-ErrorType", code)]
    if protocol == "ec2":
        error = f"<Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        body = f"<Response>{error}<RequestID>{request}</RequestID></Response>"
    elif protocol == "rest-xml":
        body = f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{request}</RequestId></Error>"
    else:
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        body = f"<ErrorResponse>{error}<RequestId>{request}</RequestId></ErrorResponse>"
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + body, [("Content-Type", "text/xml")]
