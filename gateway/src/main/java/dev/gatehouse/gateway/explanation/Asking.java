package dev.gatehouse.gateway.explanation;

import java.util.Locale;

/** How somebody asks about others' access. */
enum Asking {
    CAN_I,
    WHO_CAN,
    DECISION,
    EVALUATION;

    /** The word that events have for it. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
