import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from '../../src/lib/model/schema';

/** A recorded conversation: who said what, in order. One JSON object a line, gzipped or not. */
const Recorded = z.object({
	id: z.string(),
	/** What it was about, such as `Restaurants_2`. */
	services: z._default(z.array(z.string()), []),
	turns: z.array(z.object({ by: z.enum(['customer', 'agent']), text: z.string() })),
});
export type Recorded = z.infer<typeof Recorded>;

export async function* recordedConversations(file: string): AsyncGenerator<Recorded> {
	// A file that is not there is an error of whoever asks; a stream would throw it at the process.
	const bytes = (await open(file)).createReadStream();
	const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
	let number = 0;
	for await (const line of createInterface({ input, crlfDelay: Infinity })) {
		number++;
		if (line.trim()) yield parse(line, `${file}:${number}`);
	}
}

function parse(line: string, where: string): Recorded {
	try {
		return Recorded.parse(JSON.parse(line));
	} catch {
		throw new Error(`${where}: not a conversation. Expected { id, services, turns }.`);
	}
}

/** The recordings are anonymous; an inbox of two thousand "Visitors" shows nothing. */
function nameOf(index: number): string {
	const first = FIRST[index % FIRST.length]!;
	const last = LAST[Math.floor(index / FIRST.length) % LAST.length]!;
	return `${first} ${last}`;
}

/**
 * How the customer of a recording can be found: a name, of every third an address, of every fifth a
 * phone, which no other one has.
 */
export function detailsOf(index: number): Record<string, string> {
	const name = nameOf(index);
	const account = name
		.normalize('NFD')
		.replace(/[^A-Za-z ]/g, '')
		.replace(' ', '.')
		.toLowerCase();
	return {
		name,
		...(index % 3 === 0 && { email: `${account}.${index}@example.com` }),
		...(index % 5 === 0 && { phone: `+56 9 ${String(10_000_000 + index * 7)}` }),
	};
}

const FIRST =
	'Ana Luis Marta Jorge Lucía Pablo Inés Diego Elena Hugo Sara Iván Emma Noah Olivia Liam'.split(
		' ',
	);
const LAST =
	'García Smith Romero Jones Vega Brown Soler Clark Núñez Hall Prieto Young Ibáñez King'.split(' ');
