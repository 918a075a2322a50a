"""Which TCP ports of some addresses answer: SYNs to all 65535 ports of each, and the SYN-ACKs that come back.

A SYN that security groups drop costs nothing but its way, where a connection would be waited for; so a whole cluster
takes seconds. No connection comes about: the kernel, which knows of none, resets what is answered. Needs root.

Called with JSON on its first argument: {"source": address or null, "targets": {address: [ports that should answer]}};
ports that should answer are asked again before they are given up. Prints "address port" for each that answers.
"""

import ctypes
import json
import random
import socket
import struct
import sys
import time

SYN, SYN_ACK = 0x02, 0x12
# Accepts TCP packets with the flags SYN and ACK. Everything else would only fill the socket's buffer.
SYN_ACK_FILTER = [(0xB1, 0, 0, 0), (0x50, 0, 0, 13), (0x15, 0, 1, SYN_ACK), (0x06, 0, 0, 0xFFFF), (0x06, 0, 0, 0)]
SO_ATTACH_FILTER, SO_RCVBUFFORCE = 26, 33
QUIET = 1.0  # seconds without an answer after which the scan ends
TRIES = 3


def listen():
    """A socket that receives SYN-ACKs."""
    program = b"".join(struct.pack("HBBI", *step) for step in SYN_ACK_FILTER)
    buffer = ctypes.create_string_buffer(program, len(program))
    answers = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
    answers.setsockopt(
        socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", len(SYN_ACK_FILTER), ctypes.addressof(buffer))
    )
    answers.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
    return answers


def own_address(target, source):
    """The source address of packets to a target."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        if source:
            probe.bind((source, 0))
        probe.connect((target, 9))
        return probe.getsockname()[0]


def send(target, ports, source, own_port):
    """Sends a SYN to each port. The checksum is that of the packet for port 0, plus the port."""
    own = own_address(target, source)
    pseudo = socket.inet_aton(own) + socket.inet_aton(target) + struct.pack("!BBH", 0, socket.IPPROTO_TCP, 20)
    packet = bytearray(struct.pack("!HHIIBBHHH", own_port, 0, random.getrandbits(32), 0, 5 << 4, SYN, 64240, 0, 0))
    total = sum(struct.unpack("!16H", pseudo + bytes(packet)))
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP) as out:
        out.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, nothing())
        out.bind((own, 0))
        for port in ports:
            sum_with_port = total + port
            sum_with_port = (sum_with_port & 0xFFFF) + (sum_with_port >> 16)
            sum_with_port = (sum_with_port & 0xFFFF) + (sum_with_port >> 16)
            struct.pack_into("!H", packet, 2, port)
            struct.pack_into("!H", packet, 16, ~sum_with_port & 0xFFFF)
            try:
                out.sendto(packet, (target, 0))
            except OSError:  # no route, or refused on this node: nothing answers either
                pass


NOTHING = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0), 8)


def nothing():
    """A filter that accepts nothing, for a socket that only sends."""
    return struct.pack("HL", 1, ctypes.addressof(NOTHING))


def collect(answers, own_port, found):
    """Collects answers until no new one arrives. Answers to other connections of the node arrive here too."""
    end = time.monotonic() + QUIET
    while (left := end - time.monotonic()) > 0:
        answers.settimeout(left)
        try:
            packet = answers.recv(128)
        except TimeoutError:
            return
        header = (packet[0] & 15) * 4
        port, to = struct.unpack_from("!HH", packet, header)
        answer = (socket.inet_ntoa(packet[12:16]), port)
        if to == own_port and answer not in found:
            found.add(answer)
            end = time.monotonic() + QUIET


def main():
    order = json.loads(sys.argv[1])
    source, targets = order["source"], order["targets"]
    own_port = random.randrange(20000, 30000)  # below the ephemeral ports, above the listening ones
    answers, found = listen(), set()
    for target in targets:
        send(target, range(1, 65536), source, own_port)
    collect(answers, own_port, found)
    for _ in range(TRIES):
        missing = {it: [port for port in ports if (it, port) not in found] for it, ports in targets.items()}
        if not any(missing.values()):
            break
        for target, ports in missing.items():
            send(target, ports, source, own_port)
        collect(answers, own_port, found)
    for address, port in sorted(found, key=lambda it: (socket.inet_aton(it[0]), it[1])):
        print(address, port)


main()
