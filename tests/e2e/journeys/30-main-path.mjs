// The main job from nothing: a school applies, its students become certified holders, an employer verifies them.
import certificates from '../main-path/certificates.mjs';
import classes from '../main-path/classes.mjs';
import people from '../main-path/people.mjs';
import results from '../main-path/results.mjs';
import school from '../main-path/school.mjs';

export const story = true;

export default { ...school, ...people, ...classes, ...results, ...certificates };
