"""Runs schemathesis against the real binary, as nobody and as each role of the demo.

Each role gets a server and a copy of the demo folder of its own, so that no role's run depends on what another's
did but for this: what is the same for all roles is tried as one of those that may. Exit status 0 only if every run kept the contract, kept its login to the end and left its server alive.

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
# Published examples and drawn requests, of every operation as every role that it is open to.
PHASES = "examples,fuzzing"
# Every limit of every field, one at a time: of an operation as one of the roles that it is open to, since the limits are
# the same for all of them.
LIMITS = "coverage"
# A few drawn requests that fit the contract tell what a role may do at all. What is refused whatever is sent is not tried
# further.
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


def answered(answers):
    """Operations asked so far, and those of them that were only ever refused to whoever asked, of a file of hooks.py."""
    seen = {}
    for line in answers.read_text().splitlines():
        operation, status, code = line.split("\t")
        seen.setdefault(operation, set()).add((int(status), code))
    # Order and headers of a request are looked at before its sender in places: those refusals say nothing of a role.
    neither = {400, 405, 413, 415, 428}
    told = {operation: [answer for answer in all_ if answer[0] not in neither] for operation, all_ in seen.items()}
    refused = {
        operation
        for operation, answers in told.items()
        if answers and all(code in ("forbidden", "unauthenticated") for _, code in answers)
    }
    return set(seen), refused


def selected(flag, operations):
    return [word for operation in sorted(operations) for word in (flag, operation)]


class Run:
    """What is tried as one role, on a server of its own."""

    def __init__(self, role, account, demo, work, options):
        self.role, self.account, self.options = role, account, options
        self.log_path = options.output / f"{role}.log"
        self.answers = options.output / f"{role}.answers"
        self.server_log = options.output / f"{role}.server.log"
        self.folder = work / role
        self.folder.mkdir()
        self.problems = []
        # Kept apart from the rest: refused, or the end of the login.
        self.apart = set(MAY_END_THE_LOGIN) if account else set()
        self.server = Server(options.onex, demo, self.folder, self.server_log)

    def schemathesis(self, selection, phases, examples, mode="all", keeps_login=True):
        # A token lasts a quarter of an hour, and the turn of the next part may come later than that.
        token = log_in(self.server.url, self.account) if self.account else None
        command = [
            str(pathlib.Path(sys.executable).parent / "st"),
            "--config-file",
            str(CONFIG),
            "run",
            f"{self.server.url}/api/v1/openapi.json",
            "--no-color",
        ]
        if token:
            command += ["--header", f"Authorization: Bearer {token}"]
        how = ["--phases", phases, "--max-examples", str(examples), "--mode", mode]
        with open(self.log_path, "ab") as log:
            status = subprocess.run(
                command + how + selection,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder,
                env=clean_environment() | HOOKS | {"ONEX_FUZZ_ANSWERS": str(self.answers)}, check=False,
            ).returncode
        if status != 0:
            self.problems.append(f"schemathesis ended with {status}")
        if token and keeps_login and self.alive():
            status, answer = call(f"{self.server.url}/api/v1/me", token)
            if status != 200:
                # Everything after the loss was tried as nobody: the run proves less than it says.
                self.problems.append(f"the run lost its login: GET /me answers {status} {answer}")

    def first(self):
        """Starts the server and asks a little of everything; returns the operations that are open to this role."""
        self.server.__enter__()
        self.schemathesis(
            selected("--exclude-operation-id", self.apart), FIRST_PHASES, FIRST_EXAMPLES, "positive"
        )
        asked, refused = answered(self.answers)
        if not self.options.refused_as_well:
            self.apart |= refused
        return asked - self.apart

    def rest(self, limits):
        """Everything else as this role, and the limits of the fields of these operations."""
        if limits:
            self.schemathesis(selected("--include-operation-id", limits), LIMITS, self.options.max_examples)
        self.schemathesis(
            selected("--exclude-operation-id", self.apart), self.options.phases, self.options.max_examples
        )
        if self.alive() and self.account:
            self.schemathesis(
                selected("--include-operation-id", MAY_END_THE_LOGIN),
                f"{LIMITS},{self.options.phases}",
                self.options.max_examples,
                keeps_login=False,
            )
        self.alive()
        panics = re.findall(rb"[^\n]*panicked[^\n]*", self.server_log.read_bytes())
        self.problems += [f"the server panicked: {line.decode(errors='replace')}" for line in panics[:5]]

    def alive(self):
        ended = self.server.process.poll()
        died = f"the server died ({ended}); see {self.server_log}"
        # Asked after each part, told once.
        if ended is not None and died not in self.problems:
            self.problems.append(died)
        return ended is None

    def close(self):
        if hasattr(self.server, "process"):
            self.server.__exit__()


def shared_out(open_to):
    """To each role the operations whose limits are tried as it: each operation once, to whoever has fewest so far."""
    shares = {role: set() for role in open_to}
    roles_of = {}
    for role, operations in open_to.items():
        for operation in operations:
            roles_of.setdefault(operation, []).append(role)
    # What few may do is given out first.
    for operation, roles in sorted(roles_of.items(), key=lambda item: (len(item[1]), item[0])):
        shares[min(sorted(roles), key=lambda role: len(shares[role]))].add(operation)
    return shares


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

        tried = {role: Run(role, runs[role], demo, work, options) for role in wanted}

        def attempt(step, role, *arguments):
            """One role's trouble must not hide the others' results."""
            try:
                return getattr(tried[role], step)(*arguments)
            except Exception as error:
                tried[role].problems.append(f"{type(error).__name__}: {error}")
                return None

        failed = []
        # Server and fuzzer wait for each other: two runs keep a core busy.
        with concurrent.futures.ThreadPoolExecutor(max(2, min(2 * (os.cpu_count() or 1), 8))) as pool:
            try:
                found = dict(zip(wanted, pool.map(lambda role: attempt("first", role), wanted)))
                shares = shared_out({role: operations for role, operations in found.items() if operations})
                # The longest first.
                order = sorted(shares, key=lambda role: (-len(found[role]), role))
                started = {pool.submit(attempt, "rest", role, shares[role]): role for role in order}
                for done in concurrent.futures.as_completed(started):
                    role = started[done]
                    tried[role].close()
            finally:
                for run in tried.values():
                    run.close()
        for role, run in tried.items():
            if role not in shares and not run.problems:
                run.problems.append("nothing is open to it")
            log = run.log_path.read_text(errors="replace") if run.log_path.exists() else ""
            print(f"\n-- as {role}, and the limits of {len(shares.get(role, ()))} operations", flush=True)
            print(log if run.problems else summary(log), flush=True)
            for problem in run.problems:
                print(f"as {role}: {problem}", flush=True)
            if run.problems:
                failed.append(role)

    if failed:
        sys.exit(f"contract fuzzer: FAILED as {', '.join(sorted(failed))} (whole logs in {options.output})")
    print(f"contract fuzzer: passed as {', '.join(sorted(wanted))} (whole logs in {options.output})")


if __name__ == "__main__":
    main()
