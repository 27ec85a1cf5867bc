package dev.gatehouse.gateway.execution;

import dev.gatehouse.secrets.SealTarget;

/** Whether the secrets of a start may be resolved now. */
sealed interface AdmitOutcome {
    /** The intent is durable; the envelope is for this target. */
    record Admitted(SealTarget target) implements AdmitOutcome {}

    /** The lease or its session is over. */
    record Gone(String reason) implements AdmitOutcome {}

    /** The token that it was begun with was ended. Nothing was written. */
    record TokenEnded() implements AdmitOutcome {}

    /** Somebody whose access the permit rests on is not what policy was told: decide again. Nothing was written. */
    record FactsChanged() implements AdmitOutcome {}
}
