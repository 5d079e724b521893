"""Prints the port to serve on: the one asked for, else 8069 or the next free one."""

import socket
import sys


def free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does, so that a connection just closed is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


wanted = sys.argv[1] if len(sys.argv) > 1 else ""
candidates = [int(wanted)] if wanted else range(8069, 8169)
found = next((port for port in candidates if free(port)), None)
if found is None:
    sys.exit(1)
print(found)
