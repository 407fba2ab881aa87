/** A remark that somebody left on the canvas of a draft, for whoever builds there (U32). */
export type Sticky = {
	id: string;
	text: string;
	/** Its upper left corner, in the canvas' own coordinates. */
	at: { x: number; y: number };
};

/** What goes beyond is not added, and where somebody else's copy holds more, not shown. */
export const MAX_STICKIES = 50;
export const MAX_STICKY_CHARS = 2_000;
