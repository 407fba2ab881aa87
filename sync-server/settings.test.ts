import { expect, test } from 'vitest';
import { readSettings } from './settings';

test('everything has a default', () => {
	const settings = readSettings({ PATH: '/bin' });
	expect(settings).toMatchObject({
		ok: true,
		value: { port: 8787, dataDir: '.relevo', runner: false, trustProxy: false },
	});
});

test('what is set is read, and an empty variable is an unset one', () => {
	const settings = readSettings({
		RELAY_PORT: '9000',
		RELAY_PUBLIC_URL: 'https://help.example.org/',
		RELAY_ALLOWED_ORIGINS: 'https://a.example, https://b.example',
		RELAY_RUNNER: 'on',
		RELAY_HOST: '',
	});
	expect(settings).toMatchObject({
		ok: true,
		value: {
			port: 9000,
			host: '0.0.0.0',
			publicUrl: 'https://help.example.org',
			allowedOrigins: ['https://a.example', 'https://b.example'],
			runner: true,
		},
	});
});

test('an unknown setting and every invalid one are refused with a sentence each', () => {
	const settings = readSettings({
		RELAY_PROT: '8787',
		RELAY_PORT: '80 80',
		RELAY_RUNNER: 'yes',
		RELAY_PUBLIC_URL: 'help.example.org',
		RELAY_ALLOWED_ORIGINS: 'https://a.example/path',
	});
	expect(settings.ok).toBe(false);
	const sentences = settings.ok ? '' : String(settings.problem.details?.sentences);
	expect(sentences.split('\n').map((each) => each.split(' ')[0])).toEqual([
		'RELAY_PROT',
		'RELAY_PORT',
		'RELAY_PUBLIC_URL',
		'RELAY_ALLOWED_ORIGINS',
		'RELAY_RUNNER',
	]);
});
