import { parseArgs } from 'node:util';
import { fuzzCanvases, fuzzFrames } from './fuzz';

/** `--canvases N --frames N [--seed S]`: hostile updates for the guard, frames for the hub. */
const { values } = parseArgs({
	options: {
		canvases: { type: 'string', default: '150000' },
		frames: { type: 'string', default: '200000' },
		seed: { type: 'string', default: `${Date.now()}` },
	},
});
const { seed } = values;
print(`seed ${seed}`);
const canvases = fuzzCanvases(Number(values.canvases), seed);
print(`canvases: ${JSON.stringify(canvases)}`);
print(`frames: ${JSON.stringify(await fuzzFrames(Number(values.frames), seed))}`);
process.exitCode = canvases.threw + canvases.waiting === 0 ? 0 : 1;

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}
