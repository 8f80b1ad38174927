/** The certificates of the engine's vectors in the forms that people hold, and what they are verified by. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const VECTORS = join(import.meta.dirname, '../../../tests/fixtures/verifier/vectors');

/** The text of a file of the vectors. */
export const vector = (name: string): string => readFileSync(join(VECTORS, name), 'utf8').trim();
