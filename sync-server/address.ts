import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

/** Behind a proxy the address is the last forwarded one: what stands before it is hearsay. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
	const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
	const behindProxy = trustProxy ? forwarded.at(-1)?.trim() : undefined;
	return behindProxy || (request.socket.remoteAddress ?? '');
}

/**
 * Whom an address counts with: a provider hands out /24 and /64 as one, and whoever has one address
 * of it can have them all. An IPv4 address is the same in its IPv6 dress.
 */
export function rangeOf(address: string): string {
	const bare = address.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/%.*$/, '');
	const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(bare)?.[1];
	if (v4 !== undefined && isIPv4(v4)) return `${v4.split('.').slice(0, 3).join('.')}.0/24`;
	if (!isIPv6(bare)) return bare.slice(0, 64);
	const groups = groupsOf(bare);
	// `::ffff:c0a8:101` is IPv4 too, written by one who hopes that nobody notices.
	if (groups.slice(0, 5).every((each) => each === 0) && groups[5] === 0xffff) {
		const [high = 0, low = 0] = groups.slice(6);
		return `${high >> 8}.${high & 255}.${low >> 8}.0/24`;
	}
	return `${groups
		.slice(0, 4)
		.map((each) => each.toString(16))
		.join(':')}::/64`;
}

function groupsOf(address: string): number[] {
	const [head = '', tail] = address.split('::');
	const before = numbersOf(head);
	if (tail === undefined) return before;
	const after = numbersOf(tail);
	const missing = Math.max(0, 8 - before.length - after.length);
	return [...before, ...Array<number>(missing).fill(0), ...after];
}

function numbersOf(part: string): number[] {
	if (part === '') return [];
	return part.split(':').flatMap((group) => {
		if (!group.includes('.')) return [Number.parseInt(group, 16)];
		const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
		return [a * 256 + b, c * 256 + d];
	});
}
