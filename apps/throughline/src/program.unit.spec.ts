import { describe, expect, it } from '@jest/globals';
import { type Command } from 'commander';
import { createProgram } from './program.js';

/** Those that do something: a command with commands of its own only groups them. */
const doers = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(doers);

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

/** What `--help` prints. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

const commands = doers(createProgram()).map((command) => [nameOf(command), command] as const);

describe('the command line', () => {
  it('has commands', () => {
    expect(commands.length).toBeGreaterThan(15);
  });

  it.each(commands)('%s has a description and an example in its help', (name, command) => {
    const help = helpOf(command);
    expect(command.description()).not.toBe('');
    expect(help).toMatch(/\nExample:\n {2}\$ /);
    const words = name.split(' ').slice(1).join(' ');
    expect(help.slice(help.indexOf('Example:'))).toContain(words === 'demo' ? 'npm run demo' : words);
  });
});
