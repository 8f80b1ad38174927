// prepare.mjs FOLDER: makes copies of the W3C's suites in FOLDER runnable without GitHub, against our adapter.
//   - what their package.json names by GitHub is the copy beside it, and what lints or draws reports goes
//   - localConfig.cjs is ours
//   - FOLDER/contexts.json names the contexts that the suites use and OneX does not pin
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const SUITES = ["vc-data-model-2.0-test-suite", "vc-di-eddsa-test-suite", "vc-bitstring-status-list-test-suite"];
const BESIDE = ["vc-test-suite-implementations", "data-integrity-test-suite-assertion"];

const folder = resolve(process.argv[2] ?? ".");
for (const name of [...SUITES, ...BESIDE]) {
    if (!existsSync(join(folder, name, "package.json"))) throw new Error(`${folder} has no copy of ${name}`);
}
for (const suite of SUITES) {
    const file = join(folder, suite, "package.json");
    const { devDependencies, mocha, ...json } = JSON.parse(readFileSync(file, "utf8"));
    for (const name of BESIDE) {
        if (json.dependencies[name]) json.dependencies[name] = `file:../${name}`;
    }
    json.dependencies.mocha ??= devDependencies.mocha;
    writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`);
    copyFileSync(new URL("localConfig.cjs", import.meta.url), join(folder, suite, "localConfig.cjs"));
}

const examples = join(folder, "examples-v2.json");
writeFileSync(examples, JSON.stringify({ "@context": { "@vocab": "https://www.w3.org/ns/credentials/examples#" } }));
const contexts = {
    "https://www.w3.org/ns/credentials/examples/v2": examples,
    // Comes with npm install in the suite.
    "https://www.w3.org/2018/credentials/v1": join(
        folder,
        "vc-di-eddsa-test-suite/node_modules/@digitalbazaar/credentials-context/contexts/v1.jsonld",
    ),
};
writeFileSync(join(folder, "contexts.json"), JSON.stringify(contexts));
