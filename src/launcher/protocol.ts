/**
 * What crosses the port between the customer's page and the messenger frame: `{ t, … }`, nothing
 * else. Both ends check what they receive; the frame with schemas (messenger/host), the launcher by
 * hand.
 */
export const PROTOCOL_VERSION = 1;
/** Messages a second that one side listens to; more are dropped until the second is over. */
export const MAX_MESSAGES_PER_SECOND = 100;

export type Page = { url: string; title: string };
/**
 * Kept in first-party storage by the launcher, because the frame's own may be denied or
 * partitioned.
 */
export type Identity = { contact: string; secret: string };

export type HostMessage =
	| {
			t: 'init';
			v: number;
			workspace: string;
			identity: Identity | null;
			settings: Record<string, unknown>;
			locale: string;
			page: Page;
			open: Opened | null;
			/** Rules of the page that were met before the frame was there (W-TRG-01). */
			met?: string[] | undefined;
			/** Present where nothing is real: a workflow is previewed in the desk (W-LIFE-06). */
			played?: Played | undefined;
	  }
	| { t: 'played'; played: Played }
	| { t: 'met'; rule: string }
	| { t: 'settings'; settings: Record<string, unknown> }
	| { t: 'page'; page: Page }
	| { t: 'open'; open: Opened }
	| { t: 'closed' }
	| { t: 'shutdown' };

/**
 * `full`: the frame covers the screen and shows its own way out. `compose`: start a new
 * conversation.
 */
export type Opened = { full: boolean; compose?: string };

/** What a story has come to, as its customer would see it, at a time that stands still. */
export type Played = { contact: string; now: number; events: unknown[] };

export type FrameMessage =
	| { t: 'close' | 'show' }
	| { t: 'unread'; count: number }
	| { t: 'keep'; kept: Kept }
	/** What was done where nothing is real; an `EventBody` each. */
	| { t: 'did'; drafts: unknown[] };

/** `watch`: a reply may come, so the next page looks for it without waiting to be opened. */
export type Kept = { identity: Identity | null; watch: boolean; color: string };
