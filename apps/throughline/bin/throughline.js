#!/usr/bin/env node
// kafkajs asks for timers in the past, which newer versions of Node warn of on standard error: nothing that a person could act upon.
const { emitWarning } = process;
process.emitWarning = (warning, ...rest) => {
  if (rest[0] !== 'TimeoutNegativeWarning') emitWarning.call(process, warning, ...rest);
};

await import('../dist/cli.js');
