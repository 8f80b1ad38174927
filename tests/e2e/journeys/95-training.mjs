// Teacher training from the call for enrolment to the certificate: a branch, a school, two trainers, a participant,
// experts and their lead, HQ, certifiers, an employer.
import assessment from '../training/assessment.mjs';
import batch from '../training/batch.mjs';
import lessons from '../training/lessons.mjs';

export const story = true;

export default { ...batch, ...lessons, ...assessment };
