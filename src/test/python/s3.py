"""A real S3 server in a JVM of its own, and a proxy before it that does what networks do."""

import http.client
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import job
from deltalake import DeltaTable
from pyarrow.fs import S3FileSystem

# One process of two that append at once, each with a Spark of its own.
WRITER = """
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.appName("writer").getOrCreate()
for i in range(int(sys.argv[2])):
    spark.createDataFrame([(sys.argv[1], i)], "who string, n int").coalesce(1).write.format("delta").mode("append").save("s3a://lake/race")
"""
KEY, SECRET = "local-identity", "local-credential"
ARTIFACT = "org.gaul:s3proxy:4.1.0:jar:jar-with-dependencies"


class Server:
    """S3Proxy on the loopback, with its objects in memory; conditional writes as on S3."""

    def __init__(self, folder):
        jar = job.TOP / "target/s3proxy/s3proxy-4.1.0-jar-with-dependencies.jar"
        with job.alone("s3proxy"):
            if not jar.exists():
                copy = ["dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={jar.parent}"]
                subprocess.run(["mvn", "-q", "-B", "-ntp", *copy], cwd=job.TOP, check=True)
        self.port = job.free_port()
        settings = folder / "s3proxy.properties"
        settings.write_text(
            f"s3proxy.endpoint=http://127.0.0.1:{self.port}\n"
            f"s3proxy.authorization=aws-v2-or-v4\ns3proxy.identity={KEY}\ns3proxy.credential={SECRET}\n"
            "jclouds.provider=transient-nio2\njclouds.identity=x\njclouds.credential=x\n"
        )
        command = ["java", "-Xmx1g", "-jar", jar, "--properties", settings]
        with open(folder / "s3proxy.log", "w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.await_answer()

    def await_answer(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("S3Proxy does not answer")

    def files(self):
        return S3FileSystem(
            access_key=KEY,
            secret_key=SECRET,
            endpoint_override=f"127.0.0.1:{self.port}",
            scheme="http",
            region="us-east-1",
            allow_bucket_creation=True,
        )

    def stop(self):
        self.process.kill()
        self.process.wait()


class FaultyProxy(ThreadingHTTPServer):
    """Hands requests on to the server, but for those of which `fault(method, path)` says otherwise: "503" answers that,
    "cut" breaks the connection in the middle of the upload, "lost" breaks it after the server has done its work."""

    daemon_threads = True

    def __init__(self, server, fault):
        self.server_port_behind = server.port
        self.fault = fault
        self.faults = []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        pass  # clients that go away


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self):
        fault = self.server.fault(self.command, self.path)
        if fault:
            self.server.faults.append((fault, self.command, self.path))
        expects = self.headers.get("Expect", "").lower() == "100-continue"
        length = int(self.headers.get("Content-Length") or 0)
        if fault == "cut":
            self.rfile.read(min(length // 2, 1000))
            return self.cut()
        body = self.rfile.read(length)
        if fault == "503":
            return self.answer(503, {"Content-Type": "application/xml"}, SLOW_DOWN)
        behind = http.client.HTTPConnection("127.0.0.1", self.server.server_port_behind, timeout=60)
        behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if not (expects and name.lower() == "expect"):
                behind.putheader(name, value)
        behind.endheaders(body if length else None)
        answered = behind.getresponse()
        content = answered.read()
        headers = dict(answered.getheaders())
        behind.close()
        if fault == "lost":
            return self.cut()
        self.answer(answered.status, headers, content)

    def answer(self, status, headers, content):
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        length = headers.get("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def cut(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *args):
        pass

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any


SLOW_DOWN = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message><RequestId>1</RequestId></Error>"""


def credentials(key=KEY, secret=SECRET):
    """As the environment of a user has them; the instance has none."""
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_EC2_METADATA_DISABLED": "true"}


def options(port):
    """What Spark has to know of a server that is not Amazon's."""
    return {
        "spark.hadoop.fs.s3a.endpoint": f"http://127.0.0.1:{port}",
        "spark.hadoop.fs.s3a.endpoint.region": "us-east-1",
        "spark.hadoop.fs.s3a.path.style.access": "true",
    }


def storage(port):
    """The same for deltalake."""
    return {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }


def table(port, uri):
    """A Delta table on the server, for deltalake."""
    return DeltaTable(uri.replace("s3a:", "s3:"), storage_options=storage(port))


def upload(files, folder, to):
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            with files.open_output_stream(f"{to}/{file.relative_to(folder)}") as out:
                out.write(file.read_bytes())


