// People and schools that do not exist, with numbers whose check digits are right.

/** GB 11643: a resident id of somebody made up; an odd `n` is a man's. */
export function residentId(n, region = '420106', born = '20010315') {
  const body = `${region}${born}${String(n).padStart(3, '0')}`;
  const sum = [...body].reduce(
    (total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11),
    0,
  );
  return body + '10X98765432'[sum % 11];
}

/** GB 32100: a unified social credit code; `n` makes it one's own. */
export function creditCode(n, region = '420000') {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const body = `12${region}${String(n).padStart(9, '0')}`;
  const sum = [...body].reduce((total, c, at) => total + letters.indexOf(c) * (3 ** at % 31), 0);
  return body + letters[(31 - (sum % 31)) % 31];
}

const FAMILIES = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗'.split('');
const GIVEN = ['㛃', '䶮', '𬭚', '子涵', '欣怡', '一诺', '浩然', '思远', '雨桐', '嘉懿'];

/** `count` students of a school, two classes of administration, some names with rare characters. */
export function students(
  count,
  { prefix = '2019', region = '420106', born = '20010315', major = '会计' } = {},
) {
  return Array.from({ length: count }, (_, n) => ({
    number: `${prefix}${String(n + 1).padStart(4, '0')}`,
    name:
      n === 0
        ? '买买提·艾力'
        : `${FAMILIES[n % FAMILIES.length]}${GIVEN[Math.floor(n / 2) % GIVEN.length]}${n < 20 ? '' : FAMILIES[(n * 7) % FAMILIES.length]}`,
    id: residentId(n, region, born),
    gender: n % 2 ? '男' : '女',
    major,
    grade: '2019',
    group: n % 2 ? '会计2班' : '会计1班',
    phone: `138${String(10000000 + n)}`,
  }));
}

export const STUDENT_TITLES = [
  '学号',
  '姓名',
  '证件类型',
  '身份证号',
  '性别',
  '专业',
  '年级',
  '班级',
  '手机号',
];
export const studentRow = (s) => [
  s.number,
  s.name,
  '居民身份证',
  s.id,
  s.gender,
  s.major,
  s.grade,
  s.group,
  s.phone,
];

export const TEACHER_TITLES = ['工号', '姓名', '证件类型', '证件号码', '性别', '专业', '手机号'];
export const TEACHERS = [
  [
    'T001',
    '欧阳静',
    '居民身份证',
    residentId(620, '420106', '19800102'),
    '女',
    '会计',
    '13900000001',
  ],
  [
    'T002',
    '司马懿德',
    '居民身份证',
    residentId(621, '420106', '19790203'),
    '男',
    '会计',
    '13900000002',
  ],
];
