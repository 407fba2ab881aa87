/** What a screen can follow: it is told whenever what stands under that name has changed. */
export const topicOf = {
	/** Rows of lists, and what is counted of them. */
	conversations: 'conversations',
	opened: (key: string) => `opened ${key}`,
	pending: 'pending',
	drafts: 'drafts',
	settings: 'settings',
	live: 'live',
	/** Anything in this table of the store: for what is read from there. */
	table: (name: string) => `table ${name}`,
};
