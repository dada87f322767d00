"""A standalone cluster of Spark on this machine: a master and two workers with a core each, as processes of their own."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

import job

WORKERS = 2
HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_OF_A_RUN = 1800


class Cluster:
    def __init__(self, spark_home, folder, **environment):
        self.spark_home, self.folder, self.environment = spark_home, Path(folder), environment
        self.daemons = []
        self.url = f"spark://{HOST}:{job.free_port()}"

    def start(self):
        port = self.url.rsplit(":", 1)[1]
        self.daemon("master", "master.Master", "--port", port)
        self.wait_for("master", r"I have been elected leader")
        for number in range(WORKERS):
            work = self.folder / f"work-{number}"
            options = ("--cores", "1", "--memory", "1g", "--work-dir", work, self.url)
            self.daemon(f"worker-{number}", "worker.Worker", *options)
            self.wait_for(f"worker-{number}", r"Successfully registered with master")

    def daemon(self, name, main, *options):
        environment = {
            **on_loopback(),
            **self.environment,
            "SPARK_DAEMON_MEMORY": "256m",
            # The REST server of the master has a port that may be taken.
            "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dspark.master.rest.enabled=false",
        }
        command = [self.spark_home / "bin/spark-class", f"org.apache.spark.deploy.{main}", "--host", HOST, "--webui-port", "0"]
        with open(self.log(name), "w") as log:
            started = subprocess.Popen(
                [*command, *options], env=environment, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )
        self.daemons.append(started)

    def log(self, name):
        return self.folder / f"{name}.log"

    def wait_for(self, name, words):
        until = time.monotonic() + SECONDS_TO_START
        while not re.search(words, self.log(name).read_text()):
            if self.daemons[-1].poll() is not None or time.monotonic() > until:
                raise AssertionError(f"{name} did not start\n{self.log(name).read_text()}")
            time.sleep(0.2)

    def executors(self):
        """The processes of executors; they belong to the sessions that the workers began."""
        sessions = {daemon.pid for daemon in self.daemons}
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.getsid(int(process.name)) in sessions and b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
            except OSError:
                continue  # it has ended
        return found

    def kill_executor(self):
        """Kills one, as a lost machine would; tells whether there was one."""
        for executor in self.executors()[:1]:
            os.kill(executor, signal.SIGKILL)
            return True
        return False

    def stop(self):
        for daemon in self.daemons:
            # The executors are in the groups of their workers.
            os.killpg(daemon.pid, signal.SIGKILL)
            daemon.wait()


class Run:
    """A run through spark-submit; what it prints is read while it goes."""

    def __init__(self, options, arguments, **environment):
        command = [job.TOP / "scripts/submit", *map(str, options), "--", *map(str, arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen(command, cwd=job.TOP, env={**on_loopback(), **environment}, start_new_session=True, **pipes)
        self.printed = []
        self.limit = threading.Timer(SECONDS_OF_A_RUN, self.process.kill)
        self.limit.start()

    def lines(self):
        for line in self.process.stdout:
            self.printed.append(line)
            yield line

    def exit_code(self):
        for _ in self.lines():
            pass
        return self.process.wait()

    def text(self):
        return "".join(self.printed)

    def stop(self):
        self.limit.cancel()
        if self.process.poll() is None:
            os.killpg(self.process.pid, 9)
        self.process.communicate()


def on_loopback():
    """The environment of processes of Spark that serve on the loopback interface only, the pages of their UI too."""
    return {**os.environ, "SPARK_LOCAL_IP": HOST}
