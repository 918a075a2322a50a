"""The WSGI application in front of moto: what AWS would refuse never reaches moto."""

import os
import re
import sys
import time
from threading import RLock

from . import authorization, model, quotas, rules, web_identity
from . import call as calls
from .luck import LUCK
from .record import RECORD
from .refusal import Refusal, render

# The lab's supervisor reads the account like a person at the console. No random effects apply to it, and it is not
# counted.
SUPERVISOR = "Credential=lab-supervisor/"


def moto_refusal(body):
    """What moto itself refused."""
    code = re.search(rb"<Code>([^<]+)", body)
    return Refusal(code[1].decode() if code else "unknown", "")


class Gate:
    """
    Checks each request and passes it to moto. One request at a time: moto keeps its account in dictionaries that it
    changes without locks.
    """

    def __init__(self, application):
        self.application = application
        self.lock = RLock()

    def __call__(self, environ, start_response):
        if environ.get("PATH_INFO", "").startswith("/moto-api"):
            return self.application(environ, start_response)
        with self.lock:
            call, (status, headers, body), lost = self.answer(environ)
        attempt = environ.get("HTTP_AMZ_SDK_REQUEST", "")
        say = "LOST" if lost else status
        line = f"{time.strftime('%FT%TZ', time.gmtime())} {call.name} {say} {attempt}".rstrip()
        # Flushed at once: several threads write here, and parts of their lines would mix.
        os.write(sys.stderr.fileno(), f"{line}\n".encode())
        if lost:
            environ["groundup.hang_up"]()
        start_response(status, headers)
        return [body]

    def answer(self, environ):
        """The call, its answer (status, headers, body), and whether the answer is lost."""
        body = calls.read_body(environ)
        watched = SUPERVISOR not in environ.get("HTTP_AUTHORIZATION", "")
        call, lost = calls.Call("?", "?", "query"), False
        try:
            call = calls.of_request(environ, body)
            calls.decode(call, environ, body)
            authorization.check_world(call, environ)
            role = authorization.caller(environ)
            authorization.check(call, role)
            if role:
                RECORD.note_role(role.name, *authorization.use(call, role))
            if watched:
                LUCK.before(call, body)
            answer = LUCK.earlier(call) or self.perform(call, environ)
            lost = watched and answer[0].startswith("200") and LUCK.after(call, answer)
            refusal = None if answer[0].startswith("2") else moto_refusal(answer[2])
        except Refusal as error:
            refusal, (text, headers) = error, render(error, call.protocol, call.action)
            headers.append(("Content-Length", str(len(text.encode()))))
            answer = (f"{error.status} {error.code}", headers, text.encode())
        if watched:
            RECORD.note(call, refusal, lost)
            RECORD.write()
        return call, answer, lost

    def perform(self, call, environ):
        """Checks the call and passes it to moto."""
        model.check(call)
        rules.check(call)
        if call.name == "sts:AssumeRoleWithWebIdentity":
            web_identity.check(call)
        quotas.check(call)
        # moto takes some paths without a signature for those of other services, such as Cognito's.
        environ.setdefault("HTTP_AUTHORIZATION", f"AWS4-HMAC-SHA256 Credential=world/20260101/{call.region}/{call.service}/aws4_request")
        seen = []
        chunks = self.application(environ, lambda status, headers, exc_info=None: seen.extend((status, headers)))
        try:
            return (*seen, b"".join(chunks))
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
