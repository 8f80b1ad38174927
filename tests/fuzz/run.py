"""Runs schemathesis against the real binary, as nobody and as each role of the demo.

Each role gets a server and a copy of the demo folder of its own, so that no role's run depends on what another's
did. Exit status 0 only if every run kept the contract, kept its login to the end and left its server alive.

Usage: run.py --onex PATH --output FOLDER [--roles a,b] [--max-examples N] [--phases p,q]
              [--refused-as-well]
Whole logs stand in the output folder, one a role; a failing run's log is printed.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

CONFIG = pathlib.Path(__file__).parent / "schemathesis.toml"
# tests/fuzz/hooks.py is loaded by the fuzzer.
HOOKS = {"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(CONFIG.parent)}
ANONYMOUS = "anonymous"
# Published examples, then every limit of every field one at a time, then drawn requests.
PHASES = "examples,coverage,fuzzing"
# A few drawn requests that fit the contract tell what a role may do at all. The limits of fields are not tried where its every request is
# refused.
FIRST_PHASES = "fuzzing"
FIRST_EXAMPLES = 3
# Operations that may end the caller's own login: ids of its session, account and grant stand in earlier answers and
# are tried there. They get a run of their own after the others, in which losing the login is no fault.
MAY_END_THE_LOGIN = [
    "logout", "end_my_session", "end_user_sessions", "disable_user", "reset_password", "withdraw_grant",
    "hand_over_institution",
    # Ends no login, but every window of the calendar: what comes after it would be refused.
    "move_demo_clock",
]
READY_SECONDS = 60
# Limits on guessing are tried in tests/api. Here every request comes from one address.
NO_THROTTLE = {
    "ONEX_LOGIN_FAILURES_PER_ACCOUNT": "1000000",
    "ONEX_LOGIN_FAILURES_PER_ADDRESS": "1000000",
    "ONEX_VERIFY_FAILURES_PER_ADDRESS": "1000000",
    "ONEX_APPLICATIONS_PER_ADDRESS": "1000000",
}


def clean_environment():
    """This process's environment without settings of OneX, which would reach the server."""
    return {k: v for k, v in os.environ.items() if not k.startswith("ONEX_")}


def call(url, token=None, body=None):
    """(status, parsed JSON) of a GET, or of a POST when there is a body."""
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text.decode(errors="replace")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """`onex serve` on a copy of the demo folder; stopped, and the copy removed, at the end of the block."""

    def __init__(self, onex, demo, folder, log):
        self.onex, self.demo, self.data, self.log_path = onex, demo, folder / "data", log

    def __enter__(self):
        shutil.copytree(self.demo, self.data)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = open(self.log_path, "wb")
        self.process = subprocess.Popen(
            [self.onex, "serve", "--data", str(self.data), "--listen", f"127.0.0.1:{port}"],
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env=clean_environment() | NO_THROTTLE,
        )
        try:
            deadline = time.monotonic() + READY_SECONDS
            while not self.ready():
                if self.process.poll() is not None:
                    raise RuntimeError(f"onex serve ended with {self.process.returncode}; see {self.log_path}")
                if time.monotonic() > deadline:
                    raise RuntimeError(f"onex serve was not ready after {READY_SECONDS} s; see {self.log_path}")
                time.sleep(0.1)
        except BaseException:
            self.__exit__()
            raise
        return self

    def ready(self):
        try:
            return call(f"{self.url}/readyz")[0] == 200
        except OSError:
            return False

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)


def log_in(url, account):
    status, answer = call(
        f"{url}/api/v1/auth/login", body={"username": account["username"], "password": account["password"]}
    )
    if status != 200:
        raise RuntimeError(f"login as {account['role']} ({account['username']}) answered {status}: {answer}")
    return answer["access_token"]


def refused(answers):
    """Operations that were only ever refused to whoever asked, of a file of hooks.py."""
    seen = {}
    for line in answers.read_text().splitlines():
        operation, status, code = line.split("\t")
        seen.setdefault(operation, set()).add((int(status), code))
    # Order and headers of a request are looked at before its sender in places: those refusals say nothing of a role.
    neither = {400, 405, 413, 415, 428}
    told = {operation: [answer for answer in all_ if answer[0] not in neither] for operation, all_ in seen.items()}
    return [
        operation
        for operation, answers in told.items()
        if answers and all(code in ("forbidden", "unauthenticated") for _, code in answers)
    ]


def fuzz(role, account, demo, work, options):
    """One role's run. Returns (role, problems, log text)."""
    log_path = options.output / f"{role}.log"
    answers = options.output / f"{role}.answers"
    server_log = options.output / f"{role}.server.log"
    folder = work / role
    folder.mkdir()
    problems = []
    with Server(options.onex, demo, folder, server_log) as server:
        token = log_in(server.url, account) if account else None
        command = [
            str(pathlib.Path(sys.executable).parent / "st"),
            "--config-file",
            str(CONFIG),
            "run",
            f"{server.url}/api/v1/openapi.json",
            "--no-color",
        ]
        if token:
            command += ["--header", f"Authorization: Bearer {token}"]

        def run(log, selection, phases=options.phases, examples=options.max_examples, mode="all"):
            how = ["--phases", phases, "--max-examples", str(examples), "--mode", mode]
            status = subprocess.run(
                command + how + selection,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=folder,
                env=clean_environment() | HOOKS | {"ONEX_FUZZ_ANSWERS": str(answers)}, check=False,
            ).returncode
            if status != 0:
                problems.append(f"schemathesis ended with {status}")

        def selected(flag, operations):
            return [word for operation in operations for word in (flag, operation)]

        kept_apart = list(MAY_END_THE_LOGIN) if token else []
        with open(log_path, "wb") as log:
            if not options.refused_as_well:
                run(log, selected("--exclude-operation-id", kept_apart), FIRST_PHASES, FIRST_EXAMPLES, "positive")
                kept_apart += refused(answers)
            run(log, selected("--exclude-operation-id", kept_apart))
        if server.process.poll() is not None:
            problems.append(f"the server died ({server.process.returncode}); see {server_log}")
        elif token:
            status, answer = call(f"{server.url}/api/v1/me", token)
            if status != 200:
                # Everything after the loss was tried as nobody: the run proves less than it says.
                problems.append(f"the run lost its login: GET /me answers {status} {answer}")
            with open(log_path, "ab") as log:
                run(log, selected("--include-operation-id", MAY_END_THE_LOGIN))
            if server.process.poll() is not None:
                problems.append(f"the server died ({server.process.returncode}); see {server_log}")
    panics = re.findall(rb"[^\n]*panicked[^\n]*", server_log.read_bytes())
    problems += [f"the server panicked: {line.decode(errors='replace')}" for line in panics[:5]]
    return role, problems, log_path.read_text(errors="replace")


def summary(log):
    """The runner's own closing lines, of each of its runs."""
    told = re.findall(r"^=+ SUMMARY =+$.*?^=+ [^=\n]+ =+$", log, re.MULTILINE | re.DOTALL)
    return "\n".join(told) or log[-3000:]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--onex", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--roles", default="", help="comma separated; every role of the demo and anonymous unless told")
    parser.add_argument("--max-examples", type=int, default=20, help="drawn requests to an operation, at most")
    parser.add_argument("--phases", default=PHASES)
    parser.add_argument("--refused-as-well", action="store_true", help="what a role may not do is tried as hard as the rest")
    options = parser.parse_args()
    options.onex = options.onex.resolve()
    options.output = options.output.resolve()
    shutil.rmtree(options.output, ignore_errors=True)
    options.output.mkdir(parents=True)

    with tempfile.TemporaryDirectory(prefix="onex-fuzz.") as temporary:
        work = pathlib.Path(temporary)
        demo = work / "demo"
        loaded = subprocess.run(
            [options.onex, "demo", "--data", str(demo), "--json"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=clean_environment(), check=False,
        )
        if loaded.returncode != 0:
            sys.exit(f"onex demo ended with {loaded.returncode}")
        runs = {ANONYMOUS: None}
        for account in json.loads(loaded.stdout):
            runs.setdefault(account["role"], account)
        wanted = [role for role in options.roles.split(",") if role] or list(runs)
        if unknown := set(wanted) - set(runs):
            sys.exit(f"the demo has no account for {', '.join(sorted(unknown))}; it has {', '.join(sorted(runs))}")

        failed = []
        # Half of the time is the server's, half the fuzzer's: as many runs at once as there are cores.
        with concurrent.futures.ThreadPoolExecutor(max(1, min(os.cpu_count() or 1, 4))) as pool:
            started = {pool.submit(fuzz, role, runs[role], demo, work, options): role for role in wanted}
            for done in concurrent.futures.as_completed(started):
                role = started[done]
                try:
                    _, problems, log = done.result()
                except Exception as error:  # one role's trouble must not hide the others' results
                    problems, log = [str(error)], ""
                print(f"\n-- as {role}", flush=True)
                print(log if problems else summary(log), flush=True)
                for problem in problems:
                    print(f"as {role}: {problem}", flush=True)
                if problems:
                    failed.append(role)

    if failed:
        sys.exit(f"contract fuzzer: FAILED as {', '.join(sorted(failed))} (whole logs in {options.output})")
    print(f"contract fuzzer: passed as {', '.join(sorted(wanted))} (whole logs in {options.output})")


if __name__ == "__main__":
    main()
