import { build } from '../../sync-server/prepare';
import { bytes } from '../budgets/build';
import type { Measure } from './measure';

/** The targets that it speaks of. */
export const targets = ['S1', 'S3', 'S5', 'S6', 'S7'];

/** What a browser loads, gzipped, in KB; `npm test` holds the same sizes to the byte. */
export function measureSizes(): Measure[] {
	build();
	return [
		size('S1 launcher', bytes.launcher(), 4),
		size('S3 messenger frame', bytes.frame(), 65),
		size('S5 desk before first paint', bytes.firstPaint(), 45),
		size('S5 inbox that can be used', bytes.inbox(), 140),
		size('S5 largest chunk', bytes.largestChunk(), 80),
		size('S6 service worker', bytes.worker(), 45),
		size('S7 install', bytes.install(), 600),
	];
}

function size(name: string, bytes: number, atMost: number): Measure {
	const [id = name] = name.split(' ');
	return { name, value: Number((bytes / 1000).toFixed(2)), unit: 'KB gz', target: { id, atMost } };
}
