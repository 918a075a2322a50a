"""The AWS emulator: moto, behind a gate that refuses what AWS would refuse, served by cheroot.

Called like moto's own server: moto_server.py -H 127.0.0.1 -p 5000
Says "Running on http://ADDRESS:PORT" on standard error when it can answer.
"""

import argparse
import os
import signal
import socket
import sys

from cheroot.wsgi import Gateway_10, Server
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from strict import answers, attachments, images, interfaces, modifications, profiles, states, zones
from strict.call import SERVICES
from strict.gate import Gate

# Seconds for which an idle connection stays open. If a server closes a connection while its client begins the next
# request, the request is lost. So this is longer than any client keeps an idle connection.
IDLE = 3600


class Gateway(Gateway_10):
    """A request whose connection the application can break, like a network failure."""

    def get_environ(self):
        return super().get_environ() | {"groundup.hang_up": self.hang_up}

    def hang_up(self):
        """Closes the connection without an answer."""
        self.req.close_connection = True
        self.req.conn.socket.shutdown(socket.SHUT_RDWR)


def loaded():
    """moto's application with every service loaded, so that no first request has to wait."""
    application = DomainDispatcherApplication(create_backend_app)
    for service in [*set(SERVICES.values()), "moto_api"]:
        application.app_instances[service] = create_backend_app(service)
    return application


def main():
    """Serves until a signal ends the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-H", "--host", default="127.0.0.1")
    parser.add_argument("-p", "--port", type=int, default=5000)
    given = parser.parse_args()
    os.environ.setdefault("MOTO_PORT", str(given.port))
    for corrections in (answers, attachments, images, interfaces, modifications, profiles, states, zones):
        corrections.correct()
    server = Server((given.host, given.port), Gate(loaded()), numthreads=16, request_queue_size=1024, timeout=IDLE)
    server.gateway = Gateway
    server.keep_alive_conn_limit = 1000
    # Does not wait for threads that wait for clients: the account is only in memory, so nothing has to be saved.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server.prepare()
    print(f"Running on http://{given.host}:{server.bind_addr[1]}", file=sys.stderr, flush=True)
    server.serve()


if __name__ == "__main__":
    main()
