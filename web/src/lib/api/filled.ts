type Missing = null | undefined;

/** What may be missing of `T` is left out rather than null. */
export type Filled<T> = {
  [K in keyof T as Extract<T[K], Missing> extends never ? K : never]: T[K];
} & {
  [K in keyof T as Extract<T[K], Missing> extends never ? never : K]?: NonNullable<T[K]>;
};

/** Fields that were left empty are left out. */
export function filled<T extends object>(values: T): Filled<T> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && value !== null && value !== '',
    ),
  ) as Filled<T>;
}
