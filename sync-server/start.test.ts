import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { until } from '../tests/relay-process';

/**
 * `npm start` in a checkout of its own whose build takes a moment instead of a minute; everything
 * else is as it is.
 */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const ROOT = join(import.meta.dirname, '..');
const BUILD = `const fs = require('node:fs');
fs.mkdirSync('build', { recursive: true });
fs.writeFileSync('build/index.html', '<!doctype html><title>desk</title>');`;

let checkout: string;
beforeAll(() => {
	checkout = mkdtempSync(join(tmpdir(), 'relevo-start-'));
	mkdirSync(join(checkout, 'node_modules'));
	for (const name of readdirSync(join(ROOT, 'node_modules'))) {
		if (name !== '.cache') link(`node_modules/${name}`);
	}
	for (const name of ['src', 'static', 'package-lock.json']) link(name);
	cpSync(join(ROOT, 'sync-server'), join(checkout, 'sync-server'), { recursive: true });
	writeFileSync(join(checkout, 'build.cjs'), BUILD);
	const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
	manifest.scripts.build = 'node build.cjs';
	writeFileSync(join(checkout, 'package.json'), JSON.stringify(manifest));
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function link(name: string): void {
	symlinkSync(join(ROOT, name), join(checkout, name));
}

test('builds once, serves desk and shop, runs automation, and prints the link of the owner', async () => {
	const first = await start();
	try {
		const { relay, shop, output } = first;
		expect(output()).toContain('Building…');
		expect(output()).toMatch(/Create the owner, once, at\s+http:\S+\/setup\?token=[\w-]{40,}/);
		expect(await (await fetch(relay)).text()).toContain('<title>desk</title>');
		expect((await fetch(`${relay}/readyz`)).status).toBe(200);
		expect(await (await fetch(shop)).text()).toContain(`${relay}/widget.js`);
		const runners = async () =>
			(await (await fetch(`${relay}/metrics`)).text()).includes('sessions 1\n');
		let isRunning = false;
		await until(
			() => {
				void runners().then((found) => (isRunning ||= found));
				return isRunning;
			},
			'the runner is connected',
			30_000,
		);
	} finally {
		expect(await first.stop()).toBe(0);
	}
	const second = await start();
	expect(second.output()).not.toContain('Building…');
	expect(await second.stop()).toBe(0);
});

async function start() {
	const child = spawn(process.execPath, ['sync-server/start.js'], {
		cwd: checkout,
		env: {
			PATH: process.env.PATH,
			RELAY_PORT: '0',
			RELAY_DEMO_PORT: '0',
			RELAY_HOST: '127.0.0.1',
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk) => (text += String(chunk)));
	}
	const find = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
	await until(
		() => find(/(Create the owner)/) !== '' || child.exitCode !== null,
		'it is up',
		60_000,
	);
	return {
		relay: find(/ready at (\S+)/),
		shop: find(/A shop that uses it is at (\S+)/),
		output: () => text,
		stop: () => stop(child),
	};
}

function stop(child: ChildProcess): Promise<number | null> {
	return new Promise((resolve) => {
		child.once('exit', resolve);
		child.kill('SIGTERM');
	});
}
