/** Documents that are handed in: which the server takes, and when a refusal is about the file itself. */
import { asProblem } from '@/lib/api/problem';

/** The server looks at the content. */
export const DOCUMENTS = '.pdf,.docx,.pptx,.zip';

const WRONG_FILE = new Set(['unsupported_media_type', 'file_unreadable', 'too_large', 'not_found']);

/** The file is gone on the server: another has to be chosen. */
export const isWrongFile = (problem: unknown): boolean => WRONG_FILE.has(asProblem(problem).code);
