import { BaseRpcContext } from '@nestjs/microservices';

/** What a handler may ask of its consumer while it works on a batch. */
export interface BatchControls {
  /** False once the consumer stops: begin nothing new. */
  isRunning(): boolean;
  /** True once the partition was taken away: what is not stored yet would be refused anyway. */
  isStale(): boolean;
}

export class KafkaBatchContext extends BaseRpcContext<[BatchControls]> implements BatchControls {
  constructor(private readonly controls: BatchControls) {
    super([controls]);
  }

  isRunning(): boolean {
    return this.controls.isRunning();
  }

  isStale(): boolean {
    return this.controls.isStale();
  }
}
