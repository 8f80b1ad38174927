// TLS in front of the adapter, because the suites fetch status lists by https only: a certificate that openssl makes
// for this run, which the suites do not check. front.mjs [PORT [ADAPTER]]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [port = "40443", adapter = "http://127.0.0.1:40480"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "w3c-front."));
const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
execFileSync("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost".split(" "),
    ...["-keyout", key, "-out", cert],
], { stdio: "ignore" });
const options = { key: readFileSync(key), cert: readFileSync(cert) };
rmSync(folder, { recursive: true });

createServer(options, (asked, answer) => {
    const { method, url, headers } = asked;
    const passed = request(adapter + url, { method, headers }, (got) => {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
    });
    passed.on("error", (error) => answer.writeHead(502).end(String(error)));
    asked.pipe(passed);
}).listen(Number(port), "127.0.0.1", () => console.log(`https://localhost:${port} stands for ${adapter}`));
