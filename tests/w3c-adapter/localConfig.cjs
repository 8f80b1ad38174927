// The adapter as the suites' implementation: copied into a suite as localConfig.cjs.
const issuer = "did:key:z6MkkrJZqNyZYWwrpeFYPpiT3Ru56Wxf65FnAxJc1sLMpbrd";
const at = (base) => ({ id: issuer, endpoint: `https://localhost:40443/${base}`, options: {} });
const tagged = (path, endpoints) => endpoints.map(([base, tags]) => ({ ...at(`${base}/${path}`), tags }));

module.exports = {
    settings: { enableInteropTests: false, testAllImplementations: false },
    implementations: [
        {
            name: "OneX",
            implementation: "OneX, by its adapter",
            issuers: tagged("credentials/issue", [
                ["plain", ["vc2.0", "eddsa-rdfc-2022", "localhost"]],
                ["status", ["BitstringStatusList"]],
                ["enveloped", ["EnvelopingProof"]],
            ]),
            verifiers: tagged("credentials/verify", [
                ["plain", ["vc2.0", "eddsa-rdfc-2022", "localhost"]],
                ["status", ["BitstringStatusList"]],
                ["enveloped", ["EnvelopingProof"]],
            ]),
            vpVerifiers: tagged("presentations/verify", [["plain", ["vc2.0"]]]),
        },
    ],
};
