"""What is released: the same jar whoever builds it, with the licences of what it holds, and a list of that beside it."""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import job

JAR = job.TOP / "target/clientela.jar"
POM = {"m": "http://maven.apache.org/POM/4.0.0"}


class ReleaseTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        job.build()
        pom = ElementTree.parse(job.TOP / "pom.xml").getroot()
        cls.version = pom.find("m:version", POM).text
        cls.held = {
            dependency.find("m:artifactId", POM).text
            for dependency in pom.findall("m:dependencies/m:dependency", POM)
            if dependency.find("m:scope", POM) is None
        }

    def test_the_version_is_that_of_the_pom(self):
        self.assertIn(f"clientela {self.version}\n", job.clientela("--version").stdout)
        changelog = (job.TOP / "src/docs/changelog.md").read_text()
        self.assertEqual(re.findall(r"^## (\d.*)$", changelog, re.MULTILINE)[0], self.version)
        for text in ("conf/kubernetes.yaml", "src/docs/deployment.md"):
            self.assertEqual(set(re.findall(r"/clientela:(\S+)", (job.TOP / text).read_text())), {self.version}, text)

    def test_the_jar_tells_what_it_holds_and_under_which_licences(self):
        bom = json.loads((job.TOP / "target/clientela-sbom.json").read_text())
        self.assertEqual(bom["metadata"]["component"]["version"], self.version)
        listed = {component["name"]: component for component in bom["components"]}
        self.assertLessEqual(self.held, set(listed))
        self.assertFalse([name for name in listed if name.startswith(("spark-", "delta-", "hadoop-"))])
        for name, component in listed.items():
            self.assertTrue(component["licenses"], name)
            self.assertTrue(component["hashes"], name)
        with zipfile.ZipFile(JAR) as jar:
            licences = jar.read("META-INF/THIRD-PARTY.txt").decode()
        for name in listed:
            self.assertIn(f":{name}:", licences)

    @job.full
    def test_who_builds_it_again_gets_the_same_jar(self):
        with tempfile.TemporaryDirectory() as folder:
            again = Path(folder) / "again"
            shutil.copytree(job.TOP / "src/main", again / "src/main")
            for file in ("pom.xml", "LICENSE"):
                shutil.copy(job.TOP / file, again)
            build = ["mvn", "-q", "-B", "-ntp", "-Dmaven.test.skip", "package"]
            subprocess.run(build, cwd=again, check=True)
            self.assertEqual(*(hashlib.sha256(jar.read_bytes()).hexdigest() for jar in (JAR, again / "target/clientela.jar")))


if __name__ == "__main__":
    unittest.main()
