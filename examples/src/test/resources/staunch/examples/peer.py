"""Python's ssl as a peer of Staunch: peer.py client|server VERSION AUTHORITY CHAIN KEY LENGTH ENDS_FIRST [PORT DATA ANSWER]

A client sends DATA on two connections, the second of which resumes the first, and writes what comes back to ANSWER. A
server sends back LENGTH bytes. With ENDS_FIRST the client ends its direction before it is answered.
"""
import queue
import socket
import ssl
import sys
import threading

ROLE, VERSION, AUTHORITY, CHAIN, KEY = sys.argv[1:6]
LENGTH, ENDS_FIRST = int(sys.argv[6]), sys.argv[7] == "true"
RECORD = 16384


class Connection:
    """TLS in memory, so that a direction can end and the other go on; a thread reads, so that writing never waits for it."""

    def __init__(self, sock, context, **arguments):
        self.sock = sock
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, **arguments)
        self.arrived = queue.Queue()
        threading.Thread(target=self._receive, daemon=True).start()
        self._do(self.tls.do_handshake)

    def _receive(self):
        while True:
            piece = self.sock.recv(65536)
            self.arrived.put(piece)
            if not piece:
                return

    def _flush(self):
        self.sock.sendall(self.outgoing.read())

    def _do(self, operation, *arguments):
        while True:
            try:
                result = operation(*arguments)
                self._flush()
                return result
            except ssl.SSLWantReadError:
                self._flush()
                piece = self.arrived.get(timeout=30)
                if piece:
                    self.incoming.write(piece)
                else:
                    self.incoming.write_eof()

    def read(self):
        try:
            return self._do(self.tls.read, RECORD)
        except ssl.SSLZeroReturnError:
            return b""

    def read_all(self):
        return b"".join(iter(self.read, b""))

    def write(self, data):
        for at in range(0, len(data), RECORD):
            self._do(self.tls.write, data[at:at + RECORD])

    def end(self):
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        self._flush()


def context(protocol):
    made = ssl.SSLContext(protocol)
    made.minimum_version = made.maximum_version = getattr(ssl.TLSVersion, "TLSv" + VERSION.replace(".", "_"))
    made.load_verify_locations(AUTHORITY)
    made.load_cert_chain(CHAIN, KEY)
    made.verify_mode = ssl.CERT_REQUIRED
    return made


def client(port, data_file, answer_file):
    made = context(ssl.PROTOCOL_TLS_CLIENT)
    with open(data_file, "rb") as file:
        data = file.read()
    session = None
    with open(answer_file, "wb") as answer:
        for _ in range(2):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as sock:
                peer = Connection(sock, made, server_hostname="localhost", session=session)
                peer.write(data)
                if ENDS_FIRST:
                    peer.end()
                answer.write(peer.read_all())
                print("resumed", peer.tls.session_reused)
                session = peer.tls.session
                if not ENDS_FIRST:
                    peer.end()


def serve(sock, made):
    peer = Connection(sock, made, server_side=True)
    if ENDS_FIRST:
        peer.write(peer.read_all())
    else:
        left = LENGTH
        while left > 0:
            piece = peer.read()
            peer.write(piece)
            left -= len(piece)
    peer.end()


def server():
    made = context(ssl.PROTOCOL_TLS_SERVER)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print("listening on", listening.getsockname()[1], flush=True)
        while True:
            sock, _ = listening.accept()
            threading.Thread(target=serve, args=(sock, made), daemon=True).start()


if ROLE == "client":
    client(int(sys.argv[8]), sys.argv[9], sys.argv[10])
else:
    server()
