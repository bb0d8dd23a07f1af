/** The longest delay that a timer of the platform takes, in milliseconds: 24 days. */
export const LONGEST_DELAY_MS: number = 2 ** 31 - 1;
