/** The key of the advisory lock ("rela"); one lock a database. */
export const lockKey = 0x72656c61;
