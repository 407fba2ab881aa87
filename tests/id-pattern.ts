/** What an id looks like: three letters, and digits and letters that nobody reads. */
export const ID_PATTERN = /\b[a-z]{2,5}_[0-9a-z]{6,}/;
