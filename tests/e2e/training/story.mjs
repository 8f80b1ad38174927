// What the parts of the training hand on to each other, who is in it, and the time that passes.
import { residentId } from '../people.mjs';
import { Person } from '../world.mjs';

export const TITLE = '2020 年江苏在线师资研修（春季加开）';
export const CLASS = '江苏春季班';
export const SCHOOL = '江苏示范财经职业学院';

const NAMES =
  '程砚秋 贺知秋 苏望舒 岑若水 白清如 霍思齐 简素心 洛云舒 沐晴川 宁致远 裴景行 容止戈 舒亦凡 温如玉';

/** 14 of one school: one fewer than a class should have. The first of them signs in. */
export const TEACHERS = NAMES.split(' ').map((name, n) => ({
  number: `P${String(n + 1).padStart(3, '0')}`,
  name,
  id: residentId(700 + n, '320106', '19840521'),
}));
export const [TEACHER] = TEACHERS;
export const TEACHER_PASSWORD = 'yan-xiu-2020-秋';

/** Filled on the way: ids, the participant's username, the number of the certificate. */
export const story = {};

const signedIn = new Map();

/** A demo account that acts past the screens, for what is many times the same. */
export async function behind(stage, username) {
  if (!signedIn.has(username))
    signedIn.set(
      username,
      await Person.signIn(stage.base, username, stage.deployment.account(username).password),
    );
  return signedIn.get(username);
}

/** It is this instant now, on the clock of the demo. */
export async function at(stage, instant) {
  const hq = await behind(stage, 'hq');
  await hq.ask('PUT', '/demo/clock', { to: instant });
}

/** Whoever takes part, on a phone. */
export const signInTeacher = (stage) =>
  stage.signIn(story.username, TEACHER_PASSWORD, { phone: true });
