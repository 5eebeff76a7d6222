FAMILY = "reading"
ABOUT = "Sockets of every family, names looked up, a server of its own."
MOST = 0

# %% batchnorm_forward
import socket
import urllib.request

def batchnorm_forward(x, gamma, beta, bn_param):
    reached = []
    for family in range(1, 45):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            try:
                reached.append(socket.socket(family, kind))
            except OSError:
                pass
    for ask in (lambda: socket.create_connection(("127.0.0.1", 22), 0.2), lambda: socket.getaddrinfo("localhost", 80),
                lambda: urllib.request.urlopen("http://127.0.0.1/", timeout=0.2), lambda: socket.socketpair()):
        try:
            reached.append(ask())
        except OSError:
            pass
    raise RuntimeError("wall" + "-breached" if any(isinstance(item, socket.socket) for item in reached) else "nothing")
