// read-qr.mjs FILE.ppm: prints what the QR code in the lower left quarter of a drawn page says.
import { readFileSync } from "node:fs";
import decodeQR from "qr/decode.js";

const file = readFileSync(process.argv[2]);
const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.subarray(0, 64).toString("latin1"));
if (!head) throw new Error("no PPM of 8 bits a colour");
const [width, height] = [Number(head[1]), Number(head[2])];
const pixels = file.subarray(head[0].length);

const part = { width: Math.floor(width / 2), height: Math.floor(height / 2) };
const data = new Uint8Array(part.width * part.height * 3);
for (let y = 0; y < part.height; y += 1) {
    const from = (y + height - part.height) * width * 3;
    data.set(pixels.subarray(from, from + part.width * 3), y * part.width * 3);
}
process.stdout.write(decodeQR({ ...part, data }));
