/** Settles at the first Ctrl-C or SIGTERM. A second one ends the process at once. */
export const untilInterrupted = (): Promise<undefined> =>
  new Promise((resolve) => {
    let interrupted = false;
    const onSignal = (): void => {
      if (interrupted) process.exit(130);
      interrupted = true;
      resolve(undefined);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
