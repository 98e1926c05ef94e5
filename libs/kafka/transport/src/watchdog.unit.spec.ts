import { describe, expect, it, jest } from '@jest/globals';
import { Watchdog } from './watchdog.js';

describe('Watchdog', () => {
  const watched = () => {
    const onSilence = jest.fn();
    return { onSilence, watchdog: new Watchdog({ everyMs: 1_000_000, patience: 2, onSilence }) };
  };

  it('barks after more looks without a sign of life than it has patience', () => {
    const { watchdog, onSilence } = watched();
    watchdog.look();
    watchdog.look();
    expect(onSilence).not.toHaveBeenCalled();
    watchdog.look();
    expect(onSilence).toHaveBeenCalledTimes(1);
  });

  it('begins to count again with every sign of life', () => {
    const { watchdog, onSilence } = watched();
    for (let i = 0; i < 10; i++) {
      watchdog.look();
      watchdog.look();
      watchdog.alive();
    }
    expect(onSilence).not.toHaveBeenCalled();
  });
});
