/** Name of the correlator in `consumer_offsets`, of its stage, and of its consumer group behind the prefix. */
export const stage = 'correlator';

/** Name of intake in `consumer_offsets`: ticks say how far it has come. */
export const intakeStage = 'intake';
