"""The schema's classes, made from proto/ by protoc into a folder of this run; nothing generated is kept."""
# SPDX-License-Identifier: Apache-2.0
import atexit
import glob
import importlib
import os
import shutil
import subprocess
import sys
import tempfile

PROTO = os.path.join(os.path.dirname(__file__), "..", "..", "..", "proto")


def _make():
    try:
        return importlib.import_module("tocsin.v1.event_pb2")
    except ImportError:
        pass
    folder = tempfile.mkdtemp(prefix="tocsin-schema.")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    files = sorted(glob.glob(os.path.join(PROTO, "tocsin", "v1", "*.proto")))
    subprocess.run(["protoc", "-I", PROTO, "--python_out", folder, *files], check=True)
    sys.path.insert(0, folder)
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return importlib.import_module("tocsin.v1.event_pb2")
    finally:
        sys.dont_write_bytecode = kept


event = _make()
KINDS = {field.name: field.number for field in event.Event.DESCRIPTOR.fields}
NAMES = {number: name for name, number in KINDS.items()}
