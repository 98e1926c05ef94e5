export { IntakeModule } from './intake.module.js';
export {
  type Replay,
  replayDeadLetters,
  replayedFrom,
  type ReplayFilter,
} from './replay/replay-dead-letters.js';
