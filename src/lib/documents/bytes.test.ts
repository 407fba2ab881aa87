import { fc, test } from '@fast-check/vitest';
import * as encoding from 'lib0/encoding';
import { expect } from 'vitest';
import { encode, writeAny, writeByte, writeString, writeUint } from './bytes';

function theirs(write: (encoder: encoding.Encoder) => void): Uint8Array {
	const encoder = encoding.createEncoder();
	write(encoder);
	return encoding.toUint8Array(encoder);
}

const numbers = fc.oneof(
	fc.double(),
	fc.float(),
	fc.integer(),
	fc.maxSafeInteger(),
	fc.constantFrom(
		0,
		-0,
		63,
		64,
		-64,
		127,
		128,
		2 ** 31 - 1,
		2 ** 31,
		-(2 ** 31),
		1_795_351_189_331,
	),
);
const strings = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ minLength: 120, maxLength: 140 }),
	fc.constantFrom('¿qué?', '\ud800', '👋'.repeat(2_000), 'a'.repeat(9_000)),
);
const { value } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		strings,
		numbers,
		fc.constantFrom(true, false, null, undefined),
		fc.array(tie('value'), { maxLength: 5 }),
		fc.dictionary(strings, tie('value'), { maxKeys: 5 }),
	),
}));

test.prop([value])('I1: every value is written as lib0 writes it', (any) => {
	expect(encode(() => writeAny(any))).toEqual(
		theirs((encoder) => encoding.writeAny(encoder, any as never)),
	);
});

test.prop([strings, fc.maxSafeInteger().map(Math.abs), fc.nat(255)])(
	'I1: so are strings, lengths and bytes by themselves',
	(text, length, byte) => {
		const ours = encode(() => {
			writeByte(byte);
			writeUint(length);
			writeString(text);
		});
		const expected = theirs((encoder) => {
			encoding.writeUint8(encoder, byte);
			encoding.writeVarUint(encoder, length);
			encoding.writeVarString(encoder, text);
		});
		expect(ours).toEqual(expected);
	},
);

test('what was written half before an error is not in what is written next', () => {
	const broken = () => {
		writeByte(1);
		throw new Error('broken');
	};
	expect(() => encode(broken)).toThrow('broken');
	expect(encode(() => writeByte(2))).toEqual(new Uint8Array([2]));
});
