import { createReadStream } from 'node:fs';
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
	const bytes = createReadStream(file);
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
export function nameOf(index: number): string {
	const first = FIRST[index % FIRST.length]!;
	const last = LAST[Math.floor(index / FIRST.length) % LAST.length]!;
	return `${first} ${last}`;
}

const FIRST =
	'Ana Luis Marta Jorge Lucía Pablo Inés Diego Elena Hugo Sara Iván Emma Noah Olivia Liam'.split(
		' ',
	);
const LAST =
	'García Smith Romero Jones Vega Brown Soler Clark Núñez Hall Prieto Young Ibáñez King'.split(' ');
