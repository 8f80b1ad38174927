/** Certificate numbers as people read them: `2020110-00000123-26` for `20201100000012326`. */
export function groupNumber(number: string): string {
  return /^\d{17}$/.test(number)
    ? `${number.slice(0, 7)}-${number.slice(7, 15)}-${number.slice(15)}`
    : number;
}
