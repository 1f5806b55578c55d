import { type ModuleState, type Operation, land } from "./storage.ts";

/** A module under power: its state now, and the one way to change it. */
export interface Module {
  readonly state: ModuleState;
  /** Lands the operation, or throws {@link PowerCut} with some part of it landed. */
  perform(operation: Operation): void;
}

/** Power went away; the state of the module is what had landed until then. */
export class PowerCut extends Error {}

/** An operation as it was performed, and the state it met. */
export interface Performed {
  readonly before: ModuleState;
  readonly operation: Operation;
}

/** A module whose power never fails. It keeps every operation with the state before it. */
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
