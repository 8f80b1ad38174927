// What the parts of the main path hand on to each other, and who is in it.
import { students } from '../people.mjs';

export const SCHOOL = { name: '江城示例职业学院', code: '4142099991', admin: '何明' };
export const ADMIN_PASSWORD = 'jiangcheng-2020-何';
export const STUDENT_PASSWORD = 'wo-de-mima-2020';

/** 37: by the rule three classes, by the clerk's wish two, one of which is too large by one. */
export const STUDENTS = students(37);

/** Filled on the way: usernames, codes, certificate numbers. */
export const story = {};

export const signInAdmin = (stage, options) => stage.signIn(story.admin, ADMIN_PASSWORD, options);
