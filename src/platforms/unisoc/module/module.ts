import { type ModuleState, type Operation, land } from "./storage.ts";

/** A module under power: its state now, and the one way to change it. */
export interface Module {
  readonly state: ModuleState;
  perform(operation: Operation): void;
}

/** An operation as it was performed, and the state it met. */
export interface Performed {
  readonly before: ModuleState;
  readonly operation: Operation;
}

/**
 * A module whose power never fails. It keeps every operation with the state before it: what a power cut at any
 * moment would have left follows from these ({@link land}).
 */
export class PoweredModule implements Module {
  state: ModuleState;
  readonly performed: Performed[] = [];

  constructor(state: ModuleState) {
    this.state = state;
  }

  perform(operation: Operation): void {
    this.performed.push({ before: this.state, operation });
    this.state = land(this.state, operation, "whole");
  }
}
