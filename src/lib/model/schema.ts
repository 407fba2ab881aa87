import * as z from 'zod/mini';

// Compiled validators need `new Function`, which our content security policy forbids; probing for
// it would already be reported as a violation. Every schema imports `z` from here, so this always
// runs first.
z.config({ jitless: true });

export { z };
