/** The certificate as an Open Badges 3.0 credential: exactly the shape that we issue. */
import { Malformed } from './bytes';
import { isWeb, siteOf } from './did';
import type { Document } from './document';
import {
  decimal,
  instant,
  isPath,
  isUuid,
  list,
  type Of,
  object,
  text,
  truth,
  tuple,
  words,
} from './shape';

const identity = <const H extends boolean>(hashed: H) =>
  object({
    type: words('IdentityObject'),
    hashed: truth(hashed),
    identityHash: text(),
    identityType: text(),
  });

export const credential = object(
  {
    '@context': tuple(
      words('https://www.w3.org/ns/credentials/v2'),
      words('https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'),
      words('https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'),
    ),
    id: text(),
    type: tuple(words('VerifiableCredential'), words('AchievementCredential')),
    name: text(),
    issuer: object({ id: text(isWeb), type: tuple(words('Profile')), name: text(), url: text() }),
    validFrom: instant,
    awardedDate: instant,
    credentialSubject: object(
      {
        id: text(),
        type: tuple(words('AchievementSubject')),
        identifier: tuple(identity(false), identity(true)),
        licenseNumber: text(),
        achievement: object(
          {
            id: text(),
            type: tuple(words('Achievement')),
            inLanguage: words('zh-CN'),
            achievementType: words('Certification', 'CertificateOfCompletion'),
            humanCode: words('skill_certificate', 'training_certificate'),
            version: text(),
            name: text(),
            description: text(),
            criteria: object({ narrative: text() }),
          },
          {
            resultDescription: list(
              object({
                id: text(),
                type: tuple(words('ResultDescription')),
                name: text(),
                resultType: words('RawScore', 'Result', 'Status'),
              }),
              { min: 1 },
            ),
          },
        ),
      },
      {
        result: list(
          object(
            { type: tuple(words('Result')), resultDescription: text(), status: words('Completed') },
            { value: text() },
          ),
          { min: 1 },
        ),
      },
    ),
    credentialStatus: object({
      id: text(),
      type: words('BitstringStatusListEntry'),
      statusPurpose: words('revocation'),
      statusListIndex: text(),
      statusListCredential: text(),
    }),
    credentialSchema: tuple(
      object({
        id: words(
          'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',
        ),
        type: words('1EdTechJsonSchemaValidator2019'),
      }),
    ),
  },
  { validUntil: instant },
);

export type AchievementCredential = Of<typeof credential>;

/** A place in the status lists of the issuer. */
export interface Place {
  list: number;
  index: number;
}

/** The address of a status list of the site at `url`. */
export const statusListUrl = (url: string, listNumber: number): string =>
  `${url}/status-lists/${listNumber}`;

export function placeOf({ issuer, credentialStatus: status }: AchievementCredential): Place {
  const base = `${issuer.url}/status-lists/`;
  const [number = '', index = ''] = status.id.startsWith(base)
    ? status.id.slice(base.length).split(/#(.*)/s)
    : [];
  const place = { list: decimal(number), index: decimal(index) };
  const address = `${base}${number}`;
  if (
    place.list === undefined ||
    place.index === undefined ||
    status.statusListIndex !== index ||
    ![address, `${address}.jwt`].includes(status.statusListCredential)
  ) {
    throw new Malformed('credentialStatus is not as this shape has it');
  }
  return { list: place.list, index: place.index };
}

const urn = (id: string) => id.startsWith('urn:uuid:') && isUuid(id.slice('urn:uuid:'.length));

const isDocumentType = (type: string) =>
  type === 'nationalIdentityNumber' ||
  (/^ext:[A-Za-z0-9\-._]+$/.test(type) && type !== 'ext:resident_id');

const KIND = {
  skill_certificate: 'Certification',
  training_certificate: 'CertificateOfCompletion',
} as const;

/** What the shape alone does not say. */
function check(one: AchievementCredential): void {
  const { issuer, credentialSubject: subject } = one;
  const [name, paper] = subject.identifier;
  const { achievement } = subject;
  const described = achievement.resultDescription ?? [];
  const results = subject.result ?? [];
  const prefix = `${issuer.url}/achievements/`;
  const right: Record<string, boolean> = {
    id: urn(one.id),
    'issuer.url': siteOf(issuer.id) === issuer.url,
    awardedDate: one.awardedDate === one.validFrom,
    validUntil: one.validUntil === undefined || one.validUntil > one.validFrom,
    'credentialSubject.id': urn(subject.id) && subject.id !== one.id,
    identifier:
      name.identityType === 'name' &&
      isDocumentType(paper.identityType) &&
      /^sha256\$[0-9a-f]{64}$/.test(paper.identityHash),
    'achievement.id':
      achievement.id.startsWith(prefix) && isPath(achievement.id.slice(prefix.length)),
    'achievement.achievementType': achievement.achievementType === KIND[achievement.humanCode],
    // Named in one order, so that what is listed first cannot be told apart by any reader.
    result:
      results.length === described.length &&
      results.every((result, at) => result.resultDescription === described[at]?.id),
  };
  const wrong = Object.keys(right).find((member) => !right[member]);
  if (wrong) throw new Malformed(`${wrong} is not as this shape has it`);
  placeOf(one);
}

export const achievementDocument: Document<AchievementCredential> = {
  shape: credential,
  terms: 'AchievementCredential',
  maxLength: 64 * 1024,
  check,
  issuer: (one) => one.issuer.id,
  subject: (one) => one.credentialSubject.id,
};
