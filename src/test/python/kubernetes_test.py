"""conf/kubernetes.yaml is what the schema of the Spark operator asks for, key by key."""

import copy
import re
import unittest

import job
import yaml
from kubeflow_spark_api.models import SparkV1beta2SparkApplication

# The schema has these as plain text.
CHOICES = {"type": {"Java", "Python", "Scala", "R"}, "mode": {"cluster", "client"}}


def problems(written):
    """What the schema refuses: wrong types and missing keys by an error, unknown keys as they do not come back."""
    try:
        return missing(written, SparkV1beta2SparkApplication.from_dict(copy.deepcopy(written)).to_dict())
    except ValueError as error:
        return [str(error)]


def missing(written, read, path=""):
    if isinstance(written, dict) and isinstance(read, dict):
        return [one for key in written for one in missing(written[key], read.get(key), f"{path}.{key}")]
    if isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        return [one for number, pair in enumerate(zip(written, read)) for one in missing(*pair, f"{path}[{number}]")]
    return [] if written == read else [f"{path}: {written!r} is read as {read!r}"]


class KubernetesTest(unittest.TestCase):
    def setUp(self):
        self.text = (job.TOP / "conf/kubernetes.yaml").read_text()
        self.application = yaml.safe_load(self.text)

    def test_the_schema_knows_every_key(self):
        self.assertEqual(problems(self.application), [])
        for key, known in CHOICES.items():
            self.assertIn(self.application["spec"][key], known)
        self.assertIn(self.application["spec"]["restartPolicy"]["type"], {"Never", "OnFailure", "Always"})

    def test_commented_settings_are_known_too(self):
        active = re.sub(r"^( +)# (?=[\w.]+:( |$)|- |  )", r"\1", self.text, flags=re.MULTILINE)
        application = yaml.safe_load(active)
        self.assertIn("envFrom", application["spec"]["driver"])
        self.assertEqual(problems(application), [])

    def test_a_misspelt_key_is_found(self):
        for path in (["restartPolicy"], ["driver"], ["driver", "volumeMounts", 0], ["volumes", 0, "configMap"], ["executor"]):
            with self.subTest(path=path):
                changed = copy.deepcopy(self.application)
                part = changed["spec"]
                for step in path:
                    part = part[step]
                part["mispelt"] = "value"
                self.assertEqual(len(problems(changed)), 1)

    def test_a_wrong_type_and_a_missing_key_are_found(self):
        self.application["spec"]["executor"]["instances"] = "four"
        self.assertNotEqual(problems(self.application), [])
        del self.application["spec"]["executor"]
        self.assertNotEqual(problems(self.application), [])

    def test_it_mounts_the_settings_that_it_reads(self):
        spec = self.application["spec"]
        mounted = {mount["name"]: mount["mountPath"] for mount in spec["driver"]["volumeMounts"]}
        config = spec["arguments"][spec["arguments"].index("--config") + 1]
        self.assertEqual({volume["name"] for volume in spec["volumes"]}, set(mounted))
        self.assertTrue(config.startswith(mounted["settings"] + "/"))


if __name__ == "__main__":
    unittest.main()
