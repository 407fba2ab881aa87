import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

/**
 * What a customer's visitors pay for a chat button. Peers weigh 135 to 344 KB (performance S1, S3).
 */
const LAUNCHER_BYTES = 4 * 1024;
const FRAME_BYTES = 65 * 1024;

const launcher = 'build/widget.js';
const frame = 'build/messenger/assets/immutable';
const isBuilt = existsSync(launcher) && existsSync(frame);
if (!isBuilt) process.stdout.write('Budgets skipped: there is no build. Run `npm run build`.\n');

test.skipIf(!isBuilt)('S1: the launcher is one file of at most 4 KB', () => {
	const source = readFileSync(launcher);
	expect(gzipSync(source, { level: 9 }).length).toBeLessThanOrEqual(LAUNCHER_BYTES);
	expect(source.toString()).not.toMatch(/\bimport\b|fetch\(|XMLHttpRequest|innerHTML/);
});

test.skipIf(!isBuilt)('S3: all scripts of the frame together are at most 65 KB', () => {
	const scripts = readdirSync(frame).filter((name) => name.endsWith('.js'));
	const sizes = scripts.map((name) => gzipSync(readFileSync(`${frame}/${name}`)).length);
	expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(FRAME_BYTES);
	expect(scripts.length).toBeGreaterThan(0);
});

test.skipIf(!isBuilt)('the frame starts under a policy without inline code', () => {
	const page = readFileSync('build/messenger/index.html', 'utf8');
	expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
});
