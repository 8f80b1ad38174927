// A demo deployment of the real binary in a temporary folder, on a free port.
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const binary = process.env.ONEX_TEST_BINARY;
if (!binary) throw new Error('ONEX_TEST_BINARY is not set: run the journeys with `make test-e2e`');

const env = {
  ...process.env,
  ONEX_LOG: 'warn',
  ONEX_PASSWORD_MEMORY_KIB: '8192',
  ONEX_PASSWORD_PASSES: '1',
};
for (const name of Object.keys(env)) if (name.startsWith('ONEX_TEST_')) delete env[name];

const newFolder = () => mkdtempSync(join(tmpdir(), 'onex-e2e-'));

/** The demo, played once a run: a data folder that no server is on is copied for each deployment. */
let demo;
async function playDemo() {
  const folder = newFolder();
  const { stdout } = await promisify(execFile)(binary, ['demo', '--data', folder, '--json'], {
    env,
  });
  return { folder, accounts: JSON.parse(stdout) };
}

export class Deployment {
  static async start() {
    demo ??= playDemo();
    const { folder, accounts } = await demo;
    const deployment = new Deployment();
    deployment.folder = newFolder();
    cpSync(folder, deployment.folder, { recursive: true });
    deployment.accounts = accounts;
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

  /** Removes the demo that deployments are copied from. */
  static async forget() {
    const played = await demo?.catch(() => undefined);
    if (played) rmSync(played.folder, { recursive: true, force: true });
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
