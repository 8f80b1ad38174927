// @digitalbazaar/vc (npm) with its eddsa-rdfc-2022 suite and its status lists: judges the credentials on standard
// input. The same questions and answers as openbadges.py, for JSON with a Data Integrity proof; and "contexts",
// {ADDRESS: FILE}, because this library brings some contexts and asks for the others. A credential without
// credentialStatus, such as a status list itself, may be judged too.
import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";

Socket.prototype.connect = () => {
    throw new Error("a verification asked for the network");
};

const json = (file) => JSON.parse(readFileSync(file, "utf8"));

/** did:web, "Read": where the document of a DID lies. */
function documentAddress(did) {
    const [host, ...path] = did.slice("did:web:".length).split(":").map(decodeURIComponent);
    return `https://${host}/${path.length === 0 ? ".well-known" : path.join("/")}/did.json`;
}

function loader(addresses, contexts) {
    return async (url) => {
        const found = (document) => ({ contextUrl: null, documentUrl: url, document });
        if (contexts[url]) return found(json(contexts[url]));
        if (url.startsWith("did:web:")) {
            const [did, fragment] = url.split("#");
            const file = addresses[documentAddress(did)];
            if (!file) throw new Error(`not given: ${url}`);
            const document = json(file);
            if (fragment === undefined) return found(document);
            const method = document.verificationMethod.find(({ id }) => id === url);
            if (!method) throw new Error(`${url} is not in its DID document`);
            return found({ "@context": "https://w3id.org/security/multikey/v1", ...method });
        }
        if (addresses[url]) return found(json(addresses[url]));
        throw new Error(`not given: ${url}`);
    };
}

async function status(options) {
    const answer = await checkStatus(options);
    const set = answer.verified && answer.results.some((result) => result.status);
    return set ? { verified: false, error: new Error("revoked: the bit is set") } : answer;
}

/** An error and what lies below it, in one line. */
function reasons(error) {
    if (!error) return [];
    return [error.message, ...(error.errors ?? []).flatMap(reasons), ...reasons(error.cause)].filter(Boolean);
}

async function judge({ text, addresses, status: asked }, { maps, contexts }) {
    const answer = await verifyCredential({
        credential: JSON.parse(text),
        suite: new DataIntegrityProof({ cryptosuite }),
        documentLoader: loader(maps[addresses], contexts),
        checkStatus: asked ? status : async () => ({ verified: true }),
    });
    if (answer.verified === true) return { verdict: "accepted", reason: "" };
    const why = [...reasons(answer.error), ...reasons(answer.statusResult?.error)].join(" | ");
    return { verdict: answer.verified === false ? "refused" : "failed", reason: why || "no reason given" };
}

const request = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const question of request.cases) {
    answers.push(
        await judge(question, request).catch((error) => ({ verdict: "failed", reason: String(error?.stack ?? error) })),
    );
}
process.stdout.write(JSON.stringify(answers));
