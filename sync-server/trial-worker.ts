import type { Stored } from './stored';
import { serveThread } from './thread';
import { createTrials } from './trials';

const trials = createTrials();

type Call =
	| { name: 'load'; args: [string, Stored] }
	| { name: 'tryOut'; args: [string, Uint8Array] }
	| { name: 'forget'; args: [string] }
	| { name: 'close' };

serveThread((call: Call) => {
	switch (call.name) {
		case 'load':
			return trials.load(...call.args);
		case 'tryOut':
			return trials.tryOut(...call.args);
		case 'forget':
			return trials.forget(...call.args);
		case 'close':
			return undefined;
	}
});
