/** What the server tells of a certificate that cannot be printed: the field, and the character that no font has. */

export interface MissingCharacter {
  /** A member of what is printed, such as `holder_name` or `subjects[2].title.zh`. */
  field: string;
  character: string;
  /** `U+2EBF0` */
  code: string;
}

// `holder_name: 㐀 (U+3400)`, or by the code alone what would garble the sentence.
const MISSING = /([a-z_]+(?:\[\d+\])?(?:\.[a-z_]+)*): (?:\S+ \()?(U\+([0-9A-F]{4,6}))/gu;
const TOO_LONG = /^([a-z_]+(?:\[\d+\])?(?:\.[a-z_]+)*) is too long/;
const LAST = 0x10ffff;

/** The characters that a sentence names, in its order. */
export function missingCharacters(sentence: string): MissingCharacter[] {
  return [...sentence.matchAll(MISSING)].flatMap(([, field = '', code = '', digits = '']) => {
    const point = Number.parseInt(digits, 16);
    return point > LAST ? [] : [{ field, character: String.fromCodePoint(point), code }];
  });
}

/** The field that is longer than its place on the page. */
export const tooLongField = (sentence: string): string | undefined => TOO_LONG.exec(sentence)?.[1];
