import { describe, expect, it } from 'vitest';
import { missingCharacters, tooLongField } from './unprintable';

describe('what cannot be printed', () => {
  it('is read with its field, its character and its code', () => {
    expect(missingCharacters('holder_name: 㐀 (U+3400)')).toEqual([
      { field: 'holder_name', character: '㐀', code: 'U+3400' },
    ]);
    // What is no letter comes by its code alone.
    expect(missingCharacters('holder_name: U+2EBF0')).toEqual([
      { field: 'holder_name', character: '\u{2ebf0}', code: 'U+2EBF0' },
    ]);
  });

  it('is found in the midst of sentences, one after the other', () => {
    const sentence =
      'no font has these characters: holder_name: \u{2ebf0} (U+2EBF0), subjects[2].title.zh: U+E000; add a font';
    expect(missingCharacters(sentence).map(({ field, code }) => `${field} ${code}`)).toEqual([
      'holder_name U+2EBF0',
      'subjects[2].title.zh U+E000',
    ]);
    const template = 'no font has this character: template.heading.zh: 㐀 (U+3400); take another';
    expect(missingCharacters(template)[0]?.field).toBe('template.heading.zh');
  });

  it('is nothing where a sentence names none, or one that there cannot be', () => {
    expect(missingCharacters('the QR code needs less text')).toEqual([]);
    expect(missingCharacters('holder_name: U+FFFFFF')).toEqual([]);
  });

  it('may be a field that is too long', () => {
    const long =
      'institution.name is too long for the page even in the smallest letters; shorten it';
    expect(tooLongField(long)).toBe('institution.name');
    expect(tooLongField('the page could not be written')).toBeUndefined();
  });
});
