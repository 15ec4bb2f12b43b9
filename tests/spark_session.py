"""A local Spark session for tests, or the reason why there is none."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from typing import Any

__all__ = ["ALL_ENGINES", "session", "why_not"]

ALL_ENGINES = "POVERTYKIT_ALL_ENGINES"
"""Where this variable is set, an engine that cannot be started is a failure, and no reason to skip."""


def why_not() -> str | None:
    """Why Spark cannot be started here; None where it can, or must."""
    if os.environ.get(ALL_ENGINES):
        return None
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: pip install 'povertykit[spark]'"
    java = shutil.which("java", path=os.path.join(os.environ.get("JAVA_HOME", ""), "bin")) or shutil.which("java")
    if java is None or subprocess.run([java, "-version"], capture_output=True, check=False).returncode:
        return "Spark needs a Java runtime, version 17 or later, and there is none"
    return None


def session() -> Any:
    """A session of two processes of Python on this machine."""
    from pyspark.sql import SparkSession

    from povertykit.adapters.spark import SETTINGS

    path = os.pathsep.join(dict.fromkeys([os.path.dirname(__file__), *filter(None, sys.path)]))
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        **SETTINGS,
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.executorEnv.PYTHONPATH": path,
        "spark.log.level": "ERROR",
    }
    return SparkSession.builder.master("local[2]").appName("povertykit").config(map=settings).getOrCreate()
