"""What the tests share: the command line, and the lake of the demo."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[3]
CUSTOMERS = 2_500  # few, and yet every table has content


def clientela(*args, check=True, **env):
    """Runs scripts/clientela on this machine, from the top of the repository; a failure raises what was printed."""
    # Without the second compiler: it would take more time than it saves.
    environment = {"CLIENTELA_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1", **os.environ, **env}
    if "SPARK_HOME" not in env:
        environment.pop("SPARK_HOME", None)
    done = subprocess.run([TOP / "scripts/clientela", *args], cwd=TOP, env=environment, capture_output=True, text=True)
    if check and done.returncode != 0:
        command = " ".join(map(str, args))
        raise AssertionError(f"clientela {command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def demo_lake():
    """The folder with settings.yaml, data/ and lake/ of the demo, made anew for every build of the jar."""
    folder = TOP / "target/test-demo"
    folder.parent.mkdir(exist_ok=True)
    with open(folder.with_name("test-demo.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side: one makes it, the others wait
        make_demo_lake(folder)
    return folder


def make_demo_lake(folder):
    subprocess.run(["bash", "-c", "source scripts/lib.sh && build"], cwd=TOP, check=True)
    if not is_current(folder):
        made = folder.with_name("test-demo.part")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        settings = made / "settings.yaml"
        settings.write_text(settings_in(made))
        clientela("demo-data", "--out", made / "data", "--customers", str(CUSTOMERS))
        clientela("run", "--config", settings)
        settings.write_text(settings_in(folder))
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def is_current(folder):
    settings = folder / "settings.yaml"
    if not settings.exists() or settings.read_text() != settings_in(folder):
        return False
    return settings.stat().st_mtime > (TOP / "target/clientela.jar").stat().st_mtime


def settings_in(folder):
    text = (TOP / "conf/clientela.yaml").read_text()
    return text.replace("./demo-data", f"{folder}/data").replace("./demo-lake", f"{folder}/lake")
