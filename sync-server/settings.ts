import { fail, ok, type Result } from '../src/lib/base/result';
import { parseUrl } from './parse-url';

/**
 * The relay's settings come from `RELAY_*`. Each has a default; one that is unknown or invalid is
 * refused with a sentence, because a misspelt setting that is silently ignored is a setting that is
 * wrong.
 */
export type Settings = {
	port: number;
	host: string;
	publicUrl: string | undefined;
	dataDir: string;
	staticDir: string | undefined;
	allowedOrigins: string[];
	runner: boolean;
	demoPort: number | undefined;
	logLevel: string;
	maxBlobBytes: number;
	trustProxy: boolean;
};

type Read<T> = (value: string | undefined) => T | { problem: string };
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

const readers: { [Name in keyof Settings]: { variable: string; read: Read<Settings[Name]> } } = {
	port: { variable: 'RELAY_PORT', read: number({ fallback: 8787, min: 0, max: 65_535 }) },
	host: { variable: 'RELAY_HOST', read: (value) => value ?? '0.0.0.0' },
	publicUrl: { variable: 'RELAY_PUBLIC_URL', read: optional(url) },
	dataDir: { variable: 'RELAY_DATA_DIR', read: (value) => value ?? '.relevo' },
	staticDir: { variable: 'RELAY_STATIC_DIR', read: (value) => value },
	allowedOrigins: { variable: 'RELAY_ALLOWED_ORIGINS', read: origins },
	runner: { variable: 'RELAY_RUNNER', read: flag(false) },
	demoPort: {
		variable: 'RELAY_DEMO_PORT',
		read: optional(number({ fallback: 0, min: 0, max: 65_535 })),
	},
	logLevel: {
		variable: 'RELAY_LOG_LEVEL',
		read: (value) =>
			value === undefined || LOG_LEVELS.includes(value)
				? (value ?? 'info')
				: { problem: `must be one of ${LOG_LEVELS.join(', ')}` },
	},
	maxBlobBytes: {
		variable: 'RELAY_MAX_BLOB_MB',
		read(value) {
			const megabytes = number({ fallback: 25, min: 1, max: 1_024 })(value);
			return typeof megabytes === 'number' ? megabytes * 1024 * 1024 : megabytes;
		},
	},
	trustProxy: { variable: 'RELAY_TRUST_PROXY', read: flag(false) },
};

export function readSettings(env: Record<string, string | undefined>): Result<Settings> {
	const problems: string[] = [];
	const known = Object.values(readers).map(({ variable }) => variable);
	for (const name of Object.keys(env)) {
		if (name.startsWith('RELAY_') && !known.includes(name)) {
			problems.push(`${name} is not a setting of the relay. Known are ${known.join(', ')}.`);
		}
	}
	function read<Name extends keyof Settings>(name: Name, fallback: Settings[Name]): Settings[Name] {
		const { variable, read: parse } = readers[name];
		// An empty variable is what shells and compose files make of an unset one.
		const value = parse(env[variable]?.trim() || undefined);
		if (typeof value !== 'object' || value === null || !('problem' in value)) return value;
		problems.push(`${variable} ${value.problem}; it is "${env[variable]}".`);
		return fallback;
	}
	const settings: Settings = {
		port: read('port', 0),
		host: read('host', ''),
		publicUrl: read('publicUrl', undefined),
		dataDir: read('dataDir', ''),
		staticDir: read('staticDir', undefined),
		allowedOrigins: read('allowedOrigins', []),
		runner: read('runner', false),
		demoPort: read('demoPort', undefined),
		logLevel: read('logLevel', ''),
		maxBlobBytes: read('maxBlobBytes', 0),
		trustProxy: read('trustProxy', false),
	};
	return problems.length === 0
		? ok(settings)
		: fail('settings', { sentences: problems.join('\n') });
}

function number({
	fallback,
	min,
	max,
}: {
	fallback: number;
	min: number;
	max: number;
}): Read<number> {
	return (value) => {
		if (value === undefined) return fallback;
		const parsed = Number(value);
		const isRight = /^\d+$/.test(value) && parsed >= min && parsed <= max;
		return isRight ? parsed : { problem: `must be a whole number from ${min} to ${max}` };
	};
}

function flag(fallback: boolean): Read<boolean> {
	return (value) => {
		if (value === undefined) return fallback;
		if (value === 'on' || value === 'off') return value === 'on';
		return { problem: 'must be on or off' };
	};
}

function optional<T>(read: Read<T>): Read<T | undefined> {
	return (value) => (value === undefined ? undefined : read(value));
}

function url(value: string | undefined): string | { problem: string } {
	const parsed = parseUrl(value ?? '');
	if (!parsed || !/^https?:$/.test(parsed.protocol)) {
		return { problem: 'must be an address such as https://support.example.org' };
	}
	return parsed.href.replace(/\/+$/, '');
}

function origins(value: string | undefined): string[] | { problem: string } {
	const given = (value ?? '').split(',').map((each) => each.trim());
	const wanted = given.filter((each) => each !== '');
	const wrong = wanted.find((each) => parseUrl(each)?.origin !== each);
	return wrong === undefined
		? wanted
		: { problem: `must be origins separated by commas, and "${wrong}" is not one` };
}
