// A demo deployment of the real binary in a temporary folder, on a free port.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = process.env.ONEX_TEST_BINARY;
if (!binary) throw new Error('ONEX_TEST_BINARY is not set: run the journeys with `make test-e2e`');

const env = {
  ...process.env,
  ONEX_LOG: 'warn',
  ONEX_PASSWORD_MEMORY_KIB: '8192',
  ONEX_PASSWORD_PASSES: '1',
};
for (const name of Object.keys(env)) if (name.startsWith('ONEX_TEST_')) delete env[name];

export class Deployment {
  static async start() {
    const deployment = new Deployment();
    deployment.folder = mkdtempSync(join(tmpdir(), 'onex-e2e-'));
    const printed = execFileSync(binary, ['demo', '--data', deployment.folder, '--json'], { env });
    deployment.accounts = JSON.parse(printed.toString());
    await deployment.serve();
    return deployment;
  }

  /** Starts the server; again on the address that it had. */
  async serve() {
    const listen = this.base ? new URL(this.base).host : '127.0.0.1:0';
    this.child = spawn(binary, ['serve', '--data', this.folder, '--listen', listen], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.base = await new Promise((resolve, reject) => {
      let text = '';
      this.child.stdout.on('data', (chunk) => {
        text += chunk;
        const found = text.match(/http:\/\/\S+/);
        if (found) resolve(found[0]);
      });
      this.child.on('exit', () =>
        reject(new Error(`the server ended before it listened: ${text}`)),
      );
    });
  }

  /** The demo account with this username. */
  account(username) {
    const found = this.accounts.find((a) => a.username === username);
    if (!found) throw new Error(`the demo has no account ${username}`);
    return found;
  }

  /** Takes the server away; its folder stays. */
  async halt() {
    const ended = new Promise((resolve) => this.child.on('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }

  async stop() {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
