"""Holds docker-compose.yml to what a schema cannot see: every name that is used is declared, every file that is
mounted is there, and every ONEX_ variable is a setting that the program knows.

Usage: check-compose.py docker-compose.yml (from the root of the repository)
"""

import pathlib
import re
import sys

import yaml

# Made by scripts/deploy-secrets on the machine that runs it.
GENERATED = pathlib.Path("deploy/secrets")


def problems(compose, settings):
    services = compose["services"]
    declared = {kind: set(compose.get(kind) or {}) for kind in ("volumes", "networks", "secrets")}
    used = {kind: set() for kind in declared}
    for name, service in services.items():
        for other in service.get("depends_on") or {}:
            if other not in services:
                yield f"{name} depends on {other}, which is no service"
        for volume in service.get("volumes") or []:
            source = volume.split(":")[0]
            if source.startswith("."):
                if not pathlib.Path(source).exists():
                    yield f"{name} mounts {source}, which is not there"
            else:
                used["volumes"].add(source)
        used["networks"].update(service.get("networks") or [])
        used["secrets"].update(service.get("secrets") or [])
        for variable in service.get("environment") or {}:
            # The proxy reads ONEX_SITE itself.
            if variable.startswith("ONEX_") and service.get("image", "").startswith("onex"):
                if variable.removeprefix("ONEX_").lower() not in settings:
                    yield f"{name} sets {variable}, which onex does not know"
    for kind, names in used.items():
        yield from (f"{kind}: {name} is used but not declared" for name in sorted(names - declared[kind]))
        yield from (f"{kind}: {name} is declared but not used" for name in sorted(declared[kind] - names))
    for name, secret in (compose.get("secrets") or {}).items():
        path = pathlib.Path(secret["file"])
        if GENERATED not in path.parents and not path.exists():
            yield f"secret {name} is read from {path}, which is not there"


def main():
    path = pathlib.Path(sys.argv[1])
    source = pathlib.Path("api/src/platform/config.rs").read_text(encoding="utf-8")
    settings = set(re.findall(r"^    pub (\w+): Option<", source, re.MULTILINE))
    if not settings:
        sys.exit("api/src/platform/config.rs: no settings found; mend this check")
    found = list(problems(yaml.safe_load(path.read_text(encoding="utf-8")), settings))
    for problem in found:
        print(f"{path}: {problem}", file=sys.stderr)
    if found:
        sys.exit(1)
    print(f"{path}: names, files and settings agree")


if __name__ == "__main__":
    main()
